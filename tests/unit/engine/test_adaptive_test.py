"""Adaptive tests: the same again from seed and answers, within their rules, and unharmed by what goes wrong."""

from __future__ import annotations

import math
from collections import Counter
from uuid import UUID

import numpy as np
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.engine import lottery
from learnapp.engine.ability import Z80
from learnapp.engine.adaptive_rules import Quota, Rules
from learnapp.engine.adaptive_simulation import simulate
from learnapp.engine.adaptive_test import Sitting, Standing, outlook, standing
from learnapp.engine.item_bank import ItemBank
from learnapp.engine.item_choice import Sittings, picked
from learnapp.engine.stopping import Stop, Verdict, by_ratio
from tests.unit.engine.banks import ids, item, random_bank
from tests.unit.engine.courses import kc_id


def _taken(
    bank: ItemBank, rules: Rules, seed: int, theta: float, first: Sitting | None = None
) -> tuple[Sitting, Standing]:
    """Let one student take a test to its end."""
    rng = np.random.default_rng(seed)
    sitting = first or Sitting(seed)
    while (now := standing(bank, rules, sitting)).item_id is not None:
        one = bank.items[bank.places[now.item_id]]
        chance = 1 / (1 + math.exp(-one.discrimination * (theta - one.difficulty)))
        sitting = sitting.answered(now.item_id, float(rng.random() < chance))
    return sitting, now


def test_a_test_ends_when_it_is_precise_and_never_asks_twice() -> None:
    bank = random_bank(300)
    sitting, end = _taken(bank, Rules(target_se=0.4), 5, 0.5)
    assert end.stop is Stop.PRECISE and end.target_met and end.ability.se <= 0.4
    assert abs(end.ability.theta - 0.5) < 1.2
    asked = [one.item_id for one in sitting.answers]
    assert len(set(asked)) == len(asked) == end.answered


def test_a_test_that_was_saved_goes_on_where_it_was() -> None:
    bank, rules = random_bank(200), Rules()
    sitting, _ = _taken(bank, rules, 9, -0.3)
    for count in range(len(sitting.answers)):
        part = Sitting(sitting.seed, sitting.answers[:count])
        again = Sitting.of(part.document())
        assert again == part
        assert standing(bank, rules, again).item_id == sitting.answers[count].item_id


def test_the_interval_that_is_told_holds_the_ability_four_times_in_five() -> None:
    rng = np.random.default_rng(6)
    theta = rng.normal(size=1500)
    found = simulate(random_bank(300), Rules(target_se=0.4), theta, rng)
    held = np.abs(found.theta - theta) <= Z80 * found.se
    assert 0.76 <= held.mean() <= 0.85
    assert np.sqrt(((found.theta - theta) ** 2).mean()) <= 0.42


def test_other_seeds_begin_with_other_items() -> None:
    bank, rules = random_bank(300, default_share=0.5), Rules()
    first = Counter(standing(bank, rules, Sitting(seed)).item_id for seed in range(200))
    assert len(first) >= 12 and max(first.values()) < 60


def test_thousands_together_are_served_like_one() -> None:
    bank, rules = random_bank(250, kcs=3, default_share=0.6), Rules(quotas={kc_id(1): Quota(4, 6)}, max_items=20)
    rng = np.random.default_rng(1)
    seeds = [int(one) for one in rng.integers(2**62, size=12)]
    together = Sittings(bank, rules, lottery.seeds_of(seeds))
    alone = [Sitting(seed) for seed in seeds]
    on = np.arange(12)
    while len(on):
        turn = together.turn(on)
        for row, place, stop, theta in zip(on, turn.place, turn.stop, turn.theta, strict=True):
            now = standing(bank, rules, alone[row])
            assert (now.stop or "") == stop and now.ability.theta == pytest.approx(theta, abs=1e-9)
            assert now.item_id == (bank.items[place].item_id if place >= 0 else None)
        going = turn.place >= 0
        on, places = on[going], turn.place[going]
        scores = rng.integers(2, size=len(on)).astype(np.float64)
        together.record(on, places, scores)
        for row, place, score in zip(on, places, scores, strict=True):
            alone[row] = alone[row].answered(bank.items[place].item_id, float(score))


def test_quotas_are_kept_before_a_test_ends_and_never_passed() -> None:
    bank = random_bank(240, kcs=4)
    rules = Rules(target_se=0.45, quotas={kc_id(0): Quota(5), kc_id(1): Quota(2, 3), kc_id(2): Quota(0, 0)})
    for seed in range(12):
        sitting, end = _taken(bank, rules, seed, 0.0)
        about = Counter(bank.items[bank.places[one.item_id]].kc_ids[0] for one in sitting.answers)
        assert about[kc_id(0)] >= 5 and 2 <= about[kc_id(1)] <= 3 and about[kc_id(2)] == 0
        assert end.stop is Stop.PRECISE and not end.short


def test_a_topic_without_items_is_named_and_stops_nothing() -> None:
    bank = random_bank(100)
    rules = Rules(target_se=0.5, quotas={kc_id(0): Quota(2), kc_id(7): Quota(3)})
    sitting, end = _taken(bank, rules, 2, 0.0)
    assert end.stop is Stop.PRECISE and end.short == {kc_id(7): 3} and sitting.answers
    assert outlook(bank, rules).short == {kc_id(7): 3} and not outlook(bank, rules).enough


def test_a_bank_that_is_too_small_ends_exhausted_and_says_so_before() -> None:
    bank, rules = random_bank(8), Rules(target_se=0.3)
    sitting, end = _taken(bank, rules, 3, 0.0)
    assert end.stop is Stop.EXHAUSTED and end.answered == 8 and not end.target_met
    seen = outlook(bank, rules)
    assert not seen.enough and seen.reachable_se[0.0] > 0.3 and seen.expected_items[0.0] is None


def test_a_large_bank_says_about_how_long_it_takes() -> None:
    seen = outlook(random_bank(1000), Rules(target_se=0.3))
    assert seen.enough and 12 <= (seen.expected_items[0.0] or 0) <= 20
    assert seen.reachable_se[0.0] < seen.reachable_se[2.0]


def test_an_empty_bank_is_over_at_once() -> None:
    end = standing(ItemBank.of([]), Rules(quotas={kc_id(0): Quota(2)}), Sitting(1))
    assert end.stop is Stop.EXHAUSTED and end.item_id is None and end.answered == 0
    assert outlook(ItemBank.of([item(1, math.nan)]), Rules()).items == 0


def test_luck_that_leaves_nothing_gives_way() -> None:
    bank = random_bank(10, default_share=0.0)
    assert standing(bank, Rules(), Sitting(1)).item_id is not None


def test_length_ends_a_test() -> None:
    _, end = _taken(random_bank(100), Rules(target_se=None, max_items=7), 1, 0.0)
    assert end.stop is Stop.LENGTH and end.answered == 7


@pytest.mark.parametrize("by", ["interval", "ratio"])
def test_far_from_the_cut_a_test_is_short_and_right(by: str) -> None:
    bank, rules = random_bank(300), Rules(target_se=None, cut=0.0, by=by)
    rng = np.random.default_rng(2)
    for theta, side in ((1.5, 1), (-1.5, -1)):
        found = simulate(bank, rules, np.full(200, theta), rng)
        assert (found.side == side).mean() > 0.95 and found.length.mean() < 14
        assert (found.stop == Stop.CLASSIFIED.value).mean() > 0.95
    _, end = _taken(bank, rules, 4, 2.0)
    assert end.verdict is Verdict.MASTERED


def test_without_a_cut_there_is_no_verdict() -> None:
    assert _taken(random_bank(100), Rules(target_se=0.5), 1, 2.0)[1].verdict is Verdict.UNSURE


def test_an_item_withdrawn_in_mid_test_is_neither_asked_nor_counted() -> None:
    bank, rules = random_bank(200), Rules(target_se=0.4)
    sitting = Sitting(11)
    for _ in range(4):
        shown = standing(bank, rules, sitting).item_id
        assert shown is not None
        sitting = sitting.answered(shown, 1.0)
    gone = [sitting.answers[1].item_id, standing(bank, rules, sitting).item_id]
    less = bank.without([one for one in gone if one is not None])
    now = standing(less, rules, sitting)
    assert now.item_id not in gone and now.item_id is not None and now.answered == 3
    _, end = _taken(less, rules, 11, 0.5, sitting)
    assert end.stop is Stop.PRECISE


def test_the_first_answer_to_an_item_stands() -> None:
    once = Sitting(1).answered(ids(1)[0], 1.0)
    assert once.answered(ids(1)[0], 0.0) is once


@pytest.mark.parametrize(("given", "kept"), [(math.nan, 0.0), (7.0, 1.0), (-2.0, 0.0), (0.4, 0.4)])
def test_scores_are_brought_within(given: float, kept: float) -> None:
    assert Sitting(1).answered(ids(1)[0], given).answers[0].score == kept


@pytest.mark.parametrize(
    "document", [{}, {"seed": "x", "answers": []}, {"seed": 1, "answers": [["no", 1]]}, {"seed": 1, "answers": 3}]
)
def test_what_was_never_saved_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError, match="saved"):
        Sitting.of(document)


def test_barred_items_do_not_come() -> None:
    bank, rules = random_bank(30), Rules(target_se=None, max_items=30)
    barred: set[UUID] = set(ids(*range(10)))
    sitting = Sitting(3)
    while (now := standing(bank, rules, sitting, barred)).item_id is not None:
        assert now.item_id not in barred
        sitting = sitting.answered(now.item_id, 0.5)
    assert now.stop is Stop.EXHAUSTED and now.answered == 20


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_items": 0}, {"min_items": 9, "max_items": 8}, {"max_items": 1000}, {"target_se": 0.0},
        {"target_se": math.nan},
        {"cut": math.nan}, {"cut": 9.0}, {"by": "feeling"}, {"quotas": {kc_id(0): Quota(3, 2)}},
        {"quotas": {kc_id(0): Quota(-1)}}, {"quotas": {kc_id(0): Quota(30), kc_id(1): Quota(30)}},
    ],
)  # fmt: skip
def test_rules_that_cannot_be_kept_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        Rules(**wrong)  # type: ignore[arg-type]


def test_a_draw_is_among_the_best_that_are_open() -> None:
    value = np.array([[5.0, -np.inf, 3.0, 4.0, 1.0], [-np.inf, -np.inf, -np.inf, 2.0, -np.inf]])
    for draw in np.linspace(0, 0.999, 30):
        got = picked(value, 3, np.array([draw, draw]))
        assert got[0] in {0, 2, 3} and got[1] == 3


def test_the_ratio_needs_sane_errors() -> None:
    with pytest.raises(InvalidInputError):
        by_ratio(np.ones(1), np.zeros(1), np.ones(1), 0.0, error=0.6)
