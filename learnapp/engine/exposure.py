"""Exposure control: how often each item of a bank is asked, and how that is kept below a limit.

An item that everybody gets is known by everybody before long. Sympson & Hetter (1985) open each item for a share k of
the tests only, with shares found by simulating tests again and again until no item is asked too often. Here most of
that work is done by prices (module `adaptive_test`), for a lottery takes a good item from those who need it as often as
from the others; the lottery then holds what the prices have left.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import numpy as np

from learnapp.engine.ability import Floats
from learnapp.engine.adaptive_rules import Rules
from learnapp.engine.adaptive_simulation import Simulation, simulate
from learnapp.engine.item_bank import Control, ItemBank

LIMIT = 0.3
MARGIN = 0.88
"""Prices aim at this part of the limit: what a simulation and what a school asks differ by chance."""
_PACE, _COOLING, _FIRST = 0.6, 6.0, 0.7
_LOTTERIES = 4


@dataclass(frozen=True, slots=True)
class Calibration:
    """Exposure control of a bank, worked out once and kept until its items or their parameters change.

    Attributes:
        control: item_id -> share and price, for `ItemBank.of`.
        top_exposure: The largest share of simulated tests that asked one item.
        mean_length: Items for each simulated test.
        rounds: Simulations that it took.
    """

    control: dict[UUID, Control]
    top_exposure: float
    mean_length: float
    rounds: int


def default_share(items: int, max_items: int, limit: float = LIMIT) -> float:
    """Return the share of tests for which an item is open while a bank has not been calibrated.

    No item can be asked in more tests than it is open for, so `limit` is kept for sure as long as the bank is large
    enough: at least three times as many open items as the longest test has. Otherwise the share grows, up to 1.

    Args:
        items: Usable items of the bank.
        max_items: Length of the longest test.
        limit: Share of tests in which an item may be asked.
    """
    if items <= 0:
        return 1.0
    return min(1.0, max(limit, 3.0 * max_items / items))


def calibrate(
    bank: ItemBank, rules: Rules, *, seed: int, limit: float = LIMIT, simulees: int = 600, rounds: int = 30
) -> Calibration:
    """Return prices and shares with which no item is asked in more than `limit` of the tests.

    Simulated students have abilities from N(0, 1). Takes seconds to minutes: for a job, not for an event.

    Args:
        bank: The items; control that it has is not read.
        rules: How the test is given.
        seed: Of the simulation.
        limit: Share of tests in which an item may be asked; banks too small for it come as near as they can.
        simulees: Tests in each round.
        rounds: How often prices are mended.
    """
    if not len(bank):
        return Calibration({}, 0.0, 0.0, 0)
    rng = np.random.default_rng(seed)
    aim = limit * MARGIN
    prices, shares = _first_prices(bank, rules, aim), np.ones(len(bank))
    mean_prices = prices.copy()
    for number in range(rounds):
        found = _simulated(bank, rules, prices, shares, simulees, rng)
        prices = np.maximum(prices + _PACE / (1.0 + number / _COOLING) * (found.exposure - aim), 0.0)
        late = number - rounds // 2
        # The mean of the later rounds is nearer to the truth than the last one (Polyak & Juditsky, 1992).
        mean_prices = prices if late <= 0 else mean_prices + (prices - mean_prices) / (late + 1)
    for number in range(_LOTTERIES):
        found = _simulated(bank, rules, mean_prices, shares, simulees * 2, rng)
        over = found.exposure / limit
        if number == _LOTTERIES - 1 or over.max() <= 1.0:
            break
        shares = np.where(over > 1.0, np.maximum(shares * MARGIN / np.maximum(over, 1.0), aim), shares)
    control = {
        item.item_id: Control(float(share), float(price))
        for item, share, price in zip(bank.items, shares, mean_prices, strict=True)
    }
    return Calibration(control, float(found.exposure.max()), float(found.length.mean()), rounds + number + 1)


def _simulated(
    bank: ItemBank, rules: Rules, prices: Floats, shares: Floats, size: int, rng: np.random.Generator
) -> Simulation:
    tried = bank.controlled(shares, prices)
    return simulate(tried, rules, rng.normal(size=size), rng)


def _first_prices(bank: ItemBank, rules: Rules, aim: float) -> Floats:
    """Return what the best items would cost if all of them were wanted by everybody: a start that is near enough."""
    peak = bank.parameters[0] ** 2 / 4.0
    wanted = min(len(bank), round(rules.max_items / 2 / aim))
    first: Floats = np.maximum(peak - np.sort(peak)[-wanted], 0.0) * _FIRST
    return first
