"""Statements of other tools: checked, sealed and stored durably at once, all of a batch or none."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, LearnAppError
from learnapp.integrations.open_data.told import Place
from learnapp.integrations.xapi import checking, recognise
from learnapp.integrations.xapi.reading import Read, compared, read
from learnapp.integrations.xapi.statements import timestamp
from learnapp.security.access import Actor
from learnapp.security.crypto import TenantKey
from learnapp.services import current, open_data, people, trail, xapi_people
from learnapp.services.xapi_people import Marks
from learnapp.storage.repositories import xapi as rows
from learnapp.storage.repositories.xapi import NewStatement

VERSION = "1.0.0"
"""What a statement without a version is given (part 2, 2.4.10)."""
MOST = 500
"""Statements of one batch."""


class BadStatementError(LearnAppError):
    """What was sent is not as the standard says; nothing of it was stored."""

    status = 400
    code = "bad_statement"


async def store(actor: Actor, documents: list[Any], *, named: UUID | None = None) -> list[UUID]:
    """Store statements; returns their ids in the order in which they came.

    Those that are there already and say the same are left as they are.

    Args:
        actor: An API client.
        documents: What was sent; it is changed.
        named: The id under which a single one is put.

    Raises:
        BadStatementError: One is not as the standard says; none is stored.
        ConflictError: One says something else than the one with its id; none is stored.
        ForbiddenError: The client has not the scope.
    """
    await trail.authorise(actor, "write", "statement")
    if len(documents) > MOST:
        raise BadStatementError(f"Send at most {MOST} statements at a time; these are {len(documents)}.")
    services, tenant = current(), actor.tenant_id
    key, place = await _setting(tenant)
    async with services.db.transaction(tenant) as tx:
        await rows.begin_writing(tx.session, services.clock.now())
        # Only now: what is stored is never older than what `consistent_through` sees.
        now = services.clock.now()
        new = await asyncio.to_thread(_prepared, documents, named, actor.person_id, key, place, now)
        stored = await rows.put(tx.session, tenant, actor.person_id, new, now)
        again = {one.statement_id: one.digest for one in new if one.statement_id not in stored}
        if again:
            there = await rows.digests(tx.session, tenant, list(again))
            differing = [one for one, digest in again.items() if there.get(one) != digest]
            if differing:
                raise ConflictError(
                    f"A statement with the id {differing[0]} says something else. Give every statement an id of its"
                    " own; none of these was stored."
                )
    return [one.statement_id for one in new]


SLACK = timedelta(seconds=1)
"""By which the clocks of two servers may differ."""
_LOOK_AGAIN_S, _LONGEST = 0.5, timedelta(days=1)


async def consistent_through(tenant: UUID | None) -> datetime:
    """Return a moment of which is true: whatever is stored before it can be read now.

    It lies before the oldest transaction that writes statements, whoever's, in whatever process. One that was true
    stays true, so it is looked up twice a second at most.

    Args:
        tenant: Of who asks; None: nobody who is known, for whom nothing is looked up.
    """
    services, moment = current(), asyncio.get_running_loop().time()
    kept: tuple[float, datetime] | None = services.extras.get("xapi_through")
    if kept is not None and (tenant is None or kept[0] > moment):
        return kept[1]
    now = services.clock.now()
    if tenant is None:
        return now - _LONGEST
    async with services.db.transaction(tenant) as tx:
        oldest = await rows.oldest_writing(tx.session)
    through = (min(now, oldest) if oldest is not None else now) - SLACK
    services.extras["xapi_through"] = (moment + _LOOK_AGAIN_S, through)
    return through


_KEPT_S = 60.0


async def _setting(tenant: UUID) -> tuple[TenantKey, Place]:
    """Return the institution's key and place; they are kept for a minute, for they are asked for with every batch."""
    kept: dict[UUID, tuple[float, TenantKey, Place]] = current().extras.setdefault("xapi_settings", {})
    moment = asyncio.get_running_loop().time()
    found = kept.get(tenant)
    if found is None or found[0] < moment:
        async with current().db.transaction(tenant) as tx:
            key = await people.tenant_key(tx.session, tenant)
            place = await open_data.place_of(tx.session, tenant)
        found = kept[tenant] = (moment + _KEPT_S, key, place)
    return found[1], found[2]


def _prepared(
    documents: list[Any], named: UUID | None, client: UUID, key: TenantKey, place: Place, now: datetime
) -> list[NewStatement]:
    """Check statements and make their rows; work of the processor alone.

    Raises:
        BadStatementError: One is not as the standard says.
    """
    problem = checking.problem_of(documents)
    if problem:
        raise BadStatementError(f"{problem}. Correct it and send again; nothing was stored.")
    marks, made, seen = Marks(key), [], set[UUID]()
    authority = {
        "objectType": "Agent", "account": {"homePage": f"{place.home}/clients", "name": str(client)},
    }  # fmt: skip
    at = timestamp(now)
    for document in documents:
        statement_id = _id_of(document, named)
        if statement_id in seen:
            raise BadStatementError(f"Two statements have the id {statement_id}. Nothing was stored.")
        seen.add(statement_id)
        if any("fileUrl" not in one for one in _attachments(document)):
            raise BadStatementError(
                "Files are not kept here: an attachment names the address of its file in fileUrl. Nothing was stored."
            )
        made.append(_row(read(document, statement_id), key, marks, place, authority, at))
    return made


def _id_of(document: dict[str, Any], named: UUID | None) -> UUID:
    own = UUID(document["id"]) if "id" in document else None
    if named is not None and own not in (None, named):
        raise BadStatementError("The id of the statement is another one than that in the address.")
    return own or named or uuid7()


def _attachments(document: dict[str, Any]) -> list[dict[str, Any]]:
    inner = document["object"]
    within = inner.get("attachments", []) if inner.get("objectType") == "SubStatement" else []
    return [*document.get("attachments", []), *within]


def _row(
    found: Read, key: TenantKey, marks: Marks, place: Place, authority: dict[str, Any], at: str
) -> NewStatement:  # fmt: skip
    document = found.document
    digest = marks.whole(compared(document))
    document["id"], document["stored"], document["authority"] = str(found.statement_id), at, authority
    document.setdefault("timestamp", at)
    document.setdefault("version", VERSION)
    # Only what is about a thing of ours is looked at by the job.
    ours = recognise.content_of(document, place.base) is not None
    state, reason = ("new", "") if ours else ("none", "thing")
    return NewStatement(
        found.statement_id, digest, xapi_people.seal_body(key, found.statement_id, orjson.dumps(document)),
        marks.of(found.actor), marks.of(found.about) if found.about is not None else None,
        [marks.of(one) for one in found.people], found.verb, found.activity, found.activities, found.registration,
        found.refers, found.voids, state, reason,
    )  # fmt: skip
