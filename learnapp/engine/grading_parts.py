"""Grading of answers in parts and of short texts; partial credit counts what is right beyond guessing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from learnapp.engine.algebra_syntax import Node, Statement, exact, parse
from learnapp.engine.algebra_tokens import UnreadableError
from learnapp.engine.event import Grade
from learnapp.engine.kc import AnswerKey, Step
from learnapp.engine.spelling import one_slip, plain, words
from learnapp.engine.template_terms import TemplateError, Value, Values, evaluate

MOST_WORDS = 12
_NEVER_WHOLE = 0.99
# Short on purpose: a number such as 1e999999 would fill the memory.
_COORDINATE = re.compile(r"-?\d{1,4}(?:\.\d{1,4}|/[1-9]\d{0,2})?")
_SETTING = re.compile(r"([a-z]\w{0,19})=(-?\d{1,6}(?:\.\d{1,6})?(?:/[1-9]\d{0,2})?)")
_XY = frozenset({"x", "y"})


def _of(right: bool, partial: float, feedback: str | None = None) -> Grade:
    if right:
        return Grade(correct=True, partial=1.0, feedback_key="feedback-correct")
    partial = max(0.0, min(partial, _NEVER_WHOLE))
    key = "feedback-partly" if partial > 0 and feedback is None else "feedback-incorrect"
    return Grade(correct=False, partial=round(partial, 4), feedback_key=key, feedback=feedback)


def _not_judged(key: str = "feedback-not-judged") -> Grade:
    return Grade(correct=None, partial=0.0, feedback_key=key)


def of_ordering(step: Step, key: AnswerKey, parts: Sequence[str]) -> Grade:
    """Grade an order; partial credit by the pairs that stand right (Kendall's tau, 0 for an order at random)."""
    said = [plain(part) for part in parts]
    wanted = {plain(choice): place for place, choice in enumerate(key.accepted)}
    if sorted(said) != sorted(plain(choice) for choice in step.choices) or set(said) != set(wanted):
        return _not_judged()
    pairs = list(combinations([wanted[one] for one in said], 2))
    in_order = sum(first < second for first, second in pairs)
    tau = 2 * in_order / len(pairs) - 1 if pairs else 1.0
    backwards = len(pairs) > 1 and in_order == 0
    known = dict(key.misconceptions).get("reversed") if backwards else None
    return _of(in_order == len(pairs), tau, known)


def of_matching(step: Step, key: AnswerKey, parts: Sequence[str]) -> Grade:
    """Grade pairs; a wrong pair that is a known confusion (`row = choice`) gets its own sentence."""
    said, wanted = [plain(part) for part in parts], [plain(part) for part in key.accepted]
    if not set(said) <= {plain(choice) for choice in step.choices}:
        return _not_judged()
    hits = sum(one == other for one, other in zip(said, wanted, strict=True))
    known = {plain(pair): text for pair, text in key.misconceptions}
    wrong = [
        plain(f"{row} = {part}")
        for row, part, one, other in zip(step.rows, parts, said, wanted, strict=True)
        if one != other
    ]
    feedback = next((known[pair] for pair in wrong if pair in known), None)
    return _of(hits == len(wanted), (hits - 1) / max(len(wanted) - 1, 1), feedback)


def of_table(key: AnswerKey, cells: Sequence[bool | None]) -> Grade:
    """Grade the blanks of a table from what is known of each; one that cannot be read leaves the answer unjudged."""
    if any(cell is None for cell in cells):
        return _not_judged()
    hits = sum(bool(cell) for cell in cells)
    return _of(hits == len(cells), hits / len(cells))


def of_short_text(key: AnswerKey, response: str) -> Grade:
    """Grade a few words: the words of an accepted answer in its order, small slips of spelling forgiven."""
    said = words(response)
    if not said:
        return _not_judged("feedback-empty")
    if len(said) > MOST_WORDS:
        return _not_judged("feedback-shorter")
    for accepted in key.accepted:
        wanted = words(accepted)
        if said == wanted:
            return _of(True, 1.0)
        if len(said) == len(wanted) and all(map(one_slip, said, wanted)):
            return Grade(correct=True, partial=1.0, feedback_key="feedback-spelling", feedback=accepted)
    for wrong, text in key.misconceptions:
        if said == words(wrong):
            return _of(False, 0.0, text)
    return _of(False, 0.0)


def of_simulation(key: AnswerKey, parts: Sequence[str]) -> Grade:
    """Grade what a student has set up in a simulation: its state against a condition, and against known mistakes."""
    state: dict[str, Value] = {}
    for part in parts:
        found = _SETTING.fullmatch(part)
        if found is None:
            return _not_judged("feedback-simulation-untouched")
        state[found[1]] = Fraction(found[2])
    try:
        right = evaluate(key.accepted[0], state) is True
    except TemplateError:
        return _not_judged("feedback-simulation-untouched")
    known = next((text for wrong, text in key.misconceptions if _meets(wrong, state)), None)
    return _of(right, 0.0, None if right else known)


def _meets(condition: str, state: Values) -> bool:
    try:
        return evaluate(condition, state) is True
    except TemplateError:
        return False


def of_line(key: AnswerKey, parts: Sequence[str]) -> Grade:
    """Grade a line drawn through two points: both must lie on the accepted line, and not be the same one."""
    try:
        points = [_point(part) for part in parts]
        statement = parse(key.accepted[0], _XY)
    except (UnreadableError, ValueError):
        return _not_judged()
    if len(points) != 2 or points[0] == points[1]:
        return _not_judged("feedback-two-points")
    on = [lies_on(statement, x, y) for x, y in points]
    known = next((text for wrong, text in key.misconceptions if _runs_through(wrong, points)), None)
    return _of(all(on), sum(on) / 2 if known is None else 0.0, None if all(on) else known)


def _point(text: str) -> tuple[Fraction, Fraction]:
    x, y = (one.strip() for one in text.split(","))
    if not (_COORDINATE.fullmatch(x) and _COORDINATE.fullmatch(y)):
        raise ValueError("no coordinates")
    return Fraction(x), Fraction(y)


def _at(node: Node, x: Fraction, y: Fraction) -> Node:
    """Put a point into a tree."""
    if node[0] == "v":
        value = x if node[1] == "x" else y
        return ("n", value.numerator, value.denominator)
    return tuple(_at(part, x, y) if isinstance(part, tuple) else part for part in node)


def lies_on(equation: Statement, x: Fraction, y: Fraction) -> bool:
    """Return whether a point solves an equation in x and y."""
    if equation.relations != ("=",):
        return False
    left, right = (_at(side, x, y) for side in equation.sides)
    return exact(("-", left, right)) == 0


def _runs_through(equation: str, points: Sequence[tuple[Fraction, Fraction]]) -> bool:
    try:
        statement = parse(equation, _XY)
    except UnreadableError:
        return False
    return all(lies_on(statement, x, y) for x, y in points)
