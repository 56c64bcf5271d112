"""A second, independent judge for the demo course: exact rational arithmetic over a tiny syntax tree.

It shares no code with the grader, so an error in either shows as a disagreement.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

_BINARY: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: operator.lt,
    ast.Gt: operator.gt,
    ast.Eq: operator.eq,
}
Value = Fraction | bool


def value(text: str, names: Mapping[str, Fraction] | None = None) -> Value:
    """Return the exact value of arithmetic, or the truth of an equation or comparison."""
    text = re.sub(r"(?<![<>=!])=(?!=)", "==", text).replace("^", "**")
    text = re.sub(r"(\d|\))(?=[a-z(])", r"\1*", text) if "gcd" not in text and "lcm" not in text else text
    return _walk(ast.parse(text, mode="eval").body, names or {})


def _number(node: ast.expr, names: Mapping[str, Fraction]) -> Fraction:
    result = _walk(node, names)
    assert isinstance(result, Fraction)
    return result


def _walk(node: ast.expr, names: Mapping[str, Fraction]) -> Value:
    match node:
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand, names)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return Fraction(_number(left, names) ** int(_number(right, names)))
        case ast.BinOp(left=left, op=op, right=right):
            return _BINARY[type(op)](_number(left, names), _number(right, names))
        case ast.Call(func=ast.Name(id=("gcd" | "lcm") as name), args=[first, second]):
            one, two = int(_number(first, names)), int(_number(second, names))
            return Fraction(math.gcd(one, two) if name == "gcd" else math.lcm(one, two))
        case ast.Compare(left=left, ops=ops, comparators=rights):
            sides = [_number(part, names) for part in (left, *rights)]
            return all(_COMPARE[type(op)](sides[i], sides[i + 1]) for i, op in enumerate(ops))
    raise AssertionError(f"not in the language of the checks: {ast.dump(node)}")


def letters(text: str) -> list[str]:
    """Return the variables of an expression."""
    return sorted({c for c in re.sub(r"gcd|lcm", "", text) if c.isalpha()})


def same_everywhere(left: str, right: str) -> bool:
    """Return whether two linear or quadratic expressions agree at enough rational points to be equal."""
    names = sorted({*letters(left), *letters(right)})
    points = [Fraction(n, d) for n, d in ((0, 1), (1, 1), (-7, 3), (5, 2), (11, 7))]
    grid = [dict(zip(names, (points[(i + 2 * k) % 5] for k in range(len(names))), strict=True)) for i in range(5)]
    return all(value(left, at) == value(right, at) for at in grid)
