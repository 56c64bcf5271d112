"""Addresses and numbers of people in forms that a filter may miss: "zoe (at) school dot org", digits in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PART = r"[^\s@<>()\[\]{}\"',;:]"
# Only from where a word begins, so that no long one is read again from each of its letters.
_LOCAL, _HOST = rf"(?<!{_PART}){_PART}+", r"[^\W_](?:[\w-]*[^\W_])?"
_AT = r"(?:\s*@\s*|\s*[(\[{<]\s*(?:at|arroba|@)\s*[)\]}>]\s*)"
_DOT = r"(?:\.|\s+\.\s+|\s*[(\[{<]\s*(?:dot|punto|\.)\s*[)\]}>]\s*|\s+(?:dot|punto)\s+)"
_DIGIT = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
)
_NO_HOST = r"(?!(?:an?|the|this|that|each|every|any|el|la|un|una|este|cada|one|zero)\s)"
_NO_END = r"(?!(?:product|products|producto|plot|plots|diagram|notation|paper)\b)"
"""What follows "at" and "dot" in a lesson: "look at the dot on the line", "at x dot product"."""
_COUNTS = (
    "oh zero one two three four five six seven eight nine",
    "cero uno dos tres cuatro cinco seis siete ocho nueve",
)
_BORN = (
    r"\b(?:born|birthday|birth\s?date|date of birth|dob|naci|nacimiento|cumplea[nñ]os|cumplo)\b\W{0,3}(?:\w+\s+){0,2}"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("EMAIL", rf"{_LOCAL}{_AT}{_HOST}(?:{_DOT}{_HOST})+"),
        ("EMAIL", rf"{_LOCAL}\s+(?:at|arroba)\s+{_NO_HOST}{_HOST}(?:\s+(?:dot|punto)\s+{_NO_END}{_HOST})+"),
        ("EMAIL", rf"{_LOCAL}@(?={_PART}*[^\W\d_]{{2}}){_PART}+"),
        ("HANDLE", r"(?<![\w@])@[^\W\d]\w*(?:\.\w+)*"),
        ("URL", r"(?<![\w@./])(?<![\w-]-)(?:[a-z\d-]+\.)+[a-z]{2,}/[^\s<>\"]+"),
        ("PHONE", rf"\b{_DIGIT}(?:[\s-]{{1,2}}{_DIGIT}){{6,}}\b"),
        ("BIRTH_DATE", rf"(?:{_BORN})(\d{{1,4}}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?\d{{1,4}})"),
    )
)
_SPANISH_ID = re.compile(r"(?<!\w)(?:([XYZ])[\s.-]?)?(\d{7,8})[\s.-]?([A-Z])(?!\w)", re.IGNORECASE)
_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
"""Of a Spanish number of identity: the last letter is the rest of the number by 23."""
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WIDE = str.maketrans({"\uff20": "@", "\ufe6b": "@", "\uff0e": ".", "\u3002": "."})


def seen(text: str) -> str:
    """Return a text with one sign for "at", and without signs that nobody sees: they part a name for a machine only."""
    return _UNSEEN.sub("", text).translate(_WIDE)


def without(text: str) -> str:
    """Return a text with the kind, in brackets, in the place of what reads like an address or a number of somebody."""
    text = seen(text)
    end = len(text)
    for start, until, kind in sorted(spans(text), key=lambda one: (-one[1], one[0])):
        if until <= end:
            text, end = f"{text[:start]}[{kind}]{text[until:]}", start
    return text


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) of what reads like an address or a number of somebody; they may overlap."""
    for kind, pattern in _PATTERNS:
        for hit in pattern.finditer(text):
            if kind != "PHONE" or not _counts(hit.group()):
                yield *hit.span(1 if pattern.groups else 0), kind
    for hit in _SPANISH_ID.finditer(text):
        lead = {"": "", "X": "0", "Y": "1", "Z": "2"}[(hit[1] or "").upper()]
        if len(lead + hit[2]) == 8 and _LETTERS[int(lead + hit[2]) % 23] == hit[3].upper():
            yield *hit.span(), "NATIONAL_ID"


def _counts(said: str) -> bool:
    """Whether digits in words are in the order in which one counts, up or down: that is nobody's number."""
    words = " ".join(re.split(r"[\s-]+", said.casefold()))
    return any(words in order for one in _COUNTS for order in (one, " ".join(reversed(one.split()))))
