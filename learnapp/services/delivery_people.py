"""Who is reached by which ways: addresses, choices, hours and consent of several people, read at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import UnavailableError
from learnapp.core.quiet import next_hour, quiet_until
from learnapp.security.consent import covers, sufficient
from learnapp.security.crypto import PersonKey
from learnapp.services import current, people
from learnapp.services.delivery_kinds import always, usual
from learnapp.services.notice_kinds import KINDS, quiet_hours
from learnapp.storage.repositories import consent as consent_rows
from learnapp.storage.repositories import delivery_setup as rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.delivery_setup import AddressRow, Habit
from learnapp.storage.repositories.identity import SealedPerson

MONDAY = 0


@dataclass(frozen=True)
class Reachable:
    """One person as deliveries see them; names and addresses live no longer than the message.

    Attributes:
        allowed: Whether they may be written to outside the app: a student needs a consent, a child under 13 (or of
            unknown age at a school) that of a guardian. What is `always` sent is about their account's own safety.
        mail: E-mail address, "" for none; `mail_stopped` is why it is switched off, "" while it is not.
        addresses: Confirmed ones of the other ways.
        choices: By (kind, way).
        quiet: First and last hour, None for no quiet hours.
    """

    person_id: UUID
    name: str
    locale: str
    zone: str
    allowed: bool
    mail: str
    mail_stopped: str
    habit: Habit
    quiet: tuple[int, int] | None
    key: PersonKey
    addresses: dict[str, list[AddressRow]] = field(default_factory=dict)
    choices: dict[tuple[str, str], str] = field(default_factory=dict)

    def mode(self, kind: str, channel: str) -> str:
        """Return how they want a kind by a way."""
        if always(kind, channel):
            return "once"
        return self.choices.get((kind, channel)) or usual(KINDS[kind], channel)

    def hindered(self, kind: str, channel: str) -> str:
        """Return why a kind cannot reach them by a way, "" when it can."""
        if not self.allowed and not always(kind, channel):
            return "consent"
        if channel != "mail":
            return "" if self.addresses.get(channel) else "no_address"
        if not self.mail:
            return "no_address"
        unwanted = self.mail_stopped == "unsubscribed" and not always(kind, channel)
        return self.mail_stopped if unwanted or self.mail_stopped == "bounced" else ""

    def due(self, mode: str, now: datetime, *, urgent: bool = False) -> datetime:
        """Return when something that is told now is due, in a mode."""
        if mode == "once":
            loud = None if urgent or self.quiet is None else quiet_until(now, self.zone, *self.quiet)
            return loud or now
        return next_hour(now, self.zone, self.habit.digest_hour, MONDAY if mode == "weekly" else None)


def mail_lookup(email: str) -> bytes:
    """Return the keyed hash under which it is noted that an address is switched off."""
    keyring = current().keyring
    return bytes(keyring.email_lookup(email))


async def reachable(session: AsyncSession, tenant: UUID, ids: Iterable[UUID]) -> dict[UUID, Reachable]:
    """Return those of these people who have not left, with all that deciding needs.

    Args:
        session: The transaction.
        tenant: The institution.
        ids: People.
    """
    wanted = list(dict.fromkeys(ids))
    institution = await section_rows.institution(session, tenant)
    if institution is None or not wanted:
        return {}
    found = await people_rows.people_by_id(session, tenant, wanted)
    students = [one for one, row in found.items() if "student" in row.roles]
    recorded = await consent_rows.consents_of(session, tenant, students)
    addresses = await rows.addresses(session, tenant, wanted)
    choices = await rows.choices(session, tenant, wanted)
    habits = await rows.habits(session, tenant, wanted)
    quiets = await rows.quiet_hours(session, tenant, wanted)
    now = current().clock.now()
    made: dict[UUID, Reachable] = {}
    for person, row in found.items():
        key = people.open_key(current().keyring, row)
        if key is None or row.status != "active":
            continue
        allowed = True
        zone = row.time_zone or institution.time_zone or "UTC"
        if person in recorded:
            today = now.astimezone(ZoneInfo(institution.time_zone or "UTC")).date()
            born = people.reveal(current().keyring, row, birth_date=True).birth_date
            decision = covers(
                [one.as_consent() for one in recorded[person]], birth_date=born, institution_kind=institution.kind,
                today=today,
            )  # fmt: skip
            child = "school_under_13" in sufficient(born, institution.kind, today)
            allowed = decision.allowed and (not child or decision.basis == "guardian")
        made[person] = _made(row, key, zone, allowed, [one for one in addresses if one.person_id == person], quiets)
        made[person].choices.update({(kind, way): mode for (who, kind, way), mode in choices.items() if who == person})
        if person in habits:
            made[person] = _with_habit(made[person], habits[person])
    return made


def _made(
    row: SealedPerson, key: PersonKey, zone: str, allowed: bool, addresses: Sequence[AddressRow],
    quiets: dict[UUID, tuple[bool, int, int]],
) -> Reachable:  # fmt: skip
    view = people.reveal(current().keyring, row)
    chosen = quiets.get(row.person_id)
    hours = quiet_hours(row.roles) if chosen is None else (chosen[1], chosen[2]) if chosen[0] else None
    lookups = current().keyring.email_lookups(view.email) if view.email else ()
    stopped = next((one.stopped for one in addresses if one.channel == "mail" and one.lookup in lookups), "")
    others: dict[str, list[AddressRow]] = {}
    for one in addresses:
        if one.channel != "mail" and one.confirmed_at is not None and not one.stopped:
            others.setdefault(one.channel, []).append(one)
    return Reachable(
        row.person_id, view.name, row.locale, zone, allowed, view.email, stopped, Habit(), hours, key, others
    )


def _with_habit(one: Reachable, habit: Habit) -> Reachable:
    return Reachable(**{**vars(one), "habit": habit})


def address_of(one: Reachable, address: AddressRow) -> str:
    """Return where a person is reached, readable.

    Raises:
        UnavailableError: It was sealed for somebody else, or nothing is sealed.
    """
    if address.sealed is None:
        raise UnavailableError("There is nothing behind this address. Enter it again.")
    return one.key.decrypt(f"address/{address.channel}", address.sealed)
