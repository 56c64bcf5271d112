"""What one message says: a notice, or the digest of several, in the reader's language and the institution's words."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from learnapp.core.i18n import translate
from learnapp.integrations.returned_mail import Returned
from learnapp.security import letters
from learnapp.security.crypto import TenantKey
from learnapp.security.letters import Rendered, Said, Words
from learnapp.services import current, message_templates, notice_figures
from learnapp.services.delivery_people import Reachable
from learnapp.services.mailing import Route, origin
from learnapp.services.message_templates import Template
from learnapp.services.notice_board import PartView

MOST_LISTED = 50
_SHORT = 300
_MARK = 28


@dataclass(frozen=True)
class Message:
    """One message to one person.

    Attributes:
        parts: Their notices that they may open.
        digest: Whether it sums up.
        safety: Whether it is an emergency, or about the safety of their account, which nobody can do without.
    """

    person: Reachable
    school: str
    parts: list[PartView]
    digest: bool = False
    safety: bool = False
    templates: dict[tuple[str, str], Template] = field(default_factory=dict)

    def sentences(self) -> list[Said]:
        """Return what has happened, each with the address of its place and the figures that belong to it."""
        locale = self.person.locale
        return [
            Said(
                _said(one, locale), f"{origin()}{one.href or '/notices'}",
                tuple(notice_figures.line(locale, figure) for figure in one.figures),
            )
            for one in self.parts
        ]  # fmt: skip

    def letter(self) -> Rendered:
        """Return the message as a letter."""
        said = self.sentences()
        values = {
            "name": Words(self.person.name), "school": Words(self.school), "count": Words(str(len(said))),
            "sentence": letters.told(said[0]), "items": letters.listed(said[:MOST_LISTED]),
            "link": letters.linked(f"{origin()}/notices" if self.digest else said[0].address),
        }  # fmt: skip
        account = self.parts[0].key.startswith("notice-account")
        form = "digest" if self.digest else "account" if account else "notice"
        return message_templates.written(self.templates, form, self.person.locale, values)

    def short(self) -> tuple[str, str, str]:
        """Return (title, text, address) for a small screen."""
        said = self.sentences()
        if len(said) == 1:
            return self.school, said[0].sentence[:_SHORT], said[0].address
        text = translate(self.person.locale, "letter-short-digest", count=len(said))
        return self.school, text, f"{origin()}/notices"


def _said(part: PartView, locale: str) -> str:
    return translate(locale, part.key, name=part.name, title=part.title, place=part.place, count=part.count)


def mail_id(key: TenantKey, message: UUID, sender: str) -> str:
    """Return the Message-ID of a letter: it is known again, and nobody else can make one, when it comes back."""
    domain = sender.rpartition("@")[2] or "localhost"
    return f"{message.hex}.{key.tenant_id.hex}.{_mac(key, message)}@{domain}"


def way_back(key: TenantKey, message: UUID, mailbox: str) -> str:
    """Return the address to which a letter goes back: it says which letter it was, and nobody else can make one.

    A server that returns a letter need not return its Message-ID, but has nothing else to write to than this
    (variable envelope return path).

    Args:
        key: The institution's.
        message: The letter.
        mailbox: Whose address it is a part of, "" for none.
    """
    local, _, domain = mailbox.partition("@")
    if not mailbox:
        return ""
    mark = message.bytes + _institution(key.tenant_id) + _short_mac(key, message)
    return f"{local}+{base64.b32encode(mark).decode().rstrip('=').lower()}@{domain}"


def return_path(key: TenantKey, message: UUID, route: Route) -> str:
    """Return the `way_back` of a letter that leaves by a route, "" for the route's own sender.

    An institution's own server would be refused with an address of ours, and its reports come to its own mailbox.
    """
    return "" if route.own else way_back(key, message, current().settings.bounce_address)


def institutions_of(told: Returned, tenants: Sequence[UUID]) -> list[UUID]:
    """Return whose letter may have come back, by what is written on it; that it is so only their key can say."""
    parts = told.message_id.partition("@")[0].split(".")
    named = parts[1] if len(parts) == 3 else ""
    short = _opened(told.mark)[16:20]
    return [one for one in tenants if one.hex == named or (short and _institution(one) == short)]


def returned(key: TenantKey, told: Returned) -> UUID | None:
    """Return which letter has come back; None when it is not of this institution's making."""
    mark = _opened(told.mark)
    if len(mark) == _MARK and mark[16:20] == _institution(key.tenant_id):
        message = UUID(bytes=mark[:16])
        if hmac.compare_digest(mark[20:], _short_mac(key, message)):
            return message
    return ours(key, told.message_id)


def _opened(mark: str) -> bytes:
    try:
        found = base64.b32decode(mark.upper() + "=" * (-len(mark) % 8))
    except ValueError:
        return b""
    return found if len(found) == _MARK else b""


def _institution(tenant: UUID) -> bytes:
    return hashlib.sha256(tenant.bytes).digest()[:4]


def _short_mac(key: TenantKey, message: UUID) -> bytes:
    # Shorter than that of a Message-ID, for an address has room for 64 letters; there is nothing to try it out on.
    return hmac.new(key.derived("way-back"), message.bytes, hashlib.sha256).digest()[:8]


def _mac(key: TenantKey, message: UUID) -> str:
    return hmac.new(key.derived("message-id"), message.bytes, hashlib.sha256).hexdigest()[:32]


def ours(key: TenantKey, message_id: str) -> UUID | None:
    """Return which letter an id of `mail_id` names; None when it is not of this institution's making."""
    parts = message_id.partition("@")[0].split(".")
    try:
        message = UUID(hex=parts[0])
    except ValueError:
        return None
    right = len(parts) == 3 and parts[1] == key.tenant_id.hex
    return message if right and hmac.compare_digest(parts[2].encode(), _mac(key, message).encode()) else None
