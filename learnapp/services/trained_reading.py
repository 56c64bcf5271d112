"""How the school's trained model reads a student: P(mastered) of topics beside the published one, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np

from learnapp.core.i18n import translate
from learnapp.engine.event import Reason, Recommendation
from learnapp.engine.kc import CourseSnapshot, KCState
from learnapp.ml.mastery_of_kc import NO_ITEM, MasteryOfKc
from learnapp.ml.serving import Served
from learnapp.services import current, learner_tracks, model_serving, privacy, training_data
from learnapp.services.learner_tracks import Tracked
from learnapp.storage.repositories import learner_tracks as rows

TOLD = 2
_OF_TASKS = ("task-difficulty", "fit", "same-task", "similar-tasks", "order")
"""What says something of a single task, not of a topic."""
_MOST_KEPT = 8
_of_kcs: dict[UUID, MasteryOfKc] = {}


@dataclass(frozen=True)
class TrainedReading:
    """What the trained model says of a student's topics.

    Attributes:
        version: Which one; "" where none serves or it does not know the student yet.
        mastered: Topic -> P(mastered).
    """

    version: str = ""
    mastered: dict[UUID, float] = field(default_factory=dict)


async def _tracked(tenant: UUID, student: UUID, states: Mapping[UUID, KCState]) -> tuple[Tracked, MasteryOfKc] | None:
    served = model_serving.predictor_for(tenant, student)
    if served is None or not states or not (await privacy.consent_decision(tenant, student)).allowed:
        return None
    async with current().db.reading(tenant) as batch:
        rows.ask(batch, tenant, student)
        *_, found = await batch.exchange()
    tracked = learner_tracks.begin(served, rows.track_of(found), states.values()).tracked
    if tracked is None:
        return None
    return tracked, _of_kcs.get(served.version_id) or _made(served)


def _made(served: Served) -> MasteryOfKc:
    if len(_of_kcs) >= _MOST_KEPT:
        _of_kcs.clear()
    made = _of_kcs[served.version_id] = MasteryOfKc(served.model)
    return made


async def read(tenant: UUID, student: UUID, states: Mapping[UUID, KCState], topics: Sequence[UUID]) -> TrainedReading:
    """Return how the trained model reads topics of a student now; the caller has asked the policy.

    Args:
        tenant: The institution.
        student: Who.
        states: All topics of the student.
        topics: Those that are asked for.
    """
    found = await _tracked(tenant, student, states)
    if found is None or not topics:
        return TrainedReading()
    tracked, of_kc = found
    numbers = np.array([training_data.kc_number(one) for one in topics], dtype=np.int64)
    try:
        chances = of_kc.now(tracked.track, numbers, tracked.seconds(current().clock.now()))
    except Exception:  # noqa: BLE001 - a model may be any code: the page goes on without it
        return TrainedReading()
    return TrainedReading(tracked.version, dict(zip(topics, chances.tolist(), strict=True)))


async def told(
    tenant: UUID, student: UUID, states: Mapping[UUID, KCState], topic: UUID, locale: str
) -> tuple[float, str] | None:
    """Return how the trained model reads one topic, and what speaks for and against it in words.

    None where no model serves, or where it does not know the student yet. The arguments are those of `read`.
    """
    found = await _tracked(tenant, student, states)
    if found is None:
        return None
    tracked, of_kc = found
    moment = tracked.seconds(current().clock.now())
    number = np.array([training_data.kc_number(topic)], dtype=np.int64)
    try:
        mastered = float(of_kc.now(tracked.track, number, moment)[0])
        (why,) = tracked.model.explained(tracked.track, np.array([NO_ITEM]), number, moment)
    except Exception:  # noqa: BLE001 - a model may be any code: the page goes on without it
        return None
    return mastered, " ".join(translate(locale, key) for key in _of_topic(why))


async def with_words(
    tenant: UUID,
    student: UUID,
    states: Mapping[UUID, KCState],
    course: CourseSnapshot,
    cards: list[Recommendation],
    served: str,
    locale: str,
) -> list[Recommendation]:
    """Return a student's recommendations, those of graded tasks with a reason more: what moved the trained chance.

    They stay as they are where no trained model gave the chances, or where another one serves by now. It is worked out
    when somebody looks, for it would cost every answer as much as the chances themselves.

    Args:
        tenant: The institution.
        student: Whose they are; the caller has asked the policy.
        states: All topics of the student.
        course: What the tasks are from.
        cards: What is recommended.
        served: Who served them, as the decision names it.
        locale: The reader's language.
    """
    asked = [one for one in cards if one.p_correct is not None and one.reasons and one.content_id in course.content]
    if not asked or "+" not in served:
        return cards
    found = await _tracked(tenant, student, states)
    if found is None or not served.endswith(f"+{found[0].version}"):
        return cards
    tracked, _ = found
    steps = [learner_tracks.steps_of(course.content[one.content_id])[0] for one in asked]
    item, kc = np.array(steps, dtype=np.int64).T
    try:
        why = tracked.model.explained(tracked.track, item, kc, tracked.seconds(current().clock.now()))
    except Exception:  # noqa: BLE001 - a model may be any code: the page goes on without it
        return cards
    told = {one.content_id: each.telling(TOLD) for one, each in zip(asked, why, strict=True)}
    return [_with_reason(one, told.get(one.content_id, []), locale) for one in cards]


def _with_reason(one: Recommendation, told: list[tuple[str, float]], locale: str) -> Recommendation:
    if not told:
        return one
    args: dict[str, str | int | float] = {
        "percent": round(100 * (one.p_correct or 0.0)),
        "told": " ".join(translate(locale, key) for key, _ in told),
    }
    text = translate(locale, "reason-foreseen", **args)
    reason = Reason(code="reason-foreseen", args=args, text=text, evidence=one.reasons[0].evidence)
    return one.model_copy(update={"reasons": [*one.reasons, reason]})


def _of_topic(why: Any) -> list[str]:
    # It brings XGBoost along, which has been loaded by now if it ever is.
    from learnapp.ml.contributions import LEAST, message_key

    shares = {concept: share for concept, share in why.shares.items() if concept not in _OF_TASKS}
    strongest = sorted(shares.items(), key=lambda one: -abs(one[1]))[:TOLD]
    return [message_key(concept, share) for concept, share in strongest if abs(share) >= LEAST]
