"""Each part that may fail, made to fail: what serves then, and how openly it says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from learnapp.agents import evaluator, planner
from learnapp.agents.executor import RuleModel
from learnapp.agents.fallbacks import Popularity
from learnapp.agents.guardrail import AWAY_AFTER
from learnapp.core.errors import ForbiddenError, UnavailableError
from learnapp.engine.event import Verb
from learnapp.engine.history import PastEvent
from learnapp.engine.kc import LearnerState
from learnapp.engine.selector import Candidate
from learnapp.security import safety
from learnapp.services import review, set_current
from learnapp.services.learning import record_event
from tests.integration.learning.conftest import Classroom, build_services


class BrokenModel:
    """A model that is away, or answers nonsense."""

    version = "broken@1"

    def __init__(self, scores: NDArray[np.float64] | None = None) -> None:
        self.scores = scores

    def score(self, pool: Sequence[Candidate]) -> NDArray[np.float64]:
        if self.scores is None:
            raise ConnectionError("no model server")
        return np.full(len(pool), np.nan)


class BrokenFeatures:
    """A feature store that is away."""

    version = "none@1"

    def compute(
        self, learner: LearnerState, past: PastEvent, *, counts: bool = True
    ) -> tuple[dict[str, float], dict[str, Any]]:
        raise TimeoutError


def rewire(classroom: Classroom, **loop: Any) -> None:
    """Give the classroom other agents."""
    built = build_services(classroom.services.db, **loop)
    built.clock = classroom.services.clock
    classroom.services = built
    set_current(built)


async def test_a_backup_model_steps_in(classroom: Classroom) -> None:
    rewire(classroom, models={"broken@1": BrokenModel(), "bkt-irt@1": RuleModel()})
    answer = await record_event(classroom.event(response="7"), classroom.actor())
    assert (answer.served.model, answer.served.fallback) == ("bkt-irt@1", "backup_model")
    assert len(answer.next) == 3


@pytest.mark.parametrize("broken", [BrokenModel(), BrokenModel(np.empty(0))])
async def test_without_a_model_the_last_recommendations_serve_for_a_day(
    classroom: Classroom, broken: BrokenModel
) -> None:
    before = await record_event(classroom.event(response="7"), classroom.actor())
    rewire(classroom, models={"broken@1": broken})
    classroom.clock.at += timedelta(hours=23)
    item = classroom.course.practice[0][4]
    answer = await record_event(classroom.event(content=item, response="7"), classroom.actor())
    assert answer.served.fallback == "cached" and "models" in answer.served.degraded
    wanted = [each.content_id for each in before.next if each.content_id != item]
    assert [each.content_id for each in answer.next] == wanted
    assert answer.mastery, "mastery does not need the recommender"

    classroom.clock.at += timedelta(hours=2)
    later = await record_event(
        classroom.event(content=classroom.course.practice[0][3], response="7"), classroom.actor()
    )
    assert later.served.fallback == "course_order" and len(later.next) == 3
    lines = await classroom.rows("SELECT reason_code, status FROM review_item")
    assert lines == [("review-model-away", "open")], "one line, however often it happens"


async def test_when_more_wait_than_can_be_answered_what_stands_is_repeated(classroom: Classroom) -> None:
    before = await record_event(classroom.event(response="7"), classroom.actor())
    settings = classroom.services.settings.model_copy(update={"busy_events": 4})
    set_current(replace(classroom.services, settings=settings))
    standing = [each.content_id for each in before.next]
    others = [item for kc in classroom.course.practice for item in kc if item not in standing][1:9]
    answers = await asyncio.gather(
        *(record_event(classroom.event(content=item, response="7"), classroom.actor()) for item in others)
    )
    repeated = [each for each in answers if each.served.degraded == ["capacity"]]
    assert len(repeated) == 4, "with eight under way and four allowed, the first four"
    for each in repeated:
        assert each.served.fallback == "cached" and each.decision_id == before.decision_id
        assert [recommendation.content_id for recommendation in each.next] == standing
    assert all(each.grade and each.mastery and each.stored for each in answers), "what was learnt counts at once"
    assert sorted(each.student_seq or 0 for each in answers) == list(range(2, 10))
    assert answers[-1].served.fallback is None, "when it is quiet again, the choice is a new one"


async def test_a_busy_server_still_never_repeats_what_was_just_done(classroom: Classroom) -> None:
    before = await record_event(classroom.event(response="7"), classroom.actor())
    settings = classroom.services.settings.model_copy(update={"busy_events": 0})
    set_current(replace(classroom.services, settings=settings))
    first, second, *_ = (each.content_id for each in before.next)
    answer = await record_event(classroom.event(content=first, response="7"), classroom.actor())
    assert answer.served.degraded == ["capacity"]
    assert first not in {each.content_id for each in answer.next} and len(answer.next) == 2
    answer = await record_event(classroom.event(content=second, response="7"), classroom.actor())
    assert answer.served.fallback is None and len(answer.next) == 3, "one left is not a choice: a new one is made"


async def test_what_others_finished_serves_before_the_course_order(classroom: Classroom) -> None:
    popularity = Popularity()
    favourite = classroom.course.practice[0][3]
    for _ in range(3):
        popularity.note(classroom.course.course_id, favourite)
    rewire(classroom, models={"broken@1": BrokenModel()}, popularity=popularity)
    answer = await record_event(classroom.event(response="7"), classroom.actor())
    assert answer.served.fallback == "popular"
    assert answer.next[0].content_id == favourite
    assert answer.next[0].reasons[0].evidence


async def test_without_the_feature_store_the_last_features_serve_on(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    before = await classroom.rows("SELECT features FROM learner_state")
    rewire(classroom, features=BrokenFeatures())
    item = classroom.course.practice[0][1]
    answer = await record_event(classroom.event(content=item, response="7"), classroom.actor())
    assert answer.served.degraded == ["features"] and len(answer.next) == 3
    assert await classroom.rows("SELECT features FROM learner_state") == before


async def test_without_a_planner_the_generic_plan_serves(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(planner.Planner, "plan", away)
    answer = await record_event(classroom.event(response="7"), classroom.actor())
    assert answer.mastery and len(answer.next) == 3


async def test_what_cannot_be_evaluated_is_not_shown_and_people_are_told(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(evaluator.Evaluator, "_reject", staticmethod(away))
    for place in range(evaluator.ESCALATE_AFTER):
        item = classroom.course.practice[0][place]
        answer = await record_event(classroom.event(content=item, response="7"), classroom.actor())
        assert answer.next == [] and "evaluator" in answer.served.degraded and answer.mastery
    lines = await classroom.rows("SELECT reason_code, kind, subject_id FROM review_item")
    assert lines == [("review-nothing-approved", "escalation", classroom.school["alice"].person_id)]
    seen = await review.list_reviews(replace(classroom.actor("carol"), taught=frozenset({classroom.school.section_id})))
    assert [row.kind for row in seen.rows] == ["escalation"], "the instructor of the class is told"


async def test_a_check_that_breaks_denies_and_three_block_everything(classroom: Classroom) -> None:
    broken = True

    def check(text: str) -> safety.Verdict:
        if broken:
            raise RuntimeError("classifier away")
        return safety.check(text)

    rewire(classroom, safety=check)
    for attempt in range(AWAY_AFTER):
        expected = ForbiddenError if attempt + 1 < AWAY_AFTER else UnavailableError
        with pytest.raises(expected):
            await record_event(classroom.event(Verb.FORUM_POSTED, text="hello there"), classroom.actor())
    assert classroom.services.loop.away
    assert await classroom.count("learning_event") == 0
    trail = await classroom.rows("SELECT outcome, detail->>'code' FROM audit_entry WHERE outcome = 'error'")
    assert len(trail) == AWAY_AFTER

    broken = False
    answer = await record_event(classroom.event(Verb.FORUM_POSTED, text="hello there"), classroom.actor())
    assert answer.stored and not classroom.services.loop.away


async def test_while_the_guardrail_is_away_even_an_answer_is_blocked(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OSError("policy file")

    monkeypatch.setattr("learnapp.security.access.require", away)
    for _ in range(AWAY_AFTER - 1):
        with pytest.raises(ForbiddenError):
            await record_event(classroom.event(response="7"), classroom.actor())
    with pytest.raises(UnavailableError):
        await record_event(classroom.event(response="7"), classroom.actor())
    assert await classroom.count("learning_event") == 0


async def test_content_for_older_students_is_not_recommended(classroom: Classroom) -> None:
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute("UPDATE content SET min_age = 30 WHERE kind = 'reading'")
    rewire(classroom)
    answer = await record_event(classroom.event(response="7"), classroom.actor())
    assert answer.next and not {each.content_id for each in answer.next} & set(classroom.course.readings)
    ((candidates,),) = await classroom.rows("SELECT candidates FROM decision")
    assert "age" in {each.get("rejected") for each in candidates}
