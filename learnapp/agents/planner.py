"""The planner: what an event may move, which models serve it, where candidates come from, what falls back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from learnapp.agents.ports import Assigned, Evidence, Plan, Ruling
from learnapp.engine.event import LearningEvent, Verb
from learnapp.engine.kc import LearnerState
from learnapp.engine.request import Request
from learnapp.engine.targets import Purpose

CACHE_LASTS = timedelta(hours=24)
REUSE_FOR = timedelta(minutes=30)
LEANS_ON_HINTS = 0.5
ASSIGNED_FOR = timedelta(days=14)
"""What is late for longer takes no place any more; the student's page still lists it."""
_NEVER = datetime.max.replace(tzinfo=UTC)
FALLBACKS = ("cached", "popular", "course_order")
# What cannot change what is best next: the recommendations that stand are repeated.
_QUIET = frozenset(
    {
        Verb.VIDEO_PROGRESSED,
        Verb.SESSION_ENDED,
        Verb.RECOMMENDATION_SHOWN,
        Verb.RECOMMENDATION_OPENED,
        Verb.HINT_REQUESTED,
        Verb.QUIZ_STARTED,
        Verb.PEER_HELPED,
        Verb.FORUM_POSTED,
        Verb.FORUM_REPLIED,
        Verb.SIMULATION_INTERACTED,
        Verb.EXPLANATION_OPENED,
    }
)
_EVIDENCE: dict[Verb, Evidence] = {
    Verb.ANSWERED: "graded",
    Verb.HINT_REQUESTED: "hint",
    Verb.READ: "exposure",
    Verb.VIDEO_COMPLETED: "exposure",
    Verb.VIDEO_PROGRESSED: "exposure",
    Verb.SIMULATION_INTERACTED: "exposure",
    Verb.EXPLANATION_OPENED: "exposure",
}


def cached_at(last: dict[str, Any]) -> datetime | None:
    """Return when the cached recommendations were made."""
    try:
        return datetime.fromisoformat(last["at"])
    except (KeyError, TypeError, ValueError):
        return None


def pressing(assigned: Sequence[Assigned], now: datetime) -> tuple[Assigned, ...]:
    """Return what is assigned and not done, the next due first; what has been late for long is left out."""
    left = [one for one in assigned if one.left and (one.due_at is None or now - one.due_at <= ASSIGNED_FOR)]
    return tuple(sorted(left, key=lambda one: one.due_at or _NEVER))


class Planner:
    """Splits what one event asks for into steps.

    Args:
        models: Names of the models to try, best first.
    """

    def __init__(self, models: tuple[str, ...]) -> None:
        self.models = models

    def plan(
        self,
        event: LearningEvent,
        ruling: Ruling,
        learner: LearnerState,
        last: dict[str, Any],
        now: datetime,
        assigned: Sequence[Assigned] = (),
        first: str | None = None,
        trained: Sequence[str] = (),
        request: Request | None = None,
    ) -> Plan:
        """Return the plan for one event.

        Args:
            event: What happened.
            ruling: The guardrail's ruling with the item resolved.
            learner: State before the event.
            last: Cached recommendations of the learner.
            now: Server time.
            assigned: What the teacher has assigned.
            first: The model that an experiment puts before the others.
            trained: Models of this turn, best first; they come before the planner's own.
            request: What the learner has asked for.
        """
        evidence = _EVIDENCE.get(event.verb, "none")
        updates: tuple[Any, ...] = ()
        if ruling.content is not None and evidence != "none":
            updates = (ruling.step.kc_ids if ruling.step else ()) or ruling.content.kc_ids
        made = cached_at(last)
        fresh = made is not None and timedelta(0) <= now - made < REUSE_FOR and bool(last.get("next"))
        purposes = frozenset(Purpose)
        if learner.features.get("hint_rate", 0.0) >= LEANS_ON_HINTS:
            # Who needs a hint at every other step gets nothing harder than the path asks for.
            purposes -= {Purpose.CHALLENGE}
        models = (*trained, *self.models) if trained else self.models
        if first is not None:
            models = (first, *(each for each in models if each != first))
        return Plan(
            updates=updates,
            evidence=evidence,
            models=models,
            purposes=purposes,
            fallbacks=FALLBACKS,
            recommend=not (fresh and event.verb in _QUIET),
            assigned=pressing(assigned, now) if assigned else (),
            request=request,
        )
