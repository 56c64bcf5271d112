"""True sentences made wrong by rule, and true sentences said a little otherwise; the same every time."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

_NAME = re.compile(r"(?<!^)(?<![.!?:] )\b[A-Z][a-z]{3,}\b")
_YEAR = re.compile(r"\b1[78]\d\d\b")
_AUXILIARY = re.compile(r"\b(is|are|was|were|can|must|had|has|could|will|would|should|did|do|does)\b(?! not\b)")
_NEGATED = re.compile(
    r"\b(is|are|was|were|can|must|had|has|could|will|would|should|did|do|does)(?: not\b|n't\b)|\bnever "
)
_NUMBER = re.compile(r"(?<![\d.,/$\\{^])\b(\d{1,3}(?:,\d{3})+|\d{1,3})\b(?![\d.,]?\d|[/}%°])")
_PAIRS = (
    ("more", "less"), ("larger", "smaller"), ("before", "after"), ("all", "some"), ("every", "one"), ("most", "few"),
    ("always", "never"), ("both", "neither"), ("increase", "decrease"), ("add", "subtract"), ("multiply", "divide"),
    ("north", "south"), ("North", "South"), ("Northern", "Southern"), ("top", "bottom"), ("tops", "bottoms"),
    ("left", "right"), ("positive", "negative"), ("free", "slave"), ("numerator", "denominator"), ("first", "last"),
    ("equal", "unequal"), ("same", "opposite"), ("higher", "lower"), ("greater", "less"), ("early", "late"),
)  # fmt: skip


def _outside(text: str, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """Return the matches that lie in no formula."""
    formulas = [one.span() for one in re.finditer(r"\$[^$]*\$", text)]
    return [one for one in pattern.finditer(text) if not any(a <= one.start() < b for a, b in formulas)]


def _put(text: str, at: re.Match[str], new: str, group: int = 0) -> str:
    return text[: at.start(group)] + new + text[at.end(group) :]


def negation(text: str, chance: random.Random, _names: Sequence[str]) -> str | None:
    """Deny what is said, or say what is denied."""
    there = _outside(text, _NEGATED)
    if there:
        one = chance.choice(there)
        return _put(text, one, one.group(1) or "").replace("  ", " ")
    plain = _outside(text, _AUXILIARY)
    if not plain or text.rstrip().endswith("?"):
        return None
    one = chance.choice(plain)
    return _put(text, one, f"{one.group()} not")


def entity(text: str, chance: random.Random, names: Sequence[str]) -> str | None:
    """Swap two names, or put another name of the course in the place of one."""
    found = _outside(text, _NAME)
    if not found:
        return None
    different = sorted({one.group() for one in found})
    if len(different) > 1 and chance.random() < 0.5:
        first, second = chance.sample(different, 2)
        if re.search(rf"\b({first}|{second}),?(?: [A-Z]\w+,?)* (?:and |or )?({first}|{second})\b", text):
            # Members of one list may stand in any order.
            return None
        return re.sub(rf"\b({first}|{second})\b", lambda one: second if one.group() == first else first, text)
    others = [name for name in names if name not in text]
    return _put(text, chance.choice(found), chance.choice(others)) if others else None


def date(text: str, chance: random.Random, _names: Sequence[str]) -> str | None:
    """Put another year."""
    found = _outside(text, _YEAR)
    if not found:
        return None
    one = chance.choice(found)
    return _put(text, one, str(int(one.group()) + chance.choice((-20, -10, -3, -1, 1, 2, 10, 30))))


def formula(text: str, chance: random.Random, _names: Sequence[str]) -> str | None:
    """Change the last number of a formula: after a sign of equality, so that it cannot stay right."""
    found = list(re.finditer(r"\$([^$]*=[^$=]*?)(\d+)([^\d$=]*)\$", text))
    found = [one for one in found if "^" not in one.group(3) and not one.group(1).rstrip().endswith(("^", "^{", "_"))]
    if not found:
        return None
    one = chance.choice(found)
    return _put(text, one, str(int(one.group(2)) + chance.choice((1, 2, 3, 10))), 2)


def amount(text: str, chance: random.Random, _names: Sequence[str]) -> str | None:
    """Change a number in the words."""
    found = [one for one in _outside(text, _NUMBER) if not _YEAR.fullmatch(one.group())]
    if not found:
        return None
    one = chance.choice(found)
    value = int(one.group().replace(",", ""))
    return _put(text, one, f"{value + chance.choice((1, 2, 5, 20)) * (10 ** max(0, len(str(value)) - 2)):,}")


def opposite(text: str, chance: random.Random, _names: Sequence[str]) -> str | None:
    """Put the opposite of a word."""
    ways = [(a, b) for a, b in (*_PAIRS, *((b, a) for a, b in _PAIRS)) if re.search(rf"\b{a}\b", text)]
    if not ways:
        return None
    old, new = chance.choice(ways)
    found = _outside(text, re.compile(rf"\b{old}\b"))
    return _put(text, chance.choice(found), new) if found else None


MUTATIONS: dict[str, Callable[[str, random.Random, Sequence[str]], str | None]] = {
    "negation": negation, "swapped entity": entity, "date": date, "altered formula": formula,
    "altered number": amount, "opposite": opposite,
}  # fmt: skip

_LEADS = ("In short, ", "Remember: ", "So ", "As the text says, ", "Note that ", "In other words, ")
_WORDS = {
    "do not": "don't", "does not": "doesn't", "cannot": "can't", "did not": "didn't", "began": "started",
    "begin": "start", "large": "big", "wanted": "wished", "build": "make", "however": "but", "about": "around",
    "nearly": "almost", "show": "reveal", "shows": "reveals", "whole": "entire", "quickly": "fast", "perhaps": "maybe",
    "therefore": "so", "for example": "for instance", "such as": "like", "forbidden": "banned", "kept": "retained",
}  # fmt: skip


def lightly(text: str, chance: random.Random) -> str:
    """Say a true sentence a little otherwise: a word before it, a usual synonym, a year moved to the front."""
    bare = re.sub(r"\*+(?=\w)|(?<=\w)\*+", "", text)
    moved = re.fullmatch(r"([A-Z][^$,;:]*?) in (1[78]\d\d)\.", bare)
    if moved is not None and chance.random() < 0.7:
        return f"In {moved.group(2)} {_small(moved.group(1))}."
    ways = [word for word in _WORDS if re.search(rf"\b{word}\b", bare)]
    if ways and chance.random() < 0.6:
        word = chance.choice(ways)
        return re.sub(rf"\b{word}\b", _WORDS[word], bare, count=1)
    return f"{chance.choice(_LEADS)}{_small(bare)}"


def _small(text: str) -> str:
    first = text.split(" ", 1)[0].rstrip(",")
    usual = {"The", "A", "An", "In", "It", "He", "She", "They", "This", "These", "You", "If", "When", "From", "To",
             "For", "One", "Two", "Each", "Every", "Some", "Most", "Many", "By", "On", "At", "No", "What",
             "That", "There",
             "Multiply", "Divide", "Add", "Subtract", "Find", "Write", "Look", "Put", "Do", "Use",
             "First", "Then"}  # fmt: skip
    return text[0].lower() + text[1:] if first in usual else text
