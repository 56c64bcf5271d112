"""A bank of items: what cannot measure stays out and is named, what comes twice is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.engine.irt import information
from learnapp.engine.item_bank import Control, ItemBank, items_of
from tests.unit.engine.banks import ids, item, random_bank
from tests.unit.engine.courses import chain_course


@pytest.mark.parametrize(("a", "b"), [(math.nan, 0.0), (1.0, math.inf), (0.0, 0.0), (-0.7, 0.0)])
def test_items_that_measure_nothing_are_left_out_and_named(a: float, b: float) -> None:
    bank = ItemBank.of([item(1), item(2, a, b)])
    assert [one.item_id for one in bank.items] == ids(1) and list(bank.unusable) == ids(2)


def test_absurd_parameters_are_brought_within_bounds() -> None:
    a, b = ItemBank.of([item(1, 1e9, -1e9), item(2, 1e-9, 50.0)]).parameters
    assert a.tolist() == [4.0, 0.05] and b.tolist() == [-6.0, 6.0]


def test_an_item_comes_once() -> None:
    with pytest.raises(InvalidInputError, match="twice"):
        ItemBank.of([item(1), item(1, 1.3)])


def test_information_is_that_of_the_model() -> None:
    bank = ItemBank.of([item(1, 1.3, 0.5)])
    assert bank.information[40, 0] == pytest.approx(information(0.0, 1.3, 0.5))


def test_withdrawn_items_go_and_unknown_ones_do_no_harm() -> None:
    bank = random_bank(5)
    assert bank.without(ids(77)) is bank
    left = bank.without(ids(1, 3))
    assert [one.item_id for one in left.items] == ids(0, 2, 4)


def test_control_is_kept_by_id_and_new_items_get_the_default() -> None:
    bank = ItemBank.of([item(1), item(2)], {ids(2)[0]: Control(0.4, 0.1)}, default_share=0.25)
    assert bank.shares.tolist() == [0.25, 0.4] and bank.prices.tolist() == [0.0, 0.1]
    other = bank.controlled(np.array([1.0, 0.5]), np.array([0.2, 0.0]))
    assert other.shares.tolist() == [1.0, 0.5] and other.information is bank.information


def test_only_good_practice_of_a_course_is_asked() -> None:
    content = list(chain_course(kcs=1, items=3).content.values())
    content[-1] = replace(content[-1], quality=0.1)
    assert len(items_of(content)) == 2
