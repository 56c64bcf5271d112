"""Item parameters of the two-parameter logistic model from sparse answers, with standard errors.

P(right) = 1 / (1 + exp(-a (theta - b))) (Birnbaum, 1968). Abilities are integrated out and the parameters found by EM
(Bock & Aitkin, 1981, Psychometrika 46), with normal priors on b and log a, so that an item with few answers, or with
answers that are all alike, stays finite (Mislevy, 1986). The centre of the priors is itself estimated: how much harder
a course is for these students than its authors thought, and how steep its items are for them. While abilities and items
are found together the priors are wide: tight ones would draw all items in at once and stretch the scale to make up for
it. Each item is then drawn to its own belief with the abilities as they were found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import Floats, Ints, Mask

NODES = 21
"""Points of the Gauss-Hermite quadrature over ability."""
ROUNDS = 300
TOLERANCE = 1e-3
"""EM has converged when the parameters of an average answer's item move less than this in a round, logits; items with
hardly any answers would creep on for long, and are settled at the end with the abilities as they are."""
B_LIMIT = 6.0
LOG_A_LIMITS = (float(np.log(0.05)), float(np.log(4.0)))
"""As `engine.irt.sane_item` has it: what serves may not be steeper or flatter."""
_WIDE_B, _WIDE_LOG_A = 3.0, 0.6
_NEWTON = 2
_CENTRE_WEIGHT = 10.0
_BACKWARDS_Z = 1.645
_PART = 40_000


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of I items: normal distributions of b and of log a, shape (I,) each."""

    b: Floats
    log_a: Floats
    sd_b: Floats
    sd_log_a: Floats

    def shifted(self, b: float, log_a: float) -> Belief:
        """Return the same belief about another centre."""
        return replace(self, b=self.b + b, log_a=self.log_a + log_a)


@dataclass(frozen=True, slots=True)
class Tries:
    """First tries of S students at I items, pair by pair; `right` and `wrong` count them, shape (P,) each."""

    student: Ints
    item: Ints
    right: Floats
    wrong: Floats
    students: int
    items: int

    @classmethod
    def of(cls, student: Ints, item: Ints, correct: Floats, items: int) -> Tries:
        """Return answers as pairs.

        Args:
            student: Shape (N,), numbered from 0.
            item: Shape (N,), numbered from 0.
            correct: Shape (N,), 0 or 1.
            items: How many items there are, those that nobody has answered included.

        Raises:
            InvalidInputError: The columns do not fit each other.
        """
        if not len(student) == len(item) == len(correct):
            raise InvalidInputError("Students, items and results have to be equally many.")
        if len(item) and (item.min() < 0 or item.max() >= items or student.min() < 0):
            raise InvalidInputError("An answer names an item that is not among the items.")
        if not np.isin(correct, (0.0, 1.0)).all():
            raise InvalidInputError("A result is 0 or 1.")
        keys, place = np.unique(student.astype(np.int64) * items + item, return_inverse=True)
        right = np.bincount(place, weights=correct, minlength=len(keys)).astype(np.float64)
        count = np.bincount(place, minlength=len(keys)).astype(np.float64)
        students = int(student.max()) + 1 if len(student) else 0
        return cls(keys // items, keys % items, right, count - right, students, items)

    @property
    def answers(self) -> Ints:
        """How many answers each item has; shape (I,)."""
        return np.bincount(self.item, weights=self.right + self.wrong, minlength=self.items).astype(np.int64)

    @property
    def people(self) -> Ints:
        """How many students have answered each item; shape (I,)."""
        return np.bincount(self.item, minlength=self.items).astype(np.int64)

    def table(self, values: Floats) -> sparse.csr_matrix:
        """Return one number for each pair as a sparse table of students by items."""
        return sparse.csr_matrix((values, (self.student, self.item)), shape=(self.students, self.items))


@dataclass(frozen=True, slots=True)
class Abilities:
    """What is known of each student's ability: weights of shape (S, Q) on Q points; each row adds up to 1."""

    points: Floats
    weights: Floats

    @classmethod
    def normal(cls, mean: Floats, variance: Floats) -> Abilities:
        """Return abilities that are known from elsewhere, on an even grid.

        Args:
            mean: Shape (S,), logits.
            variance: Shape (S,).
        """
        points = np.linspace(-8.0, 8.0, 161)
        spread = np.maximum(variance, 0.01)[:, None]
        density = np.exp(-0.5 * (points[None, :] - np.clip(mean, -7.5, 7.5)[:, None]) ** 2 / spread)
        return cls(points, density / density.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted items; arrays of shape (I,).

    Attributes:
        b, log_a: The most probable values.
        se_b, se_log_a: Standard errors, from the observed information.
        slope, se_slope: How right answers go with ability when the slope may be negative.
        answers, people: First tries, and students who made them.
        centre_b, centre_log_a: How far the items lie from what was believed of them, on average.
        converged: False: the values were still moving after the last round.
    """

    b: Floats
    log_a: Floats
    se_b: Floats
    se_log_a: Floats
    slope: Floats
    se_slope: Floats
    answers: Ints
    people: Ints
    centre_b: float
    centre_log_a: float
    rounds: int
    converged: bool

    def backwards(self, least: int) -> Mask:
        """Return which items the able get wrong more often (one-sided, 95 %), of those with enough students."""
        return (self.slope + _BACKWARDS_Z * self.se_slope < 0) & (self.people >= least)


def calibrate(
    tries: Tries,
    belief: Belief,
    *,
    centred: bool = True,
    rasch: bool = False,
    nodes: int = NODES,
    rounds: int = ROUNDS,
    say: Callable[[str], None] | None = None,
) -> Calibration:
    """Fit items by marginal maximum a posteriori; abilities are standard normal.

    Args:
        tries: The answers.
        belief: What is believed of each item before.
        centred: Whether the centre of the belief is estimated as well; items that nobody has answered move with it.
        rasch: Hold every slope at its belief.
        nodes: Points of the quadrature.
        rounds: At most so many rounds of EM.
        say: Told how far it is.

    Raises:
        InvalidInputError: There are no answers, or they are all alike.
    """
    if not tries.right.sum() or not tries.wrong.sum():
        raise InvalidInputError("All answers are alike, or there are none. Nothing can be estimated from that.")
    points, mass = np.polynomial.hermite_e.hermegauss(nodes)
    log_mass = np.log(mass / mass.sum())
    right, wrong = tries.table(tries.right), tries.table(tries.wrong)
    b, log_a = belief.b.copy(), belief.log_a.copy()
    wide = replace(belief, sd_b=np.maximum(belief.sd_b, _WIDE_B), sd_log_a=np.maximum(belief.sd_log_a, _WIDE_LOG_A))
    centre = np.zeros(2)
    weight = tries.answers / (tries.answers + _CENTRE_WEIGHT)
    converged, turn = False, 0
    abilities = Abilities(points, np.empty(0))
    for turn in range(1, rounds + 1):
        abilities = _posterior(right, wrong, b, log_a, points, log_mass)
        counts = _expected(right, wrong, abilities)
        new_b, new_a = _maximised(counts, points, b, log_a, wide.shifted(*centre), _NEWTON, rasch=rasch)
        if centred:
            centre = np.array(
                [np.average(new_b - belief.b, weights=weight), np.average(new_a - belief.log_a, weights=weight)]
            )
            if rasch:
                centre[1] = 0.0
            untouched = tries.answers == 0
            new_b[untouched] = np.clip(belief.b[untouched] + centre[0], -B_LIMIT, B_LIMIT)
            new_a[untouched] = np.clip(belief.log_a[untouched] + centre[1], *LOG_A_LIMITS)
        moved = float(np.sqrt(np.average((new_b - b) ** 2 + (new_a - log_a) ** 2, weights=tries.answers)))
        b, log_a = new_b, new_a
        if say is not None and turn % 20 == 0:
            say(f"round {turn}: the parameters still move by {moved:.4f}")
        if moved < TOLERANCE:
            converged = True
            break
    abilities = _posterior(right, wrong, b, log_a, points, log_mass)
    # How far a belief may be off is said on its own scale, on which abilities spread by exp(centre of log a).
    own = replace(belief.shifted(*centre), sd_b=belief.sd_b * np.exp(-centre[1]))
    b, log_a = _maximised(_expected(right, wrong, abilities), points, b, log_a, own, 50, rasch=rasch)
    return _finished(tries, abilities, b, log_a, own, centre, turn, converged, hidden=True)


def with_abilities(tries: Tries, belief: Belief, abilities: Abilities) -> Calibration:
    """Fit items while the students' abilities stay as they are: the step between two whole fits.

    Args:
        tries: New answers only; what older ones have said is in the belief.
        belief: What is believed of each item before.
        abilities: Of each student.
    """
    right, wrong = tries.table(tries.right), tries.table(tries.wrong)
    counts = _expected(right, wrong, abilities)
    b, log_a = _maximised(counts, abilities.points, belief.b, belief.log_a, belief, 50)
    return _finished(tries, abilities, b, log_a, belief, np.zeros(2), 1, True, hidden=False)


def _sigmoid(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -35.0, 35.0)))


def _logits(b: Floats, log_a: Floats, points: Floats) -> Floats:
    return np.exp(log_a)[:, None] * (points[None, :] - b[:, None])


def _posterior(
    right: sparse.csr_matrix, wrong: sparse.csr_matrix, b: Floats, log_a: Floats, points: Floats, log_mass: Floats
) -> Abilities:
    x = np.clip(_logits(b, log_a, points), -35.0, 35.0)
    log_right, log_wrong = -np.log1p(np.exp(-x)), -np.log1p(np.exp(x))
    logs = right @ log_right + wrong @ log_wrong + log_mass[None, :]
    logs -= logs.max(axis=1, keepdims=True)
    weights = np.exp(logs)
    return Abilities(points, weights / weights.sum(axis=1, keepdims=True))


def _expected(right: sparse.csr_matrix, wrong: sparse.csr_matrix, abilities: Abilities) -> tuple[Floats, Floats]:
    """Return how many right and wrong answers each item has at each point; shape (I, Q) each."""
    return np.asarray(right.T @ abilities.weights), np.asarray(wrong.T @ abilities.weights)


def _maximised(
    counts: tuple[Floats, Floats],
    points: Floats,
    b: Floats,
    log_a: Floats,
    belief: Belief,
    steps: int,
    *,
    rasch: bool = False,
) -> tuple[Floats, Floats]:
    """Return (b, log a) after some steps of Fisher scoring on the expected complete-data posterior."""
    right, wrong = counts
    total = right + wrong
    for _ in range(steps):
        a = np.exp(log_a)
        x = _logits(b, log_a, points)
        p = _sigmoid(x)
        error, spread = right - total * p, total * p * (1.0 - p)
        g_b = -a * error.sum(axis=1) - (b - belief.b) / belief.sd_b**2
        g_a = (error * x).sum(axis=1) - (log_a - belief.log_a) / belief.sd_log_a**2
        h_bb = a * a * spread.sum(axis=1) + 1.0 / belief.sd_b**2
        h_aa = (spread * x * x).sum(axis=1) + 1.0 / belief.sd_log_a**2
        h_ab = -a * (spread * x).sum(axis=1)
        if rasch:
            step_b, step_a = g_b / h_bb, np.zeros_like(g_b)
        else:
            det = h_bb * h_aa - h_ab**2
            step_b, step_a = (h_aa * g_b - h_ab * g_a) / det, (h_bb * g_a - h_ab * g_b) / det
        # A first step from far away may overshoot.
        b = np.clip(b + np.clip(step_b, -1.0, 1.0), -B_LIMIT, B_LIMIT)
        log_a = np.clip(log_a + np.clip(step_a, -0.5, 0.5), *LOG_A_LIMITS)
        if max(float(np.abs(step_b).max()), float(np.abs(step_a).max())) < TOLERANCE / 10:
            break
    return b, log_a


def _finished(
    tries: Tries, abilities: Abilities, b: Floats, log_a: Floats, belief: Belief, centre: Floats, rounds: int,
    converged: bool, *, hidden: bool,
) -> Calibration:  # fmt: skip
    right, wrong = tries.table(tries.right), tries.table(tries.wrong)
    counts = _expected(right, wrong, abilities)
    se_b, se_a = _errors(tries, counts, abilities, b, log_a, belief, hidden=hidden)
    slope, se_slope = _free_slopes(counts, abilities.points, b, log_a)
    return Calibration(
        b, log_a, se_b, se_a, slope, se_slope, tries.answers, tries.people, float(centre[0]), float(centre[1]),
        rounds, converged,
    )  # fmt: skip


def _errors(
    tries: Tries, counts: tuple[Floats, Floats], abilities: Abilities, b: Floats, log_a: Floats, belief: Belief,
    *, hidden: bool,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return standard errors of b and log a.

    Louis (1982): the observed information is the expected complete-data information less what is lost because the
    abilities are not seen. It is taken item by item; what other items' errors add is left out.
    """
    right, wrong = counts
    total, a = right + wrong, np.exp(log_a)
    x = _logits(b, log_a, abilities.points)
    p = _sigmoid(x)
    spread, error = total * p * (1.0 - p), right - total * p
    whole = np.stack([
        a * a * spread.sum(axis=1),
        (spread * x * x).sum(axis=1) - (error * x).sum(axis=1),
        a * (error - spread * x).sum(axis=1),
    ])  # fmt: skip
    lost = np.zeros_like(whole)
    if hidden:
        for begin in range(0, len(tries.student), _PART):
            part = slice(begin, begin + _PART)
            item = tries.item[part]
            mass = abilities.weights[tries.student[part]]
            count = (tries.right + tries.wrong)[part]
            score = tries.right[part][:, None] - count[:, None] * p[item]
            by_b, by_a = -a[item][:, None] * score, score * x[item]
            mean_b, mean_a = (mass * by_b).sum(axis=1), (mass * by_a).sum(axis=1)
            for place, value in enumerate((
                (mass * by_b * by_b).sum(axis=1) - mean_b**2,
                (mass * by_a * by_a).sum(axis=1) - mean_a**2,
                (mass * by_b * by_a).sum(axis=1) - mean_b * mean_a,
            )):  # fmt: skip
                lost[place] += np.bincount(item, weights=value, minlength=tries.items)
    prior_b, prior_a = 1.0 / belief.sd_b**2, 1.0 / belief.sd_log_a**2
    seen = whole - lost
    # Where too much is lost for a sound inverse, the prior alone still holds.
    bb, aa = np.maximum(seen[0], 0.0) + prior_b, np.maximum(seen[1], 0.0) + prior_a
    ab = np.where(seen[2] ** 2 < 0.98 * bb * aa, seen[2], 0.0)
    det = bb * aa - ab**2
    return np.sqrt(aa / det), np.sqrt(bb / det)


def _free_slopes(counts: tuple[Floats, Floats], points: Floats, b: Floats, log_a: Floats) -> tuple[Floats, Floats]:
    """Return slopes that may be negative, with their standard errors: a logistic regression on ability by item."""
    right, wrong = counts
    total, a = right + wrong, np.exp(log_a)
    level, slope = np.clip(-a * b, -4.0, 4.0), 0.5 * np.ones_like(a)
    ridge = 0.05
    for _ in range(25):
        p = _sigmoid(level[:, None] + slope[:, None] * points[None, :])
        error, spread = right - total * p, total * p * (1.0 - p)
        g0, g1 = error.sum(axis=1) - ridge * level, (error * points).sum(axis=1) - ridge * slope
        h00, h11 = spread.sum(axis=1) + ridge, (spread * points**2).sum(axis=1) + ridge
        h01 = (spread * points).sum(axis=1)
        det = h00 * h11 - h01**2
        level = level + np.clip((h11 * g0 - h01 * g1) / det, -1.0, 1.0)
        slope = slope + np.clip((h00 * g1 - h01 * g0) / det, -0.5, 0.5)
    return slope, np.sqrt(h00 / det)
