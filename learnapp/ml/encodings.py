"""What the answers of other students say about items, KCs and what follows upon what.

Difficulty is a Rasch model fitted by penalised Newton steps (Rasch, 1960); how far items stray from their KC is itself
estimated (empirical Bayes; Morris, 1983). A KC's learning curve has a slope for earlier successes and one for earlier
failures (Performance Factors Analysis, Pavlik, Cen & Koedinger, 2009). A row of a training table is encoded from other
students only, by `out_of_fold`; who is not in the training table, by all of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import AnswerLog, Floats, Ints, Mask, folds_of
from learnapp.ml.factors import fit_factors
from learnapp.ml.groups import ridge_by_group, sums
from learnapp.ml.pairs import Lookup, after, fit_after, fit_near, last_of, near

_KC_PRIOR, _ITEM_PRIOR, _PAIR_PRIOR, _KC_PAIR_PRIOR, _CURVE_RIDGE = 20.0, 8.0, 4.0, 10.0, 30.0
_ROUNDS = 8
_BREAK = 1800.0
"""More seconds than this between two answers are a break, and say nothing about how fast someone works."""
_LEAST_PRECISION, _MOST_PRECISION = 0.3, 20.0
_MANY_STUDENTS, _FOLDS_OF_MANY, _FOLDS_OF_FEW = 1000, 5, 10
_HIDDEN = 0.03
"""Share of the items that each fold of a training table takes for new, so that a model learns what to do with them."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What is known of n questions before they are answered.

    Attributes:
        difficulty: And the others of shape (n,): see `Encodings`; counts are logarithms.
        item_crowd: Shape (n,), mean ability of those who met the item.
        item_pace: Shape (n,), mean logarithm of the seconds between the answer before and the one to this item.
        factors: Shape (n, FACTORS).
        near: Shape (n, NEAR), slopes from the last answers of the student, the latest first.
    """

    difficulty: Floats
    discrimination: Floats
    item_logit: Floats
    item_count: Floats
    item_place: Floats
    item_crowd: Floats
    kc_logit: Floats
    kc_count: Floats
    kc_by_right: Floats
    kc_by_wrong: Floats
    after_item: Floats
    after_item_count: Floats
    after_kc: Floats
    after_kc_count: Floats
    item_pace: Floats
    factors: Floats
    near: Floats

    def rows(self, chosen: Ints | Mask) -> Encoded:
        """Return some of the rows."""
        return Encoded(*(getattr(self, name)[chosen] for name in Encoded.__dataclass_fields__))

    def table(self) -> Floats:
        """Return the columns that a model reads directly; shape (n, len(ENCODED))."""
        return np.stack([getattr(self, name) for name in ENCODED], axis=1)


ENCODED: tuple[str, ...] = tuple(Encoded.__dataclass_fields__)[:-3]
_PLAIN = ("items", "kcs", "home", "kc_logit", "kc_count", "kc_place", "kc_by_right", "kc_by_wrong", "item_logit",
          "item_count", "item_place", "item_pace", "kc_pace", "item_crowd", "kc_crowd",
          "difficulty", "discrimination", "factors", "kc_factors")  # fmt: skip
_TABLES = ("after_item", "after_kc", "near")


def _sigmoid(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0)))


def _logit(p: Floats) -> Floats:
    return np.log(p / (1.0 - p))


def _number(known: Ints, wanted: Ints) -> Ints:
    """Return the place of ids among sorted known ones; len(known) for one that is not there."""
    place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[place] == wanted, place, len(known)).astype(np.int64)


class Encodings:
    """Fitted on the answers of training students; `encode` then serves any question, also of an unknown item."""

    def __init__(self, log: AnswerLog) -> None:
        """Fit. Args: log: the training students' answers."""
        self.items, item = np.unique(log.item, return_inverse=True)
        self.kcs, kc = np.unique(log.kc, return_inverse=True)
        items, kcs, right = len(self.items), len(self.kcs), log.correct
        mean = float(np.clip(right.mean(), 0.02, 0.98))
        kc_counts = sums(kc, None, kcs + 1)
        kc_rate = (sums(kc, right, kcs + 1) + _KC_PRIOR * mean) / (kc_counts + _KC_PRIOR)
        self.home = np.full(items, kcs, dtype=np.int64)
        self.home[item] = kc
        counts = sums(item, None, items)
        rate = (sums(item, right, items) + _ITEM_PRIOR * kc_rate[self.home]) / (counts + _ITEM_PRIOR)
        self.kc_logit, self.kc_count = _logit(kc_rate), np.log1p(kc_counts)
        self.item_logit, self.item_count = _logit(rate), np.log1p(counts)
        # How far into a course it is met: a student who comes earlier or later than others stands out.
        place = np.log1p(log.place)
        self.kc_place = (sums(kc, place, kcs + 1) + _KC_PRIOR * place.mean()) / (kc_counts + _KC_PRIOR)
        usual = self.kc_place[self.home]
        self.item_place = (sums(item, place, items) + usual) / (counts + 1.0)
        self.item_pace, self.kc_pace = _paces(log, item, kc, self.home, kcs)
        ability, self.difficulty = self._rasch(log, item)
        # Whom a school gives an item to says something of a student of whom nothing else is known.
        crowd = ability[log.student]
        self.kc_crowd = sums(kc, crowd, kcs + 1) / (kc_counts + _KC_PRIOR)
        self.item_crowd = (sums(item, crowd, items) + 4.0 * self.kc_crowd[self.home]) / (counts + 4.0)
        residual = right - _sigmoid(ability[log.student] - self.difficulty[item])
        self.discrimination = self._slopes(log, item, ability)
        self.kc_by_right, self.kc_by_wrong = _curves(log, kc, residual, kcs)
        found = fit_factors(log.student, item, kc, self.home, residual, (log.students, kcs))
        self.factors, self.kc_factors = found.item, found.kc
        self.after_item = fit_after(log.place, item, right, right - rate[item], items, _PAIR_PRIOR)
        self.after_kc = fit_after(log.place, kc, right, right - kc_rate[kc], kcs, _KC_PAIR_PRIOR)
        self.near = fit_near(log.place, item, residual, items)

    def _rasch(self, log: AnswerLog, item: Ints) -> tuple[Floats, Floats]:
        """Return ability of each student, shape (S,), and difficulty of each item, shape (I,)."""
        prior, items, precision = -self.kc_logit[self.home], len(self.items), 2.0
        difficulty, ability = -self.item_logit.copy(), np.zeros(log.students)
        for _ in range(_ROUNDS):
            p = _sigmoid(ability[log.student] - difficulty[item])
            slope = sums(log.student, log.correct - p, log.students) - ability
            ability = ability + slope / (sums(log.student, p * (1 - p), log.students) + 1.0)
            p = _sigmoid(ability[log.student] - difficulty[item])
            slope = sums(item, p - log.correct, items) - precision * (difficulty - prior)
            known = sums(item, p * (1 - p), items) + precision
            difficulty = difficulty + slope / known
            spread = float(np.mean((difficulty - prior) ** 2 + 1.0 / known))
            precision = float(np.clip(1.0 / max(spread, 1e-6), _LEAST_PRECISION, _MOST_PRECISION))
        return ability, difficulty

    def _slopes(self, log: AnswerLog, item: Ints, ability: Floats) -> Floats:
        """Return how steeply each item rises with ability, near 1 for an item that few have answered; shape (I,)."""
        x, items = ability[log.student], len(self.items)
        above = log.correct - _sigmoid(-self.difficulty[item])
        slope = (sums(item, x * above, items) + 8.0) / (sums(item, 0.2 * x * x, items) + 8.0)
        return np.clip(slope, 0.2, 3.0)

    def numbers(self, item: Ints, kc: Ints) -> tuple[Ints, Ints]:
        """Return the places of items and KCs; one behind the last for what is not known."""
        return _number(self.items, item), _number(self.kcs, kc)

    def encode(self, item: Ints, kc: Ints, before: Ints, last_kc: Ints, last_correct: Floats) -> Encoded:
        """Return what is known of n questions.

        Args:
            item: Shape (n,), places by `numbers`.
            kc: Shape (n,), places by `numbers`.
            before: Shape (n, NEAR) or (1, NEAR), the items that the student answered before, the latest first; -1
                where there were fewer.
            last_kc: Shape (n,) or (1,), the KC of the latest; -1 for a first answer.
            last_correct: Its result.
        """
        known, n = item < len(self.items), len(item)
        at = np.where(known, item, 0)
        last = np.broadcast_to(before[:, 0], n)
        last_kc, last_correct = np.broadcast_to(last_kc, n), np.broadcast_to(last_correct, n)
        after_item, after_item_count = after(self.after_item, last, last_correct, item, len(self.items))
        after_kc, after_kc_count = after(self.after_kc, last_kc, last_correct, kc, len(self.kcs))
        kc_logit = self.kc_logit[kc]
        return Encoded(
            difficulty=np.where(known, self.difficulty[at], -kc_logit),
            discrimination=np.where(known, self.discrimination[at], 1.0),
            item_logit=np.where(known, self.item_logit[at], kc_logit),
            item_count=np.where(known, self.item_count[at], 0.0),
            item_place=np.where(known, self.item_place[at], self.kc_place[kc]),
            item_crowd=np.where(known, self.item_crowd[at], self.kc_crowd[kc]),
            kc_logit=kc_logit,
            kc_count=self.kc_count[kc],
            kc_by_right=self.kc_by_right[kc],
            kc_by_wrong=self.kc_by_wrong[kc],
            after_item=after_item,
            after_item_count=after_item_count,
            after_kc=after_kc,
            after_kc_count=after_kc_count,
            item_pace=np.where(known, self.item_pace[at], self.kc_pace[kc]),
            factors=np.where(known[:, None], self.factors[at], self.kc_factors[kc]),
            near=near(self.near, before, item, len(self.items)),
        )

    def arrays(self) -> dict[str, Floats | Ints]:
        """Return everything that was fitted, to be stored."""
        found: dict[str, Floats | Ints] = {name: getattr(self, name) for name in _PLAIN}
        for name in _TABLES:
            table: Lookup = getattr(self, name)
            found |= {f"{name}_keys": table.keys, f"{name}_values": table.values, f"{name}_counts": table.counts}
        return found

    @cached_property
    def mark(self) -> bytes:
        """8 bytes that tell one fit from another: what is kept of a student belongs to one fit."""
        digest = hashlib.blake2b(digest_size=8)
        for name, array in sorted(self.arrays().items()):
            digest.update(name.encode() + np.ascontiguousarray(array).tobytes())
        return digest.digest()

    @classmethod
    def of_arrays(cls, arrays: dict[str, Any]) -> Encodings:
        """Return encodings as they were stored by `arrays`.

        Raises:
            KeyError: Something is missing.
        """
        made = cls.__new__(cls)
        for name in _TABLES:
            keys, values, counts = (arrays[f"{name}_{part}"] for part in ("keys", "values", "counts"))
            setattr(made, name, Lookup(keys.astype(np.int64), values.astype(np.float64), counts.astype(np.float64)))
        for name in _PLAIN:
            setattr(made, name, arrays[name])
        return made


def pace_of(seconds: Floats) -> Floats:
    """Return the logarithm of the seconds between two answers; nan for a break or where there are no times."""
    with np.errstate(invalid="ignore"):
        return np.where(seconds <= _BREAK, np.log1p(np.maximum(seconds, 0.0)), np.nan)


def _paces(log: AnswerLog, item: Ints, kc: Ints, home: Ints, kcs: int) -> tuple[Floats, Floats]:
    """Return the mean pace of items, shape (I,), and of KCs, shape (K + 1,); an item with few times has its KC's."""
    pace = np.where(log.place > 0, pace_of(np.diff(log.seconds, prepend=np.nan)), np.nan)
    rows = np.flatnonzero(np.isfinite(pace))
    usual = float(pace[rows].mean()) if len(rows) else 0.0
    of_kc = (sums(kc[rows], pace[rows], kcs + 1) + _KC_PRIOR * usual) / (sums(kc[rows], None, kcs + 1) + _KC_PRIOR)
    total, count = sums(item[rows], pace[rows], len(home)), sums(item[rows], None, len(home))
    return (total + 4.0 * of_kc[home]) / (count + 4.0), of_kc


def _curves(log: AnswerLog, kc: Ints, residual: Floats, kcs: int) -> tuple[Floats, Floats]:
    """Return how residuals rise with the logarithms of earlier right and wrong answers on each KC; shape (K + 1,) each.

    The two slopes of a KC are shrunk to those of all KCs.
    """
    order = np.lexsort((np.arange(len(kc)), kc, log.student))
    fresh = np.flatnonzero(np.diff(log.student[order] * np.int64(kcs + 1) + kc[order], prepend=-1))
    length = np.diff(np.append(fresh, len(kc)))
    place = np.arange(len(kc)) - np.repeat(fresh, length)
    total = np.cumsum(log.correct[order]) - log.correct[order]
    right = total - np.repeat(total[fresh], length)
    x, y = np.log1p(np.stack([right, place - right], axis=1)), residual[order]
    usual = np.linalg.solve(x.T @ x + _CURVE_RIDGE * np.eye(2), x.T @ y)
    rest, group = y - x @ usual, kc[order]
    found = usual + ridge_by_group(x, rest, group, kcs + 1, _CURVE_RIDGE)
    return found[:, 0], found[:, 1]


def encode_log(encodings: Encodings, log: AnswerLog, hidden: Ints | None = None) -> Encoded:
    """Return what is known of each answer's question in the moment before it is answered.

    Args:
        encodings: Of other students.
        log: The answers.
        hidden: Ids of items that are to be taken for new.
    """
    item, kc = encodings.numbers(log.item, log.kc)
    if hidden is not None:
        item = np.where(np.isin(log.item, hidden), len(encodings.items), item)
    before = np.maximum(np.arange(len(log)) - 1, 0)
    first = log.place == 0
    return encodings.encode(
        item, kc, last_of(item, log.place), np.where(first, -1, kc[before]), np.where(first, 0.0, log.correct[before])
    )


def out_of_fold(log: AnswerLog, seed: int, folds: int | None = None, threads: int = 1) -> Encoded:
    """Return the encoded rows of a training table, each from the answers of other students only.

    Args:
        log: The answers.
        seed: Of the folds, and of the items that each fold takes for new.
        folds: How many; None for 5 of many students, 10 of few, for whom each student left out counts for more.
        threads: So many folds are worked off at once; the rows are the same for any number.

    Raises:
        InvalidInputError: There is only one student, so nobody else to learn from.
    """
    if log.students < 2:
        raise InvalidInputError("All answers are of one student. At least two students are needed.")
    folds = folds or (_FOLDS_OF_MANY if log.students >= _MANY_STUDENTS else _FOLDS_OF_FEW)
    fold = folds_of(log.students, min(folds, log.students), seed)
    rng, items = np.random.default_rng([seed, 1]), np.unique(log.item)
    drawn = [(held, items[rng.random(len(items)) < _HIDDEN]) for held in np.unique(fold)]

    def encoded(held: int, hidden: Ints) -> Encoded:
        return encode_log(Encodings(log.of(fold != held)), log.of(fold == held), hidden)

    with ThreadPoolExecutor(threads) as workers:
        parts = list(workers.map(encoded, *zip(*drawn, strict=True)))
    return _merged([np.flatnonzero((fold == held)[log.student]) for held, _ in drawn], parts, len(log))


def _merged(places: Sequence[Ints], parts: Sequence[Encoded], size: int) -> Encoded:
    columns = []
    for name in Encoded.__dataclass_fields__:
        whole = np.empty((size, *getattr(parts[0], name).shape[1:]))
        for rows, part in zip(places, parts, strict=True):
            whole[rows] = getattr(part, name)
        columns.append(whole)
    return Encoded(*columns)
