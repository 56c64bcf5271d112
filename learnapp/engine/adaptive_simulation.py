"""Adaptive tests of simulated students: how long, how precise, and how often each item is asked.

All students answer at once, one item after the other, and are served by the very code that serves one (`item_choice`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from learnapp.engine import lottery
from learnapp.engine.ability import Floats
from learnapp.engine.adaptive_rules import Rules
from learnapp.engine.item_bank import ItemBank
from learnapp.engine.item_choice import Ints, Sittings
from learnapp.engine.stopping import Sides


class Simulation(NamedTuple):
    """What came of S simulated tests with n items.

    Attributes:
        theta, se: At the end, shape (S,).
        side: Of the cut.
        length: Items asked, shape (S,).
        stop: Values of `Stop`.
        exposure: Share of the tests that asked each item, shape (n,).
        places: Which items each test asked, in their order, shape (S, longest); -1 after its end.
    """

    theta: Floats
    se: Floats
    side: Sides
    length: Ints
    stop: NDArray[np.str_]
    exposure: Floats
    places: Ints


def simulate(bank: ItemBank, rules: Rules, theta: Floats, rng: np.random.Generator) -> Simulation:
    """Return what comes of tests of students who answer as 2PL says.

    Args:
        bank: The items; at least one.
        rules: How the tests are given.
        theta: True abilities, shape (S,).
        rng: Of seeds and answers.
    """
    size = len(theta)
    seeds = lottery.seeds_of(rng.integers(2**63, size=size).tolist())
    tests = Sittings(bank, rules, seeds)
    a, b = bank.parameters
    found = tests.turn(np.arange(size))
    estimate, se, side, stop = found.theta.copy(), found.se.copy(), found.side.copy(), found.stop.copy()
    on, next_ = np.arange(size), found
    places: list[Ints] = []
    while True:
        going = next_.place >= 0
        on, asked = on[going], next_.place[going]
        if not len(on):
            break
        column: Ints = np.full(size, -1, dtype=np.int64)
        column[on] = asked
        places.append(column)
        chance = 1.0 / (1.0 + np.exp(-a[asked] * (theta[on] - b[asked])))
        tests.record(on, asked, (rng.random(len(on)) < chance).astype(np.float64))
        next_ = tests.turn(on)
        estimate[on], se[on], side[on], stop[on] = next_.theta, next_.se, next_.side, next_.stop
    table = np.stack(places, axis=1) if places else np.empty((size, 0), dtype=np.int64)
    counts = np.bincount(table[table >= 0], minlength=len(bank))
    return Simulation(estimate, se, side, tests.asked, stop, counts / size, table)
