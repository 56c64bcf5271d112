"""What an item is most like: the same whether one item is asked about or all of a course, and not by its own voice."""

from __future__ import annotations

import pickle
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from learnapp.engine.kc import Content
from learnapp.integrations.content_packages.course_files import DEMO_COURSE, read_course
from learnapp.knowledge.alignment import Topics
from learnapp.services.draft_documents import content
from tests.unit.knowledge.test_standards import documents


@pytest.fixture(scope="module")
def items() -> list[Content]:
    return [content(document, content_id, 1) for document, content_id in documents()]  # type: ignore[arg-type]


def topics(items: list[Content]) -> Topics:
    names: dict[UUID, str] = {kc.kc_id: f"{kc.name} {kc.description}" for kc in read_course(DEMO_COURSE).kcs}
    return Topics(names, items)


def test_one_item_is_judged_as_it_is_among_all(items: list[Content]) -> None:
    assert len(items) > 65, "more than are worked out at once"
    together = topics(items)
    asked = list(reversed(items))
    found = dict(zip((item.content_id for item in asked), together.aligned_all(asked), strict=True))
    assert sum(one is not None for one in found.values()) > 40
    for item in items[::96]:
        assert topics(items).aligned(item) == together.aligned(item) == found[item.content_id]


def test_what_was_asked_is_not_kept(items: list[Content]) -> None:
    """Topics live as long as the process does, and a course has thousands of items and hundreds of topics."""
    course = topics(items)
    before = len(pickle.dumps(course))
    assert len(course.aligned_all(items)) == len(items)
    assert len(pickle.dumps(course)) == before
    assert course.aligned_all([]) == []


def test_an_item_that_was_written_anew_with_the_same_words_is_judged_the_same(items: list[Content]) -> None:
    course = topics(items)
    for item in items:
        # Another text, but none of its words is another one: its words are read anew.
        again = course.aligned(replace(item, title=f"{item.title}  "))
        before = course.aligned(item)
        assert (again is None) == (before is None)
        if again is not None and before is not None:
            assert (again.rank, again.best) == (before.rank, before.best)
            assert again.share == pytest.approx(before.share, rel=1e-6, abs=1e-9)


def test_an_item_does_not_speak_for_itself(items: list[Content]) -> None:
    course = topics(items)
    shares = [
        (own.share, copy.share)
        for item in items
        # A copy under another id is judged with the item's own words among those of its topic.
        if (own := course.aligned(item)) is not None
        and (copy := course.aligned(replace(item, content_id=uuid4()))) is not None
    ]
    assert all(own <= copy + 1e-9 for own, copy in shares)
    assert sum(own < copy - 1e-6 for own, copy in shares) > 40
