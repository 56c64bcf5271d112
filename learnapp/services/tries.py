"""A step tried out by who teaches or writes: graded as a student's answer would be, and forgotten."""

from __future__ import annotations

from learnapp.core.errors import InvalidInputError
from learnapp.engine.kc import Hint, Step
from learnapp.services import current
from learnapp.services.practice import response_of
from learnapp.services.practice_views import AnswerView, HintView, hint_view, solution_of


async def tried(step: Step, response: str | list[str], hint_index: int | None = None) -> AnswerView:
    """Return what a student would be told about an answer.

    Args:
        step: The step.
        response: The raw answer; a list for several choices.
        hint_index: The scaffold that is answered, if any.

    Raises:
        InvalidInputError: The answer cannot be read, or this hint is not there or asks nothing.
    """
    asked = None if hint_index is None else _hint(step, hint_index)
    if asked is not None and asked.key is None:
        raise InvalidInputError("This hint asks nothing. Answer the question itself.")
    said = response_of(response, hint_index=hint_index)
    grade = await current().loop.judge(step if asked is None else asked, said.response)
    outcome = "" if grade.correct is None else ("right" if grade.correct else "wrong")
    return AnswerView(
        outcome=outcome,
        feedback_key=grade.feedback_key,
        feedback=grade.feedback or "",
        solution=solution_of(step) if grade.correct and asked is None else "",
        changes=[],
        cards=[],
        decision_id="",
        stored=True,
    )


def opened(step: Step, index: int) -> tuple[HintView, str]:
    """Return one hint, and the worked solution when it is the last one.

    Raises:
        InvalidInputError: There is no further hint.
    """
    hint = _hint(step, index)
    return hint_view(index, hint, {}), solution_of(step) if hint.kind == "bottom_out" else ""


def _hint(step: Step, index: int) -> Hint:
    if not 0 <= index < len(step.hints):
        raise InvalidInputError("There is no further hint. Try an answer.")
    return step.hints[index]
