"""`python -m bench.classroom_detection`: whether students who struggle are found among many.

Judged on classes on which nothing was tuned (`bench/struggles_held_out.py`), by what is true of every student,
planted or not (`bench/struggles_truth.py`; how it is counted: `bench/struggles_judge.py`). With `--tuning` both
sets of the tuning are looked at instead, and nothing else is: that is what detectors are changed by. With `--unseen`
classes are judged on (`bench/struggles_unseen.py`) which no decision has been judged by yet.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from bench import struggles_earlier, struggles_held_out, struggles_tuning, struggles_unseen, struggles_wider
from bench.report import Figure, table
from bench.struggles_judge import WAYS, Classes, distance, judge, kinds, reliability, seeming, students
from bench.struggles_pupils import ANSWERS
from bench.struggles_truth import INACTIVE
from learnapp.engine.mastery import THRESHOLDS

STUDENTS, SMALL = 2400, 400
RECALL, PRECISION, DELAY = 0.85, 0.80, 10.0
HELD_OUT = Classes(
    struggles_held_out.pupil, struggles_held_out.days_of, struggles_held_out.PLANTED, struggles_held_out.LOOKALIKES,
    struggles_held_out.NEEDS_BY_ID, struggles_held_out.SEED,
)  # fmt: skip
TUNING = Classes(
    struggles_tuning.pupil, struggles_tuning.days_of, struggles_tuning.PLANTED, struggles_tuning.LOOKALIKES,
    struggles_tuning.NEEDS_BY_ID, struggles_tuning.SEED,
)  # fmt: skip
WIDER = Classes(
    struggles_wider.pupil, struggles_wider.days_of, struggles_wider.PLANTED, struggles_wider.LOOKALIKES,
    struggles_wider.NEEDS_BY_ID, struggles_wider.SEED,
)  # fmt: skip
UNSEEN = Classes(
    struggles_unseen.pupil, struggles_unseen.days_of, struggles_unseen.PLANTED, struggles_unseen.LOOKALIKES,
    struggles_unseen.NEEDS_BY_ID, struggles_unseen.SEED,
)  # fmt: skip


def figures(small: bool) -> list[Figure]:
    """Measure how well struggling students are found."""
    return [*judged(HELD_OUT, SMALL if small else STUDENTS), *struggles_earlier.figures(small)]


def judged(classes: Classes, count: int) -> list[Figure]:
    """Return how well they are found in some classes."""
    everybody = students(classes, count)
    found = judge(everybody, classes.needs)
    sure, asked = found.sure["left out"], found.asked["left out"]
    said = [(p, true) for _, p, true in found.said]
    acted = [true for p, true in said if p >= THRESHOLDS.intervention_confidence]
    note = (
        f"{count} students, {sure.struggling} struggle ({sure.struggling / count:.1%}), {len(found.grey)} in the grey "
        f"zone ({sum(found.grey)} told of), {ANSWERS} answers each: {kinds(sure)}"
    )
    quiet = sure.delays[INACTIVE]
    rows = [
        Figure("struggling students found: recall", sure.recall, "", RECALL, None, True, note=note),
        Figure("struggling students found: precision, grey zone left out", sure.precision, "", PRECISION, None, True,
               note=f"told wrongly: {seeming(sure)}"),
        Figure("answers from the onset to being told, median", sure.delay, "answers", DELAY, None, False,
               note="without silence, which is told in days"),
        Figure("school days of silence until it is told, median", float(np.median(quiet)) if quiet else None, "days"),
    ]  # fmt: skip
    for way in WAYS[1:]:
        each = found.sure[way]
        rows.append(Figure(f"grey zone counted as {way}: recall", each.recall, "", higher_is_better=True))
        rows.append(Figure(f"grey zone counted as {way}: precision", each.precision, "", higher_is_better=True))
    rows += [
        Figure("told as what it is, of those found", sure.right_kind / max(1, sure.hits), "", higher_is_better=True),
        Figure("with what waits for the teacher: recall", asked.recall, "", higher_is_better=True, note=kinds(asked)),
        Figure("with what waits for the teacher: precision", asked.precision, "", higher_is_better=True,
               note=f"told wrongly: {seeming(asked)}"),
        Figure("tellings that go out by themselves and are right", float(np.mean(acted)) if acted else None, "",
               higher_is_better=True, note=f"{len(acted)} tellings"),
        Figure("how sure against how often right: mean distance", distance(said), "", note=reliability(said)),
    ]  # fmt: skip
    for kind in dict.fromkeys(name for name, _, _ in found.said):
        mine = [(p, true) for name, p, true in found.said if name == kind]
        name = f"how sure against how often right: {kind.replace('_', ' ')}"
        rows.append(Figure(name, distance(mine), "", note=reliability(mine)))
    return rows


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", action="store_true", help="a small part of it, to see that it runs")
    options.add_argument("--tuning", type=int, metavar="STUDENTS", help="so many of the classes of the tuning only")
    options.add_argument("--unseen", action="store_true", help="the classes that are for the next decision only")
    chosen: Any = options.parse_args()
    if chosen.unseen:
        print(table(judged(UNSEEN, STUDENTS)))
    elif chosen.tuning:
        for classes in (TUNING, WIDER):
            print(table(judged(classes, chosen.tuning)), flush=True)
    else:
        print(table(figures(chosen.small)))


if __name__ == "__main__":
    main()
