"""Proof of a template, one task at a time: SymPy, which took no part in making it, works out what is right.

Every step names its own check: arithmetic that gives the answer, an equation in x that the answer solves, an
expression that it equals everywhere, or for choices a statement each, of which only the right one is true. The texts go
through our parser and reach SymPy as trees, so a hostile template cannot run code here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from learnapp.engine.algebra_syntax import Statement, parse
from learnapp.engine.algebra_tokens import UnreadableError
from learnapp.engine.algebra_worker import build
from learnapp.engine.answers import right_answers, wrong_answers
from learnapp.engine.grading import grade
from learnapp.engine.kc import IN_PARTS, AnswerKind, Step
from learnapp.engine.proof_limits import bounded
from learnapp.engine.template import Template, task
from learnapp.engine.template_terms import TemplateError, Values, evaluate, fill

WORDS = "words"
"""The check of an answer that is a word: nothing can be calculated, only the grader is asked."""
_RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def faults(template: Template, seed: int) -> list[str]:
    """Return what is wrong with one task of a template, in sentences; nothing when all is well.

    Raises:
        TemplateError: The template has no task at this seed.
    """
    values, _, steps = task(template, seed)
    found = []
    for step, row in zip(steps, template.steps, strict=True):
        try:
            found += _of_step(step, row.get("check"), values)
        except (TemplateError, UnreadableError) as error:
            found.append(f"step {step.step_id}: the check cannot be read ({error})")
    return [f"{fault} [seed {seed}]" for fault in found]


def _read(text: str, names: frozenset[str] = frozenset()) -> Statement:
    """Return a statement that can be worked out at once, whoever wrote it."""
    return bounded(parse(text, names))


def _of_step(step: Step, check: Any, values: Values) -> list[str]:
    if not check:
        return [f"step {step.step_id} has no check"]
    found = [
        f"{answer} is right, but not accepted" for answer in right_answers(step) if not grade(step, answer).correct
    ]
    if not right_answers(step):
        found.append("there is no answer that could be given")
    if step.answer_kind is AnswerKind.SIMULATION:
        return found + _of_simulation(step)
    if step.answer_kind in IN_PARTS:
        return found + _of_parts(step, check, values)
    wrong = wrong_answers(step)
    if check == WORDS:
        return found + [f"{answer} is listed as wrong, but accepted" for answer in wrong if grade(step, answer).correct]
    right = _proof_of_choices(check, values) if isinstance(check, Mapping) else _proof(step, fill(str(check), values))
    found += [f"{answer} is accepted, but not right" for answer in step.key.accepted if not right(answer)]
    found += [f"{answer} is listed as wrong, but right" for answer in wrong if right(answer)]
    found += [f"{answer} is listed as wrong, but accepted" for answer in wrong if grade(step, answer).correct]
    found += [f"the choice {choice} is neither right nor wrong" for choice in step.choices if _unknown(step, choice)]
    return found


def _of_parts(step: Step, check: Any, values: Values) -> list[str]:
    """Check an order by size, a line by its equation, pairs and cells by a term each."""
    accepted = step.key.accepted
    if step.answer_kind is AnswerKind.LINE:
        import sympy

        found, said = (_solved_for_y(fill(str(one), values)) for one in (accepted[0], check))
        return [] if sympy.expand(found - said) == 0 else [f"{accepted[0]} is accepted, but not right"]
    if step.answer_kind is AnswerKind.ORDERING:
        sizes = [build(list(_read(one).sides[0])) for one in accepted]
        rising = all(bool(a < b) for a, b in pairwise(sizes))
        return [] if check == "ascending" and rising else [f"{accepted} is accepted, but not right"]
    terms = [build(list(_read(fill(str(one), values)).sides[0])) for one in check]
    if len(terms) != len(accepted):
        return ["the check has another number of parts than the answer"]
    found = [
        f"{said} is accepted, but not right"
        for said, term in zip(accepted, terms, strict=True)
        if (build(list(_read(said).sides[0])) - term).expand() != 0
    ]
    if step.answer_kind is AnswerKind.MATCHING:
        # What is left over must belong to nobody: who chose it would be told that a right answer is wrong.
        sizes = [(choice, build(list(_read(choice).sides[0]))) for choice in step.choices]
        found += [
            f"{choice} is right beside {said}, but not accepted"
            for said, term in zip(accepted, terms, strict=True)
            for choice, size in sizes
            if choice != said and (size - term).expand() == 0
        ]
    return found


def _of_simulation(step: Step) -> list[str]:
    """Check that no state that is right meets the condition of a mistake."""
    states = [dict(part.split("=") for part in answer) for answer in right_answers(step)]
    exact = [{name: evaluate(value, {}) for name, value in state.items()} for state in states]
    return [
        f"{wrong} is listed as wrong, but right"
        for wrong, _ in step.key.misconceptions
        if any(evaluate(wrong, state) is True for state in exact)
    ]


def _solved_for_y(equation: str) -> Any:
    import sympy

    left, right = (build(list(side)) for side in _read(equation, frozenset({"x", "y"})).sides)
    solutions = sympy.solve(left - right, sympy.Symbol("y", real=True))
    if len(solutions) != 1:
        raise TemplateError("a line has one y for every x")
    return solutions[0]


def _unknown(step: Step, choice: str) -> bool:
    return (
        step.answer_kind is AnswerKind.CHOICE
        and choice not in step.key.accepted
        and all(choice != answer for answer, _ in step.key.misconceptions)
    )


def _proof_of_choices(check: Mapping[str, str], values: Values) -> Callable[[str], bool]:
    truths = {fill(choice, values): _holds(_read(fill(said, values))) for choice, said in check.items()}
    return lambda answer: truths.get(answer, False)


def _holds(statement: Statement) -> bool:
    sides = [build(list(side)) for side in statement.sides]
    return all(
        bool(_RELATIONS[relation](sides[i], sides[i + 1])) for i, relation in enumerate(statement.relations)
    ) and bool(statement.relations)


def _proof(step: Step, check: str) -> Callable[[str], bool]:
    letters = frozenset(step.variables or ("x",))
    wanted = _read(check, letters)
    if not wanted.relations:
        target = build(list(wanted.sides[0]))
        return lambda answer: bool((build(list(_read(answer, letters).sides[0])) - target).expand() == 0)
    if step.answer_kind is not AnswerKind.NUMERIC:
        raise TemplateError("an equation can only check a number")
    import sympy

    difference = build(list(wanted.sides[0])) - build(list(wanted.sides[1]))
    x = sympy.Symbol("x", real=True)
    return lambda answer: bool(difference.subs(x, build(list(_read(answer).sides[0]))) == 0)
