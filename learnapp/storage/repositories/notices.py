"""What people are told: written with what happened, in the same transaction; read, counted and forgotten."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.batch import Batch, Statement
from learnapp.storage.repositories.notice_sources import Source

# Always in the same order: two that tell the same people wait for each other, and never in a circle.
# What a person has chosen counts when something happens: what they do not want to hear of is never written. A notice
# that can be merged takes the place of the one that still waits unread, and counts how many it stands for. Unless that
# one still waits to go out, it goes out anew and so has a new id: what went out stays in the log of deliveries. With
# the lock a worker that takes it just now goes first, or passes it by until the words are those of now.
_TELL = """
INSERT INTO notice (tenant_id, notice_id, person_id, kind, about_id, section_id, student_id, actor_id, arguments, mode,
                    once_key, merge_key, created_at)
SELECT {tenant:uuid}, gen_random_uuid(), t.person_id, {kind:text}, {about:uuid}, {section:uuid}, {student:uuid},
       {actor:uuid}, cast({arguments:text} AS jsonb), coalesce(c.mode, {usual:text}), {once:text},
       {merge:text}, {now:time}
  FROM (SOURCE) t
  JOIN person p ON p.tenant_id = {tenant:uuid} AND p.person_id = t.person_id AND p.status <> 'erased'
  LEFT JOIN notice_choice c ON c.tenant_id = p.tenant_id AND c.person_id = p.person_id AND c.kind = {kind:text}
 WHERE coalesce(c.mode, {usual:text}) <> 'off' AND t.person_id IS DISTINCT FROM {actor:uuid}
   AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.tenant_id = {tenant:uuid} AND n.person_id = t.person_id
                      AND n.once_key = {once:text})
 ORDER BY t.person_id
ON CONFLICT (tenant_id, person_id, merge_key)
      WHERE merge_key IS NOT NULL AND read_at IS NULL AND summary_id IS NULL
DO UPDATE SET kind = EXCLUDED.kind, about_id = EXCLUDED.about_id, student_id = EXCLUDED.student_id,
  actor_id = EXCLUDED.actor_id, mode = EXCLUDED.mode, once_key = EXCLUDED.once_key, created_at = EXCLUDED.created_at,
  (notice_id, routed_at) = (
    SELECT CASE WHEN w.waits THEN notice.notice_id ELSE EXCLUDED.notice_id END,
           CASE WHEN w.waits THEN notice.routed_at END
      FROM (SELECT notice.routed_at IS NOT NULL AND EXISTS (
              SELECT 1 FROM delivery d WHERE d.tenant_id = notice.tenant_id AND d.person_id = notice.person_id
                 AND d.notice_id = notice.notice_id AND d.state = 'waiting' FOR UPDATE) AS waits) w),
  arguments = EXCLUDED.arguments || CASE WHEN notice.kind = EXCLUDED.kind THEN jsonb_build_object(
    'count', coalesce(cast(notice.arguments ->> 'count' AS integer), 1) + 1) ELSE '{}'::jsonb END
RETURNING person_id
"""
_CAST = {"uuid": "uuid", "uuids": "uuid[]", "text": "text", "time": "timestamptz"}
_PLACE = re.compile(r"\{(\w+):(\w+)\}")
_USED = {one: frozenset(name for name, _ in _PLACE.findall(_TELL.replace("SOURCE", one.value))) for one in Source}


def _spelled(source: Source, mark: str) -> str:
    """Return the statement for a driver that marks its parameters in another way than a batch does."""
    return _PLACE.sub(
        lambda found: f"CAST({mark.format(found[1])} AS {_CAST[found[2]]})", _TELL.replace("SOURCE", source.value)
    )


_IN_BATCH = {one: Statement(_TELL.replace("SOURCE", one.value)) for one in Source}
_IN_SESSION = {one: text(_spelled(one, ":{}")) for one in Source}
_RAW = {one: _spelled(one, "%({})s") for one in Source}


@dataclass(frozen=True, slots=True)
class News:
    """What is told.

    Attributes:
        kind: One of `services.notice_kinds`.
        usual: `once`, `daily` or `off` for who has chosen nothing; "" where it depends on their age.
        about: The thing it is about.
        section, student: Where, and whose record it is; who may not open these is not shown it.
        actor: Who did it; they are not told of it themselves.
        arguments: Small words and numbers of the sentence; no names of people.
        once: Nobody is told twice under this mark.
        merge: An unread notice with this mark gives way to this one.
    """

    kind: str
    usual: str
    about: UUID | None = None
    section: UUID | None = None
    student: UUID | None = None
    actor: UUID | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    once: str | None = None
    merge: str | None = None


Told = tuple[Source, News, UUID | None]
"""Who is told what; with the post whose author is told, for the source `PARENT`."""


def _values(source: Source, tenant: UUID, news: News, now: datetime, others: dict[str, Any]) -> dict[str, Any]:
    known = {**asdict(news), "arguments": orjson.dumps(news.arguments).decode(), "tenant": tenant, "now": now, **others}
    return {name: known[name] for name in _USED[source]}


def gather(
    batch: Batch,
    tenant: UUID,
    source: Source,
    news: News,
    now: datetime,
    *,
    parent: UUID | None = None,
    people: Sequence[UUID] = (),
) -> None:
    """Tell people together with what else a batch writes: it costs no wait of its own.

    Args:
        batch: The open transaction.
        tenant: The institution.
        source: Who is told.
        news: What.
        now: Server time.
        parent: The post whose author is told.
        people: For the source `PEOPLE`.
    """
    batch.add(_IN_BATCH[source], **_values(source, tenant, news, now, {"parent": parent, "people": people}))


async def tell(
    session: AsyncSession,
    tenant: UUID,
    source: Source,
    news: News,
    now: datetime,
    *,
    people: Sequence[UUID] = (),
    parent: UUID | None = None,
) -> list[UUID]:
    """Tell people of something; return whom.

    Args:
        session: The open transaction.
        tenant: The institution.
        source: Who is told.
        news: What.
        now: Server time.
        people: For the source `PEOPLE`.
        parent: For the source `PARENT`.
    """
    values = _values(source, tenant, news, now, {"people": list(people), "parent": parent})
    return [row[0] for row in await session.execute(_IN_SESSION[source], values)]


async def tell_raw(
    conn: AsyncConnection[TupleRow],
    tenant: UUID,
    source: Source,
    news: News,
    now: datetime,
    people: Sequence[UUID] = (),
) -> list[UUID]:
    """Do the same on a plain connection; the arguments are those of `tell`."""
    values = _values(source, tenant, news, now, {"people": list(people), "parent": None})
    return [row[0] for row in await (await conn.execute(_RAW[source].encode(), values)).fetchall()]


async def forget_about(session: AsyncSession, tenant: UUID, about: UUID) -> None:
    """Take back what was told about a thing that is not to be seen any more."""
    await session.execute(_FORGET_ABOUT, {"tenant": tenant, "about": about})


async def forget_with(session: AsyncSession, tenant: UUID, about: UUID, people: Sequence[UUID]) -> None:
    """Take back what these people were told about a thing that is not theirs any more."""
    await session.execute(_FORGET_WITH, {"tenant": tenant, "about": about, "people": list(people)})


_FORGET_WITH = text("""
DELETE FROM notice WHERE tenant_id = :tenant AND about_id = :about AND person_id = ANY(cast(:people AS uuid[]))
""")
_FORGET_ABOUT = text("DELETE FROM notice WHERE tenant_id = :tenant AND about_id = :about")
_POST = text("""
SELECT author_id, parent_id, section_id, status FROM discussion_post WHERE tenant_id = :tenant AND post_id = :post
""")


@dataclass(frozen=True, slots=True)
class PostPlace:
    """Who wrote a post, under which one, where, and whether it is seen."""

    author_id: UUID
    parent_id: UUID | None
    section_id: UUID
    status: str


async def post(session: AsyncSession, tenant: UUID, post: UUID) -> PostPlace | None:
    """Return what has to be known of a post to tell people about it."""
    row = (await session.execute(_POST, {"tenant": tenant, "post": post})).one_or_none()
    return PostPlace(*row) if row else None


# What a person may open now, whatever was told before: they may have left the class or lost the role since.
_REACHED = """
   AND (kind = ANY(:free)
        OR (kind = ANY(:member) AND (section_id IS NULL OR section_id = ANY(:sections)))
        OR (kind = ANY(:teaching) AND section_id = ANY(:taught))
        OR (kind = ANY(:family) AND student_id = ANY(:children)))
   AND NOT (kind = ANY(:talk) AND section_id = ANY(:barred))
"""
_ARRIVED = f"""
  FROM notice WHERE tenant_id = :tenant AND person_id = :person AND summary_id IS NULL
   AND (mode = 'once' OR (mode = '' AND NOT CAST(:calm AS boolean))){_REACHED}
"""  # noqa: S608 - constants
_COLUMNS = (
    "SELECT notice_id, kind, about_id, section_id, student_id, actor_id, arguments, summary_id, created_at,"
    " read_at IS NOT NULL"
)
_LIST = text(f"{_COLUMNS}{_ARRIVED} ORDER BY created_at DESC, notice_id LIMIT :size OFFSET :offset")
_COUNT = text(f"SELECT count(*), count(*) FILTER (WHERE read_at IS NULL){_ARRIVED}")
_COUNTING = text(
    f"SELECT count(*){_ARRIVED} AND read_at IS NULL AND (CAST(:until AS timestamptz) IS NULL OR created_at < :until)"
)
_PARTS = text(f"""
{_COLUMNS} FROM notice
 WHERE tenant_id = :tenant AND person_id = :person AND summary_id = ANY(:summaries){_REACHED}
 ORDER BY created_at DESC, notice_id LIMIT 500
""")
_SOME = text(f"""
{_COLUMNS} FROM notice
 WHERE tenant_id = :tenant AND person_id = :person AND notice_id = ANY(cast(:notices AS uuid[])){_REACHED}
""")
_SECTIONS = text("""
SELECT DISTINCT section_id FROM notice
 WHERE tenant_id = :tenant AND person_id = :person AND kind = ANY(:kinds) AND section_id IS NOT NULL
""")
_READ = text("""
UPDATE notice SET read_at = :now
 WHERE tenant_id = :tenant AND person_id = :person AND read_at IS NULL
   AND (notice_id = :notice OR summary_id = :notice) RETURNING 1
""")
# What waits for a summary has not arrived yet, so it cannot have been read.
_READ_ALL = text("""
UPDATE notice SET read_at = :now
 WHERE tenant_id = :tenant AND person_id = :person AND read_at IS NULL
   AND (summary_id IS NOT NULL OR mode = 'once' OR (mode = '' AND NOT CAST(:calm AS boolean)))
""")
_READ_ABOUT = text("""
UPDATE notice SET read_at = :now
 WHERE tenant_id = :tenant AND person_id = :person AND about_id = :about AND kind = :kind AND read_at IS NULL
""")
_ALL_OF = text(
    f"{_COLUMNS} FROM notice WHERE tenant_id = :tenant AND person_id = :person ORDER BY created_at, notice_id"
)


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may open: kinds without a place, and kinds of the sections and children that are theirs.

    Attributes:
        calm: Whether what depends on age waits for the daily summary.
        barred: Sections whose discussion they may not see, for the kinds in `talk`.
    """

    free: list[str]
    member: list[str]
    sections: list[UUID]
    teaching: list[str]
    taught: list[UUID]
    family: list[str]
    children: list[UUID]
    talk: list[str]
    barred: list[UUID]
    calm: bool


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice; `summary_id` is the summary that it is a part of."""

    notice_id: UUID
    kind: str
    about_id: UUID | None
    section_id: UUID | None
    student_id: UUID | None
    actor_id: UUID | None
    arguments: dict[str, Any]
    summary_id: UUID | None
    created_at: datetime
    read: bool


def _own(tenant: UUID, person: UUID, reach: Reach) -> dict[str, Any]:
    return {"tenant": tenant, "person": person, **asdict(reach)}


async def counting(session: AsyncSession, tenant: UUID, person: UUID, reach: Reach, until: datetime | None) -> int:
    """Return how many unread notices a person has, with a moment only those of before it."""
    return int((await session.execute(_COUNTING, {**_own(tenant, person, reach), "until": until})).scalar_one())


async def arrived(
    session: AsyncSession, tenant: UUID, person: UUID, reach: Reach, *, offset: int, size: int
) -> tuple[list[NoticeRow], int, int]:
    """Return a page of what has arrived, newest first, how much that is, and how much of it is unread."""
    own = _own(tenant, person, reach)
    found = [NoticeRow(*row) for row in await session.execute(_LIST, {**own, "size": size, "offset": offset})]
    total, unread = (await session.execute(_COUNT, own)).one()
    return found, int(total), int(unread)


async def parts(
    session: AsyncSession, tenant: UUID, person: UUID, reach: Reach, summaries: Sequence[UUID]
) -> list[NoticeRow]:
    """Return what summaries consist of, newest first."""
    values = {**_own(tenant, person, reach), "summaries": list(summaries)}
    values.pop("calm")
    return [NoticeRow(*row) for row in await session.execute(_PARTS, values)]


async def some(
    session: AsyncSession, tenant: UUID, person: UUID, reach: Reach, notices: Sequence[UUID]
) -> list[NoticeRow]:  # fmt: skip
    """Return those of these notices that are a person's and may be opened."""
    values = {**_own(tenant, person, reach), "notices": list(notices)}
    values.pop("calm")
    return [NoticeRow(*row) for row in await session.execute(_SOME, values)]


async def sections_of(session: AsyncSession, tenant: UUID, person: UUID, kinds: Sequence[str]) -> list[UUID]:
    """Return where the notices of these kinds happened."""
    values = {"tenant": tenant, "person": person, "kinds": list(kinds)}
    return [row[0] for row in await session.execute(_SECTIONS, values)]


async def all_of(session: AsyncSession, tenant: UUID, person: UUID) -> list[NoticeRow]:
    """Return everything that a person was told, oldest first, for their export."""
    return [NoticeRow(*row) for row in await session.execute(_ALL_OF, {"tenant": tenant, "person": person})]


async def read(session: AsyncSession, tenant: UUID, person: UUID, notice: UUID, now: datetime) -> bool:
    """Mark a notice, of a summary with all of its parts, as read; False when nothing was unread."""
    values = {"tenant": tenant, "person": person, "notice": notice, "now": now}
    return (await session.execute(_READ, values)).first() is not None


async def read_all(session: AsyncSession, tenant: UUID, person: UUID, now: datetime, *, calm: bool) -> None:
    """Mark everything that has arrived as read."""
    await session.execute(_READ_ALL, {"tenant": tenant, "person": person, "now": now, "calm": calm})


async def read_about(session: AsyncSession, tenant: UUID, person: UUID, kind: str, about: UUID, now: datetime) -> None:
    """Mark what a person was told about a thing as read: they have seen it elsewhere."""
    values = {"tenant": tenant, "person": person, "kind": kind, "about": about, "now": now}
    await session.execute(_READ_ABOUT, values)
