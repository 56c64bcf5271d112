"""Mixed checks: evenly over topics, from easy to hard, never one topic in a block."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.engine.item_bank import BankItem
from learnapp.engine.mastery_check import mixed
from tests.unit.engine.banks import item
from tests.unit.engine.courses import kc_id


def _items(sizes: dict[int, int]) -> list[BankItem]:
    return [item(kc * 100 + n, b=-2 + 4 * n / size, kcs=(kc,)) for kc, size in sizes.items() for n in range(size)]


def _topics(chosen: list[BankItem]) -> list[object]:
    return [one.kc_ids[0] for one in chosen]


def _mixed(items: list[BankItem], kcs: list[int], count: int, seed: int = 1) -> list[BankItem]:
    known = {one.item_id: one for one in items}
    return [known[one] for one in mixed(items, [kc_id(kc) for kc in kcs], count, seed)]


def test_topics_share_evenly_and_do_not_come_in_blocks() -> None:
    for seed in range(20):
        chosen = _mixed(_items({0: 10, 1: 10, 2: 10}), [0, 1, 2], 8, seed)
        topics = _topics(chosen)
        assert sorted(Counter(topics).values()) == [2, 3, 3] and len(set(chosen)) == 8
        assert all(one != two for one, two in zip(topics, topics[1:], strict=False))


def test_easy_and_hard_items_of_each_topic_come() -> None:
    for seed in range(20):
        chosen = _mixed(_items({0: 9, 1: 9}), [0, 1], 6, seed)
        for kc in (0, 1):
            levels = [one.difficulty for one in chosen if one.kc_ids == (kc_id(kc),)]
            assert levels[0] < -1 < levels[1] < 0.5 < levels[2]


def test_what_a_topic_lacks_goes_to_the_others() -> None:
    chosen = _mixed(_items({0: 1, 1: 10}), [0, 1, 2], 6)
    assert Counter(_topics(chosen)) == {kc_id(0): 1, kc_id(1): 5}
    assert len(_mixed(_items({0: 2, 1: 1}), [0, 1], 50)) == 3


def test_the_same_seed_gives_the_same_check_and_another_one_another() -> None:
    items = _items({0: 20, 1: 20})
    assert _mixed(items, [0, 1], 6, 3) == _mixed(items[::-1], [0, 1], 6, 3)
    assert len({tuple(one.item_id for one in _mixed(items, [0, 1], 6, seed)) for seed in range(10)}) > 5


def test_an_item_about_two_topics_comes_once() -> None:
    both = [item(n, b=float(n), kcs=(0, 1)) for n in range(4)]
    assert len({one.item_id for one in _mixed(both, [0, 1], 4)}) == 4


def test_items_that_measure_nothing_are_left_out() -> None:
    assert [one.discrimination for one in _mixed([item(1, math.nan), item(2)], [0], 5)] == [1.0]


def test_a_check_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="None of these"):
        mixed(_items({0: 3}), [kc_id(5)], 4, 1)
    with pytest.raises(InvalidInputError, match="at least one"):
        mixed(_items({0: 3}), [kc_id(0)], 0, 1)
    with pytest.raises(InvalidInputError, match="twice"):
        mixed([item(1), item(1)], [kc_id(0)], 2, 1)
