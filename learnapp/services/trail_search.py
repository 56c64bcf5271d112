"""The audit trail for those who look something up: people found by name or address, whole days, and the CSV."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.core.paging import Page
from learnapp.core.table_words import cell, heads
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import people, trail
from learnapp.storage.repositories.audit import AuditEntry

_MOST_PEOPLE = 200
_MOST_EXPORTED = 20_000


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What somebody looks for; "" means any.

    Attributes:
        person: A whole e-mail address or a part of a name: what they did and what is about them.
        thing: A kind of thing, or the id of one.
        first, last: Days as `2026-03-01`, both included, UTC.
    """

    action: str = ""
    outcome: str = ""
    person: str = ""
    thing: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class AuditView:
    """One entry with readable names; "" for an API client, the system or somebody unknown."""

    entry: AuditEntry
    who: str
    about: str


def _day(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return datetime.combine(date.fromisoformat(text.strip()[:10]), time(), UTC)
    except ValueError as error:
        raise InvalidInputError("Write a day like 2026-03-31.") from error


async def find(actor: Actor, query: AuditQuery, *, offset: int = 0, size: int = 25) -> Page[AuditView]:
    """Return a page of the trail, newest first.

    Raises:
        ForbiddenError: The actor may not read the trail.
        InvalidInputError: A day is none.
    """
    # Asked first: somebody who may not read the trail learns nothing about people either.
    await trail.authorise(actor, "read", "audit")
    since, last = _day(query.first), _day(query.last)
    wanted: list[UUID] | None = None
    if query.person.strip():
        found = await people.list_people(actor, query=query.person, size=_MOST_PEOPLE)
        wanted = [row.person_id for row in found.rows]
    page = await trail.audit_search(
        actor,
        people=wanted,
        action=query.action,
        object_is=query.thing.strip()[:80],
        outcome=query.outcome,
        since=since,
        until=last + timedelta(days=1) if last else None,
        offset=offset,
        size=size,
    )
    ids = {row.actor_id for row in page.rows} | {row.subject_id for row in page.rows if row.subject_id}
    names = await people.names(actor.tenant_id, ids)
    views = [
        AuditView(row, names.get(row.actor_id, ""), names.get(row.subject_id, "") if row.subject_id else "")
        for row in page.rows
    ]
    return Page(views, page.total, page.offset, page.size)


async def trail_csv(actor: Actor, query: AuditQuery) -> str:
    """Return what `find` finds as CSV, at most 20,000 entries; the download is audited.

    Raises:
        ForbiddenError: The actor may not read the trail.
        InvalidInputError: A day is none.
    """
    lines: list[tuple[object, ...]] = []
    while len(lines) < _MOST_EXPORTED:
        page = await find(actor, query, offset=len(lines), size=200)
        for view in page.rows:
            entry = view.entry
            said = cell(actor.locale, entry.outcome)
            lines.append(
                (
                    entry.seq, entry.at.isoformat(), view.who, entry.actor_kind, entry.actor_id, entry.action,
                    entry.object_type, entry.object_id or "", view.about, entry.subject_id or "", said,
                    entry.request_id,
                )
            )  # fmt: skip
        if not page.has_next or not page.rows:
            break
    await trail.audit(actor, "audit.export", "audit", detail={"rows": len(lines)})
    names = ("number", "at", "who", "kind of who", "id of who", "action", "thing", "id of thing", "about")
    return write_csv(heads(actor.locale, *names, "id of about", "outcome", "request"), lines)
