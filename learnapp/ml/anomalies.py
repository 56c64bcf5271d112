"""Sudden changes of a student against their own past: how much they work, how much is right, how long they take.

The last `WINDOW` school days are held against the weeks before. A window of five school days holds each weekday once,
so that what somebody does on Mondays only is no change; days off are left out by the caller. Three tails are computed:

- answers: the count of a window is predicted as negative binomial with the mean of the earlier windows, the predictive
  distribution of a Poisson rate that itself varies (Gelman et al., 2013, "Bayesian data analysis", 2.6). How much it
  varies is moderated between the student's own windows and the class (Smyth, 2004, "Linear models and empirical Bayes
  methods"), and the tail is as heavy as Student's t with the freedom that this leaves;
- right answers: beta-binomial from the answers before, at most `MOST_BEFORE` of them counting, for nobody stays alike;
- minutes: Student's t on log(1 + minutes) of the earlier windows (Gelman et al., 3.2).

Many students are looked at every night. Within a class and night the share of false alarms among all alarms is held
at `RATE` by Benjamini & Hochberg (1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from learnapp.ml.answers import Floats
from learnapp.ml.study_days import StudyDays

WINDOW, LEAST_WINDOWS, MOST_WINDOWS = 5, 4, 12
RATE = 0.01
MOST_BEFORE, LEAST_ANSWERS = 100, 8
LEAST_MEAN = 4.0
"""Answers, or minutes, of a usual window below which less is no news."""
_CLASS_WORTH = 8
"""So many windows of one's own weigh as much as the class when it is asked how much a student varies."""
_LEAST_VARYING = 0.04
"""Squared coefficient of variation beyond chance that everybody has."""
MEASURES = ("answers", "right", "minutes")


@dataclass(frozen=True, slots=True)
class Change:
    """One student and measure that fell out of the usual.

    Attributes:
        student: Row of the class.
        measure: One of `MEASURES`.
        now: The last window: answers, per cent right, or minutes.
        usual: The same of a usual window before.
        p: Chance of so little, or less, had nothing changed.
    """

    student: int
    measure: str
    now: float
    usual: float
    p: float


class _Tail(NamedTuple):
    p: float
    now: float
    usual: float


def changes(log: StudyDays, day: int, rate: float = RATE) -> list[Change]:
    """Return what fell out of the usual at the end of a school day.

    Args:
        log: A class; nothing of it that happened later is looked at.
        day: From 0 to D - 1.
        rate: Share of false alarms among the alarms of a class and day that is allowed.
    """
    weeks = {student: sums for student in range(log.students) if (sums := _weeks(log, student, day)) is not None}
    varying = _varying([sums[0] for sums in weeks.values()])
    found: list[Change] = []
    for student, (answers, right, minutes) in weeks.items():
        tails = (fewer(answers, varying), less_right(right, answers), shorter(minutes))
        found += [
            Change(student, name, tail.now, tail.usual, tail.p)
            for name, tail in zip(MEASURES, tails, strict=True)
            if tail is not None
        ]
    if not found:
        return []
    from scipy import stats

    held = stats.false_discovery_control([one.p for one in found], method="bh")
    return [one for one, level in zip(found, held, strict=True) if level <= rate]


def fewer(counts: Floats, varying: float) -> _Tail | None:
    """Return the chance of a last window with so few answers, or fewer; None where there is nothing to compare.

    Args:
        counts: Shape (windows + 1,), the last one to be judged.
        varying: Squared coefficient of variation beyond chance that is usual in the class.
    """
    before, now = counts[:-1], float(counts[-1])
    mean, own = float(before.mean()), len(before) - 1
    if mean < LEAST_MEAN:
        return None
    usual = mean + varying * mean**2
    spread = (_CLASS_WORTH * usual + own * float(before.var(ddof=1))) / (_CLASS_WORTH + own)
    # The mean is itself estimated from n windows: its error widens what comes next.
    spread = max(spread, mean) * (1.0 + 1.0 / len(before))
    size = mean**2 / (spread - mean)
    from scipy import stats

    p = float(stats.nbinom.cdf(now, size, size / (size + mean)))
    return _Tail(float(stats.t.cdf(stats.norm.ppf(max(p, 1e-300)), _CLASS_WORTH + own)), now, mean)


def _weeks(log: StudyDays, student: int, day: int) -> tuple[Floats, Floats, Floats] | None:
    """Return answers, right ones and minutes of a student's windows since they began; None where they are too few."""
    worked = log.answers[student, : day + 1] > 0
    first = max(int(worked.argmax()), day + 1 - WINDOW * (MOST_WINDOWS + 1))
    windows = (day + 1 - first) // WINDOW
    if not worked.any() or windows <= LEAST_WINDOWS:
        return None
    span = slice(day + 1 - WINDOW * windows, day + 1)
    answers, right, minutes = (
        values[student, span].reshape(windows, WINDOW).sum(axis=1) for values in (log.answers, log.right, log.minutes)
    )
    return answers, right, minutes


def _varying(counts: Sequence[Floats]) -> float:
    """Return how much the weeks of a student vary beyond chance, the middle of the class.

    Args:
        counts: The answers of each student's windows, the last of which is left out.
    """
    before = [each[:-1] for each in counts if each[:-1].mean() >= LEAST_MEAN]
    beyond = [(float(each.var(ddof=1)) - float(each.mean())) / float(each.mean()) ** 2 for each in before]
    return max(_LEAST_VARYING, float(np.median(beyond))) if beyond else _LEAST_VARYING


def less_right(right: Floats, answers: Floats) -> _Tail | None:
    """Return the chance of so few right answers in the last window, or fewer; None where there are too few answers."""
    n, known = float(answers[-1]), float(answers[:-1].sum())
    if n < LEAST_ANSWERS or known < 2 * LEAST_ANSWERS:
        return None
    share = float(right[:-1].sum()) / known
    weight = min(known, MOST_BEFORE)
    from scipy import stats

    p = float(stats.betabinom.cdf(right[-1], int(n), 1.0 + weight * share, 1.0 + weight * (1.0 - share)))
    return _Tail(p, 100.0 * float(right[-1]) / n, 100.0 * share)


def shorter(minutes: Floats) -> _Tail | None:
    """Return the chance of so little time in the last window, or less; None where there is nothing to compare."""
    before, now = np.log1p(minutes[:-1]), float(np.log1p(minutes[-1]))
    if float(minutes[:-1].mean()) < LEAST_MEAN:
        return None
    spread = max(float(before.std(ddof=1)), 0.35) * np.sqrt(1.0 + 1.0 / len(before))
    from scipy import stats

    p = float(stats.t.cdf((now - float(before.mean())) / spread, len(before) - 1))
    return _Tail(p, float(minutes[-1]), float(np.expm1(before.mean())))
