"""What topics need, as their author sets it: by the rules of a class's page, and told as a difference."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.engine.graph_edit import MOST_NEEDS, circle_of
from learnapp.services import structure_edits
from learnapp.services.structure_changes import differences
from learnapp.services.structure_documents import LessonPart, Structure, TopicPart

IDS = [str(UUID(int=number)) for number in range(MOST_NEEDS + 3)]
EVERY = frozenset(IDS)


def structure(*needs: tuple[int, int]) -> Structure:
    """Return a lesson with numbered topics; each pair says what needs what."""
    topics = tuple(TopicPart(one, f"t-{place}", f"Topic {place}") for place, one in enumerate(IDS))
    pairs = tuple((IDS[one], IDS[other]) for one, other in needs)
    return Structure("Numbers", lessons=(LessonPart("a", "All", tuple(IDS)),), topics=topics, needs=pairs)


def need(here: Structure, one: int, other: int, practised: frozenset[str] = EVERY) -> Structure:
    return structure_edits.add_need(here, IDS[one], IDS[other], practised)


def test_a_need_is_added_once_taken_away_and_told() -> None:
    here = structure((1, 0))
    more = need(here, 2, 1)
    assert need(more, 2, 1) is more and set(more.needs) == {(IDS[1], IDS[0]), (IDS[2], IDS[1])}
    less = structure_edits.remove_need(more, IDS[1], IDS[0])
    told = [(one.code, one.name, one.other) for one in differences(here, less)]
    assert told == [("need-added", "Topic 2", "Topic 1"), ("need-removed", "Topic 1", "Topic 0")]
    # What goes with a topic is told by the topic.
    assert [one.code for one in differences(more, structure_edits.remove_topic(more, IDS[2], 0))] == ["topic-removed"]


def test_what_speaks_against_it_is_named() -> None:
    here = structure((1, 0), (2, 1))
    with pytest.raises(InvalidInputError, match="“Topic 0” needs “Topic 2”. “Topic 2” needs “Topic 1”."):
        need(here, 0, 2)
    with pytest.raises(InvalidInputError, match="cannot need itself"):
        need(here, 3, 3)
    with pytest.raises(InvalidInputError, match="no tasks for “Topic 4”"):
        need(here, 3, 4, EVERY - {IDS[4]})
    full = structure(*((0, other) for other in range(1, MOST_NEEDS + 1)))
    with pytest.raises(InvalidInputError, match=f"needs {MOST_NEEDS} topics already"):
        need(full, 0, MOST_NEEDS + 1)
    for gone in ((IDS[0], str(UUID(int=99))), (str(UUID(int=99)), IDS[0])):
        with pytest.raises(NotFoundError):
            structure_edits.add_need(here, *gone, EVERY)
    # One that stands stays, though its topic has no tasks any more.
    assert need(here, 3, 0, frozenset({IDS[0]})).needs[:2] == here.needs


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40))
def test_whatever_is_tried_no_circle_comes_of_it(tries: list[tuple[int, int]]) -> None:
    here = structure()
    for one, other in tries:
        try:
            here = need(here, one, other)
        except InvalidInputError:
            continue
    graph: dict[UUID, tuple[UUID, ...]] = {}
    for topic, needed in here.needs:
        assert not circle_of(graph, UUID(topic), UUID(needed))
        graph[UUID(topic)] = (*graph.get(UUID(topic), ()), UUID(needed))
