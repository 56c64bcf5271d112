"""What a teacher has assigned takes one of the next three places, whoever chose the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from learnapp.agents.guardrail import suits
from learnapp.agents.ports import Assigned, Execution, Facts, Plan
from learnapp.engine.event import Reason, Recommendation
from learnapp.engine.explain import ReasonDraft
from learnapp.engine.explain import assigned as assigned_reason
from learnapp.engine.kc import Content, ContentKind, CourseSnapshot, LearnerState
from learnapp.engine.selector import expected_success, on_topic

CODE = "reason-assigned"
PLACES = 3
SOON = timedelta(days=3)
Say = Callable[[ReasonDraft], Reason]


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def after(plan: Plan, execution: Execution, *, answered: bool) -> tuple[Assigned, ...]:
    """Return what of the plan is still to do once the event has counted.

    Args:
        plan: With what was assigned before the event.
        execution: What the event did.
        answered: Whether it was a graded answer to a step, not to a hint.
    """
    left = []
    for one in plan.assigned:
        counts = bool(one.answers) and answered and one.kc_id in plan.updates
        now = one._replace(left=one.left - counts)
        state = execution.learner.kcs.get(one.kc_id) if one.kc_id is not None and not one.answers else None
        if now.left > 0 and (state is None or state.mastered_at is None):
            left.append(now)
    return tuple(left)


def _choose(
    one: Assigned,
    cards: Sequence[Recommendation],
    snapshot: CourseSnapshot,
    learner: LearnerState,
    facts: Facts,
    barred: Collection[UUID],
) -> Content | None:
    """Return the content that stands for an assignment, None when the learner may not have it now."""
    found: list[Content] = []
    if one.content_id is not None and one.content_id in snapshot.content:
        found = [snapshot.content[one.content_id]]
    elif one.kc_id is not None and one.kc_id in snapshot.kcs:
        standing = [snapshot.content.get(card.content_id) for card in cards if one.kc_id in card.kc_ids]
        found = [each for each in standing if each is not None]
        found = [*found, *on_topic(snapshot, learner, one.kc_id, barred)]
    return next((each for each in found if each.content_id not in barred and suits(each, facts.age)), None)


def honoured(
    cards: Sequence[Recommendation],
    wanted: Sequence[Assigned],
    *,
    snapshot: CourseSnapshot,
    learner: LearnerState,
    facts: Facts,
    barred: Collection[UUID],
    now: datetime,
    say: Say,
) -> list[Recommendation]:
    """Return the recommendations with the most pressing assignment among them.

    It comes first when it is due soon or late, and last otherwise. What is withdrawn from the class, not in the course
    or not for the learner's age is not offered. A card that stood for what is no longer assigned goes.

    Args:
        cards: What would be offered without the teacher, at most three.
        wanted: What is assigned and not done, the most pressing first.
        snapshot: The course.
        learner: State after the event.
        facts: Age of the learner, and where they live.
        barred: Content that must not come next.
        now: Server time.
        say: Puts a reason into the learner's language.
    """
    kept = [clean for card in cards if (clean := without(card, {CODE})) is not None]
    for one in wanted:
        content = _choose(one, kept, snapshot, learner, facts, barred)
        if content is None:
            continue
        zone = _zone(facts.zone)
        due = one.due_at.astimezone(zone).date() if one.due_at is not None else None
        reason = say(assigned_reason(due, now.astimezone(zone).date()))
        own = next((card for card in kept if card.content_id == content.content_id), None)
        card = own or card_of(content, snapshot, learner)
        others = [each for each in kept if each is not own][: PLACES - 1]
        first = one.due_at is not None and one.due_at - now <= SOON
        place = 0 if first else kept.index(own) if own is not None else len(others)
        others.insert(place, card.model_copy(update={"reasons": [reason, *card.reasons][:2]}))
        return others
    return kept


def without(card: Recommendation, codes: Collection[str]) -> Recommendation | None:
    """Return a card without what the teacher has said, None when there is no other reason for it.

    Args:
        card: The recommendation.
        codes: Of the reasons that go.
    """
    reasons = [reason for reason in card.reasons if reason.code not in codes]
    if len(reasons) == len(card.reasons):
        return card
    return card.model_copy(update={"reasons": reasons}) if reasons else None


def card_of(content: Content, snapshot: CourseSnapshot, learner: LearnerState) -> Recommendation:
    """Return a content as a recommendation without a reason yet."""
    kc_id = next((each for each in content.kc_ids if each in snapshot.kcs), None)
    chance = None
    if content.kind is ContentKind.PRACTICE and kc_id is not None:
        chance = round(expected_success(snapshot, learner, content, kc_id), 4)
    return Recommendation(
        content_id=content.content_id,
        kind=content.kind.value,
        title=content.title,
        kc_ids=list(content.kc_ids),
        minutes=content.minutes,
        score=1.0,
        p_correct=chance,
        reasons=[],
    )
