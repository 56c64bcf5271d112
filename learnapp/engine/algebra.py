"""Are two expressions the same? Decided by numeric probes on our own tree; no code of the student ever runs.

Both sides are evaluated at fixed points (positive ones first, so that roots and logarithms live on their usual
domain). Equal at every usable point within rounding: equal. Clearly different at one: different. Everything else
(no usable point, a difference between rounding and certainty) is UNSURE and may be put to `algebra_symbolic`.
By Schwartz (1980) and Zippel (1979) a false "equal" needs a non-zero function that vanishes at all of the points.
"""

from __future__ import annotations

import cmath
import math
import random
from enum import StrEnum
from typing import NamedTuple

from learnapp.engine.algebra_syntax import Node, Statement, exact, names_in

_SAME, _APART = 1e-10, 1e-6
_POSITIVE, _ANY = 6, 6
_ENOUGH = 3
_REAL = 1e-12


class Verdict(StrEnum):
    """What we know about two expressions."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNSURE = "unsure"


class Comparison(NamedTuple):
    """A verdict and, when unsure, the pairs of trees that would have to be equal."""

    verdict: Verdict
    pairs: tuple[tuple[Node, Node], ...] = ()


def _points() -> list[list[float]]:
    chance = random.Random(20_240_601)  # noqa: S311 - probe points have to be the same every time
    rows = [[chance.uniform(0.31, 2.7) for _ in range(8)] for _ in range(_POSITIVE)]
    return rows + [[chance.choice((-1, 1)) * chance.uniform(0.31, 2.7) for _ in range(8)] for _ in range(_ANY)]


_PROBES = _points()
_MIXED_SIGNS = range(_POSITIVE, _POSITIVE + _ANY)
# Answers such as 1/x**9 - 1/x**8 are tame here; a whole-number point would hit the zeros that textbooks like.

_PLAIN = {
    "sin": cmath.sin, "cos": cmath.cos, "tan": cmath.tan, "sinh": cmath.sinh, "cosh": cmath.cosh,
    "tanh": cmath.tanh, "asin": cmath.asin, "acos": cmath.acos, "atan": cmath.atan, "ln": cmath.log,
    "log": cmath.log10, "exp": cmath.exp, "sqrt": cmath.sqrt,
}  # fmt: skip
_RECIPROCAL = {"sec": cmath.cos, "csc": cmath.sin, "cot": cmath.tan}
_CONSTANTS: dict[str, complex] = {"pi": math.pi, "e": math.e, "i": 1j}
_BRANCHING = frozenset({"sqrt", "cbrt", "ln", "log", "root", "asin", "acos", "atan"})


class _Probe:
    """Evaluates a tree at one point and remembers the largest term that was added or subtracted."""

    __slots__ = ("largest", "values")

    def __init__(self, values: dict[str, float]) -> None:
        self.values = values
        self.largest = 0.0

    def of(self, node: Node) -> complex:
        match node[0]:
            case "n":
                return complex(node[1] / node[2])
            case "v":
                return complex(self.values[node[1]])
            case "c":
                return _CONSTANTS[node[1]]
            case "neg":
                return -self.of(node[1])
            case "+" | "-":
                a, b = self.of(node[1]), self.of(node[2])
                self.largest = max(self.largest, abs(a), abs(b))
                return a + b if node[0] == "+" else a - b
            case "*":
                return self.of(node[1]) * self.of(node[2])
            case "/":
                return self.of(node[1]) / self.of(node[2])
            case "^":
                return _power(self.of(node[1]), self.of(node[2]), node[2])
            case "root":
                degree = self.of(node[2])
                return _power(self.of(node[1]), 1.0 / degree, ("/", ("n", 1, 1), node[2]))
            case "log":
                return cmath.log(self.of(node[1])) / cmath.log(self.of(node[2]))
        return self.function(node[1], self.of(node[2]))

    def function(self, name: str, x: complex) -> complex:
        if name == "abs":
            return complex(abs(x))
        if name == "cbrt":
            return _power(x, 1 / 3, ("/", ("n", 1, 1), ("n", 3, 1)))
        if name in _RECIPROCAL:
            return 1.0 / _RECIPROCAL[name](x)
        return _PLAIN[name](x)


def _power(base: complex, exponent: complex, written: Node) -> complex:
    """Return base ** exponent; the odd root of a negative number is the real one, as in school."""
    if exponent.imag == 0 and exponent.real == round(exponent.real) and abs(exponent.real) <= 200:
        return base ** int(exponent.real)
    if base.imag == 0 and base.real < 0:
        ratio = exact(written)
        if ratio is not None and ratio.denominator % 2 == 1:
            size = (-base.real) ** float(ratio)
            return complex(-size if ratio.numerator % 2 else size)
    return base**exponent


def _value(node: Node, values: dict[str, float]) -> tuple[complex, float] | None:
    """Return (value, largest term), or None where the expression has no finite value."""
    probe = _Probe(values)
    try:
        value = probe.of(node)
    except (ArithmeticError, ValueError):
        return None
    return (value, probe.largest) if cmath.isfinite(value) else None


def constant(node: Node) -> complex | None:
    """Return the value of an expression without variables, or None when it has variables or no finite value."""
    if names_in(node):
        return None
    found = _value(node, {})
    return None if found is None else found[0]


def _branches(node: Node) -> tuple[bool, bool]:
    """Return whether the tree holds functions with branches (roots, logarithms), and absolute values."""
    kind = node[0]
    roots = kind in {"root", "log"} or (kind == "f" and node[1] in _BRANCHING)
    if kind == "^":
        power = exact(node[2])
        roots = roots or power is None or power.denominator != 1
    bars = kind == "f" and node[1] == "abs"
    for part in node[1:]:
        if isinstance(part, tuple):
            more_roots, more_bars = _branches(part)
            roots, bars = roots or more_roots, bars or more_bars
    return roots, bars


def _close(a: complex, b: complex, largest: float) -> bool | None:
    """Return True (equal within rounding), False (clearly apart) or None (in between)."""
    gap, size = abs(a - b), max(abs(a), abs(b))
    if gap <= _SAME * size + 1e-12 * largest:
        return True
    return False if gap > _APART * (size + 1e-3 * largest) else None


def equivalent(left: Node, right: Node) -> Verdict:
    """Return whether two expressions are equal wherever both have a value.

    Roots and logarithms are compared on positive values of the variables (the convention of textbooks), unless an
    absolute value shows that signs matter.
    """
    if left == right:
        return Verdict.EQUAL
    a, b = exact(left), exact(right)
    if a is not None and b is not None:
        return Verdict.EQUAL if a == b else Verdict.DIFFERENT
    names = sorted(names_in(left) | names_in(right))
    rows = _PROBES if names else _PROBES[:1]
    (roots_l, bars_l), (roots_r, bars_r) = _branches(left), _branches(right)
    if (roots_l or roots_r) and not (bars_l or bars_r):
        rows = rows[:_POSITIVE]
    usable, doubtful = 0, False
    for row in rows:
        values = dict(zip(names, row, strict=False))
        one, other = _value(left, values), _value(right, values)
        if one is None or other is None:
            continue
        close = _close(one[0], other[0], max(one[1], other[1]))
        if close is False:
            return Verdict.DIFFERENT
        doubtful = doubtful or close is None
        usable += 1
    if doubtful or usable < (_ENOUGH if names else 1):
        return Verdict.UNSURE
    return Verdict.EQUAL


def _standard(statement: Statement) -> list[tuple[str, Node]]:
    """Return every relation of a chain as (relation, difference), with < and <= turned around."""
    rows: list[tuple[str, Node]] = []
    for i, relation in enumerate(statement.relations):
        left, right = statement.sides[i], statement.sides[i + 1]
        if relation in {"<", "<="}:
            left, right = right, left
        rows.append((relation.replace("<", ">"), ("-", left, right)))
    return rows


def _proportional(left: Node, right: Node, *, positive: bool) -> Verdict:
    """Return whether left = k right with one constant k (k > 0 when `positive`), k not 0."""
    names = sorted(names_in(left) | names_in(right))
    ratio: complex | None = None
    usable = 0
    for row in _PROBES if names else _PROBES[:1]:
        values = dict(zip(names, row, strict=False))
        one, other = _value(left, values), _value(right, values)
        if one is None or other is None or abs(other[0]) <= 1e-9 * (1.0 + other[1]):
            continue
        k = one[0] / other[0]
        if ratio is None:
            ratio = k
            if abs(k) <= 1e-12 or (positive and (k.real <= 0 or abs(k.imag) > 1e-9)):
                return Verdict.DIFFERENT
        close = _close(k, ratio, 0.0)
        if close is False:
            return Verdict.DIFFERENT
        if close is None:
            return Verdict.UNSURE
        usable += 1
    return Verdict.EQUAL if usable >= (_ENOUGH if names else 1) else Verdict.UNSURE


def solved_for(statement: Statement) -> tuple[str, Node] | None:
    """Return (variable, value) of a solved equation such as x = 5 or 2x + 1 = y, or None."""
    if statement.relations != ("=",):
        return None
    for side, other in (statement.sides, statement.sides[::-1]):
        if side[0] == "v" and side[1] not in names_in(other):
            return side[1], other
    return None


def _is_solved(statement: Statement) -> bool:
    """Return whether every relation has a variable alone on one side: x = 5, x > 2, 1 < x < 3."""
    return any(
        side[0] == "v" and all(side[1] not in names_in(o) for j, o in enumerate(statement.sides) if j != i)
        for i, side in enumerate(statement.sides)
    )


def compare(answer: Statement, accepted: Statement) -> Comparison:
    """Compare a student's statement with an accepted one.

    Equations are the same when the differences of their sides are proportional; inequalities when they are by a
    positive factor and point the same way. An accepted answer in solved form (x = 5) asks for a solved form: an
    equivalent but unsolved equation is UNSURE, which means "not judged". A bare value is taken as the value of the
    solved variable, and the other way round.
    """
    if not accepted.relations or not answer.relations:
        one, other = _bare(answer, accepted), _bare(accepted, answer)
        if one is None or other is None:
            return Comparison(Verdict.DIFFERENT)
        verdict = equivalent(one, other)
        return Comparison(verdict, ((one, other),) if verdict is Verdict.UNSURE else ())
    if len(answer.relations) != len(accepted.relations):
        return Comparison(Verdict.DIFFERENT)
    verdict = Verdict.EQUAL
    remaining = _standard(accepted)
    for relation, difference in _standard(answer):
        found = Verdict.DIFFERENT
        for row in remaining:
            if row[0] == relation:
                found = _relation(relation, difference, row[1])
                if found is not Verdict.DIFFERENT:
                    remaining.remove(row)
                    break
        if found is Verdict.DIFFERENT:
            return Comparison(found)
        verdict = found if found is Verdict.UNSURE else verdict
    if verdict is Verdict.EQUAL and _is_solved(accepted) and not _is_solved(answer):
        return Comparison(Verdict.UNSURE)
    return Comparison(verdict)


def _relation(relation: str, left: Node, right: Node) -> Verdict:
    return _proportional(left, right, positive=relation not in {"=", "!="})


def _bare(statement: Statement, other: Statement) -> Node | None:
    """Return the value of a statement that is compared with a bare value."""
    if not statement.relations:
        return statement.sides[0]
    solved = solved_for(statement)
    if solved is None or solved[0] in names_in(other.sides[0]):
        return None
    return solved[1]
