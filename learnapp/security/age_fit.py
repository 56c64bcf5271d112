"""Whether a content suits a class by age: its words, what the safety rules think, how hard it reads, its own rating."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from learnapp.engine.reading_level import ReadingLevel
from learnapp.security.safety import MOST, judged, normalise

HARDER = 3.0
"""Grades above the class's oldest one from which a text is too hard to be read alone."""
SCHOOL_AGE = 5
"""Age of the youngest in kindergarten; a grade is so many years later."""
DEFAULT_GRADES = (6, 12)
_GRADES = re.compile(r"(\d{1,2})(?:\s*[-–to]+\s*(\d{1,2}))?")
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class AgeFit:
    """What was found.

    Attributes:
        allowed: Nothing speaks against it; otherwise a person decides.
        reasons: words, safety, reading, rating, in this order.
        themes: What the words are about.
    """

    allowed: bool
    reasons: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _themes() -> tuple[tuple[int, str, re.Pattern[str]], ...]:
    found = []
    for line in files("learnapp.security").joinpath("age_words.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            age, theme, pattern = line.split(" ", 2)
            found.append((int(age), theme, re.compile(pattern)))
    return tuple(found)


def grades_of(band: str) -> tuple[int, int]:
    """Return the first and last grade of a band such as `6-8`; where it says nothing, those of a secondary school."""
    found = _GRADES.search(band)
    if found is None:
        return DEFAULT_GRADES
    low = int(found.group(1))
    return low, max(low, int(found.group(2) or low))


def age_fit(text: str, reading: ReadingLevel, *, grades: tuple[int, int], min_age: int | None) -> AgeFit:
    """Judge one content.

    Args:
        text: Everything of it that a student reads.
        reading: How hard it reads.
        grades: First and last grade of the classes that it is for.
        min_age: Its own rating, years; None: for everybody.
    """
    youngest = grades[0] + SCHOOL_AGE
    plain = normalise(text[:_MOST])
    rated = max(youngest, min_age or 0)
    themes = tuple(theme for age, theme, pattern in _themes() if age > rated and pattern.search(plain))
    reasons = []
    if themes:
        reasons.append("words")
    parts = [plain] if len(text) <= MOST else [normalise(text[at : at + MOST]) for at in range(0, _MOST, MOST)]
    if any(judged(part).outcome != "allow" for part in parts):
        reasons.append("safety")
    if reading.grade is not None and reading.grade > grades[1] + HARDER:
        reasons.append("reading")
    if min_age is not None and min_age > youngest:
        reasons.append("rating")
    return AgeFit(not reasons, tuple(reasons), themes)
