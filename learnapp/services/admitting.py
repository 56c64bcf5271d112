"""A student enters a class: at once, or as soon as somebody has consented to what is stored there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.security.access import Actor
from learnapp.security.consent import covers, objected, sufficient
from learnapp.services import trail
from learnapp.storage.repositories import consent as consent_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.consent import ConsentRow
from learnapp.storage.repositories.sections import Institution


@dataclass(frozen=True, slots=True)
class Given:
    """What the institution has stated for whoever comes this way.

    Attributes:
        bases: The bases of consent that it holds for them.
        by: Who has stated it.
        note: The way, for the record.
    """

    bases: tuple[str, ...]
    by: UUID
    note: str


@dataclass(frozen=True, slots=True)
class Entrant:
    """A student who enters.

    Attributes:
        born: Their birth date, None when unknown.
    """

    person_id: UUID
    born: date | None


async def admit(
    session: AsyncSession,
    actor: Actor,
    institution: Institution,
    section_id: UUID,
    born: date | None,
    given: Given,
    proof: dict[str, str],
    now: datetime,
) -> bool:
    """Enrol the actor as a student, or let a child wait until somebody has consented.

    Args:
        session: The caller's transaction.
        actor: The student.
        institution: Theirs.
        section_id: The class.
        born: Their birth date, None when unknown.
        given: What the institution has stated.
        proof: Ids for the trail, of what it was stated by.
        now: This moment.

    Returns:
        Whether they wait.
    """
    entrant = Entrant(actor.person_id, born)
    return bool(await admit_all(session, actor, institution, section_id, [entrant], given, proof, now))


async def admit_all(
    session: AsyncSession,
    actor: Actor,
    institution: Institution,
    section_id: UUID,
    entrants: Sequence[Entrant],
    given: Given,
    proof: dict[str, str],
    now: datetime,
) -> set[UUID]:
    """Enrol students, or let the children among them wait until somebody has consented.

    Args:
        session: The caller's transaction.
        actor: Who lets them in: the student, or who reads a roster.
        institution: Theirs.
        section_id: The class.
        entrants: The students.
        given: What the institution has stated.
        proof: Ids for the trail, of what it was stated by.
        now: This moment.

    Returns:
        Who waits.
    """
    tenant, kind = actor.tenant_id, institution.kind
    today = now.astimezone(ZoneInfo(institution.time_zone)).date()
    recorded = await consent_rows.consents_of(session, tenant, [one.person_id for one in entrants])
    waits: set[UUID] = set()
    consents: list[ConsentRow] = []
    for one in entrants:
        known = [each.as_consent() for each in recorded[one.person_id]]
        if covers(known, birth_date=one.born, institution_kind=kind, today=today).allowed:
            continue
        needed = sufficient(one.born, kind, today)
        basis = next((each for each in given.bases if each in needed), "")
        if basis and not objected(known):
            consents.append(ConsentRow(uuid7(), one.person_id, basis, "learning", given.by, now, None, given.note))
        elif "school_under_13" in needed:
            waits.add(one.person_id)
    await consent_rows.add_consents(session, tenant, consents)
    for basis in dict.fromkeys(one.basis for one in consents):
        about = [(one.consent_id, one.student_id) for one in consents if one.basis == basis]
        detail = {"basis": basis, **proof}
        await trail.audit_each(actor, "consent.give", "consent", about, detail=detail, session=session)
    for person in waits:
        await section_rows.enrol_waiting(session, tenant, section_id, person, now)
    enter = [(section_id, one.person_id, "student") for one in entrants if one.person_id not in waits]
    await section_rows.enrol(session, tenant, enter, now)
    return waits


async def record_basis(
    session: AsyncSession,
    tenant: UUID,
    institution: Institution,
    students: Sequence[UUID],
    births: Mapping[UUID, date | None],
    by: UUID,
    note: str,
    now: datetime,
) -> None:
    """Record the institution's basis for students who never had one; no import overrides a withdrawal.

    Args:
        session: The caller's transaction.
        tenant: The institution's id.
        institution: The institution.
        students: Whose basis it is.
        births: Their birth dates; unknown ones may be missing.
        by: Who has stated it.
        note: The way, for the record.
        now: This moment.
    """
    today = now.astimezone(ZoneInfo(institution.time_zone)).date()
    recorded = await consent_rows.consents_of(session, tenant, students)
    rows: list[ConsentRow] = []
    for student in students:
        basis = sufficient(births.get(student), institution.kind, today)[-1]
        refused = any(row.basis == "guardian" and row.withdrawn_at is not None for row in recorded[student])
        if not refused and not any(consent.basis == basis for consent in recorded[student]):
            rows.append(ConsentRow(uuid7(), student, basis, "learning", by, now, None, note))
    await consent_rows.add_consents(session, tenant, rows)
    await section_rows.admit(session, tenant, [row.student_id for row in rows], now)
