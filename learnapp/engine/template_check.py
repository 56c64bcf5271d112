"""Proof of a template, one task at a time: SymPy, which took no part in making it, works out what is right.

Every step names its own check: arithmetic that gives the answer, an equation in x that the answer solves, an
expression that it equals everywhere, or for choices a statement each, of which only the right one is true. The texts go
through our parser and reach SymPy as trees, so a hostile template cannot run code here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from learnapp.engine.algebra_syntax import Statement, parse
from learnapp.engine.algebra_tokens import UnreadableError
from learnapp.engine.algebra_worker import build
from learnapp.engine.grading import grade
from learnapp.engine.kc import AnswerKind, Step
from learnapp.engine.template import Template, task
from learnapp.engine.template_terms import TemplateError, Values, fill

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


def _of_step(step: Step, check: Any, values: Values) -> list[str]:
    if not check:
        return [f"step {step.step_id} has no check"]
    wrong = [answer for answer, _ in step.key.misconceptions]
    right = _proof_of_choices(check, values) if isinstance(check, Mapping) else _proof(step, fill(str(check), values))
    found = [f"{answer} is accepted, but not right" for answer in step.key.accepted if not right(answer)]
    found += [f"{answer} is listed as wrong, but right" for answer in wrong if right(answer)]
    found += [f"{answer} is right, but not accepted" for answer in step.key.accepted if not grade(step, answer).correct]
    found += [f"{answer} is listed as wrong, but accepted" for answer in wrong if grade(step, answer).correct]
    found += [f"the choice {choice} is neither right nor wrong" for choice in step.choices if _unknown(step, choice)]
    return found


def _unknown(step: Step, choice: str) -> bool:
    return choice not in step.key.accepted and all(choice != answer for answer, _ in step.key.misconceptions)


def _proof_of_choices(check: Mapping[str, str], values: Values) -> Callable[[str], bool]:
    truths = {fill(choice, values): _holds(parse(fill(said, values))) for choice, said in check.items()}
    return lambda answer: truths.get(answer, False)


def _holds(statement: Statement) -> bool:
    sides = [build(list(side)) for side in statement.sides]
    return all(
        bool(_RELATIONS[relation](sides[i], sides[i + 1])) for i, relation in enumerate(statement.relations)
    ) and bool(statement.relations)


def _proof(step: Step, check: str) -> Callable[[str], bool]:
    letters = frozenset(step.variables or ("x",))
    wanted = parse(check, letters)
    if not wanted.relations:
        target = build(list(wanted.sides[0]))
        return lambda answer: bool((build(list(parse(answer, letters).sides[0])) - target).expand() == 0)
    if step.answer_kind is not AnswerKind.NUMERIC:
        raise TemplateError("an equation can only check a number")
    import sympy

    difference = build(list(wanted.sides[0])) - build(list(wanted.sides[1]))
    x = sympy.Symbol("x", real=True)
    return lambda answer: bool(difference.subs(x, build(list(parse(answer).sides[0]))) == 0)
