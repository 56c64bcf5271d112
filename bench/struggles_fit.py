"""`python -m bench.struggles_fit`: fits and writes the weights of `engine.struggles` and `engine.silence`.

Looks at classes of the tuning only (`bench/struggles_tuning.py`, `bench/struggles_wider.py`), the same at every run:

- a logistic of the signs of every third try says whether a student struggles then;
- from there weights are moved one at a time as long as more of those who struggle are found where four fifths of those
  told of do, and more of them early;
- Platt's (1999) figures make the sum as sure as it is right whenever somebody's reaches another quarter;
- a logistic of the chance of a silence says whether somebody has stopped, counted in the same way.

The grey zone is left out. With `--folds` each way of learning is judged by what is fitted without it, at some
confidences, and nothing is written.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.classroom_detection import PRECISION, TUNING, WIDER
from bench.struggles_judge import Classes, Student, students
from bench.struggles_learners import FAMILIES
from bench.struggles_truth import INACTIVE
from bench.struggles_wider_learners import WIDER as WIDER_FAMILIES
from learnapp.engine import struggle_weights
from learnapp.engine.silence import chance_of
from learnapp.engine.struggles import Struggle, Watch

STUDENTS, EVERY, STEP = 5000, 3, 0.25
KINDS = tuple(Struggle)
SETS: tuple[tuple[Classes, Sequence[type]], ...] = ((TUNING, FAMILIES), (WIDER, WIDER_FAMILIES))
SURE = (0.6, 0.65, 0.7, 0.75, 0.8)
"""Confidences from which `--folds` tells."""
EARLY, EARLY_WORTH = 10, 0.25
"""Answers within which a telling is early, and what a share told early is worth beside a share found."""
MOVES, GAIN = (0.32, 0.16, 0.08), 0.0008
"""Parts of itself by which a weight is moved, and what a move has to gain."""
LEAST_WEIGHT = 0.02
"""Of the largest weight, as far as the first logistic goes."""
FIRST_SILENCE = -6.0
"""Logarithm of the chance from which a silence is looked at."""
PATH = Path(struggle_weights.__file__)
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Seen:
    """Students without those of the grey zone and those who stay away only.

    Attributes:
        family: Of each, name of the way of learning.
        signs: Of each and each try, the strongest of each kind beyond where it counts, and all topics together.
        onset: Of each, the try from which they struggle; -1 where they do not.
    """

    family: NDArray[np.str_]
    signs: Floats
    onset: NDArray[np.int64]

    def of(self, which: Bools) -> Seen:
        """Return some of them."""
        return Seen(self.family[which], self.signs[which], self.onset[which])

    def struggles(self) -> Bools:
        """Return of each whether they struggle at each try."""
        begun: Bools = np.arange(self.signs.shape[1]) >= self.onset[:, None]
        return begun & (self.onset[:, None] >= 0)


@dataclass(frozen=True, slots=True)
class Fit:
    """Log odds before anything speaks for a struggle, and the weight of each sign."""

    before: float
    weights: Floats

    def odds(self, seen: Seen) -> Floats:
        """Return the log odds of each student at each try."""
        found: Floats = seen.signs @ self.weights + self.before
        return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """How well those who struggle are found: shares, and answers in the middle until it is told."""

    recall: float
    precision: float
    early: float
    delay: float


def seen_of(everybody: Sequence[tuple[str, Student, Classes]]) -> Seen:
    """Return what the detectors see of students."""
    family, signs, onsets = list[str](), list[Floats](), list[int]()
    for name, one, classes in everybody:
        by_work = [at for kind, at in one.strict.items() if kind != INACTIVE]
        if not by_work and (one.grey or one.strict):
            continue
        watch, mine = Watch(classes.needs), list[list[float]]()
        for each in one.tries:
            watch.take(each)
            now = watch.signs()
            mine.append([*(now.strongest[kind] for kind in KINDS), now.together])
        family.append(name)
        signs.append(np.array(mine))
        onsets.append(min(by_work, default=-1))
    return Seen(np.array(family), np.array(signs), np.array(onsets))


def fitted(seen: Seen) -> Fit:
    """Return what fits some students."""
    from sklearn.linear_model import LogisticRegression

    x = seen.signs[:, ::EVERY].reshape(-1, seen.signs.shape[2])
    first = LogisticRegression(C=1.0, max_iter=1000).fit(x, seen.struggles()[:, ::EVERY].ravel())
    # No sign speaks against a struggle.
    moved = Fit(0.0, searched(seen, np.maximum(first.coef_[0] / first.coef_[0].max(), LEAST_WEIGHT)))
    sums, right = crossings(moved.odds(seen), seen.struggles())
    platt = LogisticRegression(C=1e6).fit(sums[:, None], right)
    return Fit(float(platt.intercept_[0]), float(platt.coef_[0, 0]) * moved.weights)


def searched(seen: Seen, weights: Floats) -> Floats:
    """Move weights one at a time as long as it gains."""
    best, at = worth(seen, weights), weights.copy()
    for part in MOVES:
        for number in range(len(at)):
            for factor in (1.0 + part, 1.0 / (1.0 + part)):
                while True:
                    tried = at.copy()
                    tried[number] *= factor
                    now = worth(seen, tried)
                    if now <= best + GAIN:
                        break
                    best, at = now, tried
    return at


def worth(seen: Seen, weights: Floats) -> float:
    """Return what weights are worth at the lowest limit at which enough of those told of struggle."""
    sums = seen.signs @ weights
    highest = np.sort(sums.max(axis=1))
    low, high = 0.7, 0.97
    for _ in range(9):
        middle = 0.5 * (low + high)
        if judged(sums, seen.onset, highest[int(middle * len(highest))]).precision >= PRECISION:
            high = middle
        else:
            low = middle
    found = judged(sums, seen.onset, highest[int(high * len(highest))])
    return found.recall + EARLY_WORTH * found.early


def judged(sums: Floats, onset: NDArray[np.int64], limit: float) -> Outcome:
    """Return how well students are found who are told of whenever their sum comes to a limit."""
    told = sums >= limit
    begins = told & ~np.concatenate([np.zeros((len(told), 1), bool), told[:, :-1]], axis=1)
    right = begins & (onset[:, None] >= 0) & (np.arange(sums.shape[1]) >= onset[:, None])
    hit = right.any(axis=1)
    wrong = begins.any(axis=1) & ~hit
    delays = right[hit].argmax(axis=1) - onset[hit] + 1
    return Outcome(
        float(hit.sum() / max(1, (onset >= 0).sum())),
        float(hit.sum() / max(1, hit.sum() + wrong.sum())),
        float((delays <= EARLY).mean()) if len(delays) else 0.0,
        float(np.median(delays)) if len(delays) else math.nan,
    )


def crossings(sums: Floats, true: Bools, from_: float = 0.0) -> tuple[Floats, Bools]:
    """Return what students have reached, and whether it is true of them then, whenever it is another quarter."""
    reached, right = list[float](), list[bool]()
    for mine, his in zip(sums, true, strict=True):
        highest = np.maximum.accumulate(np.concatenate([[from_], mine[:-1]]))
        for place in np.flatnonzero(mine > highest):
            steps = int(mine[place] // STEP - highest[place] // STEP)
            reached += [float(mine[place])] * steps
            right += [bool(his[place])] * steps
    return np.array(reached), np.array(right)


def silences(everybody: Sequence[Student]) -> tuple[float, float]:
    """Return the log odds that somebody has stopped at a silence that was certain, and what its chance adds."""
    from sklearn.linear_model import LogisticRegression

    chances, stopped = list[list[float]](), list[list[bool]]()
    for one in everybody:
        if one.grey and not one.strict:
            continue
        looked = [chance_of(one.worked[: day + 1]) for day in range(len(one.worked))]
        chances.append([0.0 if each is None else -math.log(each[1]) for each in looked])
        stops = one.strict.get(INACTIVE, len(one.worked))
        stopped.append([day >= stops for day in range(len(one.worked))])
    sums, right = crossings(np.array(chances), np.array(stopped), -FIRST_SILENCE)
    fit = LogisticRegression(C=1e6).fit(sums[:, None], right)
    return float(fit.intercept_[0]), float(fit.coef_[0, 0])


def render(fit: Fit, silent: tuple[float, float]) -> str:
    """Return the module that the engine reads."""
    by_kind = "\n".join(
        f'    "{kind.value}": {weight:.3f},' for kind, weight in zip(KINDS, fit.weights[:-1], strict=True)
    )
    return f'''"""What signs of a struggle count for: written by `python -m bench.struggles_fit`.

Fitted on simulated students. `engine.struggles` and `engine.silence` say what each of them is a weight of.
"""

BEFORE = {fit.before:.3f}
"""Log odds that a student struggles of whom nothing speaks for it, as far as anything is fitted there."""
WEIGHTS = {{
{by_kind}
}}
"""What each point of strength beyond where it counts adds to them."""
TOGETHER = {fit.weights[-1]:.3f}
"""What each point of the doubt that every topic will be learned adds to them."""
SILENT_BEFORE, SILENT_EACH = {silent[0]:.3f}, {silent[1]:.3f}
"""Log odds that somebody has stopped at a silence that was certain, and what each point of minus the logarithm of its
chance adds to them."""
'''


def main() -> None:
    """Print what fits, and write it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--students", type=int, default=STUDENTS, help="of each set of classes")
    options.add_argument("--folds", action="store_true", help="judge each way of learning by what fits the others")
    options.add_argument("--to", type=Path, default=PATH, help="the module that is written")
    chosen: Any = options.parse_args()
    everybody = [
        (families[number % len(families)].__name__, one, classes)
        for classes, families in SETS
        for number, one in enumerate(students(classes, chosen.students))
    ]
    seen = seen_of(everybody)
    print(f"{len(everybody)} students, {int((seen.onset >= 0).sum())} struggle by their work", flush=True)
    if chosen.folds:
        folds(seen)
        return
    fit = fitted(seen)
    tell(fit.odds(seen), seen.onset)
    text = render(fit, silences([one for _, one, _ in everybody]))
    chosen.to.write_text(text, encoding="utf-8")
    print(text)


def tell(odds: Floats, onset: NDArray[np.int64]) -> None:
    """Print how well students are found from some confidences on."""
    for sure in SURE:
        one = judged(odds, onset, math.log(sure / (1.0 - sure)))
        print(
            f"  from {sure:.0%}: recall {one.recall:.3f} precision {one.precision:.3f} answers {one.delay:.0f}, "
            f"{one.early:.0%} within {EARLY}",
            flush=True,
        )


def folds(seen: Seen) -> None:
    """Print how well each way of learning, and all of them, are found by what fits the others."""
    odds = np.zeros(seen.signs.shape[:2])
    for name in sorted(set(seen.family.tolist())):
        here = seen.family == name
        fit = fitted(seen.of(~here))
        odds[here] = fit.odds(seen.of(here))
        print(name, round(fit.before, 2), np.round(fit.weights, 2).tolist())
        tell(odds[here], seen.onset[here])
    print("all")
    tell(odds, seen.onset)


if __name__ == "__main__":
    main()
