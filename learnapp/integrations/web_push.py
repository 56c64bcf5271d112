"""Push to browsers (RFC 8030), encrypted for the browser (RFC 8291) and signed by the institution (RFC 8292)."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02, VapidException
from pywebpush import WebPushException, webpush

from learnapp.core.errors import InvalidInputError, UnavailableError
from learnapp.integrations.outbound import BlockedAddressError, OutboundSession, check_address

SECONDS_KEPT = 24 * 3600
"""How long the service keeps a message for a browser that is switched off."""


class PushGoneError(InvalidInputError):
    """The browser has taken its permission back, or is gone."""


class PushRefusedError(InvalidInputError):
    """The push service does not take this from us; that says nothing about the browser, and asking again is no use."""


class PushAwayError(UnavailableError):
    """The push service did not take this now.

    Attributes:
        wait: Seconds after which it may be asked again (RFC 9110, `Retry-After`); 0: it has not said.
    """

    def __init__(self, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser gives out when a person lets it: where it is reached, and the keys for it alone."""

    endpoint: str
    p256dh: str
    auth: str

    def packed(self) -> str:
        """Return it as text."""
        return json.dumps([self.endpoint, self.p256dh, self.auth])


def subscription(text: str) -> Subscription:
    """Return what `packed` has made."""
    return Subscription(*json.loads(text))


def check(endpoint: object, p256dh: object, auth: object, *, loopback: bool = False) -> Subscription:
    """Return a subscription as a browser has sent it.

    Args:
        endpoint: Address of the browser's push service.
        p256dh: Its public key, a point of P-256 in base64url.
        auth: 16 bytes in base64url.
        loopback: Whether this machine may be called: for development and tests.

    Raises:
        InvalidInputError: It is none.
    """
    if not (isinstance(endpoint, str) and isinstance(p256dh, str) and isinstance(auth, str)):
        raise InvalidInputError(_STRANGE)
    try:
        address = check_address(endpoint, loopback=loopback)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh))
        if len(_bytes(auth)) != 16:
            raise ValueError(_STRANGE)
    except (ValueError, InvalidInputError) as error:
        raise InvalidInputError(_STRANGE) from error
    return Subscription(address, p256dh, auth)


_STRANGE = "The browser has sent something that is no subscription. Reload the page and try again."


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def new_keys() -> tuple[str, str]:
    """Return a new private key (PEM) and its public key, in base64url as browsers take it."""
    made = Vapid02()
    made.generate_keys()
    public = made.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return made.private_pem().decode(), base64.urlsafe_b64encode(public).decode().rstrip("=")


def send(to: Subscription, private: str, contact: str, data: dict[str, str], *, loopback: bool = False) -> None:
    """Send one message; it blocks for some seconds.

    Args:
        to: The browser.
        private: The institution's private key (PEM).
        contact: `mailto:` or `https:` address of who sends, for the service.
        data: What the page's worker shows.
        loopback: Whether this machine may be called.

    Raises:
        PushGoneError: It cannot be reached any more (404 or 410: RFC 8030, section 7.3), or may not be called.
        PushRefusedError: This is not taken from us.
        PushAwayError: Try again later.
    """
    try:
        webpush(
            {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}}, json.dumps(data),
            vapid_private_key=Vapid02.from_pem(private.encode()), vapid_claims={"sub": _reached_at(contact)},
            ttl=SECONDS_KEPT, requests_session=OutboundSession(loopback=loopback),
        )  # fmt: skip
    except WebPushException as error:
        if error.response is None:
            raise PushRefusedError("This cannot be sent to a browser.") from error
        status = error.response.status_code
        if status in (404, 410):
            raise PushGoneError("This browser cannot be reached any more.") from error
        if status in (408, 425, 429) or status >= 500:
            wait = _seconds(error.response.headers.get("retry-after", ""))
            raise PushAwayError("The push service does not take this now.", wait) from error
        # A clock that is wrong, or a message that is too large: no browser is lost for that.
        raise PushRefusedError("The push service does not take this from us.") from error
    except BlockedAddressError as error:
        raise PushGoneError("This is no push service that may be called.") from error
    except requests.exceptions.RequestException as error:
        raise PushAwayError("The push service does not answer.") from error
    except (VapidException, ValueError) as error:
        raise PushRefusedError("This cannot be sent to a browser.") from error


def _reached_at(contact: str) -> str:
    """Return who sends as a push service takes it: an address of mail, or a host over https without its port."""
    if contact.startswith("mailto:"):
        return contact
    return f"https://{urlsplit(contact).hostname or 'localhost'}"


def _seconds(header: str) -> float:
    """Return how long `Retry-After` asks to wait: as seconds, or as a moment; 0 for anything else."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    return max(0.0, at.timestamp() - time.time())
