"""From the log: what came of recommendations, as training reads it and as the watch counts it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from learnapp.agents.executor import RuleModel
from learnapp.core.errors import InvalidInputError
from learnapp.engine import selector
from learnapp.engine.event import Verb
from learnapp.engine.exploration import chances
from learnapp.engine.selector import FEATURES
from learnapp.ml.content_recommender import fit
from learnapp.ml.success_policy import SuccessPolicy
from learnapp.services import recommendations
from learnapp.services.learning import record_event
from tests.integration.learning.conftest import NOW, Classroom, new_classroom, refuse_analytics
from tests.integration.learning.test_fallbacks import rewire
from tests.unit.ml.simulated_choices import log_of

DAY = timedelta(days=1)


async def followed(classroom: Classroom) -> None:
    """Alice answers, opens the first thing she is shown and finishes it, and dismisses the second."""
    actor = classroom.actor()
    answer = await record_event(classroom.event(response="12"), actor)
    first, second = answer.next[0].content_id, answer.next[1].content_id
    classroom.clock.at += timedelta(minutes=1)
    await record_event(
        classroom.event(Verb.RECOMMENDATION_OPENED, first, decision_id=answer.decision_id), actor
    )  # fmt: skip
    classroom.clock.at += timedelta(minutes=4)
    # Now and then the first is drawn by lot, and may be of any kind.
    how: dict[str, Any] = {
        "reading": {"verb": Verb.READ},
        "video": {"verb": Verb.VIDEO_COMPLETED, "progress": 1.0},
        "simulation": {"verb": Verb.SIMULATION_INTERACTED, "progress": 1.0, "state": {"bars": 3.0}},
        "practice": {"step_id": "s1", "response": "7"},
    }
    await record_event(classroom.event(content=first, duration_ms=180_000, **how[answer.next[0].kind]), actor)
    await record_event(classroom.event(Verb.RECOMMENDATION_DISMISSED, second, decision_id=answer.decision_id), actor)


async def test_a_decision_keeps_how_likely_every_candidate_was(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    ((candidates, approved, propensity),) = await classroom.rows(
        "SELECT candidates, approved, propensity FROM decision"
    )
    assert all(len(each["features"]) == len(FEATURES) for each in candidates)
    passed = [each for each in candidates if "rejected" not in each]
    assert [each["chance"] for each in passed] == pytest.approx(chances(len(passed), 0.05), abs=1e-6)
    assert sum(each["chance"] for each in passed) == pytest.approx(3)
    assert all(each["chance"] == 0 for each in candidates if "rejected" in each)
    by_id = {each["content_id"]: each["chance"] for each in passed}
    assert all(by_id[content] == pytest.approx(propensity[content]) for content in approved)


async def test_what_came_of_recommendations_is_gathered_for_training(classroom: Classroom) -> None:
    await followed(classroom)
    classroom.clock.at = NOW + 2 * DAY
    said: list[float] = []
    log = await recommendations.gather(classroom.school.tenant_id, say=said.append)
    assert said == [1.0] and log.students == (classroom.school["alice"].person_id,)
    first = int(np.flatnonzero((log.decision == 0) & (log.place == 0))[0])
    second = int(np.flatnonzero((log.decision == 0) & (log.place == 1))[0])
    assert (log.opened[first], log.finished[first], log.minutes[first]) == (1, 1, 3.0)
    assert (log.opened[second], log.dismissed[second]) == (0, 1)
    assert log.policy[0] == "frontier-fit@2/bkt-irt@1" and not log.steered.any()
    assert np.isfinite(log.chance).all() and (log.chance[log.shown] > 0).all()


async def test_nothing_is_learned_from_who_has_refused_it(classroom: Classroom) -> None:
    await followed(classroom)
    classroom.clock.at = NOW + 2 * DAY
    await refuse_analytics(classroom, "alice")
    with pytest.raises(InvalidInputError, match="Nothing was recommended"):
        await recommendations.gather(classroom.school.tenant_id)


async def test_a_decision_is_left_alone_until_a_day_has_passed(classroom: Classroom) -> None:
    await followed(classroom)
    with pytest.raises(InvalidInputError, match="Nothing was recommended"):
        await recommendations.gather(classroom.school.tenant_id)
    assert (
        await recommendations.count_days_of(classroom.school.tenant_id),
        await classroom.count("recommendation_day"),
    ) == (0, 0)


async def test_days_are_counted_once_they_are_closed_and_go_on_where_they_stopped(classroom: Classroom) -> None:
    await followed(classroom)
    classroom.clock.at = NOW + 2 * DAY
    tenant = classroom.school.tenant_id
    assert await recommendations.count_days_of(tenant) == 1
    read = "SELECT day, policy_version, shown, opened, completed, dismissed FROM recommendation_day ORDER BY day"
    (row,) = await classroom.rows(read)
    assert row[:2] == (NOW.date(), "frontier-fit@2/bkt-irt@1")
    assert row[2] >= 3 and row[3:] == (1, 1, 1)
    assert await recommendations.count_days_of(tenant) == 0
    await record_event(classroom.event(content=classroom.course.practice[1][0], response="12"), classroom.actor())
    classroom.clock.at += 2 * DAY
    assert await recommendations.count_days_of(tenant) == 1
    rows = await classroom.rows(read)
    assert [one[0] for one in rows] == [NOW.date(), (NOW + 2 * DAY).date()]
    assert rows[1][3:] == (0, 0, 0)
    seen = await recommendations.days(classroom.school.tenant_id, NOW, NOW + DAY)
    assert [(one.day, one.opened) for one in seen] == [(NOW.date(), 1)]


async def test_nothing_of_another_school_is_read(classroom: Classroom) -> None:
    await followed(classroom)
    classroom.clock.at = NOW + 2 * DAY
    elsewhere = await new_classroom(classroom.services)
    with pytest.raises(InvalidInputError, match="Nothing was recommended"):
        await recommendations.gather(elsewhere.school.tenant_id)
    await recommendations.count_days_of(elsewhere.school.tenant_id)
    assert await elsewhere.count("recommendation_day") == 0


async def test_a_learned_model_and_the_policy_of_success_serve_through_the_loop(classroom: Classroom) -> None:
    learned = fit(log_of(selector.score, 30, 3), version="content-recommender@1.0.0")
    for model in (learned, SuccessPolicy()):
        rewire(classroom, models={model.version: model, "bkt-irt@1": RuleModel()})
        classroom.clock.at += timedelta(minutes=1)
        answer = await record_event(classroom.event(response="12"), classroom.actor())
        assert (answer.served.model, answer.served.fallback, len(answer.next)) == (model.version, None, 3)
        rows = await classroom.rows("SELECT served ->> 'model', candidates FROM decision ORDER BY created_at")
        assert rows[-1][0] == model.version and all("chance" in each for each in rows[-1][1])
