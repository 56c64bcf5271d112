"""Content providers of an institution, their readings, and the messages that were taken."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.changes import change_row

_COLUMNS = (
    "provider_id, name, kind, address, key_enc, paging, query, mapping::text, licence, attribution, language, daily,"
    " hook_enc, etag, since, full_at, begun_at, tried_at, last_problem, course_id"
)
_ALL = text(
    f"SELECT {_COLUMNS} FROM content_provider WHERE tenant_id = :tenant"  # noqa: S608 - constants
    " ORDER BY made_at, provider_id LIMIT 50"
)
_ONE = text(f"SELECT {_COLUMNS} FROM content_provider WHERE tenant_id = :tenant AND provider_id = :provider")  # noqa: S608
_ADD = text("""
INSERT INTO content_provider (tenant_id, provider_id, name, kind, address, key_enc, paging, query, mapping, licence,
                              attribution, language, daily, hook_enc, course_id, made_at)
VALUES (:tenant, :provider, :name, :kind, :address, :key_enc, :paging, :query, cast(:mapping AS jsonb), :licence,
        :attribution, :language, :daily, :hook_enc, :course_id, :now)
""")
_CHANGEABLE = frozenset(
    "name kind address key_enc paging query mapping licence attribution language daily hook_enc etag since full_at"
    " begun_at tried_at last_problem course_id".split()
)
_RUN = (
    "run_id, provider_id, cause, whole, status, cursor::text, report::text, problem, started_at, finished_at, asked_by"
)
_RUNS = text(f"""
SELECT {_RUN} FROM provider_sync WHERE tenant_id = :tenant AND provider_id = :provider
 ORDER BY started_at DESC, run_id DESC OFFSET :offset LIMIT :size
""")  # noqa: S608 - constants
_NEWEST = text(f"""
SELECT {_RUN} FROM (
  SELECT *, row_number() OVER (PARTITION BY provider_id ORDER BY started_at DESC, run_id DESC) AS place
    FROM provider_sync WHERE tenant_id = :tenant) newest
 WHERE place <= :each ORDER BY started_at DESC, run_id DESC LIMIT 500
""")  # noqa: S608 - constants
_FIND = text(f"SELECT {_RUN} FROM provider_sync WHERE tenant_id = :tenant AND run_id = :run FOR UPDATE")  # noqa: S608
_LIVE = text(f"""
SELECT {_RUN} FROM provider_sync
 WHERE tenant_id = :tenant AND provider_id = :provider AND status IN ('waiting', 'running') AND cause <> 'webhook'
 ORDER BY started_at LIMIT 1
""")  # noqa: S608 - constants
_BEGIN = text("""
INSERT INTO provider_sync (tenant_id, run_id, provider_id, cause, whole, status, cursor, started_at, asked_by)
VALUES (:tenant, :run, :provider, :cause, :whole, 'waiting', cast(:cursor AS jsonb), :now, :by)
""")
_SAVE = text("""
UPDATE provider_sync SET status = :status, cursor = cast(:cursor AS jsonb), report = cast(:report AS jsonb),
       problem = :problem, finished_at = :finished
 WHERE tenant_id = :tenant AND run_id = :run
""")
_ENQUEUE = text("""
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(cast('imports' AS varchar), cast('provider_sync' AS varchar), 0,
  cast(:lock AS text), NULL, cast(:arguments AS jsonb), NULL)::procrastinate_job_to_defer_v1])
""")
_TAKE = text("""
INSERT INTO provider_hook (tenant_id, provider_id, message_id, received_at)
VALUES (:tenant, :provider, :message, :now) ON CONFLICT DO NOTHING RETURNING 1
""")
_PRUNE = text("DELETE FROM provider_hook WHERE tenant_id = :tenant AND received_at < :before")
_MEDIA = text("""
SELECT url, name, etag, fetched_at, checked_at, problem, failing_since FROM provider_media
 WHERE tenant_id = :tenant AND provider_id = :provider AND url = ANY(:urls)
""")
_NOTE_MEDIA = text("""
INSERT INTO provider_media AS m (tenant_id, provider_id, url, name, etag, fetched_at, checked_at, problem,
                                 failing_since)
VALUES (:tenant, :provider, :url, :name, :etag, cast(:fetched AS timestamptz), :now, :problem,
        CASE WHEN :problem = '' THEN NULL ELSE cast(:now AS timestamptz) END)
ON CONFLICT (tenant_id, provider_id, url) DO UPDATE SET
  name = CASE WHEN excluded.name = '' THEN m.name ELSE excluded.name END,
  etag = CASE WHEN excluded.name = '' THEN m.etag ELSE excluded.etag END,
  fetched_at = coalesce(excluded.fetched_at, m.fetched_at), checked_at = excluded.checked_at,
  problem = excluded.problem,
  failing_since = CASE WHEN excluded.problem = '' THEN NULL ELSE coalesce(m.failing_since, excluded.failing_since) END
""")
_FAILING = text("""
SELECT provider_id, count(*), min(failing_since), max(fetched_at) FROM provider_media
 WHERE tenant_id = :tenant AND failing_since IS NOT NULL GROUP BY provider_id LIMIT 50
""")
_COPIES = text("""
SELECT name, failing_since, fetched_at FROM provider_media
 WHERE tenant_id = :tenant AND name = ANY(:names) AND failing_since IS NOT NULL
""")
_ORIGIN = text("""
SELECT provider_id, url FROM provider_media WHERE tenant_id = :tenant AND name = :name ORDER BY checked_at DESC LIMIT 1
""")
_OLD_MEDIA = text("""
SELECT m.provider_id, m.url, m.name, m.etag FROM provider_media m
 WHERE m.tenant_id = :tenant AND m.name <> '' AND m.checked_at < :before
 ORDER BY m.checked_at, m.provider_id, m.url LIMIT :size
""")


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A provider as stored; secrets are sealed by the institution's key."""

    provider_id: UUID
    name: str
    kind: str
    address: str
    key_enc: bytes | None
    paging: str
    query: str
    mapping: dict[str, str]
    licence: str
    attribution: str
    language: str
    daily: bool
    hook_enc: bytes
    etag: str
    since: datetime | None
    full_at: datetime | None
    begun_at: datetime | None
    tried_at: datetime | None
    last_problem: str
    course_id: UUID | None


@dataclass(frozen=True, slots=True)
class RunRow:
    """One reading."""

    run_id: UUID
    provider_id: UUID
    cause: str
    whole: bool
    status: str
    cursor: dict[str, Any]
    report: dict[str, Any]
    problem: str
    started_at: datetime
    finished_at: datetime | None
    asked_by: UUID | None


@dataclass(frozen=True, slots=True)
class MediaRow:
    """A file of a provider, and our copy of it."""

    url: str
    name: str
    etag: str
    fetched_at: datetime | None
    checked_at: datetime | None
    problem: str
    failing_since: datetime | None


def _provider(row: Sequence[Any]) -> ProviderRow:
    values = [*row[:7], json.loads(row[7]), *row[8:]]
    return ProviderRow(*values)


def _run(row: Sequence[Any]) -> RunRow:
    values = [*row[:5], json.loads(row[5]), json.loads(row[6]), *row[7:]]
    return RunRow(*values)


async def providers(session: AsyncSession, tenant: UUID) -> list[ProviderRow]:
    """Return the providers in the order in which they were added."""
    return [_provider(row) for row in await session.execute(_ALL, {"tenant": tenant})]


async def find(session: AsyncSession, tenant: UUID, provider: UUID) -> ProviderRow | None:
    """Return one provider."""
    row = (await session.execute(_ONE, {"tenant": tenant, "provider": provider})).one_or_none()
    return _provider(row) if row is not None else None


async def add(session: AsyncSession, tenant: UUID, provider: UUID, values: dict[str, Any], now: datetime) -> None:
    """Add a provider.

    Args:
        session: The transaction.
        tenant: The institution.
        provider: The new one's id.
        values: Its columns; `mapping` as a dict.
        now: The moment.
    """
    usual: dict[str, Any] = {
        "name": "", "kind": "rest", "address": "", "key_enc": None, "paging": "page", "query": "", "mapping": {},
        "licence": "", "attribution": "", "language": "en", "daily": True, "hook_enc": b"",
        "course_id": None,
    }  # fmt: skip
    given = {name: values.get(name, value) for name, value in usual.items()}
    given["mapping"] = json.dumps(given["mapping"])
    await session.execute(_ADD, {**given, "tenant": tenant, "provider": provider, "now": now})


async def change(session: AsyncSession, tenant: UUID, provider: UUID, changes: dict[str, Any]) -> bool:
    """Change some columns of a provider; return whether there is such a one.

    Raises:
        ValueError: A name is no column that may change.
    """
    return await change_row(session, "content_provider", "provider_id", tenant, provider, changes, _CHANGEABLE)


async def remove(session: AsyncSession, tenant: UUID, provider: UUID) -> bool:
    """Remove a provider with all that is kept of it; what was approved stays in its course."""
    found = await session.execute(
        text("DELETE FROM content_provider WHERE tenant_id = :tenant AND provider_id = :provider RETURNING 1"),
        {"tenant": tenant, "provider": provider},
    )
    return found.first() is not None


async def runs(session: AsyncSession, tenant: UUID, provider: UUID, offset: int, size: int) -> list[RunRow]:
    """Return the readings of a provider, newest first."""
    values = {"tenant": tenant, "provider": provider, "offset": offset, "size": size}
    return [_run(row) for row in await session.execute(_RUNS, values)]


async def newest_runs(session: AsyncSession, tenant: UUID, each: int) -> list[RunRow]:
    """Return the newest readings of every provider, so many of each."""
    return [_run(row) for row in await session.execute(_NEWEST, {"tenant": tenant, "each": each})]


async def find_run(session: AsyncSession, tenant: UUID, run: UUID) -> RunRow | None:
    """Return a reading; its row stays locked until the transaction ends."""
    row = (await session.execute(_FIND, {"tenant": tenant, "run": run})).one_or_none()
    return _run(row) if row is not None else None


async def live_run(session: AsyncSession, tenant: UUID, provider: UUID) -> RunRow | None:
    """Return the reading of a provider's list that waits or runs."""
    row = (await session.execute(_LIVE, {"tenant": tenant, "provider": provider})).one_or_none()
    return _run(row) if row is not None else None


async def begin_run(
    session: AsyncSession, tenant: UUID, run: UUID, provider: UUID, *, cause: str, whole: bool,
    cursor: dict[str, Any], by: UUID | None, now: datetime,
) -> None:  # fmt: skip
    """Write down that a provider is to be read."""
    values = {"tenant": tenant, "run": run, "provider": provider, "cause": cause, "whole": whole, "by": by, "now": now}
    await session.execute(_BEGIN, {**values, "cursor": json.dumps(cursor)})


async def enqueue(session: AsyncSession, tenant: UUID, run: UUID, provider: UUID) -> None:
    """Let the worker do a reading after this transaction, those of a provider one after the other."""
    arguments = {"tenant_id": str(tenant), "run_id": str(run)}
    await session.execute(_ENQUEUE, {"lock": f"provider/{provider}", "arguments": json.dumps(arguments)})


async def save_run(
    session: AsyncSession, tenant: UUID, run: UUID, *, status: str, cursor: dict[str, Any], report: dict[str, Any],
    problem: str = "", finished: datetime | None = None,
) -> None:  # fmt: skip
    """Write down how far a reading is."""
    values = {"tenant": tenant, "run": run, "status": status, "problem": problem, "finished": finished}
    await session.execute(_SAVE, {**values, "cursor": json.dumps(cursor), "report": json.dumps(report)})


async def take_message(session: AsyncSession, tenant: UUID, provider: UUID, message: str, now: datetime) -> bool:
    """Write down that a message was taken; False: it was before."""
    values = {"tenant": tenant, "provider": provider, "message": message, "now": now}
    return (await session.execute(_TAKE, values)).first() is not None


async def forget_messages(session: AsyncSession, tenant: UUID, before: datetime) -> None:
    """Forget messages that are too old to be taken again anyway."""
    await session.execute(_PRUNE, {"tenant": tenant, "before": before})


async def media(session: AsyncSession, tenant: UUID, provider: UUID, urls: Sequence[str]) -> dict[str, MediaRow]:
    """Return what is known of files, by their address."""
    found = await session.execute(_MEDIA, {"tenant": tenant, "provider": provider, "urls": list(urls)})
    return {row[0]: MediaRow(*row) for row in found}


async def note_media(
    session: AsyncSession, tenant: UUID, provider: UUID, url: str, *, name: str, etag: str, fetched: datetime | None,
    problem: str, now: datetime,
) -> None:  # fmt: skip
    """Write down that a file was asked for.

    Args:
        session: The transaction.
        tenant: The institution.
        provider: Whose it is.
        url: Its address.
        name: Of the copy; "" leaves the one that there is.
        etag: With a name: what the server calls this state of it, its mark or when it was modified.
        fetched: When the copy was made; None leaves that as it is.
        problem: Why it was not given; "" where it was, or has not changed.
        now: The moment.
    """
    values = {"tenant": tenant, "provider": provider, "url": url, "name": name, "etag": etag, "fetched": fetched}
    await session.execute(_NOTE_MEDIA, {**values, "problem": problem, "now": now})


async def failing_media(session: AsyncSession, tenant: UUID) -> dict[UUID, tuple[int, datetime, datetime | None]]:
    """Return by provider how many files their origin does not give now, since when, and how old the newest copy is."""
    found = await session.execute(_FAILING, {"tenant": tenant})
    return {row[0]: (int(row[1]), row[2], row[3]) for row in found}


async def copies(
    session: AsyncSession, tenant: UUID, names: Sequence[str]
) -> dict[str, tuple[datetime, datetime | None]]:
    """Return of these files those whose origin does not give them: since when, and when our copy was made."""
    found = await session.execute(_COPIES, {"tenant": tenant, "names": list(names)})
    return {row[0]: (row[1], row[2]) for row in found}


async def origin_of(session: AsyncSession, tenant: UUID, name: str) -> tuple[UUID, str] | None:
    """Return whose a file is, and its address there."""
    row = (await session.execute(_ORIGIN, {"tenant": tenant, "name": name})).one_or_none()
    return (row[0], row[1]) if row is not None else None


async def old_media(
    session: AsyncSession, tenant: UUID, before: datetime, size: int
) -> list[tuple[UUID, str, str, str]]:
    """Return (provider, address, name, etag) of files that were not asked for since then."""
    values = {"tenant": tenant, "before": before, "size": size}
    return [(row[0], row[1], row[2], row[3]) for row in await session.execute(_OLD_MEDIA, values)]
