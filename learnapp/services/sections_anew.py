"""The next year: a class begun anew from an old one, with its course, rules and tests, and without its students."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import NotFoundError
from learnapp.security.access import Actor
from learnapp.services import assignments, current, path_rules, sessions, trail
from learnapp.services.people import clean_name
from learnapp.storage.repositories import section_copy as rows
from learnapp.storage.repositories import sections as section_rows

MOST_TESTS = 200


async def begin_anew(actor: Actor, section_id: UUID, title: str, term: str, *, same_teachers: bool) -> UUID:
    """Begin a class from an old one, which stays as it is; return its id.

    It studies the same course, with the same pins and rules of the whole class. Tests are drafts, and what was assigned
    to everybody has no day. Nobody's work, no student and nothing that was for one of them goes with it.

    Args:
        actor: Who manages the sections of the institution.
        section_id: The old one, open or closed.
        title: Of the new one.
        term: Of the new one.
        same_teachers: Whether who teaches the old one teaches it.

    Raises:
        ForbiddenError: The actor may not open sections.
        InvalidInputError: The title is not acceptable.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "create", "section")
    title, term = clean_name(title), term.strip()[:60]
    services, tenant, new = current(), actor.tenant_id, uuid7()
    now = services.clock.now()
    teachers: list[UUID] = []
    async with services.db.transaction(tenant) as tx:
        copied = await rows.copy(
            tx.session, tenant, section_id, new, title=title, term=term, by=actor.person_id, now=now,
            most=(path_rules.MOST, MOST_TESTS, assignments.MOST),
        )  # fmt: skip
        if copied is None:
            raise NotFoundError("There is no such section. Go back to the list and choose again.")
        if same_teachers:
            teachers = await rows.teachers(tx.session, tenant, section_id)
            await section_rows.enrol(tx.session, tenant, [(new, one, "instructor") for one in teachers], now)
        detail = {
            "from": str(section_id), "rules": copied.rules, "tests": copied.tests, "assignments": copied.assignments
        }  # fmt: skip
        await trail.audit(actor, "section.copy", "section", object_id=new, detail=detail, session=tx.session)
        about = [(new, one) for one in teachers]
        await trail.audit_each(
            actor, "section.enrol", "section", about, detail={"role": "instructor"}, session=tx.session
        )
    for one in teachers:
        sessions.forget_person(one)
    return new
