"""The statistics of experiments that hold however often somebody looks, and the draw of who is in which arm.

An ordinary p-value is worth its 5 % only for somebody who looks once. Here the unit (a student, or a section that was
drawn as a whole) is counted when its own days are over, so that units come one after the other, and a difference of
means has an interval that holds at every number of units together: the two-sided normal mixture of Howard, Ramdas,
McAuliffe & Sekhon (2021), "Time-uniform, nonparametric, nonasymptotic confidence sequences", with an estimated variance
as in Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2021), "Time-uniform central limit theory and asymptotic confidence
sequences". The asymptotics need some units first: below `LEAST` nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from scipy.special import gammaincc, lambertw

ALPHA = 0.05
"""Chance of a false finding among all arms of an experiment, however often somebody looks."""
LEAST = {"student": 30, "section": 10}
"""Units that each of two arms needs before anything is said of their difference."""
SRM_ALPHA = 0.01
_SRM_WEIGHT = 100.0
_POWER_Z = 0.8416


@dataclass(frozen=True, slots=True)
class Moments:
    """What is known of one figure of one arm: how many units, their mean and their variance (with n - 1)."""

    n: int
    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Compared:
    """How much more one arm has than another, and what may be said of it at any time.

    Attributes:
        low, high: The interval that holds at all numbers of units together.
        e: Evidence against "no difference": the factor by which a fair bet against it has grown.
        p: Always-valid p-value, 1 / e at most 1.
    """

    difference: float
    low: float
    high: float
    e: float
    p: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """Whether the arms have as many units as they should.

    Attributes:
        chi_square: Pearson's statistic.
        p_once: Its p-value for somebody who looks once.
        p_always: The one that holds however often somebody looks.
        wrong: Whether the numbers cannot be chance: something sorts the units, and no comparison may be trusted.
    """

    chi_square: float
    p_once: float
    p_always: float
    wrong: bool


def place(salt: bytes, unit: UUID, of: str) -> float:
    """Return a unit's fixed place in 0 to 1, drawn by a keyed hash (BLAKE2b, RFC 7693).

    Args:
        salt: The experiment's own key, at most 64 bytes: another experiment draws anew.
        unit: Student or section.
        of: What is drawn, at most 16 characters: different draws of one unit are independent.
    """
    drawn = blake2b(unit.bytes, key=salt, person=of.encode(), digest_size=8).digest()
    return int.from_bytes(drawn) / 2.0**64


def arm_for(salt: bytes, unit: UUID, share: float, arms: Mapping[str, float]) -> str | None:
    """Return the arm of a unit, None when it is not in the experiment.

    Whether a unit is in and in which arm it is are two draws: when the share grows, everybody who is in stays in their
    arm, and those who come in are drawn among the arms in the same proportions.

    Args:
        salt: The experiment's key.
        unit: Student or section.
        share: Part of all units that is in the experiment, 0 to 1.
        arms: Name -> weight, in their order; the weights need not add up to anything.
    """
    if place(salt, unit, "share") >= share:
        return None
    wanted = place(salt, unit, "arm") * sum(arms.values())
    reached = 0.0
    for name, weight in arms.items():
        reached += weight
        if wanted < reached:
            return name
    return list(arms)[-1] if arms else None


def tuning(planned: float, alpha: float = ALPHA) -> float:
    """Return the rho that makes the interval narrowest at a planned number of units.

    Howard et al. (2021), proposition 3: rho = v / (-W(-alpha^2 / e) - 1) with the lower branch of Lambert's W.
    """
    return max(planned, 1.0) / (-float(lambertw(-(alpha**2) / math.e, -1).real) - 1.0)


def boundary(v: float, alpha: float, rho: float) -> float:
    """Return how far a sum of variance `v` may lie from 0 at any time with probability 1 - alpha.

    Howard et al. (2021), equation 14: sqrt((v + rho) * log((v + rho) / (rho * alpha^2))), both sides together.
    """
    return math.sqrt((v + rho) * math.log((v + rho) / (rho * alpha**2)))


def compare(one: Moments, other: Moments, *, planned: float, alpha: float = ALPHA, least: int = 30) -> Compared | None:
    """Return how much more `one` has than `other`; None when it is too early to say.

    Args:
        one: The arm.
        other: What it is compared with.
        planned: Units of both arms at the planned end, fixed before the start: the interval is narrowest there.
        alpha: Chance that the interval is wrong at any time.
        least: Units that each of the two needs.
    """
    if min(one.n, other.n) < max(least, 2):
        return None
    error = one.variance / one.n + other.variance / other.n
    if error <= 0.0:
        return None
    n, rho = float(one.n + other.n), tuning(planned, alpha)
    difference = one.mean - other.mean
    half = boundary(n, alpha, rho) / math.sqrt(n) * math.sqrt(error)
    # The mixture of likelihood ratios (Robbins, 1970; Johari, Pekelis & Walsh, 2015): a test martingale without drift.
    grown = n * difference**2 / error / (2.0 * (n + rho)) - 0.5 * math.log1p(n / rho)
    e = math.exp(min(grown, 700.0))
    return Compared(difference, difference - half, difference + half, e, min(1.0, 1.0 / e))


def share_interval(successes: int, n: int, *, alpha: float = ALPHA, planned: float = 1_000.0) -> tuple[float, float]:
    """Return an interval for a share that holds at every n, for any n >= 1 and without asymptotics.

    A try is sub-Gaussian with variance at most 1/4 (Hoeffding, 1963), so its mixture boundary needs no estimate.
    """
    if n < 1:
        return 0.0, 1.0
    half = boundary(n / 4.0, alpha, tuning(planned / 4.0, alpha)) / n
    return max(0.0, successes / n - half), min(1.0, successes / n + half)


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Return p-values corrected for looking at several arms (Holm, 1979): the chance of any false one is kept."""
    corrected, worst = dict[str, float](), 0.0
    for number, (name, p) in enumerate(sorted(p_values.items(), key=lambda each: each[1])):
        worst = max(worst, min(1.0, p * (len(p_values) - number)))
        corrected[name] = worst
    return corrected


def e_bh(e_values: Mapping[str, float], alpha: float = ALPHA) -> set[str]:
    """Return what is found when the share of false findings may be alpha.

    Wang & Ramdas (2022), "False discovery rate control with e-values": the k largest where k * e_k / K >= 1 / alpha;
    it needs no independence, and arms that share their comparison have none.
    """
    ranked = sorted(e_values.items(), key=lambda each: -each[1])
    kept = 0
    for number, (_, e) in enumerate(ranked, start=1):
        if number * e / len(ranked) >= 1.0 / alpha:
            kept = number
    return {name for name, _ in ranked[:kept]}


def sample_ratio(counts: Mapping[str, int], weights: Mapping[str, float]) -> Ratio | None:
    """Return whether the arms have the units that they should have; None without units or with one arm.

    Pearson's chi-square for somebody who looks once, and for the verdict the multinomial mixture of Lindon & Malek
    (2022), "Anytime-valid inference for multinomial count data": a Dirichlet prior around the planned shares.

    Args:
        counts: Units of each arm.
        weights: Planned share of each arm, in any scale; all above 0.
    """
    total, scale = sum(counts.values()), sum(weights.values())
    if total == 0 or len(weights) < 2:
        return None
    statistic, grown = 0.0, math.lgamma(_SRM_WEIGHT) - math.lgamma(_SRM_WEIGHT + total)
    for name, weight in weights.items():
        share, n = weight / scale, counts.get(name, 0)
        statistic += (n - total * share) ** 2 / (total * share)
        grown += math.lgamma(_SRM_WEIGHT * share + n) - math.lgamma(_SRM_WEIGHT * share) - n * math.log(share)
    once = float(gammaincc((len(weights) - 1) / 2.0, statistic / 2.0))
    always = min(1.0, math.exp(-min(max(grown, -700.0), 700.0)))
    return Ratio(statistic, once, always, always < SRM_ALPHA)


def units_needed(effect: float, deviation: float, *, alpha: float = ALPHA, arms: int = 1) -> int:
    """Return the units that each of two equal arms needs so that an effect is found in four of five experiments.

    The width of the interval at its planned end, tuned to it, and the normal quantile of the power beside it; it is a
    plan, not a promise, and finding a larger effect takes less.

    Args:
        effect: Smallest difference worth finding, above 0.
        deviation: Standard deviation of the figure among units.
        alpha: Chance of a false finding.
        arms: Arms that are compared; each gets its part of alpha.
    """
    if effect <= 0.0 or deviation <= 0.0:
        return 0
    level = alpha / max(arms, 1)
    # Tuned to n, boundary(n) / sqrt(n) is the same for every n: width and error both shrink with its root.
    width = boundary(1.0, level, tuning(1.0, level))
    n = 2.0 * ((width + _POWER_Z) * deviation / effect) ** 2
    return math.ceil(n)


def pooled(parts: Sequence[Moments]) -> Moments:
    """Return the moments of several groups together (Chan, Golub & LeVeque, 1983)."""
    n = sum(each.n for each in parts)
    if n == 0:
        return Moments(0, 0.0, 0.0)
    mean = sum(each.n * each.mean for each in parts) / n
    spread = sum((each.n - 1) * each.variance + each.n * (each.mean - mean) ** 2 for each in parts if each.n)
    return Moments(n, mean, spread / (n - 1) if n > 1 else 0.0)
