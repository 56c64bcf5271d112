"""Reading statements back: by id, by filters, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson

from learnapp.core.errors import NotFoundError
from learnapp.integrations.xapi import checking
from learnapp.integrations.xapi.reading import identifier
from learnapp.integrations.xapi.shown import ids_only, in_one_language
from learnapp.security.access import Actor, allow
from learnapp.services import current, people, trail, xapi_people
from learnapp.services.xapi_people import Marks
from learnapp.services.xapi_store import BadStatementError
from learnapp.storage.repositories import xapi as rows
from learnapp.storage.repositories.xapi import Wanted

PAGE = 100
_FILTERS = (
    "agent", "verb", "activity", "registration", "related_activities", "related_agents", "since", "until", "limit",
    "ascending",
)  # fmt: skip
_KNOWN = {"statementId", "voidedStatementId", "format", "attachments", "cursor", *_FILTERS}
FORMATS = ("exact", "ids", "canonical")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for.

    Attributes:
        single: (id, whether it is a voided one), or None for a list.
        languages: For the canonical form.
    """

    parameters: Mapping[str, str]
    languages: list[str] = field(default_factory=list)


async def answer(actor: Actor, asked: Question, path: str) -> tuple[dict[str, Any], datetime | None]:
    """Return a statement, or a page of them with the address of the next one, and when the newest was stored.

    Args:
        actor: An API client: with the scope to read, all of the institution's; with that to write, its own.
        asked: The parameters.
        path: Address of this door, for the next page.

    Raises:
        BadStatementError: The parameters are not as the standard says.
        ForbiddenError: The client has neither scope.
        NotFoundError: There is no such statement.
    """
    only = None
    if not allow(actor, "read", "statement").allowed:
        await trail.authorise(actor, "write", "statement")
        only = actor.person_id
    given = asked.parameters
    unknown = sorted(set(given) - _KNOWN)
    if unknown:
        raise BadStatementError(
            "There is a parameter that the standard does not know. Look at its letters: case counts."
        )
    form = given.get("format", "exact")
    if form not in FORMATS:
        raise BadStatementError("format is exact, ids or canonical.")
    _flag(given, "attachments")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        key = await people.tenant_key(tx.session, tenant)
        if "statementId" in given or "voidedStatementId" in given:
            voided = "voidedStatementId" in given
            if ("statementId" in given and voided) or set(given) & set(_FILTERS):
                raise BadStatementError("statementId and voidedStatementId stand alone.")
            number = _uuid(given["voidedStatementId" if voided else "statementId"])
            found = await rows.statement(tx.session, tenant, number, voided=voided, client=only)
            if found is None:
                raise NotFoundError("There is no such statement. A voided one is asked for by voidedStatementId.")
            if only is None:
                await trail.audit(actor, "statement.read", "statement", object_id=number, session=tx.session)
            document = orjson.loads(xapi_people.open_body(key, number, found[1]))
            return _shown(document, form, asked.languages), found[0]
        wanted, limit = _wanted(given, Marks(key), only)
        some = await rows.find(tx.session, tenant, wanted, limit + 1)
    if only is None:
        # Whoever reads what others have stored is in the trail; a tool that reads its own is not.
        await trail.audit(actor, "statement.read", "statement", detail={"found": len(some)})
    documents = [orjson.loads(xapi_people.open_body(key, one, body)) for _, one, body in some[:limit]]
    more = ""
    if len(some) > limit:
        stored, last, _ = some[limit - 1]
        at = stored.astimezone(UTC).isoformat()
        more = f"{path}?{urlencode({**given, 'cursor': f'{at}~{last}'})}"
    newest = max((stored for stored, _, _ in some), default=None)
    return {"statements": [_shown(one, form, asked.languages) for one in documents], "more": more}, newest


def _shown(document: dict[str, Any], form: str, languages: list[str]) -> dict[str, Any]:
    if form == "ids":
        return ids_only(document)
    return in_one_language(document, languages) if form == "canonical" else document


def _wanted(given: Mapping[str, str], marks: Marks, only: UUID | None) -> tuple[Wanted, int]:
    limit = given.get("limit", "0")
    if not limit.isascii() or not limit.isdecimal() or len(limit) > 9:
        raise BadStatementError("limit is a number from 0 on; 0 stands for as many as we give at a time.")
    for name in ("verb", "activity"):
        if name in given and not checking.is_iri(given[name]):
            raise BadStatementError(f"{name} is an address (IRI).")
    return Wanted(
        client=only,
        agent=marks.of(identifier(agent_of(given["agent"]))) if "agent" in given else None,
        agents_too=_flag(given, "related_agents"),
        verb=given.get("verb"),
        activity=given.get("activity"),
        activities_too=_flag(given, "related_activities"),
        registration=_uuid(given["registration"]) if "registration" in given else None,
        since=moment(given, "since"),
        until=moment(given, "until"),
        ascending=_flag(given, "ascending"),
        after=_cursor(given["cursor"]) if "cursor" in given else None,
    ), min(int(limit) or PAGE, PAGE)


def agent_of(text: str) -> dict[str, Any]:
    """Return the agent or identified group that a parameter holds.

    Raises:
        BadStatementError: It holds none.
    """
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadStatementError("agent is an agent or group as JSON.") from error
    problem = checking.actor_problem(found)
    if problem or not any(name in found for name in ("mbox", "mbox_sha1sum", "openid", "account")):
        raise BadStatementError("agent is an agent or group as JSON, with one identifier.")
    agent: dict[str, Any] = found
    return agent


def moment(given: Mapping[str, str], name: str) -> datetime | None:
    """Return the moment that a parameter holds, None when it is not given.

    Raises:
        BadStatementError: It is none.
    """
    if name not in given:
        return None
    try:
        # A plus that was not escaped came as a space.
        return checking.moment_of(given[name].replace(" ", "+"))
    except ValueError as error:
        raise BadStatementError(f"{name} is a timestamp by ISO 8601.") from error


def _flag(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "false")
    if value not in ("true", "false"):
        raise BadStatementError(f"{name} is true or false.")
    return value == "true"


def _uuid(text: str) -> UUID:
    if not checking.is_uuid(text):
        raise BadStatementError("Ids of statements and registrations are UUIDs.")
    return UUID(text)


def _cursor(text: str) -> tuple[datetime, UUID]:
    at, _, last = text.partition("~")
    try:
        moment_of_it = datetime.fromisoformat(at)
    except ValueError as error:
        raise BadStatementError("Follow `more` as it was given out.") from error
    if moment_of_it.tzinfo is None:
        raise BadStatementError("Follow `more` as it was given out.")
    return moment_of_it, _uuid(last)
