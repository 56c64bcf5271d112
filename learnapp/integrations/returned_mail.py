"""Mail that comes back: which of our letters it was and whether for good (delivery status notifications, RFC 3464)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

MOST_BYTES = 1_000_000
_STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})")
_MARKED = re.compile(r"[^\s<>@+]{1,18}\+([A-Za-z2-7]{45})@")
_ID = re.compile(r"<([A-Za-z0-9._@-]{1,200})>")


@dataclass(frozen=True, slots=True)
class Returned:
    """One letter that came back.

    Attributes:
        message_id: Of our letter, without angle brackets; "" where the report does not have it.
        mark: What stands behind the + of the address that the report was sent to, "" for none.
        hard: It never arrives (5.x.x), not only later or not today.
        status: As the server says it, for example 5.1.1.
    """

    message_id: str
    hard: bool
    status: str
    mark: str = ""


def read(raw: bytes) -> Returned | None:
    """Return what a delivery status notification says; None for any other message.

    Args:
        raw: The whole message as it lay in the mailbox.
    """
    if len(raw) > MOST_BYTES:
        return None
    message = message_from_bytes(raw, policy=policy.default)
    if message.get_content_type() != "multipart/report" or not isinstance(message, EmailMessage):
        return None
    parts = [part for part in message.walk() if part is not message][:50]
    told = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    ours = next((found for part in parts if (found := _original(part))), "")
    mark = _mark(message)
    if told is None or not (ours or mark):
        return None
    for block in _inner(told):
        action = str(block.get("Action", "")).strip().lower()
        status = _STATUS.match(str(block.get("Status", "")))
        if action == "failed" and status is not None:
            # A full mailbox (x.2.2) is emptied some day; whatever else failed for good stays so.
            hard = status[1] == "5" and (status[2], status[3]) != ("2", "2")
            return Returned(ours, hard, ".".join(status.groups()), mark)
    return None


def _mark(message: EmailMessage) -> str:
    """Return the mark in the address of a report: servers write in one of these whom they deliver it to."""
    for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To"):
        for value in message.get_all(name, [])[:5]:
            if found := _MARKED.search(str(value)[:500]):
                return found[1].lower()
    return ""


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _original(part: Message) -> str:
    """Return the id of our letter from the part that holds it, or its head."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inner = _inner(part)
        head = str(inner[0].get("Message-ID", "")) if inner else ""
    elif kind == "text/rfc822-headers":
        body = part.get_payload(decode=True)
        text = body if isinstance(body, bytes) else str(part.get_payload()).encode("utf-8", "replace")
        head = str(message_from_bytes(text).get("Message-ID", ""))
    else:
        return ""
    found = _ID.search(head)
    return found[1] if found else ""
