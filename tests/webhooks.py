"""Messages as another server signs them."""

from __future__ import annotations

from datetime import UTC, datetime

from standardwebhooks import Webhook


def signed(
    secret: str, body: bytes, message: str = "msg_1", at: datetime | None = None, kind: str = "application/json"
) -> dict[str, str]:
    """Return the headers of a message: signed with this secret, now or at another moment."""
    when = at or datetime.now(UTC)
    mark = Webhook(secret).sign(message, when.replace(tzinfo=UTC), body.decode("utf-8", "replace"))
    return {
        "webhook-id": message, "webhook-timestamp": str(int(when.timestamp())), "webhook-signature": mark,
        "content-type": kind,
    }  # fmt: skip
