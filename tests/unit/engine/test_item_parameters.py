"""Estimates over a course: only at their own version, within sane bounds, in the order of the shelf, and in words."""

from __future__ import annotations

import math

import pytest

from learnapp.engine.item_parameters import chance_between, hardness, measured
from tests.unit.engine.courses import chain_course, kc_id, uid


def test_estimates_replace_the_authors_figures_and_put_the_shelf_in_order() -> None:
    course = chain_course(kcs=2, items=4)
    first, second = uid(2, 1), uid(2, 2)
    view = measured(course, {(first, 1): (1.5, 2.5), (second, 7): (1.0, 3.0), (uid(9, 9), 1): (1.0, 1.0)})
    assert (view.content[first].discrimination, view.content[first].difficulty) == (1.5, 2.5)
    assert view.content[first].estimated and view.content[first].steps is course.content[first].steps
    # Another version of an item is another item.
    assert view.content[second] is course.content[second] and not view.content[second].estimated
    assert view.shelves[kc_id(0)].practice[-1][1].content_id == first
    assert course.content[first].difficulty < 0 and course.shelves[kc_id(0)].practice[0][1].content_id == first
    assert set(view.content) == set(course.content)


def test_what_has_not_changed_stays_the_same_object() -> None:
    course = chain_course(kcs=1, items=3)
    one, two = uid(2, 1), uid(2, 2)
    before = measured(course, {(one, 1): (1.0, 0.5), (two, 1): (1.0, 0.7)})
    after = measured(course, {(one, 1): (1.0, 0.5), (two, 1): (1.0, 0.9)}, before)
    assert after.content[one] is before.content[one] and after.content[two].difficulty == 0.9
    assert not measured(course, {(one, 1): (1.0, 0.5)}, before).content[two].estimated


def test_figures_of_no_use_become_usable_ones() -> None:
    course = chain_course(kcs=1, items=2)
    item = measured(course, {(uid(2, 1), 1): (math.nan, math.inf)}).content[uid(2, 1)]
    assert (item.discrimination, item.difficulty) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("chance", "word"),
    [(1.0, "very_easy"), (0.9, "very_easy"), (0.8, "easy"), (0.5, "medium"), (0.3, "hard"), (0.0, "very_hard")],
)
def test_a_word_for_every_chance(chance: float, word: str) -> None:
    assert hardness(chance) == word


def test_the_band_is_narrow_where_much_is_known() -> None:
    chance, low, high = chance_between(0.0, 1.0, 0.0, 0.1, 0.2)
    assert chance == 0.5 and low < 0.5 < high
    _, wide_low, wide_high = chance_between(0.0, 1.0, 0.0, 0.1, 0.8)
    assert wide_low < low and wide_high > high
    far = chance_between(3.0, 1.0, 0.0, 0.3, 0.2)
    assert 0.0 < far[1] < far[0] < far[2] < 1.0
