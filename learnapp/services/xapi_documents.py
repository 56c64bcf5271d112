"""Documents that tools keep with us (xAPI 1.0.3, part 3, 2.2): states, activity profiles and agent profiles."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import orjson

from learnapp.core.errors import ConflictError, LearnAppError, NotFoundError, TooLargeError
from learnapp.security.access import Actor, allow
from learnapp.services import current, people, trail, xapi_people
from learnapp.services.xapi_people import Marks
from learnapp.services.xapi_store import BadStatementError
from learnapp.storage.repositories import xapi_documents as rows
from learnapp.storage.repositories.xapi_documents import DocumentRow

MOST_BYTES = 1_000_000
Kind = Literal["state", "activity", "agent"]


class PreconditionError(LearnAppError):
    """The document is another one than the client knows."""

    status = 412
    code = "precondition_failed"


@dataclass(frozen=True, slots=True)
class Named:
    """Where documents are.

    Attributes:
        agent: Identifier of somebody, see `integrations.xapi.reading.identifier`; "" for an activity's profile.
        name: stateId or profileId; "": all of them.
    """

    kind: Kind
    activity: str = ""
    agent: str = ""
    registration: UUID | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A document."""

    content: bytes
    content_type: str
    etag: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Condition:
    """What a client says of the document that it means to change: its ETags as they were sent, "" for nothing."""

    match: str = ""
    none_match: str = ""


def _place(marks: Marks, where: Named) -> bytes:
    registration = where.registration.hex if where.registration else ""
    return marks.of("\0".join((where.kind, where.activity, where.agent, registration, where.name)))


async def _may_read(actor: Actor) -> None:
    """Let those read who read statements, and those who keep documents here themselves."""
    if not allow(actor, "read", "statement").allowed:
        await trail.authorise(actor, "write", "statement")


async def get(actor: Actor, where: Named) -> Kept:
    """Return one document.

    Raises:
        ForbiddenError: The client has not the scope.
        NotFoundError: There is no such document.
    """
    await _may_read(actor)
    async with current().db.transaction(actor.tenant_id) as tx:
        key = await people.tenant_key(tx.session, actor.tenant_id)
        found = await rows.document(tx.session, actor.tenant_id, _place(Marks(key), where))
    if found is None:
        raise NotFoundError("There is no such document.")
    return Kept(xapi_people.open_document(key, found), found.content_type, found.etag, found.updated_at)


async def names(actor: Actor, where: Named, since: datetime | None) -> list[str]:
    """Return the names of the documents in a place, changed after a moment.

    Raises:
        ForbiddenError: The client has not the scope.
    """
    await _may_read(actor)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        marks = Marks(await people.tenant_key(tx.session, tenant))
        agent = marks.of(where.agent) if where.agent else None
        return await rows.names(
            tx.session, tenant, where.kind, where.activity or None, agent, where.registration, since
        )


async def put(
    actor: Actor, where: Named, content: bytes, content_type: str, condition: Condition, *, merge: bool = False
) -> None:
    """Store a document in place of the one that is there, or merged into it (POST).

    Raises:
        BadStatementError: It is to be merged, and one of both is no JSON object.
        ConflictError: A profile is there, and the client does not say which one it means to change.
        ForbiddenError: The client has not the scope.
        PreconditionError: The document is another one than the client knows.
        TooLargeError: It is larger than documents may be.
    """
    await trail.authorise(actor, "write", "statement")
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        key = await people.tenant_key(tx.session, tenant)
        marks = Marks(key)
        place = _place(marks, where)
        there = await rows.document(tx.session, tenant, place)
        _check(there, condition, needed=where.kind != "state" and not merge)
        if merge and there is not None:
            both = _merged(there, xapi_people.open_document(key, there), content, content_type)
            content, content_type = both, "application/json"
        elif merge and _is_json(content_type) and xapi_people.same_json(b"{}", content) is None:
            raise BadStatementError("A document of the type application/json that is posted is a JSON object.")
        if len(content) > MOST_BYTES:
            raise TooLargeError(f"A document is at most {MOST_BYTES:,} bytes large.")
        # ETags are SHA-1 of the content (part 3, 3.1); nothing is kept safe by them.
        etag = f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"'
        values = {
            "place": place, "kind": where.kind, "activity": where.activity or None,
            "agent": marks.of(where.agent) if where.agent else None, "registration": where.registration,
            "name": where.name, "content_type": content_type,
            "body_enc": xapi_people.seal_document(key, place, content), "etag": etag,
        }  # fmt: skip
        await rows.put_document(tx.session, tenant, values, now)


def _is_json(content_type: str) -> bool:
    return content_type.split(";")[0].strip().lower() == "application/json"


def _merged(there: DocumentRow, old: bytes, content: bytes, content_type: str) -> bytes:
    both = xapi_people.same_json(old, content)
    if both is None or not _is_json(content_type) or not _is_json(there.content_type):
        raise BadStatementError("Only a JSON object can be merged into another one. Put it, to take its place.")
    return orjson.dumps(both)


def _check(there: DocumentRow | None, condition: Condition, *, needed: bool) -> None:
    if condition.match:
        known = {tag.strip() for tag in condition.match.split(",")}
        if there is None or ("*" not in known and there.etag not in known):
            raise PreconditionError("The document has changed. Read it again and change what is there now.")
    elif condition.none_match:
        known = {tag.strip() for tag in condition.none_match.split(",")}
        if there is not None and ("*" in known or there.etag in known):
            raise PreconditionError("There is such a document already. Say by If-Match which one you mean.")
    elif needed and there is not None:
        raise ConflictError(
            "There is such a profile already. Read it, look at its ETag, and send that as If-Match with the change."
        )


async def remove(actor: Actor, where: Named, condition: Condition) -> None:
    """Delete a document; of states, without a name, all of somebody's in an activity.

    Raises:
        ForbiddenError: The client has not the scope.
        PreconditionError: The document is another one than the client knows.
    """
    await trail.authorise(actor, "write", "statement")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        marks = Marks(await people.tenant_key(tx.session, tenant))
        if not where.name:
            agent = marks.of(where.agent)
            await rows.remove_documents(tx.session, tenant, where.activity, agent, where.registration)
            return
        place = _place(marks, where)
        _check(await rows.document(tx.session, tenant, place), condition, needed=False)
        await rows.remove_document(tx.session, tenant, place)
