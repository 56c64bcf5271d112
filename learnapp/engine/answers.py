"""What a key says, in the form in which a student would answer: for proofs, for demo data, for the worked solution."""

from __future__ import annotations

from fractions import Fraction

from learnapp.engine.algebra_syntax import parse
from learnapp.engine.algebra_tokens import UnreadableError
from learnapp.engine.grading_parts import lies_on
from learnapp.engine.kc import IN_PARTS, AnswerKind, Step


def right_answers(step: Step) -> list[str | list[str]]:
    """Return every stated answer of a step; each of them must be graded as right.

    For a line that is one pair of grid points within the axes; no answer when there are no two such points.
    """
    accepted = step.key.accepted
    if step.answer_kind is AnswerKind.LINE:
        points = grid_points(step)
        return [[points[0], points[-1]]] if len(points) > 1 else []
    if step.answer_kind is AnswerKind.SIMULATION:
        return [one.split("; ") for one in accepted[1:]]
    if step.answer_kind in IN_PARTS or step.answer_kind is AnswerKind.MULTIPLE_CHOICE:
        return [list(accepted)]
    return list(accepted)


def wrong_answers(step: Step) -> list[str]:
    """Return the listed wrong answers that are whole answers; those of parts name a part or a rule."""
    if step.answer_kind in IN_PARTS:
        return []
    return [answer for answer, _ in step.key.misconceptions]


def grid_points(step: Step) -> list[str]:
    """Return the points of the accepted line that lie on the grid of a step, as `x,y`, from left to right."""
    try:
        statement = parse(step.key.accepted[0], frozenset({"x", "y"}))
    except UnreadableError:
        return []
    span = range(-step.plane, step.plane + 1)
    return [f"{x},{y}" for x in span for y in span if lies_on(statement, Fraction(x), Fraction(y))]
