"""Messages between servers, signed as Standard Webhooks has it (https://www.standardwebhooks.com).

The sender signs `id.time.body` with HMAC-SHA-256; a message older or newer than five minutes is refused.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from standardwebhooks import Webhook, WebhookVerificationError

from learnapp.core.errors import InvalidInputError, NotSignedInError

WRONG = (
    "The signature is not right, or the message is older than five minutes. Sign it with the secret of this address"
    " as Standard Webhooks says."
)


def new_secret() -> str:
    """Return a new secret to sign with."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def verified(secrets_of: Sequence[str], headers: Mapping[str, str], body: bytes) -> str:
    """Return the id of a message that is signed rightly.

    Args:
        secrets_of: As `new_secret` makes them: one, or two while the sender changes over; either is enough.
        headers: webhook-id, webhook-timestamp and webhook-signature among them.
        body: As it came.

    Raises:
        InvalidInputError: It is no text: the standard signs UTF-8.
        NotSignedInError: The signature is not right.
    """
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise InvalidInputError("Send the message as UTF-8 text, other bytes within it encoded.") from error
    if not any(_is_signed(secret, headers, body) for secret in secrets_of):
        raise NotSignedInError(WRONG)
    return {name.lower(): value for name, value in headers.items()}["webhook-id"]


def _is_signed(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True


def signed(secrets_of: Sequence[str], message: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of a message of ours.

    Args:
        secrets_of: One, or two while the receiver changes over: either signature is enough.
        message: Its id, the same whenever it is sent again.
        at: The moment, of time zone UTC.
        body: As it is sent, UTF-8.
    """
    marks = [Webhook(one).sign(message, at, body.decode()) for one in secrets_of]
    return {
        "webhook-id": message, "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": " ".join(marks),
        "Content-Type": "application/json", "User-Agent": "learnapp",
    }  # fmt: skip
