"""What is kept of each student between two answers, and the features that a model reads before the next one.

One piece of code serves both ways: for training, all students take their first step together, then their second, and
so on; online there is one student and many candidates. So both ways agree by construction.

Abilities follow Elo's rule with a rate that falls with experience (Pelánek, 2016); decayed success counts follow
Performance Factors Analysis (Pavlik, Cen & Koedinger, 2009) with several rates (Galyardt & Goldin, 2015); the latent
factors of a student are the posterior mean of a Bayesian linear regression, updated answer by answer (Bishop, 2006,
section 3.3).
"""

from __future__ import annotations

import numpy as np

from learnapp.ml.answers import AnswerLog, Floats, Ints, Mask, Table
from learnapp.ml.encodings import ENCODED, Encoded, Encodings, encode_log, pace_of
from learnapp.ml.factors import FACTORS
from learnapp.ml.pairs import NEAR

DECAYS = (0.6, 0.8, 0.9, 0.97, 0.99)
KC_DECAYS = (0.6, 0.85, 0.95)
LAST, LAST_DIFFICULTIES, LAST_ON_KC = 6, 3, 3
_PRIOR_VARIANCE, _NOISE = 0.7, 0.2
CELLS = 4_000_000
"""So many pairs of a student and a KC are kept in memory at once, about 200 bytes each."""
MEMORY = 500
"""An item that was met more than so many answers ago is as new."""
_PACE_KEPT = 0.85
_DRIFT = 0.003 * np.eye(FACTORS)
"""Variance that each answer adds to what is known of a student's factors: students change."""
_SCALE = 4.0
"""A residual of 0.1 is about 0.4 on the scale of abilities, near an even chance."""

_STUDENT = ("answers", "right", "wrong", "right_rate")
_DECAYED = tuple(f"{kind}_{decay}" for decay in DECAYS for kind in ("success", "surprise"))
_ABILITY = (
    "difficulty_lately", "difficulty_long", "ability", "ability_slow", "margin", "margin_slow", "margin_slope",
    "margin_kc", "margin_kc_factors", "ability_kc", "factor_residual", "factor_doubt", "near", "near_weight",
    "near_most", "margin_all", "margin_crowd", "crowd",
)  # fmt: skip
_ON_KC = (
    "kc_answers", "kc_right", "kc_wrong", "kc_right_rate",
    *(f"kc_{kind}_{decay}" for decay in KC_DECAYS for kind in ("success", "surprise")),
    "kc_lag", "kc_curve", "kc_streak", *(f"kc_last_{n}" for n in range(LAST_ON_KC)),
)  # fmt: skip
_RECENT = (
    "item_answers", "item_right", "item_lag", *(f"last_{n}" for n in range(LAST)),
    *(f"last_difficulty_{n}" for n in range(LAST_DIFFICULTIES)), "streak", "same_kc", "run", "kcs_met", "early",
)  # fmt: skip
_TIMES = ("gap", "kc_gap", "age", "pace", "pace_last")
FEATURES: tuple[str, ...] = (*_STUDENT, *_DECAYED, *_ABILITY, *_ON_KC, *_RECENT, *_TIMES, *ENCODED)
"""The columns in the order in which a model reads them."""


def _sigmoid(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0)))


class KnowledgeStates:
    """The states of S students over K KCs; place K stands for a KC that training has not seen."""

    def __init__(self, students: int, kcs: int, pairs: int) -> None:
        """Begin with students of whom nothing is known.

        Args:
            students: S.
            kcs: K.
            pairs: How many pairs of a student and an item there can be.
        """
        shape = (students, kcs + 1)
        self.answers, self.right = np.zeros(students), np.zeros(students)
        self.ability, self.ability_slow = np.zeros(students), np.zeros(students)
        self.streak, self.run = np.zeros(students), np.zeros(students)
        self.last_kc = np.full(students, -1, dtype=np.int64)
        self.last = np.zeros((students, LAST))
        self.last_difficulty = np.zeros((students, LAST_DIFFICULTIES))
        self.weight, self.success, self.surprise, self.met = (np.zeros((students, len(DECAYS))) for _ in range(4))
        self.kc_answers, self.kc_right, self.kc_ability, self.kc_streak = (np.zeros(shape) for _ in range(4))
        self.kc_at, self.kc_seconds = np.full(shape, -1.0), np.full(shape, np.nan)
        deep = (*shape, len(KC_DECAYS))
        self.kc_weight, self.kc_success, self.kc_surprise = (np.zeros(deep) for _ in range(3))
        self.kc_last = np.zeros((*shape, LAST_ON_KC))
        self.seconds = np.full(students, np.nan)
        self.crowd = np.zeros(students)
        self.pace, self.pace_last = np.full(students, np.nan), np.full(students, np.nan)
        self.near = np.zeros((students, NEAR))
        self.item_answers, self.item_right, self.item_at = np.zeros(pairs), np.zeros(pairs), np.full(pairs, -1.0)
        self.factors = np.zeros((students, FACTORS))
        self.doubt = np.tile(np.eye(FACTORS) * _PRIOR_VARIANCE, (students, 1, 1))

    def features(self, who: Ints, kc: Ints, pair: Ints, encoded: Encoded, now: Floats) -> Table:
        """Return the features of n questions; shape (n, len(FEATURES)).

        Args:
            who: Shape (n,), which student each question is for.
            kc: Shape (n,), its KC.
            pair: Shape (n,), the pair of student and item; -1 for an item that the student has not met.
            encoded: What is known of the questions.
            now: Shape (n,), seconds since the student's start; nan where there are no times.
        """
        answers, right, weight = self.answers[who], self.right[who], self.weight[who]
        columns = [np.log1p(answers), np.log1p(right), np.log1p(answers - right), (right + 2.0) / (answers + 3.0)]
        success, surprise = self.success[who], self.surprise[who]
        for n in range(len(DECAYS)):
            columns += [(success[:, n] + 0.6) / (weight[:, n] + 1.0), surprise[:, n] / (weight[:, n] + 1.0)]
        columns += self._abilities(who, kc, encoded)
        columns += self._on_kc(who, kc, encoded)
        columns += self._lately(who, kc, pair, encoded)
        columns += [
            np.log1p(np.maximum(now - self.seconds[who], 0.0)),
            np.log1p(np.maximum(now - self.kc_seconds[who, kc], 0.0)),
            np.log1p(np.maximum(now, 0.0)),
            self.pace[who],
            self.pace_last[who],
        ]
        return np.asarray(np.concatenate([np.stack(columns, axis=1), encoded.table()], axis=1), dtype=np.float32)

    def _abilities(self, who: Ints, kc: Ints, encoded: Encoded) -> list[Floats]:
        weight, met = self.weight[who], self.met[who]
        ability, slow, on_kc = self.ability[who], self.ability_slow[who], self.kc_ability[who, kc]
        expected = self._expected(who, encoded)
        spread = np.einsum("ni,nij,nj->n", encoded.factors, self.doubt[who], encoded.factors)
        difficulty, near = encoded.difficulty, encoded.near * self.near[who]
        most = near[np.arange(len(who)), np.abs(near).argmax(axis=1)]
        together = near.sum(axis=1)
        return [
            met[:, 2] / (weight[:, 2] + 1e-3), met[:, 3] / (weight[:, 3] + 1e-3), ability, slow, ability - difficulty,
            slow - difficulty, encoded.discrimination * ability - difficulty, ability + on_kc - difficulty,
            ability + on_kc - difficulty + _SCALE * expected, on_kc, expected, np.sqrt(np.maximum(spread, 0.0)),
            together, np.abs(encoded.near).sum(axis=1), most,
            ability + on_kc - difficulty + _SCALE * (expected + together), encoded.item_crowd - difficulty,
            (self.crowd[who] + encoded.item_crowd) / (self.answers[who] + 1.0),
        ]  # fmt: skip

    def _expected(self, who: Ints, encoded: Encoded) -> Floats:
        """Return what the latent factors say beyond ability and difficulty; shape (n,), a difference of chances."""
        return np.asarray(np.einsum("ni,ni->n", self.factors[who], encoded.factors))

    def _on_kc(self, who: Ints, kc: Ints, encoded: Encoded) -> list[Floats]:
        answers, right, weight = self.kc_answers[who, kc], self.kc_right[who, kc], self.kc_weight[who, kc]
        columns = [np.log1p(answers), np.log1p(right), np.log1p(answers - right), (right + 1.2) / (answers + 2.0)]
        success, surprise = self.kc_success[who, kc], self.kc_surprise[who, kc]
        for n in range(len(KC_DECAYS)):
            columns += [(success[:, n] + 0.6) / (weight[:, n] + 1.0), surprise[:, n] / (weight[:, n] + 1.0)]
        at = self.kc_at[who, kc]
        columns.append(np.where(at < 0, -1.0, np.log1p(self.answers[who] - np.maximum(at, 0.0))))
        columns.append(encoded.kc_by_right * np.log1p(right) + encoded.kc_by_wrong * np.log1p(answers - right))
        return [*columns, self.kc_streak[who, kc], *self.kc_last[who, kc].T]

    def _lately(self, who: Ints, kc: Ints, pair: Ints, encoded: Encoded) -> list[Floats]:
        if len(self.item_answers):
            place = np.maximum(pair, 0)
            met = (pair >= 0) & self.remembered(place, self.answers[who])
            answers = np.where(met, self.item_answers[place], 0.0)
            right = np.where(met, self.item_right[place], 0.0)
            lag = np.where(met, np.log1p(self.answers[who] - self.item_at[place]), -1.0)
        else:
            answers, right, lag = np.zeros(len(who)), np.zeros(len(who)), np.full(len(who), -1.0)
        same = (self.last_kc[who] == kc).astype(np.float64)
        kcs = np.log1p((self.kc_answers > 0).sum(axis=1).astype(np.float64))[who]
        return [
            answers, right, lag, *self.last[who].T, *self.last_difficulty[who].T, self.streak[who], same,
            np.log1p(self.run[who]), kcs, encoded.item_place - np.log1p(self.answers[who]),
        ]  # fmt: skip

    def remembered(self, pair: Ints, answers: Floats) -> Mask:
        """Return whether the items of pairs were met not too long ago, by students who have given so many answers."""
        at = self.item_at[pair]
        return np.asarray((at >= 0) & (answers - at <= MEMORY))

    def learn(self, who: Ints, kc: Ints, pair: Ints, encoded: Encoded, correct: Floats, now: Floats) -> None:
        """Take in one answer of each of n different students; the arguments are those of `features`.

        Args:
            who: No student twice.
            kc: The KC of the question.
            pair: The pair of student and item.
            encoded: What was known of the question.
            correct: 0 or 1.
            now: Seconds since the student's start.
        """
        difficulty = encoded.difficulty
        answers, on_kc = self.answers[who], self.kc_answers[who, kc]
        chance = _sigmoid(self.ability[who] - difficulty)
        surprise = correct - _sigmoid(-difficulty)
        self._learn_factors(who, encoded, correct - chance)
        gap = correct - _sigmoid(self.ability[who] + self.kc_ability[who, kc] - difficulty)
        self.kc_ability[who, kc] += (0.45 / (1.0 + 0.08 * on_kc) + 0.05) * gap
        gap = correct - _sigmoid(self.ability_slow[who] - difficulty)
        self.ability_slow[who] += (0.8 / (1.0 + 0.3 * answers) + 0.01) * gap
        self.ability[who] += (0.5 / (1.0 + 0.06 * answers) + 0.04) * (correct - chance)
        for flat, value in (
            (self.weight, np.ones(len(who))), (self.success, correct), (self.surprise, surprise), (self.met, difficulty)
        ):  # fmt: skip
            flat[who] = flat[who] * DECAYS + value[:, None]
        for deep, value in (
            (self.kc_weight, np.ones(len(who))), (self.kc_success, correct), (self.kc_surprise, surprise)
        ):  # fmt: skip
            deep[who, kc] = deep[who, kc] * KC_DECAYS + value[:, None]
        self.kc_answers[who, kc] += 1.0
        self.kc_right[who, kc] += correct
        self.kc_at[who, kc] = answers
        self.kc_streak[who, kc] = _streak(self.kc_streak[who, kc], correct)
        self.kc_last[who, kc] = _pushed(self.kc_last[who, kc], 2.0 * correct - 1.0)
        kept = self.remembered(pair, answers)
        self.item_answers[pair] = np.where(kept, self.item_answers[pair], 0.0) + 1.0
        self.item_right[pair] = np.where(kept, self.item_right[pair], 0.0) + correct
        self.item_at[pair] = answers
        self.near[who] = _pushed(self.near[who], correct - chance)
        self.last[who] = _pushed(self.last[who], 2.0 * correct - 1.0)
        self.last_difficulty[who] = _pushed(self.last_difficulty[who], difficulty)
        self.streak[who] = _streak(self.streak[who], correct)
        self.run[who] = np.where(self.last_kc[who] == kc, self.run[who] + 1.0, 1.0)
        self.last_kc[who] = kc
        pace = self.pace_last[who] = pace_of(now - self.seconds[who]) - encoded.item_pace
        before = np.where(np.isnan(self.pace[who]), pace, self.pace[who])
        self.pace[who] = np.where(np.isnan(pace), before, _PACE_KEPT * before + (1.0 - _PACE_KEPT) * pace)
        self.seconds[who] = now
        self.kc_seconds[who, kc] = now
        self.crowd[who] += encoded.item_crowd
        self.answers[who] += 1.0
        self.right[who] += correct

    def _learn_factors(self, who: Ints, encoded: Encoded, residual: Floats) -> None:
        item, doubt = encoded.factors, self.doubt[who]
        gain = np.einsum("nij,nj->ni", doubt, item)
        scale = _NOISE + np.einsum("ni,ni->n", item, gain)
        gap = residual - self._expected(who, encoded)
        self.factors[who] += gain / scale[:, None] * gap[:, None]
        self.doubt[who] = doubt - gain[:, :, None] * gain[:, None, :] / scale[:, None, None] + _DRIFT


def _streak(before: Floats, correct: Floats) -> Floats:
    """Return how many right answers came in a row, or with a minus how many wrong ones."""
    return np.where(correct > 0, np.maximum(before, 0.0) + 1.0, np.minimum(before, 0.0) - 1.0)


def _pushed(before: Floats, value: Floats) -> Floats:
    return np.concatenate([value[:, None], before[:, :-1]], axis=1)


def log_features(encodings: Encodings, log: AnswerLog, encoded: Encoded | None = None) -> Table:
    """Return for each answer what was known just before it; shape (N, len(FEATURES)), float32.

    Args:
        encodings: What numbers the KCs.
        log: The answers.
        encoded: Their questions, if they are not to be encoded by `encodings`.
    """
    encoded = encode_log(encodings, log) if encoded is None else encoded
    most = max(1, CELLS // (len(encodings.kcs) + 1))
    parts = [
        _in_step(encodings, log.only(rows), encoded.rows(rows))
        for first in range(0, log.students, most)
        for rows in [(log.student >= first) & (log.student < first + most)]
    ]
    return np.concatenate(parts)


def _in_step(encodings: Encodings, log: AnswerLog, encoded: Encoded) -> Table:
    """Return the features of students who take their first step together, then their second, and so on."""
    item, kc = encodings.numbers(log.item, log.kc)
    # An item that training has not seen is still the same item when the student meets it again.
    names, place = np.unique(log.item, return_inverse=True)
    _, pair = np.unique(log.student * np.int64(len(names)) + place, return_inverse=True)
    states = KnowledgeStates(log.students, len(encodings.kcs), int(pair.max()) + 1)
    length = log.length()
    longest_first = np.argsort(-length, kind="stable")
    table = np.empty((len(log), len(FEATURES)), dtype=np.float32)
    for step in range(int(length.max())):
        who = longest_first[: int(np.searchsorted(-length[longest_first], -step, side="left"))]
        rows = log.start[who] + step
        asked = encoded.rows(rows)
        table[rows] = states.features(who, kc[rows], pair[rows], asked, log.seconds[rows])
        states.learn(who, kc[rows], pair[rows], asked, log.correct[rows], log.seconds[rows])
    return table
