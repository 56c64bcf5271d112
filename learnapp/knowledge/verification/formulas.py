"""Formulas and numbers in a sentence: where they stand, and one way to write each."""

from __future__ import annotations

import re
from fractions import Fraction

_MATH = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
_ATOM = (
    r"(?:\\d?frac\s*\{[^{}]{1,40}\}\s*\{[^{}]{1,40}\}|[-−]?\d+(?:[.,]\d+)*\s?%?(?:[a-z](?![a-z]))?"
    r"|[-−]?[a-zA-Z](?![A-Za-z])|[-−]?\d*\([^()$]{1,40}\))"
)
_SIGN = r"\s*(?:<=|>=|!=|\\cdot|\\times|\\div|[=<>+*/^÷×·≤≥≠]|(?<=\s)[-−](?=\s)|(?<=\d)[-−](?=\d{1,2}\b))\s*"
_PLAIN = re.compile(rf"(?<![\w$\\]){_ATOM}(?:{_SIGN}{_ATOM})+(?![\w])")
_RELATION = re.compile(r"<=|>=|!=|=|<|>")
_PART = re.compile(r"\(-?\d+\)|-?\d+(?:\.\d+)?/\d+|\d+(?:\.\d+)?[a-z]+(?:\^\d)?|\d+(?:\.\d+)?|[a-z](?:\^\d)?")
_FRACTION = re.compile(r"\\[dt]?frac\s*(?:\{([^{}]*)\}\s*\{([^{}]*)\}|(\d)\s*(\d))")

_MIXED = re.compile(r"(?<![\w.])(\d+)\s*\\[dt]?frac\s*\{(\d+)\}\s*\{(\d+)\}")

_UNITS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
} | {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11,
    "doce": 12, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "cien": 100,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "dozen": 12, "mil": 1_000,
           "millon": 10**6, "millones": 10**6}  # fmt: skip
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "sixth": 6,
    "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9, "tenth": 10,
    "tenths": 10, "twelfth": 12, "twelfths": 12, "mitad": 2, "tercio": 3, "tercios": 3, "cuarto": 4, "cuartos": 4,
    "quinto": 5, "quintos": 5,
}  # fmt: skip
_LONGEST = 40
"""Characters beyond which digits are no number that a lesson has."""
_ALONE = frozenset({"half", "mitad"})
"""What is a number without another word before it; a "third" or "quarter" needs "one" or "a"."""


def spans(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, formula) of the formulas of a text: between dollar signs, or plain with a sign."""
    found = [(one.start(), one.end(), one.group(1) or one.group(2)) for one in _MATH.finditer(text)]
    for one in _PLAIN.finditer(text):
        apart = all(one.end() <= start or one.start() >= end for start, end, _ in found)
        if apart and any(each.isdigit() for each in one.group()):
            found.append((one.start(), one.end(), one.group()))
    return sorted(found)


def written(formula: str) -> str:
    r"""Return a formula in one way of writing: \frac{a}{b}, a/b and ÷ are the same, spaces and \left are nothing."""
    text = formula.strip().strip("$")
    # 2 1/3 is a mixed number, 5 7/3 is a product.
    text = _MIXED.sub(lambda one: _mixed(int(one[1]), int(one[2]), int(one[3])), text)
    for _ in range(4):
        text = _FRACTION.sub(_slash, text)
    text = re.sub(r"\\(?:left|right|qquad|quad|displaystyle|mathrm|[,;:! ])", " ", text)
    text = re.sub(r"\\text\{([^{}]*)\}", r" \1 ", text)
    for command, sign in (
        (r"\\(?:cdot|times|ast)", "*"), (r"\\div", "/"), (r"\\leq?", "<="), (r"\\geq?", ">="), (r"\\neq?", "!="),
        (r"\\%", "%"), ("[×·⋅]", "*"), ("÷", "/"), ("[−–]", "-"), ("≤", "<="), ("≥", ">="), ("≠", "!="),
    ):  # fmt: skip
        text = re.sub(command + (r"(?![A-Za-z])" if command.startswith(r"\\") and command[-1].isalpha() else ""), sign,
                      text)  # fmt: skip
    text = re.sub(r"(\d),(?=\d{3}(?!\d))", r"\1", text)
    text = re.sub(r"[{}]", lambda one: "(" if one.group() == "{" else ")", text)
    text = re.sub(r"\s+", "", text)
    return re.sub(r"\^\((\w)\)", r"^\1", text).rstrip(".,;").lower()


def _mixed(whole: int, top: int, bottom: int) -> str:
    return f"({whole}+{top}/{bottom})" if top < bottom else f"{whole}*({top}/{bottom})"


def _slash(one: re.Match[str]) -> str:
    top, bottom = (one.group(1) or one.group(3) or "").strip(), (one.group(2) or one.group(4) or "").strip()
    simple = r"-?\w+(?:\.\d+)?"
    top = top if re.fullmatch(simple, top) else f"({top})"
    bottom = bottom if re.fullmatch(r"\w+", bottom) else f"({bottom})"
    return f"{top}/{bottom}" if re.fullmatch(r"-?\d+/\d+", f"{top}/{bottom}") else f"({top})/{bottom}"


def parts(key: str) -> frozenset[str]:
    """Return what a written formula may be met by: itself, its sides, pairs of its sides, and its numbers and terms."""
    sides = [side for side in _RELATION.split(key) if side]
    signs = _RELATION.findall(key)
    found = {key, *sides}
    if len(sides) > 2 and set(signs) == {"="}:
        found |= {f"{sides[i]}={sides[j]}" for i in range(len(sides)) for j in range(i + 1, len(sides))}
    for each in sides:
        bare = each
        while bare.startswith("(") and bare.endswith(")"):
            bare = bare[1:-1]
        found.add(bare)
    found |= {one for one in _PART.findall(key) if one[-1:].isalpha() or "^" in one}
    return frozenset(found)


def number_words(words: list[str], at: int) -> tuple[str, int] | None:
    """Return (number, words that it takes) where a number in words begins, or None.

    "Three fifths" is 3/5, "two million" 2000000; "one" by itself is no number, it is mostly a pronoun.
    """
    word = words[at]
    if len(word) > _LONGEST:
        return None
    if word in _ALONE:
        return "1/2", 1
    ahead = words[at + 1] if at + 1 < len(words) else ""
    if word in {"a", "one", "un", "una"} and ahead in _PARTS:
        return f"1/{_PARTS[ahead]}", 2
    value = Fraction(word.replace(",", "")) if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", word) else None
    if value is None and word in _UNITS and word != "one":
        value = Fraction(_UNITS[word])
    if value is None:
        return ("1000000", 2) if word == "a" and ahead == "million" else None
    took = 1
    if word in _UNITS and _UNITS[word] >= 20 and ahead in _UNITS and 0 < _UNITS[ahead] < 10:
        value, took = value + _UNITS[ahead], 2
    if took < len(words) - at and words[at + took] in _PARTS and value.denominator == 1 and value < 100:
        return f"{value}/{_PARTS[words[at + took]]}", took + 1
    while at + took < len(words) and words[at + took] in _SCALES:
        value, took = value * _SCALES[words[at + took]], took + 1
    return shown(value), took


def shown(value: Fraction) -> str:
    """Return a number as digits: a decimal where it ends, else a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    decimal = f"{float(value):.10f}".rstrip("0")
    return decimal if Fraction(decimal) == value else f"{value.numerator}/{value.denominator}"
