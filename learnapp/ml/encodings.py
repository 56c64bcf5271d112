"""What the answers of other students say about items, KCs and what follows upon what.

Difficulty is a Rasch model fitted by penalised Newton steps (Rasch, 1960). Latent factors describe which residuals go
together (Koren, Bell & Volinsky, 2009, fitted by alternating ridge regression). A row of a training table is encoded
from other students only, by `out_of_fold`; who is not in the training table, by all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from learnapp.ml.answers import AnswerLog, Floats, Ints, Mask, folds_of

FACTORS = 8
INNER_FOLDS = 5
_KC_PRIOR, _ITEM_PRIOR, _PAIR_PRIOR, _KC_PAIR_PRIOR = 20.0, 8.0, 4.0, 10.0
_ROUNDS, _FACTOR_ROUNDS = 6, 6
_STUDENT_RIDGE, _ITEM_RIDGE = 4.0, 8.0


@dataclass(frozen=True, slots=True)
class Encoded:
    """What is known of n questions before they are answered; `names` of shape (n,) each, factors of shape (n, F)."""

    difficulty: Floats
    discrimination: Floats
    item_logit: Floats
    item_count: Floats
    kc_logit: Floats
    kc_count: Floats
    after_item: Floats
    after_item_count: Floats
    after_kc: Floats
    after_kc_count: Floats
    factors: Floats

    def rows(self, chosen: Ints | Mask) -> Encoded:
        """Return some of the rows."""
        return Encoded(*(getattr(self, name)[chosen] for name in Encoded.__dataclass_fields__))

    def table(self) -> Floats:
        """Return the columns that a model reads directly; shape (n, 10)."""
        return np.stack([getattr(self, name) for name in ENCODED], axis=1)


ENCODED: tuple[str, ...] = tuple(Encoded.__dataclass_fields__)[:-1]


def _sigmoid(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0)))


def _logit(p: Floats) -> Floats:
    return np.log(p / (1.0 - p))


def _sums(keys: Ints, weights: Floats | None, size: int) -> Floats:
    return np.bincount(keys, weights=weights, minlength=size).astype(np.float64)


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Sorted keys with their values; the last value stands for an unknown key."""

    keys: Ints
    values: Floats
    counts: Floats

    def of(self, wanted: Ints) -> tuple[Floats, Floats]:
        place = np.minimum(np.searchsorted(self.keys, wanted), max(len(self.keys) - 1, 0))
        if not len(self.keys):
            return np.zeros(len(wanted)), np.zeros(len(wanted))
        known = self.keys[place] == wanted
        return np.where(known, self.values[place], 0.0), np.where(known, self.counts[place], 0.0)


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
        mean = float(right.mean())
        kc_counts = _sums(kc, None, kcs + 1)
        kc_rate = (_sums(kc, right, kcs + 1) + _KC_PRIOR * mean) / (kc_counts + _KC_PRIOR)
        home = np.full(items, kcs, dtype=np.int64)
        home[item] = kc
        counts = _sums(item, None, items)
        rate = (_sums(item, right, items) + _ITEM_PRIOR * kc_rate[home]) / (counts + _ITEM_PRIOR)
        self.kc_logit, self.kc_count = _logit(kc_rate), np.log1p(kc_counts)
        self.item_logit, self.item_count = _logit(rate), np.log1p(counts)
        ability, self.difficulty = self._rasch(log, item, home, items)
        chance = _sigmoid(ability[log.student] - self.difficulty[item])
        self.discrimination = self._slopes(log, item, ability, items)
        self.factors = _factors(log.student, item, right - chance, log.students, items)
        self.after_item = self._following(log, item, item, rate[item], items, _PAIR_PRIOR)
        self.after_kc = self._following(log, kc, kc, kc_rate[kc], kcs, _KC_PAIR_PRIOR)

    def _rasch(self, log: AnswerLog, item: Ints, home: Ints, items: int) -> tuple[Floats, Floats]:
        """Return ability of each student, shape (S,), and difficulty of each item, shape (I,)."""
        prior = -self.kc_logit[home]
        difficulty, ability = -self.item_logit.copy(), np.zeros(log.students)
        for _ in range(_ROUNDS):
            p = _sigmoid(ability[log.student] - difficulty[item])
            slope = _sums(log.student, log.correct - p, log.students) - ability
            ability = ability + slope / (_sums(log.student, p * (1 - p), log.students) + 1.0)
            p = _sigmoid(ability[log.student] - difficulty[item])
            slope = _sums(item, p - log.correct, items) - 2.0 * (difficulty - prior)
            difficulty = difficulty + slope / (_sums(item, p * (1 - p), items) + 2.0)
        return ability, difficulty

    def _slopes(self, log: AnswerLog, item: Ints, ability: Floats, items: int) -> Floats:
        """Return how steeply each item rises with ability, near 1 for an item that few have answered; shape (I,)."""
        x = ability[log.student]
        above = log.correct - _sigmoid(-self.difficulty[item])
        slope = (_sums(item, x * above, items) + 8.0) / (_sums(item, 0.2 * x * x, items) + 8.0)
        return np.clip(slope, 0.2, 3.0)

    @staticmethod
    def _following(log: AnswerLog, before: Ints, now: Ints, usual: Floats, size: int, prior: float) -> _Lookup:
        """Return how much better than usual a question goes after another one and its result."""
        follows = log.place > 0
        rows = np.flatnonzero(follows)
        keys = _pair_keys(before[rows - 1], log.correct[rows - 1], now[rows], size)
        known, place = np.unique(keys, return_inverse=True)
        counts = _sums(place, None, len(known))
        return _Lookup(
            known, _sums(place, (log.correct - usual)[rows], len(known)) / (counts + prior), np.log1p(counts)
        )

    def numbers(self, item: Ints, kc: Ints) -> tuple[Ints, Ints]:
        """Return the places of items and KCs; one behind the last for what is not known."""
        return _number(self.items, item), _number(self.kcs, kc)

    def encode(self, item: Ints, kc: Ints, last_item: Ints, last_kc: Ints, last_correct: Floats) -> Encoded:
        """Return what is known of n questions.

        Args:
            item: Shape (n,), places by `numbers`.
            kc: Shape (n,), places by `numbers`.
            last_item: What the student answered just before; -1 for a first answer.
            last_kc: Its KC; -1 for a first answer.
            last_correct: Its result.
        """
        known = item < len(self.items)
        at = np.where(known, item, 0)
        after_item, after_item_count = self._after(self.after_item, last_item, last_correct, item, len(self.items))
        after_kc, after_kc_count = self._after(self.after_kc, last_kc, last_correct, kc, len(self.kcs))
        kc_logit = self.kc_logit[kc]
        return Encoded(
            difficulty=np.where(known, self.difficulty[at], -kc_logit),
            discrimination=np.where(known, self.discrimination[at], 1.0),
            item_logit=np.where(known, self.item_logit[at], kc_logit),
            item_count=np.where(known, self.item_count[at], 0.0),
            kc_logit=kc_logit,
            kc_count=self.kc_count[kc],
            after_item=after_item,
            after_item_count=after_item_count,
            after_kc=after_kc,
            after_kc_count=after_kc_count,
            factors=np.where(known[:, None], self.factors[at], 0.0),
        )

    @staticmethod
    def _after(table: _Lookup, last: Ints, correct: Floats, now: Ints, size: int) -> tuple[Floats, Floats]:
        usable = (last >= 0) & (last < size) & (now < size)
        value, count = table.of(_pair_keys(np.where(usable, last, 0), correct, np.where(usable, now, 0), size))
        return np.where(usable, value, 0.0), np.where(usable, count, 0.0)

    def arrays(self) -> dict[str, Floats | Ints]:
        """Return everything that was fitted, to be stored."""
        plain = ("items", "kcs", "kc_logit", "kc_count", "item_logit", "item_count", "difficulty", "discrimination",
                 "factors")  # fmt: skip
        found: dict[str, Floats | Ints] = {name: getattr(self, name) for name in plain}
        for name in ("after_item", "after_kc"):
            table: _Lookup = getattr(self, name)
            found |= {f"{name}_keys": table.keys, f"{name}_values": table.values, f"{name}_counts": table.counts}
        return found

    @classmethod
    def of_arrays(cls, arrays: dict[str, Floats | Ints]) -> Encodings:
        """Return encodings as they were stored by `arrays`.

        Raises:
            KeyError: Something is missing.
        """
        made = cls.__new__(cls)
        for name in ("after_item", "after_kc"):
            keys, values, counts = (arrays[f"{name}_{part}"] for part in ("keys", "values", "counts"))
            setattr(made, name, _Lookup(keys.astype(np.int64), values.astype(np.float64), counts.astype(np.float64)))
        for name in ("items", "kcs", "kc_logit", "kc_count", "item_logit", "item_count", "difficulty",
                     "discrimination", "factors"):  # fmt: skip
            setattr(made, name, arrays[name])
        return made


def _pair_keys(before: Ints, correct: Floats, now: Ints, size: int) -> Ints:
    return (before * 2 + correct.astype(np.int64)) * np.int64(size) + now


def _factors(student: Ints, item: Ints, residual: Floats, students: int, items: int) -> Floats:
    """Return latent factors of the items, scaled so that those of the students have unit variance; shape (I, F)."""
    mine = np.zeros((students, FACTORS))
    theirs = np.random.default_rng(1).normal(0.0, 0.3, (items, FACTORS))
    for _ in range(_FACTOR_ROUNDS):
        mine = _ridge(theirs[item], residual, student, students, _STUDENT_RIDGE)
        mine = mine / (mine.std(axis=0) + 1e-9)
        theirs = _ridge(mine[student], residual, item, items, _ITEM_RIDGE)
    return theirs


def _ridge(x: Floats, y: Floats, group: Ints, groups: int, ridge: float) -> Floats:
    """Return the ridge regression of y on x within each group; shape (groups, F)."""
    gram = np.empty((groups, FACTORS, FACTORS))
    side = np.empty((groups, FACTORS))
    for i in range(FACTORS):
        side[:, i] = _sums(group, x[:, i] * y, groups)
        for j in range(i, FACTORS):
            gram[:, i, j] = gram[:, j, i] = _sums(group, x[:, i] * x[:, j], groups)
    gram += ridge * np.eye(FACTORS)
    return np.asarray(np.linalg.solve(gram, side[:, :, None])[:, :, 0])


def encode_log(encodings: Encodings, log: AnswerLog) -> Encoded:
    """Return what is known of each answer's question in the moment before it is answered."""
    item, kc = encodings.numbers(log.item, log.kc)
    before = np.maximum(np.arange(len(log)) - 1, 0)
    first = log.place == 0
    return encodings.encode(
        item, kc, np.where(first, -1, item[before]), np.where(first, -1, kc[before]),
        np.where(first, 0.0, log.correct[before]),
    )  # fmt: skip


def out_of_fold(log: AnswerLog, seed: int, folds: int = INNER_FOLDS) -> Encoded:
    """Return the encoded rows of a training table, each from the answers of other students only."""
    fold = folds_of(log.students, min(folds, log.students), seed)
    parts: list[tuple[Ints, Encoded]] = []
    for held in np.unique(fold):
        inside = fold == held
        rows = np.flatnonzero(inside[log.student])
        others = log.of(~inside) if (~inside).any() else log
        parts.append((rows, encode_log(Encodings(others), log.of(inside))))
    return _merged([rows for rows, _ in parts], [encoded for _, encoded in parts], len(log))


def _merged(places: Sequence[Ints], parts: Sequence[Encoded], size: int) -> Encoded:
    columns = []
    for name in Encoded.__dataclass_fields__:
        whole = np.empty((size, *getattr(parts[0], name).shape[1:]))
        for rows, part in zip(places, parts, strict=True):
            whole[rows] = getattr(part, name)
        columns.append(whole)
    return Encoded(*columns)
