"""Statements and documents that other tools keep with us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.security.tenancy import LIBRARY_TENANT

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
# The second is the name of a lock that nobody waits for: it is gone when what was written is seen, and with its writer.
_WRITING = text("SELECT pg_advisory_xact_lock_shared(hashtext('xapi-writing'), :second)")
_OLDEST = text("""
SELECT min(objid::bigint) FROM pg_locks
 WHERE locktype = 'advisory' AND objsubid = 2 AND classid::bigint = hashtext('xapi-writing')::bigint & 4294967295
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")
# All statements of a batch in one statement: rows that are there already are left alone, and asked for after it.
_PUT = text("""
INSERT INTO xapi_statement (tenant_id, statement_id, stored, digest, body_enc, client_id, agent, about, agents, verb,
                            activity, activities, registration, refers, voids, voided, state, reason)
SELECT :tenant, s.id, :stored, s.digest, s.body, :client, s.agent, s.about, string_to_array(s.agents, E'\n'), s.verb,
       s.activity, string_to_array(s.activities, E'\n'), s.registration, s.refers, s.voids,
       s.voids IS NULL AND EXISTS (SELECT 1 FROM xapi_statement v WHERE v.tenant_id = :tenant AND v.voids = s.id),
       s.state, s.reason
  FROM unnest(cast(:ids AS uuid[]), cast(:digests AS bytea[]), cast(:bodies AS bytea[]), cast(:actors AS bytea[]),
              cast(:abouts AS bytea[]),
              cast(:agents AS text[]), cast(:verbs AS text[]), cast(:objects AS text[]), cast(:activities AS text[]),
              cast(:registrations AS uuid[]), cast(:refers AS uuid[]), cast(:voids AS uuid[]), cast(:states AS text[]),
              cast(:reasons AS text[]))
       s (id, digest, body, agent, about, agents, verb, activity, activities, registration, refers, voids, state,
          reason)
ON CONFLICT (tenant_id, statement_id) DO NOTHING RETURNING statement_id
""")
_DIGESTS = text("""
SELECT statement_id, digest FROM xapi_statement WHERE tenant_id = :tenant AND statement_id = ANY(cast(:ids AS uuid[]))
""")
_VOID = text("""
UPDATE xapi_statement SET voided = true
 WHERE tenant_id = :tenant AND statement_id = ANY(cast(:ids AS uuid[])) AND voids IS NULL
""")
_NEW = text("""
SELECT statement_id, body_enc, client_id FROM xapi_statement WHERE tenant_id = :tenant AND state = 'new'
 ORDER BY stored, statement_id LIMIT :size
""")
_DONE = text("""
UPDATE xapi_statement SET state = :state, event_id = :event, reason = :reason
 WHERE tenant_id = :tenant AND statement_id = :statement
""")
_FORGET = text("""
DELETE FROM xapi_statement
 WHERE tenant_id = :tenant AND (agent = ANY(cast(:marks AS bytea[])) OR agents && cast(:written AS text[]))
""")
_CONCERNING = text("""
SELECT statement_id, stored, body_enc FROM xapi_statement
 WHERE tenant_id = :tenant AND (agent = ANY(cast(:marks AS bytea[])) OR agents && cast(:written AS text[]))
 ORDER BY stored, statement_id LIMIT :size
""")
_STUDY = text("""
SELECT DISTINCT c.content_id, e.person_id FROM content c
  JOIN section s ON s.tenant_id = :tenant AND s.course_tenant_id = c.tenant_id AND s.course_id = c.course_id
  JOIN enrolment e ON e.tenant_id = :tenant AND e.section_id = s.section_id AND e.role = 'student'
       AND e.status = 'active'
 WHERE c.content_id = ANY(cast(:contents AS uuid[]))
""")


@dataclass(frozen=True, slots=True)
class NewStatement:
    """A statement to be stored; the fields are those of the table."""

    statement_id: UUID
    digest: bytes
    body_enc: bytes
    agent: bytes
    about: bytes | None
    agents: Sequence[bytes]
    verb: str
    activity: str | None
    activities: Sequence[str]
    registration: UUID | None
    refers: UUID | None
    voids: UUID | None
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements are asked for; None stands for all.

    Attributes:
        client: Only those that this client has stored.
        agents_too: Look for the agent anywhere in a statement, and not in its actor and object only.
        activities_too: Likewise for the activity.
        since: Stored after this moment; `until`: at it at the latest.
        after: (stored, id) of the last one that was given out before.
    """

    client: UUID | None = None
    agent: bytes | None = None
    agents_too: bool = False
    verb: str | None = None
    activity: str | None = None
    activities_too: bool = False
    registration: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    ascending: bool = False
    after: tuple[datetime, UUID] | None = None


async def begin_writing(session: AsyncSession, at: datetime) -> None:
    """Let others see, until the transaction ends, that statements may come to be there that are stored from `at` on."""
    await session.execute(_WRITING, {"second": int((at - _EPOCH).total_seconds())})


async def oldest_writing(session: AsyncSession) -> datetime | None:
    """Return from which second on statements may be stored that nobody sees yet; None where nobody writes any."""
    second = (await session.execute(_OLDEST)).scalar_one()
    return _EPOCH + timedelta(seconds=second) if second is not None else None


async def put(
    session: AsyncSession, tenant: UUID, client: UUID, new: Sequence[NewStatement], stored: datetime
) -> set[UUID]:
    """Store statements; return the ids of those that were not there before."""
    # In the order of their ids, so that two batches that share some never wait for each other.
    order = sorted(new, key=lambda one: one.statement_id)
    values = {
        "tenant": tenant, "client": client, "stored": stored,
        "ids": [one.statement_id for one in order], "digests": [one.digest for one in order],
        "bodies": [one.body_enc for one in order], "actors": [one.agent for one in order],
        "abouts": [one.about for one in order],
        "agents": ["\n".join(mark.hex() for mark in one.agents) for one in order],
        "verbs": [one.verb for one in order], "objects": [one.activity for one in order],
        "activities": ["\n".join(one.activities) for one in order],
        "registrations": [one.registration for one in order], "refers": [one.refers for one in order],
        "voids": [one.voids for one in order],
        "states": [one.state for one in order], "reasons": [one.reason for one in order],
    }  # fmt: skip
    found = set((await session.execute(_PUT, values)).scalars())
    voided = [one.voids for one in new if one.voids is not None]
    if voided:
        await session.execute(_VOID, {"tenant": tenant, "ids": voided})
    return found


async def digests(session: AsyncSession, tenant: UUID, ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """Return the digests of statements that are there."""
    found = await session.execute(_DIGESTS, {"tenant": tenant, "ids": list(ids)})
    return {row[0]: bytes(row[1]) for row in found}


async def statement(
    session: AsyncSession, tenant: UUID, statement_id: UUID, *, voided: bool, client: UUID | None
) -> tuple[datetime, bytes] | None:
    """Return when a statement was stored, and the statement, sealed; None when there is no such one.

    Args:
        session: The transaction.
        tenant: The institution.
        statement_id: Its id.
        voided: Whether it has been voided: the other ones are not found.
        client: Only if this client has stored it; None: whoever did.
    """
    row = (
        await session.execute(
            text(
                "SELECT stored, body_enc FROM xapi_statement WHERE tenant_id = :tenant AND statement_id = :id"
                " AND voided = :voided AND (cast(:client AS uuid) IS NULL OR client_id = :client)"
            ),
            {"tenant": tenant, "id": statement_id, "voided": voided, "client": client},
        )
    ).one_or_none()
    return (row[0], bytes(row[1])) if row is not None else None


async def find(session: AsyncSession, tenant: UUID, asked: Wanted, size: int) -> list[tuple[datetime, UUID, bytes]]:
    """Return (stored, id, sealed) of statements that have not been voided, the newest first or the oldest.

    Those that are about a statement that fits are found with it (part 3, 2.1.3), wherever it stands in time.
    """
    fits, values = _fits(asked)
    bounds = ["s.tenant_id = :tenant", "NOT s.voided"]
    values |= {"tenant": tenant, "size": size}
    if asked.client is not None:
        bounds.append("s.client_id = :client")
        values["client"] = asked.client
    for name, sign in (("since", ">"), ("until", "<=")):
        if (value := getattr(asked, name)) is not None:
            bounds.append(f"s.stored {sign} :{name}")
            values[name] = value
    way, before = ("ASC", ">") if asked.ascending else ("DESC", "<")
    if asked.after is not None:
        bounds.append(f"(s.stored, s.statement_id) {before} (:at, :last)")
        values |= {"at": asked.after[0], "last": asked.after[1]}
    where = " AND ".join(bounds)
    some = f"SELECT s.stored, s.statement_id, s.body_enc FROM xapi_statement s WHERE {where}"  # noqa: S608 - ours
    ordered = f" ORDER BY stored {way}, statement_id {way} LIMIT :size"
    if fits:
        own = " AND ".join(one.format(row="s") for one in fits)
        other = " AND ".join(one.format(row="t") for one in fits)
        about = (
            " AND s.refers IS NOT NULL AND EXISTS (SELECT 1 FROM xapi_statement t WHERE t.tenant_id = :tenant"  # noqa: S608 - ours
            f" AND t.statement_id = s.refers AND {other})"
        )
        some = f"({some} AND {own}{ordered}) UNION ({some}{about}{ordered})"
    found = await session.execute(text(some + ordered), values)
    return [(row[0], row[1], bytes(row[2])) for row in found]


def _fits(asked: Wanted) -> tuple[list[str], dict[str, Any]]:
    """Return conditions on a row and their values."""
    found: list[str] = []
    values: dict[str, Any] = {}
    if asked.agent is not None:
        if asked.agents_too:
            found.append("{row}.agents @> ARRAY[:written]")
            values["written"] = asked.agent.hex()
        else:
            found.append("({row}.agent = :agent OR {row}.about = :agent)")
            values["agent"] = asked.agent
    if asked.activity is not None:
        found.append("{row}.activities @> ARRAY[:activity]" if asked.activities_too else "{row}.activity = :activity")
        values["activity"] = asked.activity
    for name in ("verb", "registration"):
        if (value := getattr(asked, name)) is not None:
            found.append(f"{{row}}.{name} = :{name}")
            values[name] = value
    return found, values


async def new_ones(session: AsyncSession, tenant: UUID, size: int) -> list[tuple[UUID, bytes, UUID]]:
    """Return (id, sealed, client) of statements that may become events, the oldest first."""
    found = await session.execute(_NEW, {"tenant": tenant, "size": size})
    return [(row[0], bytes(row[1]), row[2]) for row in found]


async def done(
    session: AsyncSession, tenant: UUID, statement_id: UUID, state: str, event: UUID | None, reason: str = ""
) -> None:
    """Note what has become of a statement: `event`, `none` or `refused`, and why it is none."""
    values = {"tenant": tenant, "statement": statement_id, "state": state, "event": event, "reason": reason}
    await session.execute(_DONE, values)


async def students_of_content(session: AsyncSession, tenant: UUID, contents: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    """Return (content, student) for all who study these contents in a class."""
    if not contents:
        return set()
    found = await session.execute(_STUDY, {"tenant": tenant, "contents": list(contents)})
    return {(row[0], row[1]) for row in found}


async def forget(session: AsyncSession, tenant: UUID, marks: Sequence[bytes]) -> None:
    """Delete statements and documents in which somebody is, who is known by any of these marks."""
    values = {"tenant": tenant, "marks": list(marks), "written": [mark.hex() for mark in marks]}
    await session.execute(_FORGET, values)
    await session.execute(
        text("DELETE FROM xapi_document WHERE tenant_id = :tenant AND agent = ANY(cast(:marks AS bytea[]))"),
        {"tenant": tenant, "marks": list(marks)},
    )


async def concerning(
    session: AsyncSession, tenant: UUID, marks: Sequence[bytes], size: int
) -> list[tuple[UUID, datetime, bytes]]:
    """Return (id, stored, sealed) of statements in which somebody is, who is known by any of these marks."""
    values = {"tenant": tenant, "marks": list(marks), "written": [mark.hex() for mark in marks], "size": size}
    return [(row[0], row[1], bytes(row[2])) for row in await session.execute(_CONCERNING, values)]


async def kinds(session: AsyncSession, tenant: UUID, contents: Sequence[UUID]) -> dict[UUID, str]:
    """Return of what kind contents are: practice, reading, video and so on."""
    found = await session.execute(
        text(
            "SELECT content_id, max(kind) FROM content WHERE tenant_id IN (:tenant, :library)"
            " AND content_id = ANY(cast(:contents AS uuid[])) GROUP BY content_id"
        ),
        {"tenant": tenant, "library": LIBRARY_TENANT, "contents": list(contents)},
    )
    return {row[0]: row[1] for row in found}


async def sections_of(session: AsyncSession, tenant: UUID, student: UUID, content: UUID) -> list[UUID]:
    """Return the classes in which a student studies a content, the newest first."""
    found = await session.execute(
        text(
            "SELECT e.section_id FROM enrolment e JOIN section s USING (tenant_id, section_id)"
            " WHERE e.tenant_id = :tenant AND e.person_id = :student AND e.role = 'student' AND e.status = 'active'"
            " AND EXISTS (SELECT 1 FROM content c WHERE c.tenant_id = s.course_tenant_id"
            " AND c.course_id = s.course_id AND c.content_id = :content)"
            " ORDER BY e.enrolled_at DESC, e.section_id LIMIT 10"
        ),
        {"tenant": tenant, "student": student, "content": content},
    )
    return list(found.scalars())
