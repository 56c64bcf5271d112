"""Grading: what the student wrote against the private answer key. The browser never decides what is right.

`grade` is pure and quick. Where it cannot be sure (see `algebra`), the answer is not judged: `correct` is None and
nothing moves. `grade_async` may first ask a symbolic judge in its own process.

Feedback keys: feedback-correct, feedback-incorrect, feedback-not-judged, feedback-empty, feedback-too-long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from learnapp.engine.algebra import Verdict, compare, constant, solved_for
from learnapp.engine.algebra_syntax import Node, Statement, exact, names_in, parse
from learnapp.engine.algebra_tokens import MAX_CHARS, UnreadableError
from learnapp.engine.event import Grade
from learnapp.engine.grading_parts import of_line, of_matching, of_ordering, of_short_text, of_simulation, of_table
from learnapp.engine.kc import IN_PARTS, AnswerKey, AnswerKind, Hint, Step
from learnapp.engine.spelling import plain

Response = str | Sequence[str] | None
MAX_CHOICES = 50
_MAX_TEXT = 500
_FORMULAS = frozenset({AnswerKind.NUMERIC, AnswerKind.EXPRESSION})
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_PERCENT_ASKED = re.compile(r"%|percent|por ?ciento|porcentaje", re.IGNORECASE)
_CODE = re.compile(r"[_\"']|\w\[|\w\.\w+\(|\w\(\)|==")


class SymbolicJudge(Protocol):
    """Decides whether two trees are equal, in bounded time and outside this process."""

    async def equivalent(self, left: Node, right: Node) -> Verdict:
        """Return EQUAL, DIFFERENT or, when time ran out, UNSURE."""
        ...


class _Judgement(NamedTuple):
    verdict: Verdict
    pairs: tuple[tuple[Node, Node], ...] = ()


_EQUAL, _DIFFERENT, _UNSURE = (_Judgement(v) for v in (Verdict.EQUAL, Verdict.DIFFERENT, Verdict.UNSURE))


def _grade_of(correct: bool | None, key: str, feedback: str | None = None, partial: float = 0.0) -> Grade:
    return Grade(correct=correct, partial=1.0 if correct else partial, feedback_key=key, feedback=feedback)


def _of_choice(step: Step | Hint, key: AnswerKey, response: str) -> _Judgement:
    said = plain(response)
    if any(said == plain(a) for a in key.accepted):
        return _EQUAL
    if step.choices and not any(said == plain(c) for c in step.choices):
        return _UNSURE
    return _DIFFERENT


def _of_choices(step: Step | Hint, key: AnswerKey, response: Sequence[str]) -> Grade:
    chosen, wanted = {plain(r) for r in response}, {plain(a) for a in key.accepted}
    offered = {plain(c) for c in step.choices}
    if offered and not chosen <= offered | wanted:
        return _grade_of(None, "feedback-not-judged")
    if chosen == wanted:
        return _grade_of(True, "feedback-correct")
    hits, false = len(chosen & wanted), len(chosen - wanted)
    partial = max(0.0, (hits - false) / len(wanted)) if wanted else 0.0
    return _grade_of(False, "feedback-incorrect", _misconception(step, key, response), min(partial, 0.99))


def _fold_case(response: str, accepted: str) -> str:
    """Undo the capital that a phone's keyboard puts on a lone letter: X = 5 for x = 5."""
    small = {c for c in accepted if c.islower()}
    return "".join(c.lower() if c.isupper() and c.lower() in small and c not in accepted else c for c in response)


def _read(text: str, step: Step | Hint) -> Statement:
    return parse(text, frozenset(getattr(step, "variables", ())))


@lru_cache(maxsize=4096)
def _read_key(text: str, variables: tuple[str, ...]) -> Statement:
    """Read an accepted answer once; only answer keys are kept, never what students write."""
    return parse(text, frozenset(variables))


def _key(text: str, step: Step | Hint) -> Statement:
    return _read_key(text, tuple(getattr(step, "variables", ())))


def _is_number_form(node: Node) -> bool:
    """Return whether it is a number as one writes an answer: 3, -3, 3/4, 45 %, 7.8 * 10^-3; not 2 + 3."""
    match node:
        case ("n", *_):
            return True
        case ("neg", a):
            return a[0] != "neg" and _is_number_form(a)
        case ("/", a, b):
            return a[0] in {"n", "neg"} and b[0] == "n" and _is_number_form(a)
        case ("*", ("n", *_), ("^", ("n", 10, 1), b)):
            return _is_number_form(b)
    return False


def _of_number(step: Step | Hint, key: AnswerKey, response: str, accepted: str) -> _Judgement:
    said, wanted = _read(_fold_case(response, accepted), step), _key(accepted, step)
    answer, target = _number_side(said), _number_side(wanted)
    if answer is None or target is None:
        return _UNSURE if target is not None else _of_expression(step, key, response, accepted)
    percent = response.rstrip().endswith("%"), accepted.rstrip().endswith("%")
    same = _same_number(answer, target, key.tolerance)
    if not same and percent[0] != percent[1] and _PERCENT_ASKED.search(_asked(step)):
        hundred = ("n", 100, 1)
        answer, target = (("*", answer, hundred), target) if percent[0] else (answer, ("*", target, hundred))
        same = _same_number(answer, target, key.tolerance)
        answer = ("n", 0, 1)
    if same and _is_number_form(target) and not _is_number_form(answer) and not percent[0]:
        return _UNSURE
    return _EQUAL if same else _DIFFERENT


def _asked(step: Step | Hint) -> str:
    return step.prompt if isinstance(step, Step) else step.text


def _number_side(statement: Statement) -> Node | None:
    """Return the number in 5 or x = 5, None when there is no single number."""
    if statement.relations:
        solved = solved_for(statement)
        node = solved[1] if solved else None
    else:
        node = statement.sides[0]
    return None if node is None or names_in(node) else node


def _same_number(answer: Node, target: Node, tolerance: float) -> bool:
    a, b = exact(answer), exact(target)
    if a is not None and b is not None:
        return a == b if tolerance <= 0 else abs(float(a - b)) <= tolerance * (1 + 1e-9) + 1e-12
    one, other = constant(answer), constant(target)
    if one is None or other is None:
        return False
    return abs(one - other) <= max(tolerance, 1e-9 * abs(other))


def _of_expression(step: Step | Hint, key: AnswerKey, response: str, accepted: str) -> _Judgement:
    said, wanted = _read(_fold_case(response, accepted), step), _key(accepted, step)
    if _restates(said, wanted, step):
        return _UNSURE
    if key.tolerance > 0 and not said.relations and not wanted.relations:
        one, other = constant(said.sides[0]), constant(wanted.sides[0])
        if one is not None and other is not None:
            return _EQUAL if abs(one - other) <= key.tolerance * (1 + 1e-9) + 1e-12 else _DIFFERENT
    return _Judgement(*compare(said, wanted))


def _restates(said: Statement, wanted: Statement, step: Step | Hint) -> bool:
    """Return whether the answer is the question itself: equal in value, but nothing was done."""
    if said == wanted:
        return False
    for segment in re.findall(r"\$+([^$]{1,200})\$+", _asked(step)):
        try:
            if parse(segment) == said:
                return True
        except UnreadableError:
            continue
    return False


def _split(text: str) -> tuple[str, list[str]] | None:
    """Split (1, 2) or 1, 2 or (1,2),(3,4) at its outer commas: outer brackets and parts; None when no list."""
    text = text.strip().strip("$").replace("\\left", "").replace("\\right", "").strip()
    if _THOUSANDS.fullmatch(text):
        return None
    brackets = ""
    parts, depth, start = [], 0, 0
    if text[:1] in "([" and text[-1:] in ")]" and _closes_at_end(text):
        brackets, text = text[0] + text[-1], text[1:-1]
    for i, c in enumerate(text):
        depth += (c in "([{") - (c in ")]}")
        if c == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    parts.append(text[start:].strip())
    return (brackets, parts) if len(parts) > 1 else None


def _closes_at_end(text: str) -> bool:
    depth = 0
    for i, c in enumerate(text):
        depth += (c in "([") - (c in ")]")
        if depth == 0:
            return i == len(text) - 1
    return False


def _of_list(step: Step | Hint, key: AnswerKey, response: str, accepted: str) -> _Judgement | None:
    """Compare points, intervals and lists part by part; None when the accepted answer is not a list."""
    wanted = _split(accepted)
    if wanted is None:
        return None
    said = _split(response)
    if said is None or said[0] != wanted[0] or len(said[1]) != len(wanted[1]):
        return _DIFFERENT
    if all(_part(step, key, a, b) for a, b in zip(said[1], wanted[1], strict=True)):
        return _EQUAL
    remaining = list(wanted[1])
    for part in said[1]:
        match = next((i for i, other in enumerate(remaining) if _part(step, key, part, other)), None)
        if match is None:
            return _DIFFERENT
        remaining.pop(match)
    # Two solutions may come in either order; whether a longer list is a sequence, only a person can tell.
    if said[0]:
        return _DIFFERENT
    return _EQUAL if len(said[1]) == 2 else _UNSURE


def _part(step: Step | Hint, key: AnswerKey, one: str, other: str) -> bool:
    if plain(one) == plain(other):
        return True
    nested = _of_list(step, key, one, other)
    if nested is not None:
        return nested.verdict is Verdict.EQUAL
    try:
        return compare(_read(_fold_case(one, other), step), _key(other, step)).verdict is Verdict.EQUAL
    except UnreadableError:
        return False


def _of_text(step: Step | Hint, key: AnswerKey, response: str, accepted: str) -> _Judgement:
    if _CODE.search(accepted):
        return _EQUAL if "".join(response.split()) == "".join(accepted.split()) else _DIFFERENT
    if plain(response).replace(" ", "") == plain(accepted).replace(" ", ""):
        return _EQUAL
    as_list = _of_list(step, key, response, accepted)
    if as_list is not None:
        return as_list
    if re.search(r"[\d=<>^]", accepted):
        try:
            return _Judgement(*compare(_read(_fold_case(response, accepted), step), _key(accepted, step)))
        except UnreadableError:
            pass
    return _DIFFERENT


def _judge_one(step: Step | Hint, key: AnswerKey, response: str, accepted: str) -> _Judgement:
    kind = step.answer_kind
    if kind in {AnswerKind.CHOICE, AnswerKind.MULTIPLE_CHOICE, AnswerKind.PICTURE}:
        return _of_choice(step, key, response)
    if kind is AnswerKind.TEXT:
        return _of_text(step, key, response, accepted)
    as_list = _of_list(step, key, response, accepted)
    if as_list is not None:
        return as_list
    try:
        _key(accepted, step)
    except UnreadableError:
        return _EQUAL if plain(response) == plain(accepted) else _UNSURE
    try:
        judge = _of_number if kind is AnswerKind.NUMERIC else _of_expression
        return judge(step, key, response, accepted)
    except UnreadableError:
        return _UNSURE


def _of_parts(step: Step, key: AnswerKey, parts: Sequence[str]) -> Grade:
    if step.answer_kind is AnswerKind.LINE:
        return of_line(key, parts)
    if step.answer_kind is AnswerKind.SIMULATION:
        return of_simulation(key, parts)
    if len(parts) != step.blanks or not all(part.strip() for part in parts):
        return _grade_of(None, "feedback-parts-missing")
    if len(key.accepted) != step.blanks:
        # A key that does not fit its step: nothing the student writes could be right.
        return _grade_of(None, "feedback-not-judged")
    if step.answer_kind is AnswerKind.ORDERING:
        return of_ordering(step, key, parts)
    if step.answer_kind is AnswerKind.MATCHING:
        return of_matching(step, key, parts)
    return of_table(key, [_cell(step, key, part, wanted) for part, wanted in zip(parts, key.accepted, strict=True)])


def _cell(step: Step, key: AnswerKey, said: str, wanted: str) -> bool | None:
    """Return whether one cell is right; None where it cannot be read as a number although one is asked."""
    if len(said) > MAX_CHARS:
        return None
    try:
        _key(wanted, step)
    except UnreadableError:
        return plain(said) == plain(wanted)
    try:
        verdict = _of_number(step, key, said, wanted).verdict
    except UnreadableError:
        return None
    return None if verdict is Verdict.UNSURE else verdict is Verdict.EQUAL


def _misconception(step: Step | Hint, key: AnswerKey, response: Response) -> str | None:
    if not isinstance(response, str):
        return None
    return next(
        (text for wrong, text in key.misconceptions if _judge_one(step, key, response, wrong).verdict is Verdict.EQUAL),
        next((text for wrong, text in key.misconceptions if plain(wrong) == plain(response)), None),
    )


def _judge(step: Step | Hint, response: Response) -> Grade | tuple[AnswerKey, str, tuple[tuple[Node, Node], ...]]:
    """Return a grade, or what a symbolic judge could still decide."""
    key = step.key
    if key is None or step.answer_kind is None or not key.accepted:
        return _grade_of(None, "feedback-not-judged")
    if response is None or not "".join(response).strip():
        return _grade_of(None, "feedback-empty")
    if not isinstance(response, str):
        if len(response) > MAX_CHOICES or any(len(r) > _MAX_TEXT for r in response):
            return _grade_of(None, "feedback-too-long")
        if isinstance(step, Step) and step.answer_kind in IN_PARTS:
            return _of_parts(step, key, response)
        if step.answer_kind is AnswerKind.MULTIPLE_CHOICE:
            return _of_choices(step, key, response)
        if len(response) != 1:
            return _grade_of(None, "feedback-not-judged")
        response = response[0]
    if step.answer_kind in IN_PARTS:
        return _grade_of(None, "feedback-not-judged")
    if len(response) > (MAX_CHARS if step.answer_kind in _FORMULAS else _MAX_TEXT):
        return _grade_of(None, "feedback-too-long")
    if step.answer_kind is AnswerKind.SHORT_TEXT:
        return of_short_text(key, response)
    if step.answer_kind is AnswerKind.MULTIPLE_CHOICE:
        return _of_choices(step, key, [response])
    judgements = []
    for accepted in key.accepted:
        judgement = _judge_one(step, key, response, accepted)
        if judgement.verdict is Verdict.EQUAL:
            return _grade_of(True, "feedback-correct")
        judgements.append(judgement)
    if all(j.verdict is Verdict.DIFFERENT for j in judgements):
        return _grade_of(False, "feedback-incorrect", _misconception(step, key, response))
    wrong = _misconception(step, key, response)
    if wrong is not None:
        return _grade_of(False, "feedback-incorrect", wrong)
    return key, response, tuple(pair for j in judgements for pair in j.pairs)


def grade(step: Step | Hint, response: Response) -> Grade:
    """Return the judgement of one answer; where equivalence cannot be shown quickly, it is not judged.

    Args:
        step: A step, or a scaffold among the hints.
        response: The raw answer; several strings for multiple_choice.
    """
    judged = _judge(step, response)
    return judged if isinstance(judged, Grade) else _grade_of(None, "feedback-not-judged")


async def grade_async(step: Step | Hint, response: Response, symbolic: SymbolicJudge | None) -> Grade:
    """Return the judgement, putting what the numeric probes leave open to the symbolic judge."""
    judged = _judge(step, response)
    if isinstance(judged, Grade):
        return judged
    _, _, pairs = judged
    if symbolic is None or not pairs:
        return _grade_of(None, "feedback-not-judged")
    verdicts = [await symbolic.equivalent(one, other) for one, other in pairs[:2]]
    if Verdict.EQUAL in verdicts:
        return _grade_of(True, "feedback-correct")
    return _grade_of(None, "feedback-not-judged")
