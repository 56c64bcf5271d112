"""One event, end to end: answered, stored, three recommendations with reasons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from learnapp.engine.event import Verb
from learnapp.services.learning import record_event
from tests.integration.learning.conftest import Classroom


async def test_a_right_answer_is_stored_and_answered_with_three_explained_recommendations(classroom: Classroom) -> None:
    event = classroom.event(response="7", device="phone", duration_ms=4000)
    answer = await record_event(event, classroom.actor())

    assert answer.stored and answer.durable and not answer.duplicate
    assert answer.student_seq == 1
    assert answer.grade is not None and answer.grade.correct is True
    change = answer.mastery[0]
    assert change.kc_name == "Unit fractions"
    assert 0 <= change.after_low <= change.after <= change.after_high <= 1
    assert change.after > change.before
    assert len(answer.next) == 3
    assert event.object_id not in {each.content_id for each in answer.next}
    for each in answer.next:
        assert each.reasons
        for reason in each.reasons:
            assert reason.text and reason.text != reason.code
            assert reason.evidence and reason.evidence[0].event_id == event.event_id
    assert answer.served.model == "bkt-irt@1" and answer.served.fallback is None
    assert set(answer.timings_ms) >= {"load", "guardrail", "planner", "executor", "evaluator", "store", "total"}

    tables = ("event_receipt", "learning_event", "kc_state", "learner_state", "item_progress", "presence", "decision")
    assert {table: await classroom.count(table) for table in tables} == dict.fromkeys(tables, 1)
    (row,) = await classroom.rows("SELECT verb, correct, student_seq, result, asserted FROM learning_event")
    assert row[:3] == ("answered", True, 1) and row[4] is False
    assert row[3]["response"] == "7" and row[3]["device"] == "phone" and row[3]["moved"] is True
    (decision,) = await classroom.rows("SELECT candidates, approved, propensity, policy_version FROM decision")
    assert len(decision[0]) <= 10 and len(decision[1]) == 3
    assert all(0 < share <= 1 for share in decision[2].values())


async def test_the_same_event_again_gives_the_first_answer(classroom: Classroom) -> None:
    event = classroom.event(response="7")
    first = await record_event(event, classroom.actor())
    again = await record_event(event, classroom.actor())
    assert again.duplicate
    assert again.model_dump(exclude={"duplicate", "timings_ms"}) == first.model_dump(
        exclude={"duplicate", "timings_ms"}
    )
    assert await classroom.count("learning_event") == 1


async def test_wrong_answers_lower_mastery_and_are_named_in_the_reason(classroom: Classroom) -> None:
    for item in classroom.course.practice[0][:2]:
        classroom.clock.at += timedelta(minutes=1)
        answer = await record_event(classroom.event(content=item, response="12"), classroom.actor())
        assert answer.grade is not None and answer.grade.correct is False
        assert answer.grade.feedback == "That is 3 times 4."
    codes = {reason.code for each in answer.next for reason in each.reasons}
    assert "reason-missed-recently" in codes
    (presence,) = await classroom.rows("SELECT wrong_streak, recent, last_verb FROM presence")
    assert presence[0] == 2 and [each["correct"] for each in presence[1]] == [False, False]
    assert presence[2] == "answered"
    assert len({each.event_id for each in answer.next[0].reasons[0].evidence}) == 2


async def test_only_the_first_attempt_on_a_step_moves_mastery(classroom: Classroom) -> None:
    wrong = await record_event(classroom.event(response="8"), classroom.actor())
    right = await record_event(classroom.event(response="7"), classroom.actor())
    farmed = await record_event(classroom.event(response="7"), classroom.actor())
    assert wrong.mastery and not right.mastery and not farmed.mastery
    assert right.grade is not None and right.grade.correct
    (state,) = await classroom.rows("SELECT attempts, correct FROM kc_state")
    assert state == (1, 0)
    (progress,) = await classroom.rows("SELECT state FROM item_progress")
    assert progress[0]["done"] is True and progress[0]["steps"]["s1"]["attempts"] == 3

    classroom.clock.at += timedelta(days=3)
    review = await record_event(classroom.event(response="7"), classroom.actor())
    assert review.mastery, "days later the same item is a review and counts again"


async def test_hints_lower_the_credit_of_a_right_answer(classroom: Classroom) -> None:
    plain = await record_event(classroom.event(response="7"), classroom.actor())
    bob: dict[str, Any] = {"student_id": classroom.school["bob"].person_id}
    item = classroom.course.practice[0][0]
    for index in range(3):
        shown = await record_event(
            classroom.event(Verb.HINT_REQUESTED, item, hint_index=index, **bob), classroom.actor("bob")
        )
        assert not shown.mastery
    helped = await record_event(classroom.event(response="7", **bob), classroom.actor("bob"))
    assert helped.mastery[0].after < plain.mastery[0].after
    (progress,) = await classroom.rows("SELECT state FROM item_progress WHERE student_id = %s", bob["student_id"])
    assert progress[0]["steps"]["s1"]["hints_shown"] == 3 and progress[0]["steps"]["s1"]["gave_up"] is True


async def test_a_scaffold_is_graded_but_moves_nothing(classroom: Classroom) -> None:
    answer = await record_event(classroom.event(response="6", hint_index=1), classroom.actor())
    assert answer.grade is not None and answer.grade.correct and not answer.mastery
    (progress,) = await classroom.rows("SELECT state FROM item_progress")
    step = progress[0]["steps"]["s1"]
    assert step["scaffolds"]["h2"]["solved"] is True and step["solved"] is False and step["attempts"] == 0
