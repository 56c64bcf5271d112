"""What a search shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from learnapp.services.search_words import Part

__all__ = ["GroupView", "Part", "ResultView", "SearchView"]


@dataclass(frozen=True)
class ResultView:
    """One thing that was found.

    Attributes:
        title: In parts, so that hits can be marked.
        where: Course and lesson, or the class.
        by: Who wrote it, for a post.
        address: Where it opens for this reader; "" when no page of theirs shows it.
    """

    id: str = ""
    kind: str = ""
    title: list[Part] = field(default_factory=list)
    where: str = ""
    by: str = ""
    at: str = ""
    snippet: list[Part] = field(default_factory=list)
    address: str = ""


@dataclass(frozen=True)
class GroupView:
    """What was found of one kind; `total` counts also what is not shown."""

    kind: str = ""
    total: int = 0
    results: list[ResultView] = field(default_factory=list)


@dataclass(frozen=True)
class SearchView:
    """The answer to a search.

    Attributes:
        query: The search as it was understood: one line, shortened.
        kind: The only kind that is shown, "" for the best of every kind.
        groups: One for each kind of which something was found.
        offset: Results of that kind before the page.
    """

    query: str
    kind: str
    groups: list[GroupView]
    total: int
    offset: int
