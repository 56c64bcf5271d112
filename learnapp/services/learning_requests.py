"""What a student asks to learn: understood, made into a way through the course, changed, dropped, reached.

What was typed is read once and kept nowhere: a request holds topics, and the test or assignment that it is for.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.agents.ports import Facts
from learnapp.core.errors import BlockedError, ConflictError, InvalidInputError, NotFoundError
from learnapp.engine.mastery import Band, band_of
from learnapp.engine.planning import Constraints
from learnapp.engine.request import Request, Route, replan, rules_to_json
from learnapp.security import safety
from learnapp.security.access import Actor
from learnapp.services import attempts, current, path_rules, privacy, trail, worries
from learnapp.services.calendar import calendar_of
from learnapp.services.goal_progress import LONGEST_MS
from learnapp.services.goals import require_consent
from learnapp.services.learner_facts import facts_of, request_of
from learnapp.services.progress import Study, study
from learnapp.services.request_things import FARTHEST, ThingView, resolve, thing_view, things_of, today_of
from learnapp.services.request_views import RequestView, TopicView, view_of
from learnapp.services.request_words import GUESSES, understand
from learnapp.storage.repositories import goals as goal_rows
from learnapp.storage.repositories import learning_requests as rows
from learnapp.storage.repositories.learning_requests import RequestRow

USUAL_MINUTES_A_DAY = 20.0
PACES = (5, 10, 15, 20, 30, 45, 60, 90)
"""Minutes a day that a student can choose."""
_PACE_DAYS, _LEAST_DAYS, _LEAST_PACE, _MOST_PACE = 14, 3, 1.0, 120.0
_SHOWN_REACHED = timedelta(days=7)
_MANY_THINGS = 150
"""From so many on, understanding a text leaves the event loop."""
_OTHER = "You are working towards something else already. Drop that first, or change it."


class OtherRequestError(ConflictError):
    """The student works towards something else already."""

    code = "other_request"


class NotAWishError(BlockedError):
    """The text is not about learning, but breaks the rules of conduct or gives cause for worry."""

    code = "not_a_wish"


@dataclass(frozen=True)
class AskedView:
    """What came of asking.

    Attributes:
        outcome: made; unclear: `guesses` to choose from; unknown: nothing in the course is like it; mastered: all of
            `topics` is mastered already, a check can show whether it still is.
        title: What was understood.
        day: The day that was named, for the guesses.
    """

    outcome: str = "made"
    title: str = ""
    guesses: list[ThingView] = field(default_factory=list)
    topics: list[TopicView] = field(default_factory=list)
    day: str = ""


@dataclass(frozen=True)
class PlanView:
    """The page on which a student says what they want to learn.

    Attributes:
        request: What they work towards; `has` is False when nothing is asked for.
        reached: What was reached within the last week, "" for nothing.
        things: What can be asked for.
        stored: False without consent: nothing can be kept then.
    """

    request: RequestView = field(default_factory=RequestView)
    has: bool = False
    reached: str = ""
    reached_more: int = 0
    things: list[ThingView] = field(default_factory=list)
    today: str = ""
    last: str = ""
    stored: bool = True


async def _wishes(
    session: AsyncSession, tenant: UUID, section_id: UUID, student_id: UUID, now: datetime
) -> Constraints[UUID]:
    """Return what an instructor wants of the ways through a class; the one place that asks."""
    return await path_rules.constraints(session, tenant, section_id, student_id, now)


async def ask(
    actor: Actor,
    text: str,
    *,
    due: date | None = None,
    section_id: UUID | None = None,
    instead_of: UUID | None = None,
) -> AskedView:
    """Understand what a student types and make a way to it; where it is not clear, return the best guesses.

    Args:
        actor: A student.
        text: What they want, in their own words.
        due: By which day, where the text names none.
        section_id: One of their classes; None for the one that they look at.
        instead_of: The request that this one takes the place of.

    Raises:
        NotAWishError: The text breaks the rules of conduct or gives cause for worry.
        OtherRequestError: Another request stands.
        ForbiddenError: The actor is no student, or nothing of theirs may be stored.
        InvalidInputError: Nothing was typed, or what it names cannot be learnt here any more.
        NotFoundError: They study in no such class.
    """
    await trail.authorise(actor, "write", "learning_request", student_id=actor.person_id)
    if not text.strip():
        raise InvalidInputError("Write what you want to learn, or choose it from the list.")
    if current().loop.guardrail.conduct(text) != "allow":
        if safety.check(text).urgent:
            await worries.tell(actor, await study(actor, section_id), "wish")
        raise NotAWishError(
            "No plan can be made from this. Write what you want to learn. If something troubles you, talk to a teacher"
            " or another adult whom you trust, today."
        )
    here = await study(actor, section_id)
    today = today_of(_facts(actor, here), current().clock.now())
    things = things_of(here, await attempts.own(actor, here.section.section_id), _facts(actor, here))
    if len(things) < _MANY_THINGS:
        found = understand(text, things, today, actor.locale)
    else:
        found = await asyncio.to_thread(understand, text, things, today, actor.locale)
    day = found.day or due
    if found.sure:
        key = found.sure[0].key
        if len(found.sure) > 1:
            key = "topic:" + ",".join(one.key.partition(":")[2] for one in found.sure)
        return await _make(actor, here, key, day, instead_of)
    if found.guesses:
        guesses = [thing_view(one) for one in found.guesses[:GUESSES]]
        return AskedView("unclear", guesses=guesses, day=day.isoformat() if day is not None else "")
    return AskedView("unknown")


async def choose(
    actor: Actor,
    key: str,
    *,
    due: date | None = None,
    section_id: UUID | None = None,
    instead_of: UUID | None = None,
) -> AskedView:
    """Make a way to something that was chosen; the errors are those of `ask`.

    Args:
        actor: A student.
        key: From `ThingView.key`.
        due: By which day; of a test or assignment its own day counts.
        section_id: One of their classes; None for the one that they look at.
        instead_of: The request that this one takes the place of.
    """
    await trail.authorise(actor, "write", "learning_request", student_id=actor.person_id)
    return await _make(actor, await study(actor, section_id), key, due, instead_of)


async def _make(actor: Actor, here: Study, key: str, due: date | None, instead_of: UUID | None) -> AskedView:
    tenant, student, now = actor.tenant_id, actor.person_id, current().clock.now()
    section, facts = here.section.section_id, _facts(actor, here)
    async with current().db.transaction(tenant) as tx:
        await require_consent(tx.session, tenant, student)
        wanted = await resolve(tx.session, actor, here, key, due, facts, now)
        title = wanted.title or here.snapshot.kcs[wanted.targets[0]].name
        if all(band_of(here.states.get(kc), now) is Band.MASTERED for kc in wanted.targets):
            topics = [TopicView(str(kc), here.snapshot.kcs[kc].name) for kc in wanted.targets]
            return AskedView("mastered", title, topics=topics)
        await goal_rows.lock(tx.session, tenant, student)
        stands = await rows.active(tx.session, tenant, student, section)
        same = (wanted.kind, wanted.about, wanted.targets)
        if stands is not None and (stands.kind, stands.about, stands.targets) == same:
            # The same once more, as a second press sends it; only its day may be another one.
            if stands.due_at != wanted.due:
                await rows.renew(tx.session, tenant, student, replace(stands, due_at=wanted.due))
            return AskedView("made", title)
        if stands is not None and stands.request_id != instead_of:
            raise OtherRequestError(_OTHER)
        if stands is not None:
            await rows.close(tx.session, tenant, student, stands.request_id, "dropped", now)
        wishes = await _wishes(tx.session, tenant, section, student, now)
        request = Request(uuid7(), wanted.title, wanted.targets, rules=wishes)
        route = replan(here.snapshot, here.states, request, now, here.loaded.rules)
        minutes, pace = await _pace(tx.session, actor, facts.zone, now)
        row = RequestRow(
            request.request_id, wanted.kind, wanted.about, wanted.title, wanted.targets, route.path.nodes,
            route.path.nodes, route.gap, route.gap_for, rules_to_json(wishes), wanted.due, minutes, pace, now,
        )  # fmt: skip
        await rows.add(tx.session, tenant, student, section, here.snapshot.course_id, row)
        await rows.recommend_anew(tx.session, tenant, student, here.snapshot.course_id)
    return AskedView("made", title)


def _facts(actor: Actor, here: Study) -> Facts:
    services = current()
    return facts_of(services.keyring, actor.tenant_id, actor.person_id, here.loaded, services.clock.now())


async def _pace(session: AsyncSession, actor: Actor, zone: str, now: datetime) -> tuple[float, str]:
    """Return a student's minutes a day over the last two weeks, or a default while there are too few days."""
    since = now - timedelta(days=_PACE_DAYS)
    days = await goal_rows.practice_by_day(session, actor.tenant_id, actor.person_id, zone, since, longest=LONGEST_MS)
    worked = [minutes for _, minutes in days.values() if minutes > 0]
    if len(worked) < _LEAST_DAYS:
        return USUAL_MINUTES_A_DAY, "usual"
    return min(_MOST_PACE, max(_LEAST_PACE, sum(worked) / _PACE_DAYS)), "own"


async def read(actor: Actor, section_id: UUID | None = None) -> PlanView:
    """Return the page on which the actor says what they want to learn, with the way as it is now.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: They study in no such class.
    """
    await trail.authorise(actor, "read", "learning_request", student_id=actor.person_id)
    here = await study(actor, section_id)
    tenant, student, now = actor.tenant_id, actor.person_id, current().clock.now()
    tests = await attempts.own(actor, here.section.section_id)
    facts, section = _facts(actor, here), here.section.section_id
    view, has, last = RequestView(), False, None
    async with current().db.transaction(tenant) as tx:
        stored = (await privacy.consent_decision(tenant, student, tx.session)).allowed
        row = here.loaded.request
        if row is not None:
            wishes = await _wishes(tx.session, tenant, section, student, now)
            minutes, pace = row.minutes_a_day, row.pace
            if pace != "chosen":
                minutes, pace = await _pace(tx.session, actor, facts.zone, now)
            row = replace(row, rules=rules_to_json(wishes), minutes_a_day=minutes, pace=pace)
            route = replan(here.snapshot, here.states, request_of(row), now, here.loaded.rules)
            view = view_of(here.snapshot, here.states, here.loaded.learner, facts, row, route, now)
            has = not route.reached
            if stored:
                await _keep(tx.session, actor, here, row, route, now)
        if not has:
            last = await rows.reached(tx.session, tenant, student, section, now - _SHOWN_REACHED)
        calendar = await calendar_of(tx.session, tenant, student)
    things = [thing_view(one) for one in things_of(here, tests, facts)]
    names = {kc: one.name for kc, one in here.snapshot.kcs.items()}
    return PlanView(
        request=view if has else RequestView(),
        has=has,
        reached=(last.title or names.get(last.targets[0], "")) if last is not None else "",
        reached_more=len(last.targets) - 1 if last is not None and not last.title else 0,
        things=things,
        today=calendar.today.isoformat(),
        last=(calendar.today + FARTHEST).isoformat(),
        stored=stored,
    )


async def _keep(session: AsyncSession, actor: Actor, here: Study, row: RequestRow, route: Route, now: datetime) -> None:
    """Write down what has changed since the last event: a test's answers were shown, wishes changed, days went by."""
    if route.reached:
        await rows.close(session, actor.tenant_id, actor.person_id, row.request_id, "reached", now)
        return
    as_is = replace(row, path=route.path.nodes, gap=route.gap, gap_for=route.gap_for)
    if as_is != here.loaded.request:
        await rows.renew(session, actor.tenant_id, actor.person_id, as_is)


async def set_pace(actor: Actor, request_id: UUID, minutes: int) -> None:
    """Choose how many minutes a day a student wants to learn for a request.

    Raises:
        ForbiddenError: The actor is no student.
        InvalidInputError: No such number.
        NotFoundError: The actor has no such request that stands.
    """
    await trail.authorise(actor, "write", "learning_request", student_id=actor.person_id)
    if minutes not in PACES:
        raise InvalidInputError("Choose one of the numbers of minutes in the list.")
    row = (await study(actor)).loaded.request
    async with current().db.transaction(actor.tenant_id) as tx:
        await require_consent(tx.session, actor.tenant_id, actor.person_id)
        known = row is not None and row.request_id == request_id
        if (
            row is None
            or not known
            or not await rows.renew(
                tx.session, actor.tenant_id, actor.person_id, replace(row, minutes_a_day=float(minutes), pace="chosen")
            )
        ):
            raise NotFoundError("There is no such plan any more. Reload the page.")


async def drop(actor: Actor, request_id: UUID) -> None:
    """Give a request up; what was learned on the way stays.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: The actor has no such request that stands.
    """
    await trail.authorise(actor, "write", "learning_request", student_id=actor.person_id)
    here = await study(actor)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.close(
            tx.session, actor.tenant_id, actor.person_id, request_id, "dropped", current().clock.now()
        ):
            raise NotFoundError("There is no such plan any more. Reload the page.")
        await rows.recommend_anew(tx.session, actor.tenant_id, actor.person_id, here.snapshot.course_id)
