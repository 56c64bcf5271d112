"""People, sections and enrolments as CSV; each download is in the audit trail."""

from __future__ import annotations

import asyncio
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.core.table_words import cell, heads
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import current, people, trail
from learnapp.services.people import PersonView, reveal
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows

_ALL = 1_000_000


async def people_csv(actor: Actor, *, query: str = "", role: str | None = None) -> str:
    """Return everybody whom this search finds, see `people.list_people`.

    Raises:
        ForbiddenError: The actor may not read people.
    """
    await trail.authorise(actor, "export", "person")
    services = current()
    text = query.strip().casefold()
    if "@" in text:
        found = (await people.list_people(actor, query=query, role=role)).rows
    else:
        async with services.db.transaction(actor.tenant_id) as tx:
            rows, _ = await people_rows.list_people(
                tx.session, actor.tenant_id, role=role, status=None, section=None, offset=0, size=_ALL
            )

        def read() -> list[PersonView]:
            views = [reveal(services.keyring, row) for row in rows]
            return sorted((v for v in views if text in v.name.casefold()), key=lambda v: v.name.casefold())

        found = await asyncio.to_thread(read)
    await trail.audit(actor, "person.export", "person", detail={"people": len(found)})
    return write_csv(
        heads(actor.locale, "name", "email", "roles", "status", "created", "last seen"),
        [
            (
                view.name, view.email, " ".join(cell(actor.locale, one) for one in view.roles),
                cell(actor.locale, view.status), view.created_at.date(),
                view.last_seen_at.date() if view.last_seen_at else "",
            )
            for view in found
        ],
    )  # fmt: skip


async def sections_csv(actor: Actor) -> str:
    """Return every section with how many are in it.

    Raises:
        ForbiddenError: The actor may not read sections.
    """
    await trail.authorise(actor, "export", "person")
    async with current().db.transaction(actor.tenant_id) as tx:
        rows, _ = await section_rows.list_sections(tx.session, actor.tenant_id, 0, _ALL)
        await trail.audit(actor, "section.export", "section", detail={"sections": len(rows)}, session=tx.session)
    return write_csv(
        heads(actor.locale, "section", "term", "status", "students", "instructors"),
        [(row.title, row.term, cell(actor.locale, row.status), row.students, row.instructors) for row in rows],
    )


async def enrolments_csv(actor: Actor, section_id: UUID | None = None) -> str:
    """Return who is in which section, for all sections or one; the columns fit a roster import.

    Raises:
        ForbiddenError: The actor may not read people.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "export", "person")
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        if section_id and not await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id]):
            raise NotFoundError("There is no such section. Go back to the list and choose again.")
        rows = await section_rows.enrolments(tx.session, actor.tenant_id, section_id)
        sealed = await people_rows.people_by_id(tx.session, actor.tenant_id, {row.person_id for row in rows})
        await trail.audit(
            actor, "enrolment.export", "section", object_id=section_id, detail={"enrolments": len(rows)},
            session=tx.session,
        )  # fmt: skip
    shown = await asyncio.to_thread(
        lambda: {person: reveal(services.keyring, row) for person, row in sealed.items()},
    )
    lines = [
        (
            shown[row.person_id].email, shown[row.person_id].name, row.role, row.title, row.term,
            row.enrolled_at.date(),
        )
        for row in rows
    ]  # fmt: skip
    lines.sort(key=lambda line: (line[3].casefold(), line[4], line[2], line[1].casefold()))
    return write_csv(("email", "name", "role", "section", "term", "since"), lines)
