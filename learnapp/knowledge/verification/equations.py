"""Formulas of a sentence, read by the whitelisted parser and judged: true, false, or a matter of what is given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from learnapp.engine.algebra import Verdict, compare, constant, equivalent, solved_for
from learnapp.engine.algebra_syntax import Node, Statement, exact, names_in, parse
from learnapp.engine.algebra_tokens import UnreadableError
from learnapp.knowledge.verification.formulas import written

_RELATION = re.compile(r"(<=|>=|!=|=|<|>)")
_ROUNDED = re.compile(r"-?\d+\.(\d{2,})")


class Truth(StrEnum):
    """What is known of a statement: OPEN ones hold only where a source gives them."""

    TRUE = "true"
    FALSE = "false"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula.

    Attributes:
        key: In one way of writing.
        sides: Expressions between its relations; None where one cannot be read.
        relations: One less than sides.
    """

    key: str
    sides: tuple[Node | None, ...]
    relations: tuple[str, ...]

    @property
    def statement(self) -> Statement | None:
        """An equation or inequality with at most two relations, where all of it can be read."""
        if not self.relations or len(self.relations) > 2 or any(side is None for side in self.sides):
            return None
        return Statement(tuple(side for side in self.sides if side is not None), self.relations)

    @property
    def variables(self) -> frozenset[str]:
        """Its variables."""
        return frozenset[str]().union(*(names_in(side) for side in self.sides if side is not None))


@lru_cache(maxsize=20_000)
def formula(text: str) -> Formula:
    """Return a formula, read as far as the parser goes."""
    key = written(text)
    pieces = _RELATION.split(key)
    return Formula(key, tuple(_read(piece) for piece in pieces[::2]), tuple(pieces[1::2]))


def _read(text: str) -> Node | None:
    try:
        found = parse(text)
    except (UnreadableError, ValueError, ArithmeticError, RecursionError):
        return None
    return found.sides[0] if not found.relations else None


Doubt = tuple[Node, Node]
Decided = Mapping[Doubt, Verdict]
"""Pairs of expressions that numeric probes leave open, and what a symbolic judge has said of them."""


def holds(
    left: Node, relation: str, right: Node, written_as: tuple[str, str] = ("", ""), decided: Decided | None = None
) -> Truth:
    """Return whether a relation between two expressions holds for all values of its variables, or for none."""
    verdict = equivalent(left, right)
    if verdict is Verdict.UNSURE and decided is not None:
        verdict = decided.get((left, right), verdict)
    if relation == "=" and verdict is Verdict.EQUAL:
        return Truth.TRUE
    a, b = constant(left), constant(right)
    if a is None or b is None:
        if names_in(left) | names_in(right) and relation == "=" and _apart(left, right):
            return Truth.FALSE
        return Truth.OPEN
    if relation in {"=", "!="}:
        if verdict is Verdict.UNSURE:
            return Truth.OPEN
        same = verdict is Verdict.EQUAL or any(_rounds(text, one) for text, one in zip(written_as, (b, a), strict=True))
        return Truth.TRUE if same == (relation == "=") else Truth.FALSE
    if abs(a.imag) > 1e-9 or abs(b.imag) > 1e-9:
        return Truth.OPEN
    true = {
        "<": a.real < b.real, ">": a.real > b.real,
        "<=": a.real <= b.real or verdict is Verdict.EQUAL, ">=": a.real >= b.real or verdict is Verdict.EQUAL,
    }[relation]  # fmt: skip
    return Truth.TRUE if true and not (relation in "<>" and verdict is Verdict.EQUAL) else Truth.FALSE


def _apart(left: Node, right: Node) -> bool:
    """Whether two expressions differ by a number other than 0: no value of the variables makes them equal."""
    gap: Node = ("-", left, right)
    values = [_at(gap, {name: value + 0.5 * place for place, name in enumerate(sorted(names_in(gap)))})
              for value in (1.25, 2.5, -3.75)]  # fmt: skip
    if any(value is None for value in values):
        return False
    first = values[0]
    return first is not None and abs(first) > 1e-6 and all(
        value is not None and abs(value - first) < 1e-7 * (1 + abs(first)) for value in values
    )  # fmt: skip


def _at(node: Node, values: dict[str, float]) -> complex | None:
    return constant(put(node, {name: _number(Fraction(value)) for name, value in values.items()}))


def _number(value: Fraction) -> Node:
    return ("n", value.numerator, value.denominator)


def put(node: Node, values: dict[str, Node]) -> Node:
    """Return a tree with variables replaced."""
    if node[0] == "v":
        return values.get(str(node[1]), node)
    replaced: list[Any] = [put(part, values) if isinstance(part, tuple) else part for part in node[1:]]
    return (node[0], *replaced)


def _rounds(text: str, value: complex) -> bool:
    """Whether a decimal with two or more places is a number, rounded."""
    found = _ROUNDED.fullmatch(text)
    return found is not None and abs(value - float(text)) <= 0.5 * 10 ** -len(found.group(1)) + 1e-12


def whole(one: Formula, decided: Decided | None = None) -> Truth:
    """Return the truth of a formula by itself: false as soon as one relation is, true where all are."""
    if not one.relations:
        return Truth.OPEN
    pieces = _RELATION.split(one.key)[::2]
    found = []
    for place, relation in enumerate(one.relations):
        left, right = one.sides[place], one.sides[place + 1]
        if left is None or right is None:
            found.append(Truth.OPEN)
            continue
        found.append(holds(left, relation, right, (pieces[place], pieces[place + 1]), decided))
    if Truth.FALSE in found:
        return Truth.FALSE
    return Truth.TRUE if set(found) == {Truth.TRUE} else Truth.OPEN


def doubts(one: Formula) -> list[Doubt]:
    """Return the neighbouring sides of a formula of which probes cannot say whether they are the same."""
    found = []
    for place, relation in enumerate(one.relations):
        left, right = one.sides[place], one.sides[place + 1]
        unsure = left is not None and right is not None and equivalent(left, right) is Verdict.UNSURE
        if left is not None and right is not None and relation == "=" and unsure:
            found.append((left, right))
    return found


def linear(one: Formula) -> bool:
    """Whether a formula is an equation of first degree in one variable."""
    statement = one.statement
    if statement is None or statement.relations != ("=",) or len(one.variables) != 1:
        return False
    gap: Node = ("-", *statement.sides)
    name = next(iter(one.variables))
    values = [_at(gap, {name: value}) for value in (1.0, 2.0, 3.0, 7.0)]
    if any(value is None for value in values):
        return False
    a, b, c, d = (value or 0j for value in values)
    return abs((c - b) - (b - a)) < 1e-9 and abs((d - c) - 4 * (b - a)) < 1e-8 and abs(b - a) > 1e-9


def same(one: Formula, other: Formula) -> bool:
    """Whether two equations say the same."""
    first, second = one.statement, other.statement
    if first is None or second is None or len(first.relations) != len(second.relations):
        return False
    if linear(one) and linear(other):
        return one.variables == other.variables and _root(one) == _root(other)
    return one.variables == other.variables and compare(first, second).verdict is Verdict.EQUAL


def _root(one: Formula) -> float | None:
    statement = one.statement
    if statement is None:
        return None
    gap: Node = ("-", *statement.sides)
    name = next(iter(one.variables))
    at0, at1 = _at(gap, {name: 0.0}), _at(gap, {name: 1.0})
    if at0 is None or at1 is None or abs(at1 - at0) < 1e-12:
        return None
    return round((-at0 / (at1 - at0)).real, 9)


def solution(one: Formula) -> tuple[str, Node] | None:
    """Return (variable, number) of a solved equation such as x = 5 or x = 15/3 = 5."""
    if not one.relations or set(one.relations) != {"="}:
        return None
    for side in (one.sides[0], one.sides[-1]):
        if side is not None and side[0] == "v":
            for other in one.sides[::-1]:
                if other is not None and other != side and exact(other) is not None:
                    return str(side[1]), other
    statement = one.statement
    found = solved_for(statement) if statement is not None else None
    return found if found is not None and exact(found[1]) is not None else None


def under(one: Formula, values: dict[str, Node]) -> Truth:
    """Return the truth of a formula where its variables have these values."""
    if not one.variables <= set(values) or any(side is None for side in one.sides):
        return Truth.OPEN
    sides = tuple(put(side, values) for side in one.sides if side is not None)
    return whole(Formula(one.key, sides, one.relations))
