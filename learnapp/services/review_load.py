"""What comes back for review: today's share, what waits, the days ahead, and who decides how much a day holds."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.engine import reviews
from learnapp.engine.kc import ContentKind, LearnerState
from learnapp.engine.reviews import MORE, MOST
from learnapp.engine.selector import on_topic
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.services import current, item_parameters, trail
from learnapp.services.learner_facts import facts_of
from learnapp.services.progress import Study, study
from learnapp.storage.repositories import review_load as rows

__all__ = ["MORE", "MOST"]


@dataclass(frozen=True)
class ReviewTopic:
    """A topic that has its turn today.

    Attributes:
        days: Since it was practised last.
        start_id: Where to begin, "" where there is nothing for it.
    """

    name: str = ""
    days: int = 0
    start_id: str = ""


@dataclass(frozen=True)
class ReviewsView:
    """A student's reviews.

    Attributes:
        due: Topics that are due, whenever their turn is.
        today: Those that have their turn today, the most valuable first.
        later: How many wait.
        spread: After how many days none of them waits any more, -1 when that is further away than the forecast.
        done: Topics reviewed today already.
        cap: Reviews of a usual day; `more`: asked for today.
        can_ask: Whether more can come today.
        days, counts, waiting: ISO days from today on, what has its turn on each, and what is due and waits.
        heights: Of a picture of `counts`: per cent of the largest.
        ahead: Reviews of all these days.
    """

    due: int = 0
    today: list[ReviewTopic] = field(default_factory=list)
    later: int = 0
    spread: int = 0
    done: int = 0
    cap: int = reviews.USUAL
    more: int = 0
    can_ask: bool = False
    days: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    heights: list[int] = field(default_factory=list)
    ahead: int = 0


@dataclass(frozen=True)
class Pace:
    """How many reviews a day a class has.

    Attributes:
        own: What the class has chosen, 0 for nothing: it follows the institution.
        usual: What the institution has chosen.
    """

    own: int = 0
    usual: int = reviews.USUAL


async def of_student(actor: Actor, section_id: UUID | None = None) -> ReviewsView:
    """Return the actor's own reviews in a section.

    Raises:
        NotFoundError: No such section of this student.
        ForbiddenError: The actor is no student.
    """
    return await _view(actor, await study(actor, section_id))


async def _view(actor: Actor, here: Study) -> ReviewsView:
    services = current()
    memory = (await item_parameters.course(actor.tenant_id, here.base)).memory
    now, snapshot = services.clock.now(), here.snapshot
    states = here.loaded.rules.for_review(here.states)
    facts = facts_of(services.keyring, actor.tenant_id, actor.person_id, here.loaded, now)
    load = reviews.load_of(
        snapshot, states, now, zone=facts.zone, cap=facts.reviews + facts.more_reviews, wanted=facts.wanted
    )
    ahead = await asyncio.to_thread(
        reviews.forecast, snapshot, states, now, load, zone=facts.zone, cap=facts.reviews, wanted=facts.wanted,
        weights=memory[1] if memory is not None else None,
    )  # fmt: skip
    learner = here.loaded.learner
    most = max((one.reviews for one in ahead.days), default=0) or 1
    return ReviewsView(
        due=load.due,
        today=[_topic(here, learner, kc_id) for kc_id in load.today],
        later=len(load.later),
        spread=-1 if ahead.spread is None else ahead.spread,
        done=load.done,
        cap=facts.reviews,
        more=facts.more_reviews,
        can_ask=bool(load.later) and facts.more_reviews + MORE <= MOST,
        days=[one.day.isoformat() for one in ahead.days],
        counts=[one.reviews for one in ahead.days],
        waiting=[one.waiting for one in ahead.days],
        heights=[round(100 * one.reviews / most) for one in ahead.days],
        ahead=sum(one.reviews for one in ahead.days),
    )


def _topic(here: Study, learner: LearnerState | None, kc_id: UUID) -> ReviewTopic:
    now, state = current().clock.now(), here.states[kc_id]
    found = on_topic(here.snapshot, learner, kc_id, here.loaded.withdrawn) if learner is not None else []
    start = next((one for one in found if one.kind is ContentKind.PRACTICE), found[0] if found else None)
    days = max(timedelta(0), now - state.last_at).days if state.last_at is not None else 0
    return ReviewTopic(here.snapshot.kcs[kc_id].name, days, str(start.content_id) if start is not None else "")


async def ask_for_more(actor: Actor, section_id: UUID | None = None) -> ReviewsView:
    """Let some of what waits have its turn today after all, because the student asks for it.

    Raises:
        NotFoundError: No such section of this student, or nothing was answered in it yet.
        ForbiddenError: The actor is no student.
    """
    access.require(actor, "update", "profile", student_id=actor.person_id)
    here = await study(actor, section_id)
    now = current().clock.now()
    facts = facts_of(current().keyring, actor.tenant_id, actor.person_id, here.loaded, now)
    today = now.astimezone(ZoneInfo(facts.zone)).date()
    async with current().db.transaction(actor.tenant_id) as tx:
        done = await rows.ask(tx.session, actor.tenant_id, actor.person_id, here.snapshot.course_id, today, MORE, MOST)
    if done is None:
        raise NotFoundError("There is nothing to review yet. Go on with the next task on Today.")
    return await _view(actor, await study(actor, here.section.section_id))


def _count(count: int) -> int:
    if not 1 <= count <= MOST:
        raise InvalidInputError(f"Choose between 1 and {MOST} reviews a day.")
    return count


async def of_institution(actor: Actor) -> int:
    """Return how many reviews a day the institution has chosen.

    Raises:
        ForbiddenError: The actor may not see how the institution is set up.
        NotFoundError: The institution has not been set up.
    """
    await trail.authorise(actor, "read", "institution")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.of_institution(tx.session, actor.tenant_id)
    if found is None:
        raise NotFoundError("This institution has not been set up. Ask the operator to create it.")
    return found


async def set_institution(actor: Actor, count: int) -> int:
    """Choose how many reviews a day everybody has whose class has not chosen.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        InvalidInputError: No such number.
    """
    await trail.authorise(actor, "update", "institution")
    count = _count(count)
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.set_institution(tx.session, actor.tenant_id, count)
        await trail.audit(
            actor, "institution.update", "institution", object_id=actor.tenant_id, session=tx.session,
            detail={"reviews_per_day": count},
        )  # fmt: skip
    return count


async def of_section(actor: Actor, section_id: UUID) -> Pace:
    """Return how many reviews a day a class has.

    Raises:
        ForbiddenError: The actor does not teach it.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "read", "review_pace", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.of_section(tx.session, actor.tenant_id, section_id)
    if found is None:
        raise NotFoundError("There is no such section. Go back to your classes.")
    return Pace(found[0] or 0, found[1])


async def set_section(actor: Actor, section_id: UUID, count: int | None) -> Pace:
    """Choose how many reviews a day a class has; None follows the institution.

    Raises:
        ForbiddenError: The actor does not teach it.
        InvalidInputError: No such number.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "update", "review_pace", section_id=section_id)
    chosen = None if count is None else _count(count)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.set_section(tx.session, actor.tenant_id, section_id, chosen):
            raise NotFoundError("There is no such section. Go back to your classes.")
        await trail.audit(
            actor, "review_pace.update", "section", object_id=section_id, session=tx.session,
            detail={"reviews_per_day": chosen or 0},
        )  # fmt: skip
        found = await rows.of_section(tx.session, actor.tenant_id, section_id)
    return Pace(chosen or 0, found[1] if found is not None else reviews.USUAL)
