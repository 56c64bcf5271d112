"""Exposure control: no item is everybody's, and a bank that was never calibrated keeps the limit as well."""

from __future__ import annotations

import numpy as np

from learnapp.engine.adaptive_rules import Rules
from learnapp.engine.adaptive_simulation import simulate
from learnapp.engine.exposure import LIMIT, calibrate, default_share
from learnapp.engine.item_bank import ItemBank
from tests.unit.engine.banks import random_bank

RULES = Rules(target_se=0.45, max_items=20)


def test_calibrated_tests_ask_no_item_of_too_many() -> None:
    bank = random_bank(120)
    free = simulate(bank, RULES, np.random.default_rng(1).normal(size=700), np.random.default_rng(1))
    known = calibrate(bank, RULES, seed=2, limit=0.4, simulees=250, rounds=12)
    kept = simulate(
        ItemBank.of(bank.items, known.control),
        RULES,
        np.random.default_rng(3).normal(size=700),
        np.random.default_rng(3),
    )
    assert free.exposure.max() > 0.5 and kept.exposure.max() < 0.46
    # It costs an item or two, not many.
    assert kept.length.mean() < free.length.mean() + 2.5
    assert all(0.0 <= one.share <= 1.0 and one.price >= 0.0 for one in known.control.values())


def test_a_bank_without_calibration_keeps_the_limit_for_sure() -> None:
    share = default_share(400, RULES.max_items)
    found = simulate(
        random_bank(400, default_share=share),
        RULES,
        np.random.default_rng(4).normal(size=700),
        np.random.default_rng(4),
    )
    assert share == LIMIT and found.exposure.max() < LIMIT + 0.04


def test_small_banks_are_open_to_everybody() -> None:
    assert default_share(30, 40) == 1.0 and default_share(0, 40) == 1.0
    assert LIMIT < default_share(200, 30) < 1.0


def test_the_same_seed_gives_the_same_calibration() -> None:
    bank = random_bank(60)
    one, two = (calibrate(bank, RULES, seed=7, simulees=20, rounds=2) for _ in range(2))
    assert one == two
    assert calibrate(ItemBank.of([]), RULES, seed=7).control == {}
