"""The day in a sentence: weekdays, "tomorrow" and dates, in English and Spanish."""

from __future__ import annotations

import re
from datetime import date, timedelta

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lunes lun", "tuesday tues tue martes", "wednesday wed miercoles mie",
            "thursday thurs thur thu jueves jue", "friday fri viernes vie", "saturday sabado sab", "sunday domingo dom",
        )
    )
    for name in names.split()
}  # fmt: skip
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene", "february feb febrero", "march mar marzo", "april apr abril abr", "may mayo",
            "june jun junio", "july jul julio", "august aug agosto ago", "september sept sep septiembre setiembre",
            "october oct octubre", "november nov noviembre", "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ANY_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_PATTERNS = (
    ("iso", re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")),
    ("after", re.compile(r"\b(day after tomorrow|pasado manana)\b")),
    ("tomorrow", re.compile(r"\b(tomorrow|manana)\b")),
    ("today", re.compile(r"\b(today|tonight|hoy)\b")),
    ("day_month", re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of| de)? ({_ANY_MONTH})\b")),
    ("month_day", re.compile(rf"\b({_ANY_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b")),
    ("slashed", re.compile(r"\b(\d{1,2})/(\d{1,2})\b")),
    ("weekday", re.compile(rf"\b({'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})\b")),
)
_WEEK = timedelta(days=7)


def named_days(said: str, today: date, locale: str = "en") -> tuple[list[date], str]:
    """Return the days that a sentence may mean, the nearest first, and the sentence without them.

    Args:
        said: Small letters without accents.
        today: Where the student is.
        locale: In English 3/4 is the fourth of March, in Spanish the third of April.
    """
    for kind, pattern in _PATTERNS:
        match = pattern.search(said)
        if match is None:
            continue
        days = _days(kind, match, today, locale)
        if days:
            return days, said[: match.start()] + " " + said[match.end() :]
    return [], said


def _days(kind: str, match: re.Match[str], today: date, locale: str) -> list[date]:
    if kind == "iso":
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if kind in ("after", "tomorrow", "today"):
        return [today + timedelta(days={"after": 2, "tomorrow": 1, "today": 0}[kind])]
    if kind == "weekday":
        first = today + timedelta(days=(_WEEKDAYS[match[1]] - today.weekday()) % 7)
        return [first, first + _WEEK]
    if kind == "day_month":
        return _coming(int(match[1]), _MONTHS[match[2]], today)
    if kind == "month_day":
        return _coming(int(match[2]), _MONTHS[match[1]], today)
    first_number, second = int(match[1]), int(match[2])
    day, month = (second, first_number) if locale == "en" and first_number <= 12 else (first_number, second)
    # A fraction looks like a date; only what can be no other day is taken for one.
    return _coming(day, month, today) if (day > 12 or day + month > 12) else []


def _coming(day: int, month: int, today: date) -> list[date]:
    """Return the next such day of the year."""
    found = _date(today.year, month, day)
    return found if found and found[0] >= today else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:
        return []
