"""A task solved from its wording alone: the formula in it is worked out exactly, by the parser that reads answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from learnapp.engine.algebra import constant
from learnapp.engine.algebra_syntax import Node, exact
from learnapp.knowledge.verification import formulas
from learnapp.knowledge.verification.equations import Formula, formula, put
from learnapp.knowledge.verification.reading import folded

_SOLVE = re.compile(
    r"\b(solve|find|what is (the value of )?[a-z]\b|value of [a-z]\b|unknown"
    r"|makes? (it|this|the equation) true|resuelve|halla|encuentra|calcula|cuanto vale|valor de [a-z]\b)"
)
_WORK_OUT = re.compile(
    r"[\s¿]*(what is|work out|calculate|compute|evaluate|find|add|subtract|multiply|divide|simplify|how much is"
    r"|cuanto es|calcula|suma|resta|multiplica|divide|simplifica)?\s*(the value of|el valor de)?\s*[.?:¿,]*\s*"
    r"((give|write) (your|the) answer( as a (fraction|decimal|whole number|mixed number))?( in (its )?lowest terms)?"
    r"\s*\.?)?\s*"
)
_REWRITE = re.compile(r"\b(simplify|expand|multiply out|factor|factori[sz]e|collect (the )?like terms|simplifica"
                      r"|desarrolla|factoriza)\b")  # fmt: skip
_ANSWER_OF = re.compile(r"\b(not|except|which|how many|mistake|wrong|error|no|cual|cuantos)\b")
_NAME = re.compile(r"\$\s*([a-z])\s*\$")
"""A variable between dollar signs is no formula of its own."""
_TRIED = (Fraction(0), Fraction(1), Fraction(2), Fraction(-3), Fraction(7, 5))


@dataclass(frozen=True, slots=True)
class Worked:
    """What a task comes to.

    Attributes:
        formula: What was worked out, in one way of writing.
        value: A number, exactly; None where an expression is asked for.
        tree: The expression that the answer has to be equal to.
        variable: Of the equation that was solved, "" for none.
    """

    formula: str
    value: Fraction | None
    tree: Node
    variable: str = ""

    @property
    def said(self) -> str:
        """The number as a student would write it, "" for an expression."""
        return "" if self.value is None else str(self.value)


def worked_out(task: str) -> Worked | None:
    """Return what a task comes to; None where its wording does not say for sure what is to be worked out.

    An equation in one variable is solved where it is linear; a calculation is carried out; of an expression that is to
    be written in another way it is known what the answer has to be equal to.

    Args:
        task: The wording, Markdown with formulas between dollar signs or plain.
    """
    bare = _NAME.sub(r"\1", task)
    found = formulas.spans(bare)
    if len(found) != 1:
        return None
    start, end, raw = found[0]
    asked = folded(f"{bare[:start]} {bare[end:]}").replace("*", "").strip()
    one = formula(raw)
    if any(side is None for side in one.sides) or _ANSWER_OF.search(asked):
        return None
    if one.relations == ("=",) and len(one.variables) == 1 and _SOLVE.search(asked):
        return _root(one)
    if one.relations or one.sides[0] is None:
        return None
    tree = one.sides[0]
    if not one.variables and _WORK_OUT.fullmatch(asked):
        value = exact(tree)
        return Worked(one.key, value, tree) if value is not None else None
    return Worked(one.key, None, tree) if one.variables and _REWRITE.search(asked) else None


def _root(one: Formula) -> Worked | None:
    """Return the solution of an equation that is linear in its variable."""
    (name,) = one.variables
    left, right = one.sides
    if left is None or right is None:
        return None
    gap: Node = ("-", left, right)
    values = [exact(put(gap, {name: ("n", at.numerator, at.denominator)})) for at in _TRIED]
    first, second = values[0], values[1]
    if first is None or second is None or second == first:
        return None
    slope = second - first
    straight = all(value == first + slope * at for at, value in zip(_TRIED, values, strict=True))
    if not straight:
        return None
    root = -first / slope
    number: Node = ("n", root.numerator, root.denominator)
    # The solution is put in once more: a fraction with the variable below the line may not take it.
    again = constant(put(gap, {name: number}))
    return Worked(one.key, root, number, name) if again is not None and abs(again) < 1e-9 else None
