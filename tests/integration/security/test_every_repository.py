"""Every repository function as Hillview, and every use case by Hillview's people, with Riverside's ids."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import psycopg
import pytest
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

import learnapp.services
import learnapp.storage.repositories
from learnapp.core.errors import LearnAppError
from learnapp.engine.event import LearningEvent, Verb
from learnapp.security.access import Actor
from learnapp.services import Services
from learnapp.storage.batch import Batch
from tests.integration.security.browser import named
from tests.integration.security.neighbours import Neighbour, Riverside, event_of

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
# Their arguments are whole objects that only the code above them can make; the walls are tried through that code.
NEEDS_MORE = {
    "content.add_items": "takes whole rows: the walls around copying in are tried in tests/integration/storage",
    "export_reading.part": "takes the name of one of our tables: the walls are tried in tests/integration/learning",
    "passages.change": "takes whole rows, as content.add_items does",
    "import_reviews.ask": "takes whole rows, as content.add_items does",
    "learning_store.store": "takes a finished EventWrite: see services.learning.record_event below",
}
# Row-level security; a reference to a row, or a value, that does not exist here; a row that is there already.
REFUSALS = {"42501", "23503", "23502", "23505", "23514"}
# These take an actor but open nothing: they note or check what their callers have decided.
NOT_A_DOOR = {
    "trail.audit": "writes an entry into the own trail",
    "content_import.note": "writes an entry into the own trail",
    "trail.authorise": "asks the policy",
    "trail.admitted": "asks the policy",
    "trail.audit_raw": "writes an entry into the own trail",
    "tutor_past.own_key": "gives the key of the actor's own words, in the transaction of its caller",
    "trail.disclosed": "writes an entry into the own trail",
    "progress.event": "makes an object",
    "learning_writes.write_of": "makes an object",
    "admitting.admit": "enrols in the transaction of its caller, which has decided",
    "admitting.admit_all": "enrols in the transaction of its caller, which has decided",
    "assessments.give_ready": "gives in the transaction of its caller, which has asked `ready`",
    "own_courses.desk": "asks the policy, in the transaction of its caller",
    "drafts.course_of": "takes the desk that `own_courses.desk` gives to who may",
    "tutor_context.work_of": "reads a study that its caller has loaded for the actor",
    "drafts.write": "takes the desk that `own_courses.desk` gives to who may",
    "drafts.decide_one": "decides in the transaction of its caller, which has asked the policy",
    "discussion_once.settle": "decides in the transaction of its caller, which has asked the policy",
    "exports.begin": "begins for its caller, which has asked the policy",
    "trail.audit_each": "writes entries into the own trail",
    "trail.audit_batch": "writes an entry into the own trail, with what its caller sends together",
}


def _functions(package: types.ModuleType) -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(info.name)
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
                found[f"{info.name.removeprefix(f'{package.__name__}.')}.{name}"] = function
    return found


REPOSITORY = {
    name: function
    for name, function in _functions(learnapp.storage.repositories).items()
    if inspect.iscoroutinefunction(function)
    and next(iter(inspect.signature(function).parameters), "") in ("session", "conn", "batch")
}
DOORS = {
    name: function
    for name, function in _functions(learnapp.services).items()
    if "actor" in inspect.signature(function).parameters and name not in NOT_A_DOOR
}


class Maker:
    """Makes arguments from names and annotations: own tenant, everything else of Riverside."""

    def __init__(self, tenant: UUID, riverside: Riverside) -> None:
        self.tenant = tenant
        self.home = riverside.home
        self.ids = riverside.home.ids
        nothing = dict.fromkeys(("actor", "people", "action", "object", "outcome", "since", "until"))
        self.mappings: dict[str, dict[str, Any]] = {
            "values": {"status": "suspended"},
            "wanted": {**nothing, "subject": self.ids["student"]},
        }

    def arguments(self, function: Callable[..., Any], known: dict[str, Any]) -> dict[str, Any]:
        hints = typing.get_type_hints(function)
        made = {}
        for name, parameter in inspect.signature(function).parameters.items():
            if name in known:
                made[name] = known[name]
            elif parameter.kind is not inspect.Parameter.VAR_KEYWORD:
                made[name] = self.value(name, hints.get(name, Any))
        return made

    def value(self, name: str, kind: Any) -> Any:  # noqa: PLR0911
        origin, inner = typing.get_origin(kind) or kind, typing.get_args(kind)
        if origin in (typing.Union, types.UnionType):
            return self.value(name, next(each for each in inner if each is not type(None)))
        if origin is typing.Literal:
            return inner[0]
        if kind is UUID:
            return self.tenant if name == "tenant" else self.named(name)
        if origin is tuple and inner:
            return tuple(self.value(name, each) for each in inner if each is not Ellipsis)
        if origin in (Mapping, dict):
            return self.mappings.get(name, {})
        if origin in (Sequence, Iterable, list, set, frozenset):
            each = inner[0] if inner else str
            made = [] if (typing.get_origin(each) or each) in (dict, Mapping) else [self.value(name, each)]
            return origin(made) if origin in (set, frozenset) else made
        return self.plain(name, kind)

    def plain(self, name: str, kind: Any) -> Any:
        student = self.home.who("student")
        words = {"email": student.email, "query": student.name, "text": student.name, "status": "suspended"}
        simple = {bool: True, int: 0, float: 0.0, bytes: b"email,name,role\nnew@hillview.example,New,student\n"}
        if kind is str:
            return {**words, "role": "student", "basis": "guardian", "zone": "UTC"}.get(name, name)
        if kind in simple:
            return {"size": 50, "limit": 50, "ceiling": 2**60}.get(name, simple[kind]) if kind is int else simple[kind]
        if kind in (datetime, date):
            return NOW if kind is datetime else NOW.date()
        if kind is LearningEvent:
            return event_of(self.home.school, "xanthippe", Verb.ANSWERED, self.ids["content"], NOW, response="7")
        if isinstance(kind, type) and issubclass(kind, Enum):
            return next(iter(kind))
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            return kind(**{each.name: self.value(each.name, hints[each.name]) for each in dataclasses.fields(kind)})
        return None

    def named(self, name: str) -> UUID:
        """Return Riverside's id for an argument of this name, a new id for the key of a new row."""
        singular = {"people": "person", "person_ids": "person", "students": "student", "items": "content"}
        found = self.ids.get(singular.get(name, name)) or named(name, self.ids)
        return uuid7() if name == "import_id" else found or self.ids["person"]


def _state(error: DBAPIError | psycopg.Error) -> str | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None)


def _document(value: Any) -> Any:
    return value.model_dump_json() if isinstance(value, BaseModel) else value


@pytest.mark.parametrize("name", sorted(REPOSITORY))
async def test_a_repository_reads_and_writes_nothing_of_another_institution(
    name: str, riverside_rows: Riverside, mallorys: Neighbour, services: Services
) -> None:
    if name in NEEDS_MORE:
        return
    function = REPOSITORY[name]
    # Even where the caller passes Riverside's own tenant id, the transaction is Hillview's: the wall must hold.
    for tenant in (mallorys.school.tenant_id, riverside_rows.home.school.tenant_id):
        before = riverside_rows.changes()
        maker = Maker(tenant, riverside_rows)
        first, found, hints = next(iter(inspect.signature(function).parameters)), None, typing.get_type_hints(function)
        try:
            if hints[first] is AsyncSession:
                async with services.db.transaction(mallorys.school.tenant_id) as tx:
                    found = await function(**maker.arguments(function, {first: tx.session, "tenants": [tenant]}))
            elif hints[first] is Batch:
                async with services.db.batch(mallorys.school.tenant_id) as batch:
                    found = await function(**maker.arguments(function, {first: batch, "tenants": [tenant]}))
            else:
                async with services.db.raw(mallorys.school.tenant_id, pipelined=False) as conn:
                    found = await function(**maker.arguments(function, {first: conn, "tenants": [tenant]}))
        except (LearnAppError, DBAPIError, psycopg.Error) as refused:
            # A row for another tenant, or one that points at another tenant's, is refused by the database itself.
            found = str(refused)
            assert isinstance(refused, LearnAppError) or _state(refused) in REFUSALS, f"{name}: {refused}"
        leaked = riverside_rows.leaks(
            found, [*maker.ids.values(), *(p.email for p in maker.home.school.people.values())]
        )
        assert not leaked, f"{name} returns {leaked}"
        assert riverside_rows.changes() == before, f"{name} changes Riverside"


@pytest.mark.parametrize("name", sorted(DOORS))
async def test_a_use_case_gives_nothing_of_riverside_to_anybody_of_hillview(
    name: str, riverside_rows: Riverside, mallorys: Neighbour
) -> None:
    function, home = DOORS[name], riverside_rows.home
    before, maker = riverside_rows.changes(), Maker(mallorys.school.tenant_id, riverside_rows)
    given = [*home.ids.values(), home.who("student").email, home.who("student").name]
    actors: list[Actor] = [await mallorys.actor(who) for who in ("mallory", "gus", "ivan", "ada", "otto")]
    scopes = frozenset({"events:write", "events:read", "records:read", "roster:read", "roster:write", "content:read"})
    actors.append(Actor(mallorys.school.tenant_id, mallorys.ids["client"], kind="client", scopes=scopes))
    # Somebody who has talked the session into claiming Riverside's section and student.
    section, student = frozenset({home.ids["section"]}), frozenset({home.ids["student"]})
    actors += [dataclasses.replace(each, sections=section, students=student, taught=None) for each in actors]
    for actor in actors:
        known: dict[str, Any] = {"actor": actor, "progress": None, "sitting": None}
        try:
            found = function(**maker.arguments(function, known))
            found = await found if inspect.isawaitable(found) else found
        except LearnAppError as refused:
            found = (refused.message, refused.detail)
        if isinstance(found, list):
            found = [_document(each) for each in found]
        leaked = riverside_rows.leaks(_document(found), given)
        assert not leaked, f"{name} gives {sorted(actor.roles)} {leaked}"
    assert riverside_rows.changes() == before, f"{name} changes Riverside"


async def test_the_walk_is_complete() -> None:
    assert set(NEEDS_MORE) <= set(REPOSITORY)
    assert set(NOT_A_DOOR).isdisjoint(DOORS)
    assert len(REPOSITORY) >= 50 and len(DOORS) >= 40
