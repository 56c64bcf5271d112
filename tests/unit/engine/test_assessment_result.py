"""Results of a test: per topic with intervals, nothing said from too little, nothing counted that was withdrawn."""

from __future__ import annotations

import math

import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.engine.assessment_result import ItemScore, Reading, result_of
from tests.unit.engine.courses import kc_id, uid


def scored(
    number: int, *steps: float | None, kcs: tuple[int, ...] = (0,), b: float = 0.0, counts: bool = True
) -> ItemScore:
    return ItemScore(uid(2, number), tuple(kc_id(kc) for kc in kcs), steps, 1.2, b, counts)


def test_few_answers_say_nothing_about_a_topic() -> None:
    result = result_of([scored(1, 1.0), scored(2, 1.0), *(scored(n, 0.0, kcs=(1,)) for n in range(3, 7))])
    first, second = result.topics
    assert first.reading is Reading.FEW and not first.enough and first.ability is None
    assert second.reading is Reading.WEAK and second.ability is not None and second.ability.theta < 0
    assert result.by_topic[kc_id(1)] is second


def test_all_right_is_strong_only_when_enough_stands_behind_it() -> None:
    three, five = (result_of([scored(n, 1.0) for n in range(count)]).topics[0] for count in (3, 5))
    assert three.reading is Reading.MIXED and five.reading is Reading.STRONG
    assert three.low < five.low < 1.0 == five.high


def test_the_interval_holds_the_share_and_shrinks() -> None:
    short, long = (result_of([scored(n, float(n % 3 > 0)) for n in range(count)]) for count in (6, 60))
    for result in (short, long):
        assert result.low < result.share < result.high
    assert long.high - long.low < short.high - short.low


def test_hard_items_speak_for_more_ability_at_the_same_share() -> None:
    hard, easy = (result_of([scored(n, float(n % 2), b=b) for n in range(8)]) for b in (1.5, -1.5))
    assert hard.share == easy.share and hard.ability and easy.ability
    assert hard.ability.theta > 1.0 > -1.0 > easy.ability.theta


def test_steps_and_partial_credit_count_as_their_part_and_open_ones_as_nothing() -> None:
    result = result_of([scored(1, 1.0, 0.5, None, 0.5), scored(2, None), scored(3, 1.0)])
    assert result.points == pytest.approx(1.5) and result.possible == 3.0
    assert (result.items, result.answered) == (3, 2) and result.reading is Reading.FEW


def test_withdrawn_items_are_left_out_of_everything() -> None:
    kept = [scored(n, 1.0) for n in range(4)]
    with_gone = result_of([*kept, scored(9, 0.0, kcs=(5,), counts=False)])
    without = result_of(kept)
    assert with_gone.left_out == 1 and with_gone.share == without.share and with_gone.topics == without.topics


def test_an_item_about_two_topics_counts_for_both_and_once_in_all() -> None:
    result = result_of([scored(1, 1.0, kcs=(0, 1)), scored(2, 0.0, kcs=(1,))])
    assert result.items == 2 and [one.items for one in result.topics] == [1, 2]


def test_points_weigh_and_make_the_score_less_sure() -> None:
    even = result_of([ItemScore(uid(2, n), (kc_id(0),), (float(n < 2),)) for n in range(4)])
    heavy = result_of(
        [ItemScore(uid(2, n), (kc_id(0),), (float(n < 2),), points=9.0 if n == 0 else 1.0) for n in range(4)]
    )
    assert even.share == 0.5 and heavy.share == pytest.approx(10 / 12)
    assert heavy.high - heavy.low > even.high - even.low


def test_nothing_that_counts_is_no_result() -> None:
    for nothing in (result_of([]), result_of([scored(1, 1.0, counts=False)])):
        assert (nothing.share, nothing.low, nothing.high) == (0.0, 0.0, 1.0) and nothing.reading is Reading.FEW
        assert nothing.topics == () and nothing.ability is None


def test_absurd_numbers_stay_within_bounds() -> None:
    wild = [ItemScore(uid(2, n), (kc_id(0),), (math.nan, 7.0), math.nan, math.inf, points=-3.0) for n in range(4)]
    result = result_of([*wild, scored(9, 1.0), scored(10, 1.0), scored(11, 0.0)])
    assert 0.0 <= result.share <= 1.0 and result.possible == 3.0 and result.ability is not None
    assert result_of(wild).share == 0.0


def test_an_item_comes_once() -> None:
    with pytest.raises(InvalidInputError, match="twice"):
        result_of([scored(1, 1.0), scored(1, 0.0)])
