"""One way to page a list: an offset cursor with a bounded size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MAX_PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list.

    Attributes:
        rows: At most `MAX_PAGE_SIZE` rows.
        total: Rows in the whole list.
        offset: Rows before this page.
        size: Rows asked for.
    """

    rows: list[T]
    total: int
    offset: int
    size: int

    @property
    def has_next(self) -> bool:
        """Whether rows follow this page."""
        return self.offset + len(self.rows) < self.total


def bounded(offset: int, size: int) -> tuple[int, int]:
    """Return offset >= 0 and 1 <= size <= MAX_PAGE_SIZE."""
    return max(0, offset), max(1, min(size, MAX_PAGE_SIZE))


def page_of(items: Sequence[T], offset: int, size: int) -> Page[T]:
    """Return a page of a list that is in memory; an offset behind its end gives the last page."""
    offset, size = bounded(offset, size)
    if offset >= len(items):
        offset = max(0, len(items) - 1) // size * size
    return Page(list(items[offset : offset + size]), len(items), offset, size)
