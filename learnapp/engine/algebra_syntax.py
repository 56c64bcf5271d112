"""Reading what a student typed: a recursive-descent parser with hard limits, over whitelisted tokens.

Nothing is ever evaluated as code: what is not on the lists is refused with `UnreadableError`. A tree is nested tuples,
so it compares by structure and travels as JSON:

    ("n", numerator, denominator)   ("v", name)   ("c", "pi" | "e" | "i")   ("neg", a)   ("f", function, a)
    ("+", a, b)  ("-", a, b)  ("*", a, b)  ("/", a, b)  ("^", a, b)  ("root", a, n)  ("log", a, base)
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, NamedTuple

from learnapp.engine.algebra_tokens import RELATIONS, Token, UnreadableError, tokenize

Node = tuple[Any, ...]

MAX_NODES = 150
MAX_DEPTH = 60
MAX_VARIABLES = 8
MAX_EXPONENT = 100
_MAX_BITS = 2048


class Statement(NamedTuple):
    """One expression, or a chain such as 21 < x < 95: sides and the relations between them."""

    sides: tuple[Node, ...]
    relations: tuple[str, ...]


def _number(text: str) -> Fraction:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return Fraction(text.replace(",", ""))
    value = Fraction(text.replace(",", "."))
    if value.numerator.bit_length() > _MAX_BITS or value.denominator.bit_length() > _MAX_BITS:
        raise UnreadableError("number out of range")
    return value


def exact(node: Node) -> Fraction | None:
    """Return the exact value of a rational constant, or None when it has variables, roots or is out of bounds."""
    match node:
        case ("n", top, bottom):
            return Fraction(top, bottom)
        case ("neg", a):
            value = exact(a)
            return None if value is None else -value
        case ("+" | "-" | "*" | "/" as op, a, b):
            left, right = exact(a), exact(b)
            if left is None or right is None or (op == "/" and right == 0):
                return None
            value = (
                left + right
                if op == "+"
                else left - right
                if op == "-"
                else left * right
                if op == "*"
                else left / right
            )
            return value if max(value.numerator.bit_length(), value.denominator.bit_length()) <= _MAX_BITS else None
        case ("^", a, b):
            left, right = exact(a), exact(b)
            if left is None or right is None or right.denominator != 1 or abs(right) > MAX_EXPONENT:
                return None
            power = int(right)
            bits = max(left.numerator.bit_length(), left.denominator.bit_length())
            if (left == 0 and power < 0) or bits * abs(power) > _MAX_BITS:
                return None
            return left**power
    return None


class _Parser:
    """One pass over the tokens; every rule is one method, every limit is checked where it can be broken."""

    def __init__(self, tokens: list[Token], variables: frozenset[str]) -> None:
        self.tokens = tokens
        self.variables = variables
        self.at = self.nodes = self.depth = self.bars = 0
        self.names: set[str] = set()

    def peek(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else "end"

    def take(self, kind: str | None = None) -> Token:
        if self.at >= len(self.tokens) or (kind is not None and self.tokens[self.at].kind != kind):
            raise UnreadableError(f"expected {kind or 'more'}")
        self.at += 1
        return self.tokens[self.at - 1]

    def node(self, *parts: Any) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise UnreadableError("too many parts")
        return parts

    def statement(self) -> Statement:
        sides, relations = [self.sum()], []
        while self.peek() in RELATIONS:
            relations.append(self.take().kind)
            sides.append(self.sum())
        if self.peek() != "end":
            raise UnreadableError(f"unexpected {self.peek()}")
        if len(relations) > 2:
            raise UnreadableError("too many relations")
        return Statement(tuple(sides), tuple(relations))

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnreadableError("nested too deeply")
        left = self.product()
        while self.peek() in {"+", "-"}:
            op = self.take().kind
            left = self.node(op, left, self.product())
        self.depth -= 1
        return left

    def product(self) -> Node:
        if self.peek() in {"-", "+"}:
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise UnreadableError("nested too deeply")
            negative = self.take().kind == "-"
            inner = self.product()
            self.depth -= 1
            return self.node("neg", inner) if negative else inner
        left = self.mixed()
        while True:
            op = self.peek()
            if op in {"*", "/"}:
                self.take()
                left = self.node(op, left, self.factor())
            elif self.starts_factor():
                if op == "number" and self.tokens[self.at - 1].kind in {"number", "name", "const"}:
                    raise UnreadableError("a number right after a number or a letter")
                left = self.node("*", left, self.factor())
            else:
                return left

    def mixed(self) -> Node:
        r"""Read 1 3/4 and 1\frac{3}{4} as one number; anything else is a factor."""
        kinds = [t.kind for t in self.tokens[self.at : self.at + 4]]
        if kinds == ["number", "number", "/", "number"] and self.tokens[self.at + 1].spaced:
            whole, top, _, bottom = (self.take().text for _ in range(4))
            if whole.isdigit() and top.isdigit() and bottom.isdigit() and int(bottom):
                value = int(whole) + Fraction(int(top), int(bottom))
                return self.node("n", value.numerator, value.denominator)
            raise UnreadableError("not a mixed number")
        if kinds[:2] == ["number", "frac"] and self.tokens[self.at].text.isdigit():
            whole = self.take().text
            part = self.factor()
            match part:
                case ("/", ("n", top, 1), ("n", bottom, 1)) if bottom:
                    value = int(whole) + Fraction(top, bottom)
                    return self.node("n", value.numerator, value.denominator)
            return self.node("*", self.node("n", int(whole), 1), part)
        return self.factor()

    def starts_factor(self) -> bool:
        kind = self.peek()
        return kind in {"number", "name", "const", "function", "frac", "(", "{"} or (kind == "|" and not self.bars)

    def factor(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnreadableError("nested too deeply")
        if self.peek() in {"-", "+"}:
            negative = self.take().kind == "-"
            inner = self.factor()
            result = self.node("neg", inner) if negative else inner
        else:
            result = self.power(self.primary())
        self.depth -= 1
        return result

    def power(self, base: Node) -> Node:
        while self.peek() == "%":
            self.take()
            base = self.node("/", base, self.node("n", 100, 1))
        if self.peek() != "^":
            return base
        self.take()
        exponent = self.factor()
        value = exact(exponent)
        if value is not None and abs(value) > MAX_EXPONENT:
            raise UnreadableError("exponent out of range")
        result = self.node("^", base, exponent)
        if value is None and not names_in(exponent) and not names_in(base):
            if _is_tower(exponent):
                raise UnreadableError("power out of range")
            return result
        if value is not None and value.denominator == 1 and exact(base) is not None and exact(result) is None:
            raise UnreadableError("power out of range")
        return result

    def primary(self) -> Node:
        token = self.take()
        match token.kind:
            case "number":
                value = _number(token.text)
                return self.node("n", value.numerator, value.denominator)
            case "name":
                return self.variable(token.text)
            case "const":
                return self.variable(token.text) if token.text in self.variables else self.node("c", token.text)
            case "(" | "{":
                bars, self.bars = self.bars, 0
                inner = self.sum()
                self.take(")" if token.kind == "(" else "}")
                self.bars = bars
                return inner
            case "|":
                self.bars += 1
                inner = self.sum()
                self.take("|")
                self.bars -= 1
                return self.node("f", "abs", inner)
            case "frac":
                top = self.argument()
                return self.node("/", top, self.argument())
            case "function":
                return self.function(token.text)
        raise UnreadableError(f"unexpected {token.text}")

    def variable(self, name: str) -> Node:
        if self.peek() == "_":
            self.take()
            index = self.argument()
            if index[0] not in {"n", "v"}:
                raise UnreadableError("odd index")
            name = f"{name}_{index[1]}"
            self.names.discard(str(index[1]))
        self.names.add(name)
        if len(self.names) > MAX_VARIABLES:
            raise UnreadableError("too many variables")
        return self.node("v", name)

    def argument(self) -> Node:
        r"""Read what follows \frac, _ and the like: a group in braces, or one token."""
        if self.peek() == "number" and self.tokens[self.at].text.isdigit() and len(self.tokens[self.at].text) > 1:
            raise UnreadableError("put braces around it")
        return self.primary()

    def function(self, name: str) -> Node:
        degree: Node | None = None
        exponent: Node | None = None
        if name == "log" and self.peek() == "_":
            self.take()
            degree = self.argument()
        if name == "sqrt" and self.peek() == "(" and self.tokens[self.at - 1].text == "sqrt" and self._is_degree():
            self.take()
            degree = self.sum()
            self.take(")")
        if self.peek() == "^":
            self.take()
            exponent = self.factor()
        if self.peek() in {"(", "{", "|"}:
            inner = self.primary()
        elif name in {"sqrt", "cbrt"}:
            inner = self.factor()
        else:
            inner = self.bare_argument()
        result = (
            self.node("f", name, inner)
            if degree is None
            else self.node("root" if name == "sqrt" else "log", inner, degree)
        )
        return result if exponent is None else self.node("^", result, exponent)

    def _is_degree(self) -> bool:
        r"""Tell \sqrt[3]{x} (brackets arrive as parentheses) from sqrt(3)."""
        closing = next((i for i in range(self.at, len(self.tokens)) if self.tokens[i].kind == ")"), len(self.tokens))
        return closing - self.at <= 3 and closing + 1 < len(self.tokens) and self.tokens[closing + 1].kind == "{"

    def bare_argument(self) -> Node:
        """Read sin 2x without parentheses: a product without signs, up to the next function."""
        left = self.factor()
        while self.peek() in {"name", "const", "("} and self.tokens[self.at - 1].kind != ")":
            left = self.node("*", left, self.factor())
        return left


def _is_tower(node: Node) -> bool:
    """Return whether a power stands in the tree."""
    return node[0] == "^" or any(isinstance(part, tuple) and _is_tower(part) for part in node[1:])


def names_in(node: Node) -> frozenset[str]:
    """Return the variables of a tree."""
    if node[0] == "v":
        return frozenset({node[1]})
    found: frozenset[str] = frozenset()
    for part in node[1:]:
        if isinstance(part, tuple):
            found |= names_in(part)
    return found


def parse(text: str, variables: frozenset[str] = frozenset()) -> Statement:
    """Read an expression, equation or inequality.

    Args:
        text: What was typed, at most 200 characters: plain, Unicode or LaTeX notation.
        variables: Names that are variables here although they look like constants (e, i).

    Raises:
        UnreadableError: Not mathematics on our lists, or beyond a limit (length, depth, size, exponents).
    """
    parser = _Parser(tokenize(text), variables)
    if not parser.tokens:
        raise UnreadableError("empty")
    return parser.statement()
