"""`python -m bench.struggles_bound`: how well those who struggle can be found at all in the held-out classes.

Trees (XGBoost: Chen & Guestrin, 2016) learn who struggles from fresh students of the very ways of learning on which
detectors are judged (`bench/struggles_held_out.py`, other numbers, so other students), in growing numbers: what no
detector of the product may do. They say after every answer, from all that is seen until then
(`bench/struggles_seen.py`), how likely it is that the student struggles; whoever comes to a limit is told of, and of
silence likewise. The limits are chosen where the figures are taken, on yet other students, and used on the students of
the bench as well. It is counted as the bench counts (`bench/struggles_judge.py`). Beside it stand:

- the detectors of the product, on the same students;
- trees learned from the classes of the tuning in the same way: the difference is what knowing the simulator gives;
- trees that also know how hard each item really is;
- trees that also know the truth until now: what is left then is unknown because a stretch has not ended yet.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from bench import struggles_seen
from bench.classroom_detection import DELAY, HELD_OUT, PRECISION, RECALL, TUNING, WIDER
from bench.report import Figure, publish, table
from bench.struggles_judge import Classes, Level, Student, Told, counted, judge, kinds, students
from bench.struggles_seen import Bools, Columns, Floats, Ints, Work, onset_of, quiet, work_of
from bench.struggles_truth import INACTIVE
from learnapp.engine import irt
from learnapp.engine.silence import chance_of
from learnapp.engine.struggle_weights import SILENT_BEFORE, SILENT_EACH
from learnapp.engine.struggles import Struggle, Watch, confidence

SIZES, BESIDE, JUDGED, BENCH = (5_000, 10_000, 20_000, 40_000), 20_000, 10_000, 2_400
"""Students to learn from, at which of these the others stand beside, and students to judge on."""
OTHERS = 1_000_000
"""Number of the first fresh student."""
AT_ONCE = 1_000
EVERY = 3
"""Of whom is learned from, every third answer and school day is looked at."""
ROUNDS = 150
SETTINGS = {
    "objective": "binary:logistic", "eta": 0.1, "max_depth": 6, "min_child_weight": 10.0, "subsample": 0.7,
    "colsample_bynode": 0.25, "lambda": 2.0, "max_bin": 128, "nthread": 2, "seed": 1,
}  # fmt: skip
LIMITS, SILENT_LIMITS = np.linspace(-3.0, 4.0, 106), np.linspace(-3.0, 4.0, 29)
"""Log odds from which it may be told."""
SEES: tuple[Callable[[Work], Columns], ...] = (struggles_seen.seen, struggles_seen.items, struggles_seen.truth)
SEEN, ITEMS, TRUE = range(3)


class Truth(NamedTuple):
    """What is true of students; arrays.

    Attributes:
        onset: The try from which they struggle by their work; -1 where they do not.
        stops: The school day from which they stay away; -1 where they do not.
    """

    onset: Ints
    stops: Ints


class Outcome(NamedTuple):
    """How well students are found with two limits, log odds."""

    recall: float
    precision: float
    delay: float
    limit: float
    silent_limit: float


@dataclass(frozen=True, slots=True)
class Judging:
    """Students to judge on, without those of the grey zone, and what is seen of them."""

    everybody: Sequence[Student]
    work: Work
    worked: Bools
    true: Truth


def fresh(classes: Classes, first: int, count: int) -> list[Student]:
    """Return students of some classes who have not been looked at yet."""
    begin = OTHERS + first
    return students(
        replace(
            classes,
            pupil=lambda number, planted, look: classes.pupil(begin + number, planted, look),
            days=lambda number, planted: classes.days(begin + number, planted),
            seed=classes.seed + begin,
        ),
        count,
    )


def judging(everybody: Sequence[Student], classes: Classes = HELD_OUT) -> Judging:
    """Return students to judge on."""
    kept = [one for one in everybody if one.strict or not one.grey]
    true = Truth(np.array([onset_of(one) for one in kept]), np.array([one.strict.get(INACTIVE, -1) for one in kept]))
    return Judging(kept, work_of(kept, classes.needs), np.array([one.worked for one in kept]), true)


def matrix(columns: Columns, which: Bools | None = None) -> Floats:
    """Return columns as rows for a learner, student by student, or some of them."""
    if which is None:
        which = np.ones(next(iter(columns.values())).shape, bool)
    return np.stack([one[which] for one in columns.values()], axis=1).astype(np.float32)


class Examples:
    """What is learned from: rows of fresh students of some classes in turn, more and more of them."""

    def __init__(self, sets: Sequence[Classes] = (HELD_OUT,)) -> None:
        self._sets = sets
        self._rows: list[list[Floats]] = [[] for _ in SEES]
        self._days: list[Floats] = []
        self._true: list[Bools] = []
        self._stopped: list[Bools] = []
        self.count = 0

    def grow(self, to: int) -> None:
        """Take more students in."""
        while self.count < to:
            classes = self._sets[self.count // AT_ONCE % len(self._sets)]
            these = judging(fresh(classes, JUDGED + self.count, AT_ONCE), classes)
            n, answers = these.work.topic.shape
            # Who stays away only is no example of working well or badly.
            by_work = (these.true.onset >= 0) | (these.true.stops < 0)
            which = by_work[:, None] & ((np.arange(answers) + np.arange(n)[:, None]) % EVERY == 0)
            begun = (these.true.onset[:, None] >= 0) & (np.arange(answers) >= these.true.onset[:, None])
            for rows, see in zip(self._rows, SEES, strict=True):
                rows.append(matrix(see(these.work), which))
            self._true.append(begun[which])
            days = these.worked.shape[1]
            looked = ((np.arange(days) + np.arange(n)[:, None]) % EVERY == 0) & ~these.worked
            stopped = (these.true.stops[:, None] >= 0) & (np.arange(days) >= these.true.stops[:, None])
            self._days.append(matrix(quiet(these.worked), looked))
            self._stopped.append(stopped[looked])
            self.count += AT_ONCE

    def learned(self, groups: Sequence[int]) -> Any:
        """Return trees that know some groups of columns."""
        rows = np.concatenate([np.concatenate(self._rows[each]) for each in groups], axis=1)
        return trees(rows, np.concatenate(self._true), ROUNDS)

    def learned_days(self) -> Any:
        """Return trees that know school days."""
        return trees(np.concatenate(self._days), np.concatenate(self._stopped), ROUNDS // 2)


def trees(rows: Floats, true: Bools, rounds: int) -> Any:
    """Return trees that tell rows apart."""
    import xgboost

    data = xgboost.QuantileDMatrix(rows, label=true, max_bin=SETTINGS["max_bin"], nthread=SETTINGS["nthread"])
    return xgboost.train(SETTINGS, data, rounds)


def odds(model: Any, columns: Columns) -> Floats:
    """Return the log odds of each student at each answer or day."""
    shape = next(iter(columns.values())).shape
    found: Floats = np.concatenate(
        [
            model.inplace_predict(
                matrix({name: one[at : at + AT_ONCE] for name, one in columns.items()}), predict_type="margin"
            )
            for at in range(0, shape[0], AT_ONCE)
        ]
    ).reshape(shape)
    return found


def told(scores: Floats, limit: float) -> Bools:
    """Return at which answers a student is told of anew."""
    above = scores >= limit
    begins: Bools = above & ~np.concatenate([np.zeros((len(above), 1), bool), above[:, :-1]], axis=1)
    return begins


def outcomes(true: Truth, scores: Floats, silent: Floats) -> list[Outcome]:
    """Return how well students are found with all limits."""
    struggles = (true.onset >= 0) | (true.stops >= 0)
    after = (true.onset[:, None] >= 0) & (np.arange(scores.shape[1]) >= true.onset[:, None])
    silences = []
    for least in SILENT_LIMITS:
        above = silent >= least
        first = np.where(above.any(axis=1), above.argmax(axis=1), -1)
        silences.append(((true.stops >= 0) & (first >= true.stops), first >= 0))
    found = []
    for limit in LIMITS:
        begins = told(scores, limit)
        right = begins & after
        hit, any_of = right.any(axis=1), begins.any(axis=1)
        if not hit.any():
            continue
        delay = float(np.median(right[hit].argmax(axis=1) - true.onset[hit] + 1))
        for least, (quieted, said) in zip(SILENT_LIMITS, silences, strict=True):
            all_hit = hit | (quieted & struggles)
            wrong = (any_of | said) & ~all_hit
            hits = int(all_hit.sum())
            found.append(
                Outcome(hits / int(struggles.sum()), hits / max(1, hits + int(wrong.sum())), delay, limit, least)
            )
    return found


def most_found(found: Sequence[Outcome], delay: float = math.inf) -> Outcome | None:
    """Return where most are found at the precision that is wanted, and half of them within so many answers."""
    enough = [one for one in found if one.precision >= PRECISION and one.delay <= delay]
    return max(enough, key=lambda one: (one.recall, -one.delay), default=None)


def most_found_early(found: Sequence[Outcome]) -> Outcome | None:
    """Return where most are found at the precision that is wanted, and half of them as early as is wanted."""
    return most_found(found, DELAY)


def soonest(found: Sequence[Outcome]) -> Outcome | None:
    """Return where it is told soonest with the recall and precision that are wanted."""
    enough = [one for one in found if one.precision >= PRECISION and one.recall >= RECALL]
    return min(enough, key=lambda one: (one.delay, -one.recall), default=None)


def most_precise(found: Sequence[Outcome]) -> Outcome | None:
    """Return where most of those told of struggle, with the recall and the answers that are wanted."""
    enough = [one for one in found if one.recall >= RECALL and one.delay <= DELAY]
    return max(enough, key=lambda one: one.precision, default=None)


def as_the_bench_counts(these: Judging, scores: Floats, silent: Floats, at: Outcome) -> Level:
    """Return how students are found with some limits, by the bench's own counting."""
    begins, above = told(scores, at.limit), silent >= at.silent_limit
    return counted(
        (
            one,
            [Told(Struggle.WHEEL_SPINNING, int(place), 1.0) for place in np.flatnonzero(begins[row])],
            [(int(day), 1.0) for day in np.flatnonzero(above[row])[:1]],
        )
        for row, one in enumerate(these.everybody)
    ).sure["left out"]


def in_words(level: Level) -> str:
    """Return how well students are found, in words."""
    return f"recall {level.recall:.3f}, precision {level.precision:.3f}, {level.delay} answers; {kinds(level)}"


def of_the_product(these: Sequence[Student]) -> tuple[Floats, Floats]:
    """Return the log odds of the product for each student at each answer, and on each school day."""
    work = np.zeros((len(these), len(these[0].tries)), np.float32)
    silent = np.full((len(these), len(these[0].worked)), -9.0, np.float32)
    for row, one in enumerate(these):
        watch = Watch(HELD_OUT.needs)
        for place, each in enumerate(one.tries):
            watch.take(each)
            work[row, place] = irt.logit(confidence(watch.signs()))
        for day in range(len(one.worked)):
            chance = chance_of(one.worked[: day + 1])
            if chance is not None:
                silent[row, day] = SILENT_BEFORE - SILENT_EACH * math.log(chance[1])
    return work, silent


class Had(NamedTuple):
    """Somewhere on the way between finding many and being told soon.

    Attributes:
        name: What is looked at there.
        part: The part of an outcome that says it.
        wanted: What it should be.
        more: Whether more of it is better.
        chosen: Outcomes -> the one; None where there is none.
    """

    name: str
    part: str
    unit: str
    wanted: float
    more: bool
    chosen: Callable[[Sequence[Outcome]], Outcome | None]


POINTS = (
    Had(f"recall at precision {PRECISION}", "recall", "", RECALL, True, most_found),
    Had(f"recall at precision {PRECISION} within {DELAY:g} answers", "recall", "", RECALL, True, most_found_early),
    Had(f"answers at recall {RECALL} and precision {PRECISION}", "delay", "answers", DELAY, False, soonest),
    Had(f"precision at recall {RECALL} within {DELAY:g} answers", "precision", "", PRECISION, True, most_precise),
)


class Measure:
    """Two sets of students to judge on: many fresh ones, and those of the bench.

    Attributes:
        rows: What was measured.
    """

    def __init__(self, judged: int, bench: int) -> None:
        self._begun = time.process_time()
        self._sets = judging(fresh(HELD_OUT, 0, judged)), judging(students(HELD_OUT, bench))
        self._columns = [[see(each.work) for see in SEES] for each in self._sets]
        self._days = [quiet(each.worked) for each in self._sets]
        self.rows: list[Figure] = []

    def product(self) -> None:
        """Measure the product as it is on the bench, and what its sums could do with other limits."""
        level = judge(self._sets[1].everybody, HELD_OUT.needs).sure["left out"]
        name = "the product on those of the bench: recall"
        self.rows.append(Figure(name, level.recall, "", higher_is_better=True, note=in_words(level)))
        scores, silent = zip(*(of_the_product(each.everybody) for each in self._sets), strict=True)
        self._note("the product with the best limits", scores, silent, judged=False)

    def take(self, name: str, examples: Examples, groups: Sequence[int] = (SEEN,), *, judged: bool = False) -> None:
        """Learn, and measure; `judged` where the figures are held against what is wanted."""
        work, silence = examples.learned(groups), examples.learned_days()
        scores = [
            odds(work, {key: one for group in groups for key, one in columns[group].items()})
            for columns in self._columns
        ]
        silent = [odds(silence, each) for each in self._days]
        self._note(f"{name}, {examples.count} students", scores, silent, judged=judged)

    def _note(self, name: str, scores: Sequence[Floats], silent: Sequence[Floats], *, judged: bool) -> None:
        """Find the limits on the many, use them on the bench."""
        found = outcomes(self._sets[0].true, scores[0], silent[0])
        for point in POINTS:
            one, note, value = point.chosen(found), "not to be had", None
            if one is not None:
                level = as_the_bench_counts(self._sets[1], scores[1], silent[1], one)
                note = f"recall {one.recall:.3f}, precision {one.precision:.3f}, {one.delay:g} answers"
                note = f"{note}; those of the bench: {in_words(level)}"
                value = float(getattr(one, point.part))
            wanted = point.wanted if judged else None
            self.rows.append(Figure(f"{name}: {point.name}", value, point.unit, wanted, None, point.more, note=note))
        seconds = time.process_time() - self._begun
        print(f"  {name} ({seconds:.0f} s of the processor)", flush=True)


def figures(sizes: Sequence[int], judged: int, bench: int) -> list[Figure]:
    """Measure what can be had."""
    measure, examples = Measure(judged, bench), Examples()
    measure.product()
    for size in sizes:
        examples.grow(size)
        measure.take("what is seen", examples, judged=size == sizes[-1])
        if size == min(BESIDE, sizes[-1]):
            measure.take("with how hard items are", examples, (SEEN, ITEMS))
            measure.take("with the truth until now", examples, (SEEN, ITEMS, TRUE))
            tuned = Examples((TUNING, WIDER))
            tuned.grow(size)
            measure.take("learned from the tuning", tuned)
            del tuned
    return measure.rows


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", action="store_true", help="a small part of it, to see that it runs; not written")
    chosen: Any = options.parse_args()
    if chosen.small:
        print(table(figures((1_000,), 500, 400)))
    else:
        title = "The classroom: how well who struggles can be found at all"
        print(publish("classroom_struggles_bound", title, figures(SIZES, JUDGED, BENCH)))


if __name__ == "__main__":
    main()
