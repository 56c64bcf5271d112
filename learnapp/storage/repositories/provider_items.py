"""Items of content providers: what is known of each, what waits for a decision, and what no class gets any more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_KNOWN = text("""
SELECT item_id, content_id, state, mark FROM provider_item
 WHERE tenant_id = :tenant AND provider_id = :provider AND item_id = ANY(:items)
""")
_SEEN = text("""
UPDATE provider_item SET seen_in = :run
 WHERE tenant_id = :tenant AND provider_id = :provider AND item_id = ANY(:items)
""")
# What is approved goes on to be shown as it is, until somebody has looked at the change.
_PUT = text("""
INSERT INTO provider_item AS i (tenant_id, provider_id, item_id, content_id, kind, title, code, licence, state, reason,
                                mark, waiting, report, seen_in, changed_at)
VALUES (:tenant, :provider, :item, :content, :kind, :title, :code, :licence, :state, :reason, :mark,
        cast(:waiting AS jsonb), cast(:report AS jsonb), :run, :now)
ON CONFLICT (tenant_id, provider_id, item_id) DO UPDATE SET
  kind = excluded.kind, title = excluded.title, code = excluded.code, licence = excluded.licence,
  state = excluded.state, reason = excluded.reason, mark = excluded.mark, waiting = excluded.waiting,
  report = excluded.report, seen_in = excluded.seen_in, changed_at = excluded.changed_at, decided_by = NULL
""")
_COLUMNS = "item_id, content_id, kind, title, code, licence, state, reason, waiting::text, report::text, changed_at"
_HELD = text(f"""
SELECT {_COLUMNS}, EXISTS (SELECT 1 FROM content c WHERE c.tenant_id = i.tenant_id AND c.content_id = i.content_id)
  FROM provider_item i WHERE tenant_id = :tenant AND provider_id = :provider AND state = :state
 ORDER BY title, item_id OFFSET :offset LIMIT :size
""")  # noqa: S608 - constants
_COUNTS = text("""
SELECT provider_id, state, count(*) FROM provider_item WHERE tenant_id = :tenant GROUP BY provider_id, state LIMIT 500
""")
_CHOSEN = text(f"""
SELECT {_COLUMNS}, true FROM provider_item
 WHERE tenant_id = :tenant AND provider_id = :provider AND item_id = ANY(:items) AND state = 'held' FOR UPDATE
""")  # noqa: S608 - constants
_DECIDE = text("""
UPDATE provider_item SET state = :state, waiting = NULL, decided_by = :by, changed_at = :now
 WHERE tenant_id = :tenant AND provider_id = :provider AND item_id = ANY(:items) AND state = 'held' RETURNING item_id
""")
_DOUBT = text("""
UPDATE provider_item SET mark = '' WHERE tenant_id = :tenant AND provider_id = :provider AND report -> 'urls' ? :url
""")
_MISSED = text("""
SELECT item_id, content_id FROM provider_item
 WHERE tenant_id = :tenant AND provider_id = :provider AND seen_in IS DISTINCT FROM :run AND state <> 'withdrawn'
 ORDER BY item_id LIMIT :size
""")
_HOW_MANY = text("""
SELECT count(*) FILTER (WHERE seen_in = :run), count(*) FROM provider_item
 WHERE tenant_id = :tenant AND provider_id = :provider AND state <> 'withdrawn'
""")
_WITHDRAW = text("""
UPDATE provider_item SET state = 'withdrawn', waiting = NULL, mark = '', changed_at = :now
 WHERE tenant_id = :tenant AND provider_id = :provider AND item_id = ANY(:items) AND state <> 'withdrawn'
RETURNING content_id
""")
_PLACES = text("""
SELECT DISTINCT ON (content_id) content_id, course_id FROM content
 WHERE tenant_id = :tenant AND content_id = ANY(:contents) ORDER BY content_id, version DESC
""")
# What its provider has withdrawn stays so when a licence ends, or the licence's renewal would bring it back.
_BAR = text("""
INSERT INTO barred_content (tenant_id, course_id, content_id, provider_id, code, cause, since)
SELECT i.tenant_id, c.course_id, i.content_id, i.provider_id, i.licence, :cause, :now
  FROM provider_item i JOIN LATERAL (
       SELECT course_id FROM content WHERE tenant_id = i.tenant_id AND content_id = i.content_id LIMIT 1) c ON true
 WHERE i.tenant_id = :tenant AND i.provider_id = :provider AND i.content_id = ANY(:contents)
ON CONFLICT (tenant_id, course_id, content_id) DO UPDATE SET cause = excluded.cause, since = excluded.since
 WHERE excluded.cause = 'withdrawn' OR barred_content.cause <> 'withdrawn'
""")
_UNBAR = text("""
DELETE FROM barred_content
 WHERE tenant_id = :tenant AND provider_id = :provider AND content_id = ANY(:contents) AND cause = :cause
""")
_BARRED = text("""
SELECT b.content_id, b.cause, b.code, b.since, coalesce(p.name, '–'), l.starts, l.ends, coalesce(i.title, '')
  FROM barred_content b
  LEFT JOIN content_provider p ON p.tenant_id = b.tenant_id AND p.provider_id = b.provider_id
  LEFT JOIN content_licence l ON l.tenant_id = b.tenant_id AND l.provider_id = b.provider_id AND l.code = b.code
  LEFT JOIN provider_item i ON i.tenant_id = b.tenant_id AND i.content_id = b.content_id
 WHERE b.tenant_id = :tenant AND b.course_id = :course ORDER BY b.cause, b.code, i.title LIMIT 1000
""")


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What is known of an item."""

    content_id: UUID
    state: str
    mark: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item; `shown`: an earlier state of it is in a course."""

    item_id: str
    content_id: UUID
    kind: str
    title: str
    code: str
    licence: str
    state: str
    reason: str
    waiting: dict[str, Any] | None
    report: dict[str, Any]
    changed_at: datetime
    shown: bool


@dataclass(frozen=True, slots=True)
class BarredRow:
    """Content that no class gets, and why."""

    content_id: UUID
    cause: str
    code: str
    since: datetime
    provider: str
    starts: date | None
    ends: date | None
    title: str


def _item(row: Sequence[Any]) -> ItemRow:
    values = [*row[:8], json.loads(row[8]) if row[8] else None, json.loads(row[9]), *row[10:]]
    return ItemRow(*values)


async def known(session: AsyncSession, tenant: UUID, provider: UUID, items: Sequence[str]) -> dict[str, KnownItem]:
    """Return what is known of items, by their ids there."""
    found = await session.execute(_KNOWN, {"tenant": tenant, "provider": provider, "items": list(items)})
    return {row[0]: KnownItem(*row[1:]) for row in found}


async def seen(session: AsyncSession, tenant: UUID, provider: UUID, items: Sequence[str], run: UUID) -> None:
    """Note that a reading has met items."""
    await session.execute(_SEEN, {"tenant": tenant, "provider": provider, "items": list(items), "run": run})


async def put(
    session: AsyncSession, tenant: UUID, provider: UUID, item: str, content: UUID, *, values: dict[str, Any],
    waiting: dict[str, Any] | None, report: dict[str, Any], run: UUID | None, now: datetime,
) -> None:  # fmt: skip
    """Write an item down.

    Args:
        session: The transaction.
        tenant: The institution.
        provider: Whose it is.
        item: Its id there.
        content: Its id here.
        values: kind, title, code, licence, state, reason, mark.
        waiting: As it would be shown; None where it cannot be.
        report: What the checks found.
        run: The reading.
        now: The moment.
    """
    usual = {"kind": "", "title": "", "code": "", "licence": "", "state": "held", "reason": "", "mark": ""}
    given = {name: values.get(name, value) for name, value in usual.items()}
    await session.execute(
        _PUT,
        {
            **given, "tenant": tenant, "provider": provider, "item": item, "content": content, "run": run, "now": now,
            "waiting": json.dumps(waiting) if waiting is not None else None, "report": json.dumps(report),
        },
    )  # fmt: skip


async def of_state(
    session: AsyncSession, tenant: UUID, provider: UUID, state: str, offset: int, size: int
) -> list[ItemRow]:
    """Return a provider's items of a state, by title."""
    values = {"tenant": tenant, "provider": provider, "state": state, "offset": offset, "size": size}
    return [_item(row) for row in await session.execute(_HELD, values)]


async def counts(session: AsyncSession, tenant: UUID) -> dict[UUID, dict[str, int]]:
    """Return how many items each provider has, by state."""
    found: dict[UUID, dict[str, int]] = {}
    for provider, state, times in await session.execute(_COUNTS, {"tenant": tenant}):
        found.setdefault(provider, {})[state] = int(times)
    return found


async def chosen(session: AsyncSession, tenant: UUID, provider: UUID, items: Sequence[str]) -> list[ItemRow]:
    """Return of these items those that wait; their rows stay locked until the transaction ends."""
    found = await session.execute(_CHOSEN, {"tenant": tenant, "provider": provider, "items": list(items)})
    return [_item(row) for row in found]


async def decide(
    session: AsyncSession, tenant: UUID, provider: UUID, items: Sequence[str], *, state: str, by: UUID | None,
    now: datetime,
) -> list[str]:  # fmt: skip
    """Decide items that wait; return which."""
    values = {"tenant": tenant, "provider": provider, "items": list(items), "state": state, "by": by, "now": now}
    return [row[0] for row in await session.execute(_DECIDE, values)]


async def doubt(session: AsyncSession, tenant: UUID, provider: UUID, url: str) -> None:
    """Let the next reading look again at items that show a file which has changed."""
    await session.execute(_DOUBT, {"tenant": tenant, "provider": provider, "url": url})


async def missed(session: AsyncSession, tenant: UUID, provider: UUID, run: UUID, size: int) -> list[tuple[str, UUID]]:
    """Return (id there, id here) of items that a reading has not met."""
    values = {"tenant": tenant, "provider": provider, "run": run, "size": size}
    return [(row[0], row[1]) for row in await session.execute(_MISSED, values)]


async def how_many(session: AsyncSession, tenant: UUID, provider: UUID, run: UUID) -> tuple[int, int]:
    """Return how many items a reading has met, and how many there are."""
    row = (await session.execute(_HOW_MANY, {"tenant": tenant, "provider": provider, "run": run})).one()
    return int(row[0]), int(row[1])


async def withdraw(
    session: AsyncSession, tenant: UUID, provider: UUID, items: Sequence[str], now: datetime
) -> list[UUID]:
    """Write down that a provider has items no more; return their ids here."""
    values = {"tenant": tenant, "provider": provider, "items": list(items), "now": now}
    return [row[0] for row in await session.execute(_WITHDRAW, values)]


async def courses_of(session: AsyncSession, tenant: UUID, contents: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return the course of each of these contents that is in one."""
    found = await session.execute(_PLACES, {"tenant": tenant, "contents": list(contents)})
    return {row[0]: row[1] for row in found}


async def bar(
    session: AsyncSession, tenant: UUID, provider: UUID, contents: Sequence[UUID], cause: str, now: datetime
) -> None:
    """Let no class get content any more: `licence` or `withdrawn`."""
    values = {"tenant": tenant, "provider": provider, "contents": list(contents), "cause": cause, "now": now}
    await session.execute(_BAR, values)


async def unbar(session: AsyncSession, tenant: UUID, provider: UUID, contents: Sequence[UUID], cause: str) -> None:
    """Let classes get content again that was barred for this cause."""
    values = {"tenant": tenant, "provider": provider, "contents": list(contents), "cause": cause}
    await session.execute(_UNBAR, values)


async def barred(session: AsyncSession, tenant: UUID, course: UUID) -> list[BarredRow]:
    """Return what a course has that no class gets, and why."""
    return [BarredRow(*row) for row in await session.execute(_BARRED, {"tenant": tenant, "course": course})]
