"""Many adaptive tests at once, as arrays: their answers, which of them are over, and which item each gets next.

One student is a row, a simulation is thousands: both are served by this code, so that what is simulated is what serves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.engine import lottery
from learnapp.engine.ability import GRID, LOG_NORMAL, LOG_PRIOR, TOLD, Floats, moments, normalised
from learnapp.engine.adaptive_rules import Rules
from learnapp.engine.item_bank import ItemBank
from learnapp.engine.stopping import Sides, Stop, ratio_terms, sides_by_interval, sides_by_ratio

SPREAD = (20, 16, 12, 8, 5)
"""Among how many of the best items each of the first is drawn; after these the best one comes."""
_BANK_SHARE = 25
"""Never among more than this part of a bank."""
_NO_STOP = ""
_DITHER = 0.03
"""Information by which luck moves items: near equals change places, so that exposure follows prices without jumps."""

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The quotas as arrays: Q topics that have one.

    Attributes:
        kc_ids: The topics.
        measures: Which item is about which, shape (n, Q).
        least, most: Shape (Q,).
    """

    kc_ids: tuple[UUID, ...]
    measures: Floats
    least: Ints
    most: Ints


def _wanted(bank: ItemBank, rules: Rules) -> _Wanted:
    kc_ids = tuple(rules.quotas)
    column = {kc: number for number, kc in enumerate(bank.kcs)}
    measures = np.zeros((len(bank), len(kc_ids)))
    for number, kc in enumerate(kc_ids):
        if kc in column:
            measures[:, number] = bank.measures[:, column[kc]]
    least = np.array([rules.quotas[kc].least for kc in kc_ids], dtype=np.int64)
    most = [rules.quotas[kc].most for kc in kc_ids]
    return _Wanted(kc_ids, measures, least, np.array([10**6 if m is None else m for m in most], dtype=np.int64))


class Turn(NamedTuple):
    """What comes next in each of R tests.

    Attributes:
        place: Of the item in the bank; -1 where the test is over.
        stop: Value of `Stop`, "" where it goes on.
        theta, se: What the answers say so far.
        reached: Standard error that is held against the target: the one under N(0, 1) times `ability.TOLD`.
        side: Of the cut.
        short: How many items each quota lacks that the bank has not, shape (R, Q).
    """

    place: Ints
    stop: NDArray[np.str_]
    theta: Floats
    se: Floats
    reached: Floats
    side: Sides
    short: Ints


class Sittings:
    """S tests under way with one bank and the same rules."""

    def __init__(self, bank: ItemBank, rules: Rules, seeds: lottery.Words) -> None:
        """Begin S tests.

        Args:
            bank: The items.
            rules: How the tests are given.
            seeds: From `lottery.seeds_of`, shape (S,).
        """
        self.bank, self.rules, self.seeds = bank, rules, seeds
        size = len(seeds)
        self.log_likelihood: Floats = np.zeros((size, len(GRID)))
        self.asked: Ints = np.zeros(size, dtype=np.int64)
        self.used: Flags = np.zeros((size, len(bank)), dtype=np.bool_)
        self.luck = lottery.drawn(seeds, bank.tickets)
        self._quotas = _wanted(bank, rules)
        self._about: Ints = np.zeros((size, len(self._quotas.kc_ids)), dtype=np.int64)
        self._ratio: Floats = np.zeros(size)
        self._by_ratio = rules.cut is not None and rules.by == "ratio"
        if rules.cut is not None and self._by_ratio:
            self._gain, self._cost = ratio_terms(*bank.parameters, rules.cut)
            self._at_cut = information_at(bank.information, rules.cut)

    @property
    def kc_ids(self) -> tuple[UUID, ...]:
        """The topics with a quota, as in `Turn.short`."""
        return self._quotas.kc_ids

    def bar(self, places: Ints) -> None:
        """Take items out of all tests."""
        self.used[:, places] = True

    def record(self, rows: Ints, places: Ints, scores: Floats) -> None:
        """Take down one answer in each of some tests.

        Args:
            rows: Which tests, each at most once.
            places: Which items.
            scores: 0 to 1.
        """
        self.log_likelihood[rows] += scores[:, None] * self.bank.x[places] - self.bank.softplus[places]
        self.asked[rows] += 1
        self.used[rows, places] = True
        if self.kc_ids:
            self._about[rows] += self._quotas.measures[places].astype(np.int64)
        if self._by_ratio:
            self._ratio[rows] += scores * self._gain[places] - self._cost[places]

    def turn(self, rows: Ints) -> Turn:
        """Return what comes next in some of the tests."""
        likelihood = self.log_likelihood[rows]
        density = normalised(likelihood + LOG_NORMAL)
        theta, se = moments(normalised(likelihood + LOG_PRIOR))
        reached = TOLD * moments(density)[1]
        open_ = ~self.used[rows]
        side = self._sides(rows, theta, se)
        stop = self._enough(rows, reached, side)
        short: Ints = np.zeros((len(rows), 0), dtype=np.int64)
        if self.kc_ids:
            open_, stop, short = self._within_quotas(rows, open_, stop)
        lucky = open_ & (self.luck[rows] < self.bank.shares)
        unlucky = ~lucky.any(axis=1)
        # Where luck has left nothing, the test goes before the exposure of an item.
        lucky[unlucky] = open_[unlucky]
        stop[(stop == _NO_STOP) & ~lucky.any(axis=1)] = Stop.EXHAUSTED.value
        place: Ints = np.full(len(rows), -1, dtype=np.int64)
        on = np.flatnonzero(stop == _NO_STOP)
        if len(on):
            place[on] = self._best(rows[on], density[on], lucky[on])
        return Turn(place, stop, theta, se, reached, side, short)

    def _sides(self, rows: Ints, theta: Floats, se: Floats) -> Sides:
        if self.rules.cut is None:
            return np.zeros(len(rows), dtype=np.int8)
        return sides_by_ratio(self._ratio[rows]) if self._by_ratio else sides_by_interval(theta, se, self.rules.cut)

    def _enough(self, rows: Ints, se: Floats, side: Sides) -> NDArray[np.str_]:
        """Return why tests end, whatever the quotas say."""
        asked = self.asked[rows]
        stop = np.full(len(rows), _NO_STOP, dtype="<U16")
        stop[asked >= self.rules.max_items] = Stop.LENGTH.value
        may_end = asked >= self.rules.min_items
        stop[may_end & (side != 0)] = Stop.CLASSIFIED.value
        if self.rules.target_se is not None:
            stop[may_end & (se <= self.rules.target_se)] = Stop.PRECISE.value
        return stop

    def _within_quotas(self, rows: Ints, open_: Flags, stop: NDArray[np.str_]) -> tuple[Flags, NDArray[np.str_], Ints]:
        """Close items of full topics, and all but those of topics that still lack some when it is time for these."""
        quotas, about = self._quotas, self._about[rows]
        full = (about >= quotas.most).astype(np.float64)
        open_ = open_ & (full @ quotas.measures.T == 0)
        lack = np.maximum(quotas.least - about, 0)
        owed = np.minimum(lack, (open_ @ quotas.measures).astype(np.int64))
        total = owed.sum(axis=1)
        left = self.rules.max_items - self.asked[rows]
        due = (total > 0) & (left > 0) & ((left <= total) | (stop != _NO_STOP))
        open_[due] &= (owed[due] > 0).astype(np.float64) @ quotas.measures.T > 0
        stop[due] = _NO_STOP
        return open_, stop, lack - owed

    def _best(self, rows: Ints, density: Floats, open_: Flags) -> Ints:
        value = np.tile(self._at_cut, (len(rows), 1)) if self._by_ratio else density @ self.bank.information
        value -= self.bank.prices
        value -= _DITHER * self.luck[rows]
        value[~open_] = -np.inf
        asked = self.asked[rows]
        most = max(1, len(self.bank) // _BANK_SHARE)
        spreads = np.array([*SPREAD, 1])[np.minimum(asked, len(SPREAD))].clip(max=most)
        draw = lottery.turn(self.seeds[rows], asked)
        place: Ints = np.empty(len(rows), dtype=np.int64)
        for spread in np.unique(spreads):
            these = spreads == spread
            place[these] = picked(value[these], int(spread), draw[these])
        return place


def picked(value: Floats, spread: int, draw: Floats) -> Ints:
    """Return for each row one of its `spread` best columns; at least one value of a row is finite.

    Args:
        value: Shape (R, n); -inf where a column is closed.
        spread: Among how many is drawn.
        draw: In [0, 1), shape (R,).
    """
    if spread <= 1:
        best: Ints = value.argmax(axis=1)
        return best
    top = np.argpartition(-value, spread - 1, axis=1)[:, :spread]
    found = np.take_along_axis(value, top, axis=1)
    order = np.argsort(-found, axis=1, kind="stable")
    among = np.isfinite(found).sum(axis=1)
    chosen = np.take_along_axis(order, (draw * among).astype(np.int64)[:, None], axis=1)
    place: Ints = np.take_along_axis(top, chosen, axis=1)[:, 0]
    return place


def information_at(table: Floats, theta: float) -> Floats:
    """Return a table of shape (G, n) at one ability, by straight lines between the grid's."""
    place = (min(max(theta, GRID[0]), GRID[-1]) - GRID[0]) / (GRID[1] - GRID[0])
    low = min(int(place), len(GRID) - 2)
    row: Floats = table[low] + (place - low) * (table[low + 1] - table[low])
    return row
