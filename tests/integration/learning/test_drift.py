"""The watch over a model that serves: it learns what is usual, notices a rise, opens a training, tells people once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.clock import FixedClock
from learnapp.core.errors import ForbiddenError, UnavailableError
from learnapp.engine.event import Verb
from learnapp.ml import drift as detectors
from learnapp.services import drift, learning, model_training, operations
from learnapp.services.drift_views import DriftView
from learnapp.storage.repositories.drift import AlarmRow
from tests.integration.learning.conftest import NOW, Classroom, new_classroom

MODEL = "bkt-irt@1"
EVERY = 60
# Alice answers what was recommended to her half a minute before; every so manieth time the model was wrong.
_LIVE = """
WITH n AS (
  SELECT g, cast(%(start)s AS timestamptz) + g * interval '60 seconds' AS at FROM generate_series(1, %(many)s) g
), d AS (
  INSERT INTO decision (tenant_id, created_at, decision_id, student_id, course_id, event_id, candidates, approved,
                        propensity, policy_version, features_version, served)
  SELECT %(tenant)s, at, gen_random_uuid(), %(student)s, %(course)s, gen_random_uuid(),
         jsonb_build_array(jsonb_build_object('content_id', %(item)s::text, 'score', %(score)s + (g %% 100) / 100.0,
           'features', (SELECT jsonb_agg(CASE f WHEN 1 THEN 0.9 ELSE (g %% 97) / 97.0 END)
                          FROM generate_series(1, 16) f))),
         jsonb_build_array(%(item)s::text), '{}', 'frontier-fit@1', 'x', jsonb_build_object('model', %(model)s::text)
    FROM n)
INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                            object_id, kc_ids, correct, result, occurred_at, asserted)
SELECT %(tenant)s, at + interval '30 seconds', gen_random_uuid(), %(student)s, %(section)s, %(course)s, g, 'answered',
       %(item)s, '{}', g %% %(wrong)s <> 0, '{"moved": true}', at, false
  FROM n
"""


async def answers(classroom: Classroom, start: datetime, many: int, wrong: int, score: float = 1.0) -> datetime:
    """Let Alice answer every minute; return when she ends."""
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute(
            _LIVE,
            {
                "start": start, "many": many, "wrong": wrong, "tenant": classroom.school.tenant_id, "model": MODEL,
                "student": classroom.school["alice"].person_id, "course": classroom.course.course_id, "score": score,
                "item": classroom.course.practice[0][0], "section": classroom.school.section_id,
            },
        )  # fmt: skip
    end = start + timedelta(seconds=EVERY * (many + 1), minutes=5)
    classroom.services.clock = FixedClock(end)
    return end


async def seen(classroom: Classroom) -> DriftView:
    (found,) = await drift.drifts(classroom.actor("adam"))
    return found


async def test_what_is_usual_is_learnt_first_and_a_rise_opens_one_training(classroom: Classroom) -> None:
    opened: list[tuple[str, AlarmRow]] = []
    tenant = classroom.school.tenant_id

    async def retrain(of: UUID, model: str, alarm: AlarmRow) -> UUID | None:
        assert of == tenant
        opened.append((model, alarm))
        return await model_training.retrain(of, model, alarm)

    async def away(*_: Any) -> UUID | None:
        raise UnavailableError("A training is running already.")

    drift.connect(retrain)
    at = await answers(classroom, NOW - timedelta(days=10), detectors.LEARN - 100, wrong=4)
    assert await drift.look(tenant) == 0
    early = await seen(classroom)
    assert early.learning and early.answers == detectors.LEARN - 100 and early.stands == "learning"
    at = await answers(classroom, at, 400, wrong=4)
    assert await drift.look(tenant) == 0
    quiet = await seen(classroom)
    assert not quiet.learning and quiet.usual == 25.0 and quiet.stands == "quiet" and quiet.seen == 300
    assert quiet.alarms == [] and quiet.days[0].answers > 0
    assert {each.says for each in quiet.moved} == {"steady"} and "p_mastered" in {each.feature for each in quiet.moved}
    at = await answers(classroom, at, 900, wrong=2, score=1.6)
    assert await drift.look(tenant) >= 2
    alarmed = await seen(classroom)
    kinds = {each.kind: each for each in alarmed.alarms}
    assert {"errors", "adwin"} <= set(kinds)
    errors = kinds["errors"]
    assert (errors.was, errors.next) == (25.0, "run") and errors.now > 40 and errors.amount > 10
    assert alarmed.stands == "alarm" and alarmed.alarm_days
    assert opened[0][0] == MODEL and opened[0][1].amount > 0.1
    assert await classroom.rows("SELECT kind, reason, status FROM training_run") == [
        ("mastery_predictor", "drift", "waiting")
    ]
    told = await classroom.rows("SELECT count(*) FROM review_item WHERE reason_code = 'review-drift'")
    assert told[0][0] == len(alarmed.alarms)
    checks = {check.name: check for check in await operations.health(classroom.actor("adam"))}
    assert checks["models"].state == "degraded" and checks["models"].facts["models_watched"] == 1
    # What goes on within a week is not told again.
    trainings = len(opened)
    at = await answers(classroom, at, 900, wrong=2, score=1.6)
    await drift.look(tenant)
    assert [each.kind for each in (await seen(classroom)).alarms].count("errors") == 1 and len(opened) <= trainings + 1
    # A week later it is, and where no training can begin it waits for people.
    drift.connect(away)
    await answers(classroom, at + timedelta(days=8), 900, wrong=2)
    assert await drift.look(tenant) >= 1
    after = await seen(classroom)
    assert next(each for each in after.alarms if each.kind == "errors").next == "people"
    assert sum(day.answers for day in after.days) == detectors.LEARN + 3_000


@pytest.mark.parametrize(
    ("model", "what", "kind"),
    [
        ("bkt-irt@1", "click", "mastery_predictor"),
        ("success-stretch@2+mastery_predictor@1.2.0", "score", "mastery_predictor"),
        ("content_recommender@1.0.0+mastery_predictor@1.2.0", "click", "content_recommender"),
        ("content_recommender@1.0.0+mastery_predictor@1.2.0", "errors", "mastery_predictor"),
        ("content_recommender@1.0.0", "adwin", "mastery_predictor"),
    ],
)
def test_what_has_drifted_is_trained_anew(model: str, what: str, kind: str) -> None:
    assert model_training.drifted(model, what) == kind


async def test_the_log_of_real_events_tells_what_the_model_had_expected(classroom: Classroom) -> None:
    alice = classroom.actor("alice")
    item = classroom.course.practice[0][0]
    first = await learning.record_event(classroom.event(content=item, step_id="s1", response="7"), alice)
    assert first.served.model == MODEL
    classroom.services.clock = FixedClock(NOW + timedelta(minutes=1))
    opened = classroom.event(Verb.RECOMMENDATION_OPENED, first.next[0].content_id, decision_id=first.decision_id)
    await learning.record_event(opened, alice)
    classroom.services.clock = FixedClock(NOW + timedelta(minutes=2))
    practice = next(each.content_id for each in first.next if each.p_correct is not None)
    await learning.record_event(classroom.event(content=practice, step_id="s1", response="9"), alice)
    classroom.services.clock = FixedClock(NOW + timedelta(minutes=9))
    await drift.look_now(classroom.actor("adam"))
    assert not (await seen(classroom)).days[0].click_known, "what came of it is known a day later"
    classroom.services.clock = FixedClock(NOW + timedelta(days=2))
    await drift.look_now(classroom.actor("adam"))
    found = await seen(classroom)
    today = next(day for day in found.days if day.day == NOW.date().isoformat())
    assert (found.model, found.answers, today.answers) == (MODEL, 1, 1)
    expected = next(each.p_correct for each in first.next if each.content_id == practice)
    assert today.errors == (100.0 if expected is not None and expected >= 0.5 else 0.0)
    assert today.click_known and today.click == pytest.approx(100 / today.shown, abs=0.1)


async def test_only_admins_see_it_and_only_their_own(classroom: Classroom) -> None:
    assert await drift.look(classroom.school.tenant_id) == 0
    assert await drift.drifts(classroom.actor("adam")) == []
    for who in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await drift.drifts(classroom.actor(who))
        with pytest.raises(ForbiddenError):
            await drift.look_now(classroom.actor(who))
    other = await new_classroom(classroom.services)
    await answers(other, NOW - timedelta(days=1), 60, wrong=4)
    assert await drift.work() == 0
    assert await drift.drifts(classroom.actor("adam")) == [] and (await seen(other)).answers == 60
