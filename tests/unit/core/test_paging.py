"""Pages of a list: none is lost, none comes twice, and no offset leads into nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from learnapp.core.paging import page_of


@given(st.lists(st.integers(), max_size=90), st.integers(1, 40))
def test_turning_the_pages_shows_everything_once(items: list[int], size: int) -> None:
    seen: list[int] = []
    offset = 0
    while True:
        page = page_of(items, offset, size)
        assert page.total == len(items)
        seen += page.rows
        if not page.has_next:
            break
        offset = page.offset + size
    assert seen == items


@given(st.lists(st.integers(), min_size=1, max_size=90), st.integers(-10, 500), st.integers(1, 40))
def test_every_offset_shows_something(items: list[int], offset: int, size: int) -> None:
    page = page_of(items, offset, size)
    assert page.rows
    assert page.rows == items[page.offset : page.offset + size]
