"""Numbers that a text says, however they are written: digits, fractions, LaTeX, per cent, English and Spanish words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

MOST_CHARACTERS, MOST_DIGITS = 4_000, 15
"""Of a text that are read; and digits beyond which something is no number of a lesson."""
_UNITS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
} | {
    word: value
    for value, word in enumerate(
        """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete
        dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete
        veintiocho veintinueve""".split()
    )
}
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "cien": 100, "ciento": 100, "mil": 1_000,
           "millon": 10**6, "millones": 10**6}  # fmt: skip
_WHOLE_SCALES = frozenset({"cien", "ciento", "mil"})
"""Scales that are numbers by themselves."""
_HALVES = {"half": 2, "halves": 2, "medio": 2, "media": 2, "medios": 2, "mitad": 2}
_PARTS = {
    word: value
    for value, names in {
        3: "third tercio", 4: "quarter fourth cuarto", 5: "fifth quinto", 6: "sixth sexto", 7: "seventh septimo",
        8: "eighth octavo", 9: "ninth noveno", 10: "tenth decimo", 11: "eleventh onceavo", 12: "twelfth doceavo",
        13: "thirteenth treceavo", 14: "fourteenth catorceavo", 15: "fifteenth quinceavo", 16: "sixteenth dieciseisavo",
        18: "eighteenth dieciochoavo", 20: "twentieth veinteavo", 24: "twenty-fourth veinticuatroavo",
        25: "twenty-fifth veinticincoavo", 30: "thirtieth treintavo", 100: "hundredth centesimo",
        1_000: "thousandth milesimo",
    }.items()
    for name in names.split()
    for word in (name, f"{name}s")
} | _HALVES  # fmt: skip
_ALONE = frozenset({"half", "mitad"})
"""What is a number without another word before it: "media" is mostly the mean."""
_SPANISH = re.compile(r"\b(?:el|la|los|las|es|son|de|del|que|por|una?|da|se|y)\b")
_ENGLISH = re.compile(r"\b(?:the|is|are|of|and|you|to|in|it|that|if|then)\b")
_ONES = frozenset({"a", "an", "one", "un", "una", "uno", "1"})
_OVER = ("over", "sobre", "entre", "by")
_COMMAND = re.compile(r"\\[dtc]?frac\s*(?:\{([^{}]*)\}\s*\{([^{}]*)\}|(\d)\s*(\d))|\{([^{}]*)\\over\b([^{}]*)\}")
_DIGITS = r"\d+(?:[.,'\u00a0\u202f ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?|[.,]\d+"
_QUOTIENT = re.compile(rf"(?<![\d.,/])({_DIGITS})\s*/\s*\(?({_DIGITS})\)?(?!\s*/)")
_MIXED = re.compile(r"(?<![\d.,/])(\d+)(?:\s+|\s+and\s+|\s+y\s+)(\d+)\s*/\s*(\d+)(?!\s*/)")
_NUMBER = re.compile(rf"(?<![\d.,])({_DIGITS})(\s?%|\s+(?:per\s?cent|por\s?ciento)\b)?")
_MOST_BESIDE = 4
"""Words beside a number from which on a text is no longer that number."""
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")


def numbers(text: str) -> frozenset[Fraction]:
    """Return the numbers that a text says, without their signs; CPU work, some hundred characters in a millisecond.

    What can be read in two ways is read in both: "1,200" is 1200 and 1.2, "2 3/4" is 11/4 and 3/4, "25 %" is 25 and
    1/4. "One" and "a" by themselves are no numbers, they are mostly something else.
    """
    return frozenset().union(*readings(text))


def readings(text: str) -> tuple[frozenset[Fraction], ...]:
    """Return each number that a text says with all that it may mean; see `numbers`."""
    plain = folded(text[:MOST_CHARACTERS])
    found: list[frozenset[Fraction]] = []
    inside: set[int] = set()
    for one in _MIXED.finditer(plain):
        if bottom := _value(one[3]):
            parts = {top / bottom for top in _values(one[2])}
            found.append(frozenset(parts | {whole + part for whole in _values(one[1]) for part in parts}))
            inside.update(range(*one.span()))
    for pattern in (_QUOTIENT, _NUMBER):
        for one in pattern.finditer(plain):
            if one.start() in inside:
                continue
            values = _values(one[1])
            if pattern is _QUOTIENT:
                values = {top / bottom for top in values for bottom in _values(one[2]) if bottom}
                inside.update(range(*one.span()))
            elif one[2]:
                values |= {value / 100 for value in values}
            if values:
                found.append(frozenset(values))
    return (*found, *(frozenset({one}) for one in sorted(_in_words(plain))))


def alone(text: str) -> frozenset[Fraction]:
    """Return what a text means that is one number, perhaps with a name before it or a unit behind; none for others."""
    bare = re.sub(r"^[^\d\W]\w{0,2}\s*=\s*|[$\u20ac\u00a3]", "", folded(text).strip()).strip(" +-\u2212.()")
    found = readings(bare)
    if len(found) != 1 or (re.match(r"[\d.,]", bare) and re.search(r"\d[^\d]*[=<>*^+]|[*^+]", bare)):
        return frozenset()
    rest = re.sub(r"[\d.,/'%\s\u2212-]+", " ", bare).split()
    mixed = _MIXED.fullmatch(bare)
    if mixed is not None:
        return frozenset({max(found[0])})
    return found[0] if len(rest) < _MOST_BESIDE else frozenset()


def folded(text: str) -> str:
    r"""Return a text in small letters without accents, every fraction in it with a slash."""
    for _ in range(3):
        text = _COMMAND.sub(_slash, text)
    text = re.sub(r"\\(?:left|right|,|;|:|!| )", " ", text).replace("\\%", "%").replace("\\div", "/")
    # A sign such as one half is taken apart with its own slash.
    apart = unicodedata.normalize("NFKD", re.sub(r"(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e])", " ", text).casefold())
    apart = "".join(one for one in apart if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
    return re.sub(r"[\u2044\u2215\u00f7]", "/", apart)


def _slash(one: re.Match[str]) -> str:
    top, bottom = (one[1], one[2]) if one[2] is not None else (one[3], one[4]) if one[4] else (one[5], one[6])
    return f" {top.strip()}/{bottom.strip()} "


def _values(written: str) -> set[Fraction]:
    """Return what digits may mean, by the customs of both languages."""
    bare = written.strip()
    groups = re.fullmatch(r"\d{1,3}(?:([.,'\u00a0\u202f ])\d{3})(?:\1\d{3})*(?:[.,]\d+)?", bare)
    found = {_value(bare.replace(",", "."))}
    if groups is not None:
        found.add(_value(bare.replace(groups[1], "").replace(",", ".")))
    return {one for one in found if one is not None}


def _value(digits: str) -> Fraction | None:
    digits = f"0{digits}" if digits.startswith(".") else digits
    if len(digits) > MOST_DIGITS or re.fullmatch(r"\d+(?:\.\d+)?", digits) is None:
        return None
    return Fraction(digits)


def _in_words(plain: str) -> set[Fraction]:
    """Return the numbers that stand in words: "eleven twelfths", "once doceavos", "eleven over twelve"."""
    tokens = [part for word in _TOKEN.findall(plain) for part in _split(word)]
    if "once" in tokens and (_ENGLISH.search(plain) or not _SPANISH.search(plain)):
        # Eleven in Spanish; in English it says when.
        tokens = [
            "11" if one == "once" and (ahead in _PARTS or ahead in _OVER) else "" if one == "once" else one
            for one, ahead in zip(tokens, [*tokens[1:], ""], strict=True)
        ]
    found: set[Fraction] = set()
    at = 0
    while at < len(tokens):
        value, took = _whole(tokens, at)
        after = at + took
        if value is None:
            if tokens[at] in _ALONE:
                found.add(Fraction(1, 2))
            elif tokens[at] in _ONES and at + 1 < len(tokens) and tokens[at + 1] in _PARTS:
                found.add(Fraction(1, _PARTS[tokens[at + 1]]))
                took = 2
            at += max(took, 1)
            continue
        ahead = tokens[after] if after < len(tokens) else ""
        if ahead in _PARTS:
            found.add(value / _PARTS[ahead])
            after += 1
        elif ahead in _OVER and (below := _whole(tokens, after + 1))[0]:
            found.add(value / (below[0] or 1))
            after += 1 + below[1]
        elif not tokens[at].isdigit():
            found.add(value)
        at = after
    return found


def _split(word: str) -> list[str]:
    return [word] if word in _PARTS else word.split("-")


def _whole(tokens: Sequence[str], at: int) -> tuple[Fraction | None, int]:
    """Return the whole number that begins at a word, and how many words it takes; (None, 0) where none does."""
    if at >= len(tokens):
        return None, 0
    word = tokens[at]
    if word.isdigit():
        return (Fraction(word), 1) if len(word) <= MOST_DIGITS else (None, 0)
    scaled = at + 1 < len(tokens) and tokens[at + 1] in _SCALES
    if word in ("one", "uno") and not scaled:
        return None, 0
    if word in _UNITS:
        value, took = _UNITS[word], 1
    elif word in _TENS:
        value, took = _TENS[word], 1
        rest = at + 2 if at + 1 < len(tokens) and tokens[at + 1] == "y" else at + 1
        if rest < len(tokens) and 0 < _UNITS.get(tokens[rest], 0) < 10:
            value, took = value + _UNITS[tokens[rest]], rest - at + 1
    elif word in _WHOLE_SCALES:
        value, took = _SCALES[word], 1
    else:
        return None, 0
    while at + took < len(tokens) and tokens[at + took] in _SCALES:
        value, took = value * _SCALES[tokens[at + took]], took + 1
    return Fraction(value), took
