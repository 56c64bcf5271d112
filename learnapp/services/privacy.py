"""Privacy: consent and erasure; the audit trail and its sealing are reached from here too."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.security.consent import BASES, ConsentDecision, covers, in_force, sufficient
from learnapp.services import consent_backlog, current, notices, sessions, xapi_people
from learnapp.services.people import reveal
from learnapp.services.sealing import (
    Verification,
    audit_verify,
    audit_verify_as_system,
    roots_file,
    seal_all,
    seal_pending,
)
from learnapp.services.trail import audit, audit_actions, audit_search, authorise, disclosed
from learnapp.storage.repositories import answer_texts, erasure
from learnapp.storage.repositories import at_risk as at_risk_rows
from learnapp.storage.repositories import consent as consent_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import interventions as intervention_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.consent import ConsentRow
from learnapp.storage.repositories.notice_sources import Source

__all__ = [
    "ConsentStatus",
    "Verification",
    "audit",
    "audit_actions",
    "audit_search",
    "audit_verify",
    "audit_verify_as_system",
    "authorise",
    "consent_decision",
    "consent_status",
    "disclosed",
    "erase_person",
    "give_consent",
    "roots_file",
    "seal_all",
    "seal_pending",
    "tell_guardians",
    "withdraw_consent",
]

MAX_NOTE = 300


@dataclass(frozen=True, slots=True)
class ConsentStatus:
    """Whether a student's data may be stored, and what was recorded.

    Attributes:
        decision: The decision right now.
        sufficient: Bases that would suffice, strongest first.
        under_13: Whether the stricter rule for children applies.
        recorded: Every consent, oldest first.
        counting: Those of them that are in force.
    """

    decision: ConsentDecision
    sufficient: tuple[str, ...]
    under_13: bool
    recorded: list[ConsentRow]
    counting: frozenset[UUID]


def _local_date(moment: datetime, time_zone: str) -> date:
    return moment.astimezone(ZoneInfo(time_zone)).date()


async def _status(session: AsyncSession, tenant_id: UUID, student_id: UUID) -> ConsentStatus:
    services = current()
    row = await people_rows.person(session, tenant_id, student_id)
    institution = await section_rows.institution(session, tenant_id)
    if row is None or institution is None or row.status == "erased":
        raise NotFoundError("There is no such student in your institution. Choose one from the list.")
    recorded = (await consent_rows.consents_of(session, tenant_id, [student_id]))[student_id]
    born = reveal(services.keyring, row, birth_date=True).birth_date
    today = _local_date(services.clock.now(), institution.time_zone)
    known = [consent.as_consent() for consent in recorded]
    decision = covers(
        known,
        birth_date=born,
        institution_kind=institution.kind,
        today=today,
    )
    bases = sufficient(born, institution.kind, today)
    counting = {id(one) for one in in_force(known)}
    standing = frozenset(row.consent_id for row, one in zip(recorded, known, strict=True) if id(one) in counting)
    return ConsentStatus(decision, bases, "school_under_13" in bases, recorded, standing)


async def consent_decision(tenant_id: UUID, student_id: UUID, session: AsyncSession | None = None) -> ConsentDecision:
    """Return whether this student's data may be stored; for the guardrail, without an access check.

    Raises:
        NotFoundError: No such student in that institution.
    """
    if session is not None:
        return (await _status(session, tenant_id, student_id)).decision
    async with current().db.transaction(tenant_id) as tx:
        return (await _status(tx.session, tenant_id, student_id)).decision


async def consent_status(actor: Actor, student_id: UUID) -> ConsentStatus:
    """Return a student's consents for the student, a guardian, an admin or an auditor.

    Raises:
        ForbiddenError: The actor is none of these.
        NotFoundError: No such student here.
    """
    await authorise(actor, "read", "consent", student_id=student_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        await disclosed(actor, student_id, "consent", session=tx.session)
        return await _status(tx.session, actor.tenant_id, student_id)


async def give_consent(actor: Actor, student_id: UUID, basis: str, *, note: str = "") -> UUID:
    """Record a consent with its basis.

    A guardian gives the basis `guardian` only; the institution gives the other two, or records a guardian's
    paper with a note. A child who has waited for it in a section may begin there.

    Raises:
        ConflictError: That consent is already in force.
        ForbiddenError: The actor may not.
        InvalidInputError: Unknown basis, or one that a guardian cannot give.
        NotFoundError: No such student here.
    """
    await authorise(actor, "give", "consent", student_id=student_id)
    if basis not in BASES:
        raise InvalidInputError(f"The basis is one of: {', '.join(BASES)}.")
    institutional = actor.kind == "system" or "admin" in actor.roles
    if not institutional and basis != "guardian":
        raise InvalidInputError("A guardian gives consent as guardian. Choose that basis.")
    consent_id = uuid7()
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        status = await _status(tx.session, actor.tenant_id, student_id)
        if status.decision.allowed and any(c.basis == basis and c.withdrawn_at is None for c in status.recorded):
            raise ConflictError("This consent is already in force. There is nothing to do.")
        row = ConsentRow(
            consent_id,
            student_id,
            basis,
            "learning",
            actor.person_id,
            services.clock.now(),
            None,
            note.strip()[:MAX_NOTE],
        )
        await consent_rows.add_consents(tx.session, actor.tenant_id, [row])
        if (await _status(tx.session, actor.tenant_id, student_id)).decision.allowed:
            await section_rows.admit(tx.session, actor.tenant_id, [student_id], services.clock.now())
        await tell_guardians(tx.session, actor.tenant_id, student_id, by=actor.person_id, given=True)
        await audit(
            actor,
            "consent.give",
            "consent",
            object_id=consent_id,
            subject_id=student_id,
            detail={"basis": basis},
            session=tx.session,
        )
    sessions.forget_person(student_id)
    return consent_id


async def withdraw_consent(actor: Actor, student_id: UUID, basis: str) -> None:
    """Withdraw a consent; from now on nothing more of that student is stored on this basis.

    When a guardian objects and none of their consents is recorded, the objection itself is recorded as a
    guardian's consent given and withdrawn at this moment, so that it overrides the school's.

    Raises:
        ForbiddenError: The actor may not.
        InvalidInputError: A guardian tries to withdraw the institution's basis.
        NotFoundError: No such student, or no such consent in force.
    """
    await authorise(actor, "withdraw", "consent", student_id=student_id)
    if basis not in BASES:
        raise InvalidInputError(f"The basis is one of: {', '.join(BASES)}.")
    if "admin" not in actor.roles and basis != "guardian":
        raise InvalidInputError("A guardian can withdraw as guardian. Choose that basis.")
    services = current()
    now = services.clock.now()
    async with services.db.transaction(actor.tenant_id) as tx:
        await _status(tx.session, actor.tenant_id, student_id)
        ended = len(await consent_rows.withdraw(tx.session, actor.tenant_id, [student_id], basis, "learning", now))
        if not ended and basis != "guardian":
            raise NotFoundError("There is no such consent in force. Reload the page.")
        if not ended:
            row = ConsentRow(uuid7(), student_id, basis, "learning", actor.person_id, now, None, "objection")
            await consent_rows.add_consents(tx.session, actor.tenant_id, [row])
            await consent_rows.withdraw(tx.session, actor.tenant_id, [student_id], basis, "learning", now)
        await consent_backlog.keep_here(tx.session, actor.tenant_id, [student_id])
        await tell_guardians(tx.session, actor.tenant_id, student_id, by=actor.person_id, given=False)
        await audit(
            actor,
            "consent.withdraw",
            "consent",
            subject_id=student_id,
            detail={"basis": basis, "ended": ended},
            session=tx.session,
        )


async def tell_guardians(session: AsyncSession, tenant: UUID, student_id: UUID, *, by: UUID, given: bool) -> None:
    """Tell a student's guardians, but not the one who did it, that a consent was recorded or withdrawn."""
    state = "given" if given else "withdrawn"
    await notices.tell(
        session, tenant, "consent", Source.GUARDIANS, about=student_id, student=student_id, by=by,
        arguments={"state": state}, merge=f"consent:{student_id}",
    )  # fmt: skip


async def erase_person(actor: Actor, person_id: UUID) -> None:
    """Erase a person: destroy the data key, blank what is left, end every session and the sign-in.

    Name, address, birth date and posts become unreadable at once, wherever a copy of them lies. What was learned
    stays under an id that leads to nobody, without answers that nobody else has given; what was noticed about them in
    the review queue goes, and what they reported there; the audit trail keeps ids only.

    Raises:
        ForbiddenError: The actor may not.
        InvalidInputError: The actor's own account.
        NotFoundError: No such person here, or already erased.
    """
    await authorise(actor, "erase", "person")
    if person_id == actor.person_id:
        raise InvalidInputError("You cannot erase yourself. Ask another administrator.")
    async with current().db.transaction(actor.tenant_id) as tx:
        row = await people_rows.person(tx.session, actor.tenant_id, person_id)
        if row is None or row.status == "erased":
            raise NotFoundError("There is no such person in your institution. Choose one from the list.")
        # While their address can still be read.
        await xapi_people.forget(tx.session, actor.tenant_id, person_id)
        await sessions.remove_login(tx.session, actor.tenant_id, person_id)
        await at_risk_rows.forget(tx.session, actor.tenant_id, person_id)
        await intervention_rows.forget(tx.session, actor.tenant_id, person_id)
        await erasure.destroy_person(tx.session, actor.tenant_id, person_id, os.urandom(32))
        await answer_texts.forget(tx.session, actor.tenant_id, person_id)
        await audit(actor, "person.erase", "person", object_id=person_id, subject_id=person_id, session=tx.session)
    await sessions.end_all(actor.tenant_id, person_id)
    sessions.forget_person(person_id)
