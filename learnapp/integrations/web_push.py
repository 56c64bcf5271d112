"""Push to browsers (RFC 8030), encrypted for the browser (RFC 8291) and signed by the institution (RFC 8292)."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush

from learnapp.core.errors import InvalidInputError, UnavailableError
from learnapp.integrations.outbound import BlockedAddressError, OutboundSession, check_address

SECONDS_KEPT = 24 * 3600
"""How long the service keeps a message for a browser that is switched off."""


class PushGoneError(InvalidInputError):
    """The browser has taken its permission back, or is gone."""


class PushAwayError(UnavailableError):
    """The push service did not take this now."""


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
        PushGoneError: It cannot be reached any more, or is no address that may be called.
        PushAwayError: Try again later.
    """
    try:
        webpush(
            {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}}, json.dumps(data),
            vapid_private_key=Vapid02.from_pem(private.encode()), vapid_claims={"sub": contact}, ttl=SECONDS_KEPT,
            requests_session=OutboundSession(loopback=loopback),
        )  # fmt: skip
    except WebPushException as error:
        status = error.response.status_code if error.response is not None else 0
        if status in (400, 403, 404, 410):
            raise PushGoneError("This browser cannot be reached any more.") from error
        raise PushAwayError("The push service does not take this now.") from error
    except BlockedAddressError as error:
        raise PushGoneError("This is no push service that may be called.") from error
    except requests.exceptions.RequestException as error:
        raise PushAwayError("The push service does not answer.") from error
