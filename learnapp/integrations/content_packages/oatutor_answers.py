"""OATutor's answers in the kinds that the grader knows; what the grader cannot read is said to be so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from learnapp.engine.algebra_syntax import Statement, exact, names_in, parse
from learnapp.engine.algebra_tokens import UnreadableError
from learnapp.engine.grading import grade
from learnapp.engine.kc import AnswerKey, AnswerKind, Step

_OPERATOR_NAME = re.compile(r"\\operatorname\{([a-zA-Z]+)\}")
_DEGREES = re.compile(r"\^?\*{0,2}\{?\\circ\}?|\\degree|\s*\bdegrees?\b")
_DECIMAL = re.compile(r"-?\d*\.(\d{2,})")
_WORDS = re.compile(r"[A-Za-z][A-Za-z' -]{1,60}")
_REASONS = (
    ("command: begin", "answer-is-a-matrix-or-table"),
    ("command: pm", "answer-has-several-values"),
    ("character: ±", "answer-has-several-values"),
    ("character: ,", "answer-has-several-values"),
    ("character: @", "variable-without-value"),
    ("too", "answer-too-long"),
)


class UngradableAnswerError(ValueError):
    """The answer has a form that cannot be judged; the first argument is a reason code."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a step is graded.

    Attributes:
        kind: numeric, expression or text (engine.kc.AnswerKind values).
        tolerance: Absolute. A decimal of two or more places also accepts what rounds to it: half a unit in its
            last place.
        variables: Letters that the answer holds.
    """

    kind: str
    accepted: tuple[str, ...]
    tolerance: float = 0.0
    variables: tuple[str, ...] = ()


def read_answer(raw: str, answer_type: str) -> Answer:
    """Return an answer of a TextBox.

    Args:
        raw: As in the file, with `$$`.
        answer_type: "arithmetic" (judged by value) or "string" (judged by its letters, unless it is a formula).

    Raises:
        UngradableAnswerError: Matrices, several values at once, notation that the grader does not read.
    """
    bare = raw.replace("$$", "").strip()
    if not bare:
        raise UngradableAnswerError("answer-empty")
    if answer_type == "string":
        return _typed(bare)
    if answer_type != "arithmetic":
        raise UngradableAnswerError("answer-type-unknown")
    formula = _DEGREES.sub("", _OPERATOR_NAME.sub(r"\\\1", bare)).replace(r"\$", "").strip()
    try:
        return _mathematical(formula, parse(formula))
    except UnreadableError as error:
        if _WORDS.fullmatch(bare) and " " in bare or bare.lower() in ("none", "undefined", "infinity"):
            return Answer("text", (bare,))
        message = str(error)
        raise UngradableAnswerError(
            next((reason for sign, reason in _REASONS if sign in message), "answer-notation-unknown")
        ) from error


def _typed(bare: str) -> Answer:
    # A formula typed as text is judged by value, so that 2(x+1) is as good as 2x+2; code and words stay text.
    if re.search(r"[0-9*/^+]", bare) and not re.search(r"[\[\]\"_]", bare):
        try:
            statement = parse(bare)
        except UnreadableError:
            return Answer("text", (bare,))
        if len(statement.relations) <= 1:
            return _mathematical(bare, statement)
    return Answer("text", (bare,))


def _mathematical(formula: str, statement: Statement) -> Answer:
    names: set[str] = set()
    for side in statement.sides:
        names |= set(names_in(side))
    if not statement.relations and exact(statement.sides[0]) is not None:
        decimal = _DECIMAL.fullmatch(formula)
        return Answer("numeric", (formula,), 0.5 * 10.0 ** -len(decimal.group(1)) if decimal else 0.0)
    variables = tuple(sorted(names))
    if statement.relations:
        # An identity is true whatever one writes; the grader will not judge it.
        step = Step("s", "", AnswerKind.EXPRESSION, (), AnswerKey((formula,)), variables=variables)
        if grade(step, formula).correct is not True:
            raise UngradableAnswerError("answer-is-always-true")
    return Answer("expression", (formula,), 0.0, variables)
