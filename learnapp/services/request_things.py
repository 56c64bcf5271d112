"""What a student can ask for in a class, and what each of it means: topics, lessons, tests, what is assigned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.agents.ports import Facts
from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current
from learnapp.services.assessment_views import OwnTest
from learnapp.services.progress import Study
from learnapp.services.request_words import GUESSES, Thing
from learnapp.storage.repositories import assessments as test_rows

FARTHEST = timedelta(days=366)


class RequestOverError(InvalidInputError):
    """It is too late for what was asked for."""

    code = "request_over"


class NothingToLearnError(InvalidInputError):
    """The course has nothing with which it could be learnt."""

    code = "nothing_to_learn"


@dataclass(frozen=True)
class ThingView:
    """Something that can be asked for; kind is topic, lesson, test or assignment; `day` an ISO date or ""."""

    key: str = ""
    kind: str = "topic"
    title: str = ""
    day: str = ""


class Wanted(NamedTuple):
    """What a request is for, as topics of the course; `about` is the test or assignment."""

    kind: str
    about: UUID | None
    title: str
    targets: tuple[UUID, ...]
    due: datetime | None


def today_of(facts: Facts, now: datetime) -> date:
    """Return the date where a student is."""
    return now.astimezone(ZoneInfo(facts.zone)).date()


def things_of(here: Study, tests: Sequence[OwnTest], facts: Facts) -> list[Thing]:
    """Return what can be asked for: tests and assignments to come, then lessons and topics in the course's order."""
    zone, now, snapshot = ZoneInfo(facts.zone), current().clock.now(), here.snapshot
    found: list[Thing] = []
    for test in tests:
        if test.state in ("ahead", "open", "running"):
            moment = test.opens if test.state == "ahead" and test.opens else test.closes
            day = datetime.fromisoformat(moment).astimezone(zone).date() if moment else None
            found.append(Thing(f"test:{test.id}", test.title, day=day))
    for one in facts.assigned:
        title = _assigned_title(here, one.content_id, one.kc_id)
        ahead = one.due_at is None or one.due_at > now
        if one.left and title and ahead and one.content_id not in facts.withdrawn:
            day = one.due_at.astimezone(zone).date() if one.due_at is not None else None
            found.append(Thing(f"assignment:{one.assignment_id}", title, day=day))
    for kc_id in snapshot.topological:
        kc = snapshot.kcs[kc_id]
        found.append(Thing(f"topic:{kc_id}", kc.name, f"{kc.description} {kc.standard or ''}"))
    found += [Thing(f"lesson:{one.lesson_id}", one.title) for one in snapshot.lessons if len(one.kc_ids) > 1]
    return found


def thing_view(one: Thing) -> ThingView:
    """Return something that can be asked for, as pages show it."""
    return ThingView(one.key, one.kind, one.title, one.day.isoformat() if one.day is not None else "")


async def resolve(
    session: AsyncSession, actor: Actor, here: Study, key: str, due: date | None, facts: Facts, now: datetime
) -> Wanted:
    """Return what a key names, as topics of the course.

    Raises:
        InvalidInputError: It is over, or there is nothing in it to learn.
        NotFoundError: The class has no such thing.
    """
    kind, _, rest = key[:400].partition(":")
    ids = _ids(rest)
    snapshot = here.snapshot
    if kind == "topic" and ids:
        if any(kc not in snapshot.kcs for kc in ids):
            raise NotFoundError("Your course has no such topic. Choose one from the list.")
        wanted = Wanted("topics", None, "", ids, _end_of(due, facts, now))
    elif kind == "lesson" and ids:
        lesson = next((one for one in snapshot.lessons if one.lesson_id == ids[0]), None)
        if lesson is None:
            raise NotFoundError("Your course has no such lesson. Choose one from the list.")
        wanted = Wanted("topics", None, "", lesson.kc_ids, _end_of(due, facts, now))
    elif kind == "test" and ids:
        wanted = await _test(session, actor, here, ids[0], now)
    elif kind == "assignment" and ids:
        wanted = _assignment(here, facts, ids[0], now)
    else:
        raise NotFoundError("This cannot be chosen. Choose something from the list.")
    bare = snapshot.terrain.bare
    taught = tuple(kc for kc in dict.fromkeys(wanted.targets) if kc in snapshot.kcs and kc not in bare)
    if not taught:
        raise NothingToLearnError("Your course has no tasks for this yet, so no plan can be made. Choose another.")
    return wanted._replace(targets=taught)


def _ids(rest: str) -> tuple[UUID, ...]:
    try:
        return tuple(dict.fromkeys(UUID(one) for one in rest.split(",") if one))[:GUESSES]
    except ValueError:
        return ()


async def _test(session: AsyncSession, actor: Actor, here: Study, test_id: UUID, now: datetime) -> Wanted:
    made = await test_rows.one(session, actor.tenant_id, test_id)
    gone = made is None or made.given_at is None or made.withdrawn_at is not None
    if made is None or gone or made.section_id != here.section.section_id:
        raise NotFoundError("Your class has no such test. Choose one from the list.")
    if made.closes_at is not None and made.closes_at <= now:
        raise RequestOverError("This test is over. Choose a topic instead.")
    topics = [kc for kc, _ in await test_rows.topics(session, actor.tenant_id, test_id)]
    for item in await test_rows.items(session, actor.tenant_id, test_id):
        content = here.snapshot.content.get(item)
        topics.extend(content.kc_ids if content is not None else ())
    opens = made.opens_at if made.opens_at is not None and made.opens_at > now else None
    return Wanted("test", test_id, made.title, tuple(topics), opens or made.closes_at)


def _assignment(here: Study, facts: Facts, assignment_id: UUID, now: datetime) -> Wanted:
    one = next((one for one in facts.assigned if one.assignment_id == assignment_id), None)
    if one is None:
        raise NotFoundError("This is not assigned to you. Choose something from the list.")
    if one.due_at is not None and one.due_at <= now:
        raise RequestOverError("This assignment was due already. Choose a topic instead.")
    content = here.snapshot.content.get(one.content_id) if one.content_id is not None else None
    targets = content.kc_ids if content is not None else (one.kc_id,) if one.kc_id is not None else ()
    return Wanted("assignment", assignment_id, _assigned_title(here, one.content_id, one.kc_id), targets, one.due_at)


def _assigned_title(here: Study, content_id: UUID | None, kc_id: UUID | None) -> str:
    content = here.snapshot.content.get(content_id) if content_id is not None else None
    if content is not None:
        return content.title
    return here.snapshot.kcs[kc_id].name if kc_id in here.snapshot.kcs else ""


def _end_of(due: date | None, facts: Facts, now: datetime) -> datetime | None:
    """Return when a day that the student has named ends.

    Raises:
        InvalidInputError: It has passed, or is too far away.
    """
    if due is None:
        return None
    today = today_of(facts, now)
    if due < today:
        raise InvalidInputError("This day has passed. Choose today or a later day.")
    if due - today > FARTHEST:
        raise InvalidInputError("This day is more than a year away. Choose an earlier one.")
    return datetime.combine(due, time(23, 59), ZoneInfo(facts.zone))
