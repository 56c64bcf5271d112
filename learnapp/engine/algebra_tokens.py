"""From what a student typed to tokens: plain, Unicode and LaTeX notation, and nothing that is not on these lists."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MAX_CHARS = 200

FUNCTIONS = frozenset(
    "sqrt cbrt abs sin cos tan sec csc cot sinh cosh tanh asin acos atan arcsin arccos arctan ln log exp".split()
)
_SAME_FUNCTION = {"arcsin": "asin", "arccos": "acos", "arctan": "atan"}
_GREEK = frozenset("alpha beta gamma delta epsilon theta lambda mu rho sigma tau phi omega".split())
_INFINITY = frozenset({"inf", "infinity", "infty", "oo"})
_NAMES = sorted(FUNCTIONS | _GREEK | _INFINITY | {"pi"}, key=len, reverse=True)
_LONGEST_PRODUCT_OF_LETTERS = 3

_COMMANDS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "le": "<=", "leq": "<=", "ge": ">=", "geq": ">=",
    "lt": "<", "gt": ">", "ne": "!=", "neq": "!=", "%": "%", "lvert": "|", "rvert": "|", "vert": "|",
}  # fmt: skip
_SKIPPED_COMMANDS = frozenset({"left", "right", "displaystyle", "quad", ",", ";", ":", "!", " ", "$"})
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SIGNS = str.maketrans(
    {
        "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "•": "*", "÷": "/",
        "⁄": "/", "∕": "/", "≤": "<=", "≥": ">=", "≠": "!=", "π": " pi ", "√": " sqrt ", "∞": " inf ", "θ": " theta ",
        "[": "(", "]": ")", "\u200b": "", "\u2061": "", "\u2062": "*",
    }
)  # fmt: skip
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+,\d+(?![\d,])|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3}(?!\d))?)"
    r"|(?P<command>\\(?:[A-Za-z]+|[^A-Za-z]))"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<op>\*\*|<=|>=|!=|[-+*/^(){}|=<>_%])"
)
RELATIONS = frozenset({"=", "<", ">", "<=", ">=", "!="})


class UnreadableError(ValueError):
    """The text is not mathematics that we read; the message says what stopped us."""


class Token(NamedTuple):
    """One token: kind is number, name, function, frac, const or the operator itself."""

    kind: str
    text: str
    spaced: bool = False


def normalised(text: str) -> str:
    """Return the text with unicode signs, superscripts, vulgar fractions and dollar signs written in plain ASCII.

    Degree signs are dropped: an answer in degrees is compared as a number of degrees.
    """
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda m: f"^({m.group().translate(_SUPERSCRIPTS)})", text)
    text = re.sub(r"[¼-¾⅐-⅞]", lambda m: f" {unicodedata.normalize('NFKC', m.group()).replace('⁄', '/')} ", text)
    text = re.sub(r"(?:\*\*|\^)?\{?(?:\\circ|\\degree|°)\}?|\bdegrees?\b", " ", text)
    text = re.sub(r"\\operatorname\{([a-z]{2,6})\}", r" \1 ", text)
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    return text.replace("\\$", " ").replace("$", " ").strip().rstrip(".")


def _split_letters(run: str) -> list[Token]:
    """Split a run of letters into functions, constants and one-letter variables; refuse what looks like a word."""
    tokens: list[Token] = []
    rest, singles = run, 0
    while rest:
        name = next((n for n in _NAMES if rest.startswith(n)), None)
        if name is None:
            singles += 1
            if singles > _LONGEST_PRODUCT_OF_LETTERS:
                raise UnreadableError(f"unknown name: {run[:20]}")
            tokens.append(Token("const" if rest[0] in "ei" else "name", rest[0]))
            rest = rest[1:]
            continue
        if name in FUNCTIONS:
            tokens.append(Token("function", _SAME_FUNCTION.get(name, name)))
        elif name == "pi":
            tokens.append(Token("const", "pi"))
        else:
            tokens.append(Token("name", "inf" if name in _INFINITY else name))
        rest = rest[len(name) :]
    return tokens


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text.

    Raises:
        UnreadableError: Too long, or a character or name that is not on the lists.
    """
    if len(text) > MAX_CHARS:
        raise UnreadableError("too long")
    text = normalised(text)
    tokens: list[Token] = []
    at, spaced = 0, False
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise UnreadableError(f"unexpected character: {text[at]}")
        at, kind, word = match.end(), match.lastgroup, match.group()
        if kind == "space":
            spaced = True
            continue
        if kind == "number":
            found = [Token("number", word, spaced)]
        elif kind == "letters":
            found = _split_letters(word)
        elif kind == "command":
            found = _command(word[1:])
        else:
            found = [Token("^" if word == "**" else word, word)]
        tokens += found
        spaced = False
    if len(tokens) > MAX_CHARS:
        raise UnreadableError("too long")
    return tokens


def _command(name: str) -> list[Token]:
    if name in _SKIPPED_COMMANDS:
        return []
    if name in _COMMANDS:
        return [Token(_COMMANDS[name], name)]
    if name in {"frac", "dfrac", "tfrac"}:
        return [Token("frac", name)]
    if name in FUNCTIONS or name in _GREEK or name in _INFINITY or name == "pi":
        return _split_letters(name)
    raise UnreadableError(f"unknown command: {name[:20]}")
