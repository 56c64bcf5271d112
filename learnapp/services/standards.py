"""Standards as pages and forms look them up: by a code or by words, described in the reader's language."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from learnapp.core.errors import InvalidInputError
from learnapp.core.paging import Page, page_of
from learnapp.knowledge import standards
from learnapp.knowledge.standards import Grades, Standard

PAGE = 20
MOST_ASKED = 200
"""Characters of what is asked that are read."""
GRADES = ("K", *map(str, range(1, 13)))
"""What a search can be narrowed to, in order."""


@dataclass(frozen=True)
class StandardView:
    """A standard in the reader's language.

    Attributes:
        code: As its publisher writes it, without the name of the set: `6.EE.B.7`, `HSA-SSE.A.1`, `MS-PS1-1`.
        text: What it asks for, in our own words.
        grades: `K`, `6`, `K–2` or `9–12`.
    """

    code: str = ""
    text: str = ""
    grades: str = ""


async def search(text: str, locale: str, *, grade: str = "", offset: int = 0) -> Page[StandardView]:
    """Return a page of the standards that a text finds, the best first; all of them where it is empty.

    Args:
        text: A code, whole or begun, or words.
        locale: Language of the reader.
        grade: One of `GRADES`; "": any.
        offset: Rows before the page.

    Raises:
        InvalidInputError: There is no such grade.
    """
    wanted = _grades(grade)
    asked = text.strip()[:MOST_ASKED]
    if asked:
        # The first search of a process reads all descriptions.
        found = await asyncio.to_thread(standards.look_up, asked, None, locale, wanted)
        codes = [one.code for one in found]
    else:
        codes = [one.code for one in standards.standards() if one.serves(wanted)]
    page = page_of(codes, offset, PAGE)
    rows = [view for code in page.rows if (view := describe(code, locale)) is not None]
    return Page(rows, page.total, page.offset, page.size)


def describe(code: str | None, locale: str) -> StandardView | None:
    """Return the standard of a code in any of its usual spellings; None where it is of another set or of none."""
    found = standards.find(code)
    return _view(found, locale) if found is not None else None


def description(code: str | None, locale: str) -> str:
    """Return what the standard of a code asks for, "" where the code is not known."""
    found = standards.find(code)
    return found.said(locale) if found is not None else ""


def same(code: str | None, other: str | None) -> bool:
    """Whether two codes are spellings of one standard that is known."""
    found = standards.find(code)
    return found is not None and found is standards.find(other)


def _grades(grade: str) -> Grades | None:
    if not grade:
        return None
    if grade not in GRADES:
        raise InvalidInputError("There is no such grade. Choose one of the list.")
    return GRADES.index(grade), GRADES.index(grade)


def _view(one: Standard, locale: str) -> StandardView:
    first, last = (GRADES[grade] for grade in one.grades)
    return StandardView(one.code, one.said(locale), first if first == last else f"{first}–{last}")
