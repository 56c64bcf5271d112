"""Where a learner stands within an item, as the student meets it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from learnapp.agents.ports import Ruling
from learnapp.agents.progress import SAME_VISIT, after_event, begins_anew, step_state
from learnapp.engine.event import EventContext, EventResult, Grade, LearningEvent, Verb
from learnapp.engine.kc import AnswerKey, AnswerKind, Content, ContentKind, Hint, Step

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
KC = UUID(int=1)
HINTS = (Hint("h1", "hint", "", "Look."), Hint("h2", "bottom_out", "", "7"))
STEPS = tuple(
    Step(name, "?", AnswerKind.NUMERIC, (KC,), AnswerKey(("7",)), hints=HINTS) for name in ("first", "second")
)


def content(kind: ContentKind = ContentKind.PRACTICE) -> Content:
    steps = STEPS if kind is ContentKind.PRACTICE else ()
    return Content(UUID(int=2), 1, kind, "Item", "", UUID(int=3), 0, (KC,), steps=steps)


def happened(verb: Verb, **result: Any) -> LearningEvent:
    return LearningEvent(
        event_id=uuid4(),
        student_id=UUID(int=4),
        verb=verb,
        occurred_at=NOW,
        result=EventResult(**result),
        context=EventContext(section_id=UUID(int=5)),
    )


def answered(progress: dict[str, Any] | None, step: Step, *, right: bool | None, at: datetime = NOW) -> dict[str, Any]:
    ruling = Ruling(store=True, consent="covered", content=content(), step=step)
    grade = Grade(correct=right, partial=0.0, feedback_key="feedback-correct")
    state = after_event(progress, happened(Verb.ANSWERED, response="7"), ruling, grade, at)
    assert state is not None
    return state


def test_an_item_is_done_when_every_step_is_solved() -> None:
    state = answered(None, STEPS[0], right=True)
    assert state["done"] is False
    state = answered(state, STEPS[1], right=False)
    assert state["done"] is False and state["steps"]["second"]["attempts"] == 1
    state = answered(state, STEPS[1], right=True)
    assert state["done"] is True and state["steps"]["second"]["attempts"] == 2


def test_an_answer_that_could_not_be_read_is_no_attempt() -> None:
    state = answered(None, STEPS[0], right=None)
    step = state["steps"]["first"]
    assert step["attempts"] == 0 and step["last"] == "7" and not step["solved"]
    assert begins_anew(step_state(state, "first"), NOW)


def test_the_bottom_out_hint_gives_the_step_up_but_a_solved_step_stays_solved() -> None:
    ruling = Ruling(store=True, consent="covered", content=content(), step=STEPS[0], hint=HINTS[1])
    shown = after_event(None, happened(Verb.HINT_REQUESTED, hint_index=1), ruling, None, NOW)
    assert shown is not None
    assert shown["steps"]["first"]["gave_up"] is True and shown["steps"]["first"]["hints_shown"] == 2
    solved = answered(None, STEPS[0], right=True)
    looked = after_event(solved, happened(Verb.HINT_REQUESTED, hint_index=1), ruling, None, NOW)
    assert looked is not None and looked["steps"]["first"]["gave_up"] is False


def test_days_later_the_solved_step_is_a_review_and_starts_afresh() -> None:
    state = answered(None, STEPS[0], right=True)
    assert not begins_anew(step_state(state, "first"), NOW + SAME_VISIT - timedelta(seconds=1))
    later = NOW + SAME_VISIT
    assert begins_anew(step_state(state, "first"), later)
    again = answered(state, STEPS[0], right=False, at=later)
    assert again["steps"]["first"]["attempts"] == 1 and again["steps"]["first"]["solved"] is False


def test_a_wrong_step_is_not_a_first_attempt_however_long_one_waits() -> None:
    state = answered(None, STEPS[0], right=False)
    assert not begins_anew(step_state(state, "first"), NOW + timedelta(days=400))


@pytest.mark.parametrize(("progress", "done"), [(None, True), (0.95, True), (0.3, False)])
def test_reading_counts_as_done_near_its_end(progress: float | None, done: bool) -> None:
    ruling = Ruling(store=True, consent="covered", content=content(ContentKind.READING))
    state = after_event(None, happened(Verb.READ, progress=progress), ruling, None, NOW)
    assert state is not None and state["done"] is done


def test_watching_again_from_the_start_does_not_take_progress_away() -> None:
    ruling = Ruling(store=True, consent="covered", content=content(ContentKind.VIDEO))
    far = after_event(None, happened(Verb.VIDEO_PROGRESSED, progress=0.8, position_s=80), ruling, None, NOW)
    back = after_event(far, happened(Verb.VIDEO_PROGRESSED, progress=0.1, position_s=10), ruling, None, NOW)
    assert back is not None and back["progress"] == 0.8 and back["position_s"] == 10
