"""The small language of item templates: exact terms such as `a*c + b`, and `[[a/n|frac]]` inside a text.

Terms are read by Python's own grammar and evaluated by `simpleeval` with numbers, comparisons and a handful of
functions only: no attributes, no indices, no strings made from others. Every number is exact, so `1/3` stays a third.
"""

from __future__ import annotations

import ast
import math
import re
import threading
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from simpleeval import InvalidExpression, SimpleEval  # type: ignore[import-untyped]

from learnapp.core.errors import InvalidInputError

Value = Fraction | str | bool
Values = Mapping[str, Value]

MAX_TERM = 200
_MAX_BITS = 256
_MAX_POWER = 12
_PLACEHOLDER = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
_NODES = (
    ast.Expr, ast.Name, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call, ast.Constant,
)  # fmt: skip


class TemplateError(InvalidInputError):
    """A template cannot be read, or has no solution; the message says where."""

    code = "template_unusable"


def _exact(value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, float, Fraction)):
        raise TypeError("not a number")
    found = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    if max(found.numerator.bit_length(), found.denominator.bit_length()) > _MAX_BITS:
        raise OverflowError("number out of range")
    return found


def _number(operation: Callable[..., Any]) -> Callable[..., Fraction]:
    return lambda *parts: _exact(operation(*map(_exact, parts)))


def _power(base: Any, exponent: Any) -> Fraction:
    a, b = _exact(base), _exact(exponent)
    if b.denominator != 1 or abs(b) > _MAX_POWER:
        raise ArithmeticError("an exponent must be a whole number, at most 12")
    return _exact(a ** int(b))


def _whole(value: Any) -> int:
    found = _exact(value)
    if found.denominator != 1:
        raise ArithmeticError("a whole number is needed here")
    return int(found)


def _missing(n: Any) -> Any:
    raise ArithmeticError(f"there is no option number {n}")


def _same(one: Any, other: Any) -> bool:
    return bool(one == other)


_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _number(lambda a, b: a + b), ast.Sub: _number(lambda a, b: a - b), ast.Mult: _number(lambda a, b: a * b),
    ast.Div: _number(lambda a, b: a / b), ast.Mod: _number(lambda a, b: a % b), ast.Pow: _power,
    ast.USub: _number(lambda a: -a), ast.UAdd: _number(lambda a: a), ast.Not: lambda a: not a,
    ast.Eq: _same, ast.NotEq: lambda a, b: not _same(a, b),
    ast.Lt: lambda a, b: _exact(a) < _exact(b), ast.LtE: lambda a, b: _exact(a) <= _exact(b),
    ast.Gt: lambda a, b: _exact(a) > _exact(b), ast.GtE: lambda a, b: _exact(a) >= _exact(b),
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "gcd": lambda a, b: Fraction(math.gcd(_whole(a), _whole(b))),
    "lcm": lambda a, b: _exact(math.lcm(_whole(a), _whole(b))),
    "abs": _number(abs), "min": _number(min), "max": _number(max),
    "floor": lambda a: Fraction(math.floor(_exact(a))),
    "top": lambda a: Fraction(_exact(a).numerator), "bottom": lambda a: Fraction(_exact(a).denominator),
    "nth": lambda n, *options: options[_whole(n) - 1] if 0 < _whole(n) <= len(options) else _missing(n),
    "whole": lambda a: _exact(a).denominator == 1,
}  # fmt: skip
NAMES_TAKEN = frozenset(_FUNCTIONS)


class _Terms(SimpleEval):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(operators=_OPERATORS, functions=_FUNCTIONS, names={})
        for kind in self.nodes.keys() - set(_NODES):
            del self.nodes[kind]

    def value(self, term: str, values: Values) -> Any:
        self.names = values
        return self.eval(term, previously_parsed=_parsed(term))


# An evaluator takes longer to make than to use; each thread has its own, for its names change with every term.
_of_thread = threading.local()


@lru_cache(maxsize=8192)
def _parsed(term: str) -> Any:
    if len(term) > MAX_TERM:
        raise TemplateError(f"A term of a template is longer than {MAX_TERM} characters: {term[:40]} … Shorten it.")
    try:
        tree = ast.parse(term.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise TemplateError(f"This term of a template cannot be read: {term}") from error
    return tree.body


def evaluate(term: str, values: Values) -> Value:
    """Return the value of a term: an exact number, a word or a truth.

    Raises:
        TemplateError: It cannot be read, names something unknown, divides by zero or grows out of bounds.
    """
    try:
        if not hasattr(_of_thread, "terms"):
            _of_thread.terms = _Terms()
        found = _of_thread.terms.value(term, values)
        return found if isinstance(found, (str, bool)) else _exact(found)
    except (InvalidExpression, ArithmeticError, TypeError, ValueError, RecursionError) as error:
        raise TemplateError(f"This term of a template has no value: {term} ({type(error).__name__})") from error


def placeholders(text: str) -> list[str]:
    """Return what stands between the double brackets of a text, in order, forms included."""
    return _PLACEHOLDER.findall(text)


def loose_brackets(text: str) -> bool:
    """Return whether a double bracket of a text is opened and not closed, or the other way round."""
    rest = _PLACEHOLDER.sub("", text)
    return "[[" in rest or "]]" in rest


def names_in(placeholder: str) -> set[str]:
    """Return the names that a term uses, those of functions left out.

    Raises:
        TemplateError: It cannot be read.
    """
    term, _, form = placeholder.rpartition("|")
    tree = _parsed(term or form)
    return {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)} - NAMES_TAKEN


def plain(value: Value) -> str:
    """Return a number as one types it: `3/8`, `-5`; a word as it is."""
    return str(value)


def _frac(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value)
    return rf"{'-' if value < 0 else ''}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def _decimal(value: Fraction) -> str:
    text = f"{float(value):.6f}".rstrip("0").rstrip(".")
    if Fraction(text) != value:
        raise TemplateError(f"{value} has no short decimal. Use |frac, or a condition under `where`.")
    return text


def _coefficient(value: Fraction) -> str:
    return {Fraction(1): "", Fraction(-1): "-"}.get(value, _frac(value))


def _signed(value: Fraction, show: Callable[[Fraction], str]) -> str:
    return f"{'-' if value < 0 else '+'} {show(abs(value))}"


_FORMATS: dict[str, Callable[[Fraction], str]] = {
    "frac": _frac,
    "dec": _decimal,
    "coef": _coefficient,
    "signed": lambda v: _signed(v, _frac),
    "signedcoef": lambda v: _signed(v, _coefficient),
    "par": lambda v: f"({_frac(v)})" if v < 0 else _frac(v),
}
"""How a number is set: a fraction, a decimal, before a letter (1x is x), after a sum (`+ 3`), in brackets below 0."""


def fill(text: str, values: Values) -> str:
    """Return a text with every `[[term]]` and `[[term|format]]` replaced by its value.

    Raises:
        TemplateError: A term has no value, or the format is unknown.
    """

    def put(found: re.Match[str]) -> str:
        term, _, form = found.group(1).rpartition("|")
        if not term:
            return plain(evaluate(form, values))
        show = _FORMATS.get(form.strip())
        value = evaluate(term, values)
        if show is None or not isinstance(value, Fraction):
            raise TemplateError(f"[[{found.group(1)}]] asks for a form that there is not. Use {', '.join(_FORMATS)}.")
        return show(value)

    return _PLACEHOLDER.sub(put, text)
