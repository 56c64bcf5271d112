"""Consent of many students at once: who has one, who practises without, and a whole section in one act."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.core.table_words import cell, heads
from learnapp.security.access import Actor
from learnapp.security.consent import BASES, covers, in_force, objected, sufficient
from learnapp.security.crypto import TenantKey
from learnapp.security.spreadsheet import write_csv
from learnapp.services import consent_backlog, current, privacy, sessions, trail
from learnapp.services.people import ERASED_NAME, tenant_key
from learnapp.services.privacy import MAX_NOTE
from learnapp.storage.repositories import consent as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.consent import ConsentRow, SealedStudent


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One student in the list.

    Attributes:
        allowed: Whether what they do is stored.
        basis: The basis that allows it; the one that stands but does not suffice; "" for none.
        since: From when that basis counts.
        reason: `covered`, `no_consent`, `withdrawn` or `under_13_needs_school_or_guardian`.
        under_13: Whether the stricter rule for children applies.
        waiting: Whether they have joined a class by a link and may not begin before somebody has consented.
    """

    person_id: UUID
    name: str
    allowed: bool
    basis: str
    since: datetime | None
    reason: str
    under_13: bool
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class ConsentList:
    """One page of the list, and how the whole of it stands.

    Attributes:
        students: In the section, or in the institution.
        missing: How many of them practise without anything being stored.
        waiting: How many may not begin before somebody has consented.
    """

    page: Page[ConsentLine]
    students: int
    missing: int
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """What an act for a whole section has done, as counts of students.

    Attributes:
        done: Recorded, or withdrawn.
        already: Nothing to do: it was in force already, or there was none.
        unfit: The basis is not enough for them (a child under 13 and the institution's contract, or the reverse).
        objected: A guardian has said no; only that guardian's yes, or an act for this one student, changes it.
    """

    done: int = 0
    already: int = 0
    unfit: int = 0
    objected: int = 0


@dataclass(frozen=True, slots=True)
class _Student:
    line: ConsentLine
    recorded: list[ConsentRow]
    bases: tuple[str, ...]


def _open(key: TenantKey, row: SealedStudent) -> tuple[str, date | None]:
    if row.person_key is None:
        return ERASED_NAME, None
    own = key.open_person_key(row.person_id, row.person_key)
    born = date.fromisoformat(own.decrypt("birth_date", row.birth_date_enc)) if row.birth_date_enc else None
    return own.decrypt("name", row.name_enc) if row.name_enc else ERASED_NAME, born


def _line(
    key: TenantKey, row: SealedStudent, recorded: list[ConsentRow], institution_kind: str, today: date
) -> _Student:
    name, born = _open(key, row)
    known = [one.as_consent() for one in recorded]
    decision = covers(known, birth_date=born, institution_kind=institution_kind, today=today)
    bases = sufficient(born, institution_kind, today)
    counting = [one for one in in_force(known) if decision.basis in (None, one.basis)]
    line = ConsentLine(
        row.person_id,
        name,
        decision.allowed,
        counting[0].basis if counting else "",
        min((one.granted_at for one in counting if one.granted_at), default=None),
        decision.reason,
        "school_under_13" in bases,
        row.waiting,
    )
    return _Student(line, recorded, bases)


async def _students(session: AsyncSession, tenant_id: UUID, section_id: UUID | None, now: datetime) -> list[_Student]:
    """Return every student with their standing, by name. Names and ages are ciphertext, so all of them are read."""
    institution = await section_rows.institution(session, tenant_id)
    if institution is None:
        raise NotFoundError("This institution has not been set up. Ask the operator to create it.")
    if section_id is not None and not await section_rows.sections_by_id(session, tenant_id, [section_id]):
        raise NotFoundError("There is no such section. Go back to the list and choose again.")
    found = await rows.students(session, tenant_id, section_id)
    recorded = await rows.consents_of(session, tenant_id, [row.person_id for row in found])
    key = await tenant_key(session, tenant_id)
    today = now.astimezone(ZoneInfo(institution.time_zone)).date()

    def read() -> list[_Student]:
        made = [_line(key, row, recorded[row.person_id], institution.kind, today) for row in found]
        return sorted(made, key=lambda one: (one.line.name.casefold(), one.line.person_id))

    return await asyncio.to_thread(read)


async def covered_students(session: AsyncSession, tenant_id: UUID, section_id: UUID) -> set[UUID]:
    """Return the students of a section whose work is stored; of the others nothing can be known.

    Raises:
        NotFoundError: There is no such section.
    """
    found = await _students(session, tenant_id, section_id, current().clock.now())
    return {one.line.person_id for one in found if one.line.allowed}


async def consent_list(
    actor: Actor, *, section_id: UUID | None = None, missing: bool = False, offset: int = 0, size: int = 50
) -> ConsentList:
    """Return a page of students and whether their data may be stored, by name.

    Args:
        actor: An admin or auditor.
        section_id: Only this section; otherwise every student of the institution.
        missing: Only those without a sufficient consent.
        offset: Students before this page.
        size: Students on it.

    Raises:
        ForbiddenError: The actor may not read consents.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "read", "consent")
    offset, size = bounded(offset, size)
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        found = await _students(tx.session, actor.tenant_id, section_id, services.clock.now())
        lines = [one.line for one in found]
        wanted = [line for line in lines if not (missing and line.allowed)]
        shown = wanted[offset : offset + size]
        await trail.disclosed(
            actor, [line.person_id for line in shown], "consent", section_id=section_id, session=tx.session
        )
    without = sum(not line.allowed for line in lines)
    waiting = sum(line.waiting for line in lines)
    return ConsentList(Page(shown, len(wanted), offset, size), len(lines), without, waiting)


async def consents_csv(actor: Actor, *, section_id: UUID | None = None, missing: bool = False) -> str:
    """Return the same list as CSV, all pages; each download is in the audit trail.

    Raises:
        ForbiddenError: The actor may not read consents.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "read", "consent")
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        found = await _students(tx.session, actor.tenant_id, section_id, services.clock.now())
        lines = [one.line for one in found if not (missing and one.line.allowed)]
        await trail.audit(
            actor, "consent.export", "consent", object_id=section_id, detail={"students": len(lines)},
            session=tx.session,
        )  # fmt: skip
    return write_csv(
        heads(actor.locale, "student", "stored", "basis", "since", "reason"),
        [
            (
                line.name,
                cell(actor.locale, "yes" if line.allowed else "no"),
                cell(actor.locale, line.basis),
                line.since.date() if line.since else "",
                cell(actor.locale, line.reason),
            )
            for line in lines
        ],
    )


def _checked(basis: str) -> str:
    if basis not in BASES:
        raise InvalidInputError(f"The basis is one of: {', '.join(BASES)}.")
    return basis


async def give_to_section(actor: Actor, section_id: UUID, basis: str, *, note: str = "") -> ConsentChange:
    """Record a basis for every student of a section for whom it suffices and who has not got it.

    A guardian's no stands: such a student is left out and counted. Children who have waited for it may begin.

    Raises:
        ForbiddenError: The actor may not.
        InvalidInputError: Unknown basis.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "give", "consent")
    basis = _checked(basis)
    services = current()
    now = services.clock.now()
    async with services.db.transaction(actor.tenant_id) as tx:
        found = await _students(tx.session, actor.tenant_id, section_id, now)
        refused = [one for one in found if objected(row.as_consent() for row in one.recorded)]
        open_ = [one for one in found if one not in refused]
        fit = [one for one in open_ if basis in one.bases]
        lacking = [one.line.person_id for one in fit if not _has(one, basis)]
        note = note.strip()[:MAX_NOTE]
        new = [ConsentRow(uuid7(), student, basis, "learning", actor.person_id, now, None, note) for student in lacking]
        await rows.add_consents(tx.session, actor.tenant_id, new)
        admitted = await section_rows.admit(tx.session, actor.tenant_id, [one.line.person_id for one in fit], now)
        await _note(tx.session, actor, "consent.give", lacking, basis, section_id)
    for student in admitted:
        sessions.forget_person(student)
    return ConsentChange(len(lacking), len(fit) - len(lacking), len(open_) - len(fit), len(refused))


async def withdraw_from_section(actor: Actor, section_id: UUID, basis: str) -> ConsentChange:
    """Withdraw a basis from every student of a section; nothing more of them is stored on it.

    Raises:
        ForbiddenError: The actor may not.
        InvalidInputError: Unknown basis.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "withdraw", "consent")
    basis = _checked(basis)
    services = current()
    now = services.clock.now()
    async with services.db.transaction(actor.tenant_id) as tx:
        found = await _students(tx.session, actor.tenant_id, section_id, now)
        ids = [one.line.person_id for one in found]
        ended = await rows.withdraw(tx.session, actor.tenant_id, ids, basis, "learning", now)
        await consent_backlog.keep_here(tx.session, actor.tenant_id, ended)
        await _note(tx.session, actor, "consent.withdraw", sorted(ended), basis, section_id)
    return ConsentChange(len(ended), len(ids) - len(ended))


def _has(one: _Student, basis: str) -> bool:
    return any(consent.basis == basis for consent in in_force(row.as_consent() for row in one.recorded))


async def _note(
    session: AsyncSession, actor: Actor, action: str, students: Iterable[UUID], basis: str, section_id: UUID
) -> None:
    """Write one entry per student, so that a search for that student finds it."""
    for student in students:
        await privacy.tell_guardians(
            session, actor.tenant_id, student, by=actor.person_id, given=action == "consent.give"
        )
        await trail.audit(
            actor, action, "consent", subject_id=student,
            detail={"basis": basis, "section": str(section_id)}, session=session,
        )  # fmt: skip
