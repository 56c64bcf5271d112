"""Sums and conversions said in words: "half of 9 is 4.5", "20 % of 50 is 10", "2 km are 2000 m"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from learnapp.knowledge.verification import formulas
from learnapp.knowledge.verification.equations import Truth
from learnapp.knowledge.verification.reading import folded

_WORD = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|[^\W\d_]+|[%,;:.()=+*/−-]")
_OPERATION = {
    "plus": "+", "minus": "-", "times": "*", "mas": "+", "menos": "-", "por": "*", "veces": "*", "+": "+", "*": "*",
    "/": "/", "−": "-",
}  # fmt: skip
_IS = frozenset("is are equals equal makes make gives give = son es da dan was were".split())
_SKIPPED = frozenset({"the", "a", "an", "number", "also", "only", "el", "la", "to", "exactly", "los", "las"})
_LENGTH, _MASS, _TIME, _VOLUME, _MONEY = "length", "mass", "time", "volume", "money"
UNITS: dict[str, tuple[str, Fraction]] = {
    name: (kind, Fraction(size))
    for kind, table in {
        _LENGTH: "mm millimetre millimeter:1/1000;cm centimetre centimeter:1/100;m metre meter metro:1;"
        "km kilometre kilometer kilometro:1000;inch inches pulgada:127/5000;foot feet pie:381/1250;"
        "yard yarda:1143/1250;"
        "mile milla:201168/125",
        _MASS: "mg milligram:1/1000;g gram gramme gramo:1;kg kilogram kilogramo kilo:1000;tonne:1000000;"
        "ounce:45359237/1600000;pound:45359237/100000",
        _TIME: "second segundo:1;minute minuto:60;hour hora:3600;day dia:86400;week semana:604800",
        _VOLUME: "ml millilitre milliliter mililitro:1/1000;l litre liter litro:1;",
        _MONEY: "cent centavo:1/100;dollar dolar:1",
    }.items()
    for row in table.split(";")
    if row
    for name, size in [(name, row.split(":")[1]) for name in row.split(":")[0].split()]
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in words: the numbers in it, as keys, and whether it is true."""

    numbers: tuple[str, ...]
    truth: Truth
    denied: bool


def found_in(text: str) -> list[Sum]:
    """Return the sums and conversions that a sentence states."""
    words = [folded(one) for one in _WORD.findall(_spelt(text))]
    found = []
    at = 0
    while at < len(words):
        step = _conversion(words, at) or _sum(words, at)
        if step is None:
            at += 1
            continue
        found.append(step[0])
        at = step[1]
    return found


def _spelt(text: str) -> str:
    """Write simple formulas as plain numbers."""
    out, at = [], 0
    for start, end, formula in formulas.spans(text):
        key = formulas.written(formula)
        out += [text[at:start], f" {key} " if re.fullmatch(r"-?\d+(?:\.\d+)?%?|\d+/\d+", key) else " § "]
        at = end
    return "".join(out) + text[at:]


def _number(words: Sequence[str], at: int) -> tuple[Fraction, int, str] | None:
    if at < len(words) and words[at] == "-" and at + 1 < len(words) and words[at + 1].isdigit():
        return -Fraction(words[at + 1]), at + 2, words[at + 1]
    while at < len(words) and words[at] in {"the", "el", "la"}:
        at += 1
    if at >= len(words):
        return None
    if at + 2 < len(words) and words[at].isdigit() and words[at + 1] == "/" and words[at + 2].isdigit():
        if int(words[at + 2]) == 0:
            return None
        return Fraction(int(words[at]), int(words[at + 2])), at + 3, f"{words[at]}/{words[at + 2]}"
    read = formulas.number_words(list(words), at)
    if read is None:
        return None
    value, took = Fraction(read[0]), read[1]
    if at + took < len(words) and words[at + took] in {"%", "percent"}:
        return value / 100, at + took + 1, read[0]
    return value, at + took, read[0]


def _sum(words: Sequence[str], at: int) -> tuple[Sum, int] | None:
    first = _number(words, at)
    if first is None:
        return None
    value, place, key = first
    numbers, worked = [key], False
    while place < len(words):
        sign, ahead = _sign(words, place, value)
        following = _number(words, ahead) if sign else None
        if following is None:
            break
        other, after, key = following
        if sign == "/" and other == 0:
            return None
        value = _worked(sign, value, other)
        place, worked = after, True
        numbers.append(key)
    if not worked or place >= len(words) or words[place] not in _IS:
        return _fits(words, at)
    place, denied = place + 1, False
    while place < len(words) and (words[place] in _SKIPPED or words[place] == "not"):
        denied = denied or words[place] == "not"
        place += 1
    last = _number(words, place)
    if last is None:
        return None
    truth = (value == last[0]) != denied
    return Sum((*numbers, last[2]), Truth.TRUE if truth else Truth.FALSE, denied), last[1]


def _worked(sign: str, value: Fraction, other: Fraction) -> Fraction:
    if sign == "+":
        return value + other
    if sign == "-":
        return value - other
    return value * other if sign == "*" else value / other


def _sign(words: Sequence[str], place: int, value: Fraction) -> tuple[str, int]:
    if words[place] in _OPERATION:
        return _OPERATION[words[place]], place + 1
    if list(words[place : place + 2]) in (["divided", "by"], ["dividido", "por"], ["dividido", "entre"]):
        return "/", place + 2
    if list(words[place : place + 2]) == ["multiplied", "by"]:
        return "*", place + 2
    if words[place] in {"of", "de"} and value.denominator > 1:
        return "*", place + 1
    return "", place


def _fits(words: Sequence[str], at: int) -> tuple[Sum, int] | None:
    """Read "there are 12 halves in 6"."""
    first = _number(words, at)
    if first is None or "/" not in first[2] or first[1] >= len(words) or words[first[1]] not in {"in", "en"}:
        return None
    second = _number(words, first[1] + 1)
    if second is None or second[0] <= 1 or at == 0 or words[at - 1] not in {"are", "hay", "fit"}:
        return None
    return Sum((first[2], second[2]), Truth.TRUE if first[0] == second[0] else Truth.FALSE, False), second[1]


def _conversion(words: Sequence[str], at: int) -> tuple[Sum, int] | None:
    first = _measure(words, at)
    if first is None or first[2] >= len(words) or words[first[2]] not in _IS:
        return None
    second = _measure(words, first[2] + 1)
    if second is None or first[0] != second[0] or first[3] == second[3]:
        return None
    truth = Truth.TRUE if first[1] == second[1] else Truth.FALSE
    return Sum((first[4], second[4]), truth, False), second[2]


def _measure(words: Sequence[str], at: int) -> tuple[str, Fraction, int, str, str] | None:
    """Return (kind, size, next place, unit, number) of "2 km"."""
    one = at < len(words) and words[at] in {"one", "a", "an", "un", "una"}
    number = (Fraction(1), at + 1, "1") if one else _number(words, at)
    if number is None or number[1] >= len(words):
        return None
    unit = words[number[1]]
    kind = UNITS.get(unit) or UNITS.get(unit.removesuffix("s")) or UNITS.get(unit.removesuffix("es"))
    if kind is None:
        return None
    return kind[0], number[0] * kind[1], number[1] + 1, unit.removesuffix("s"), number[2]
