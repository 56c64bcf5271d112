"""`python -m bench.models`: the models on real answers, beside the best figures that were published.

The answers lie outside the project, in the folder that `LEARNAPP_DATA` names; each file is measured as
`learnapp bench kt FILE` measures it. Each part has a section of its own in docs/benchmarks.md, with its own day and
commit: one may be measured again alone.
"""

from __future__ import annotations

import argparse
import importlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench.report import ROOT, Figure, publish
from learnapp.ml.answers import read_answers
from learnapp.ml.knowledge_tracing import Report, cross_validated, unseen_items

DATA = Path(os.environ.get("LEARNAPP_DATA", ROOT.parent / "shared" / "data")) / "kt"
_TRAINING_ROWS = 250_000
FILES: dict[str, tuple[float, float, str]] = {
    "assistments2009_train": (0.785, 0.80, "published: best logistic regression .77, DKT .75"),
    "statics2011_train": (0.835, 0.845, "published: DKT .83, best logistic regression .82"),
    "algebra2005_subset": (0.835, 0.85, "best logistic regression .81"),
    "assistments2015": (0.725, 0.735, "published: DKT .73; KCs only"),
}
"""File -> floor and aim of the AUC, and what others have reached."""
UNSEEN = "assistments2009_train"
"""Whose new students and new items are measured as well."""


def figures_of(name: str, report: Report) -> list[Figure]:
    """Return the figures of one file."""
    floor, aim, anchor = FILES[name]
    speed = report.speed
    rows = [
        Figure(f"{name}: AUC of P(right), five folds by student", report.whole.auc, "", floor, aim, True, note=anchor),
        Figure(f"{name}: expected calibration error", report.whole.ece, "", 0.012, report.ece_noise + 0.002,
               note=f"a perfect model would show {report.ece_noise:.4f}"),
    ]  # fmt: skip
    if name == UNSEEN:
        rows += [
            Figure(f"{name}: AUC of the first five answers", report.auc_first_five, "", 0.75, 0.775, True,
                   note="published: .759"),
        ]  # fmt: skip
    return [
        *rows,
        Figure(f"{name}: one student, 200 candidates, p99", speed.predict_p99_ms, "ms", 8.0, 3.0,
               note=f"p50 {speed.predict_p50_ms:.2f} ms; processor time, p99 {speed.predict_busy_p99_ms:.2f} ms"),
        Figure(f"{name}: the same with reading, learning and packing the student's state, p99", speed.event_p99_ms,
               "ms", note=f"p50 {speed.event_p50_ms:.2f} ms, {speed.kept_bytes:,} bytes kept"),
    ]  # fmt: skip


def kt_figures(name: str) -> list[Figure]:
    """Measure the mastery predictor on one file, and return its figures."""
    log = read_answers(DATA / f"{name}.parquet")
    report = cross_validated(log, say=_say, unseen=False)
    each = _TRAINING_ROWS / (0.8 * len(log))
    busy = f"processor time of both cores together {report.train_busy_seconds * each:.0f} s"
    return [
        *figures_of(name, report),
        Figure(f"{name}: training for each 250,000 answers, features included", report.train_seconds * each, "s", 90,
               30, note=busy),
    ]  # fmt: skip


def unseen_figures() -> list[Figure]:
    """Measure the mastery predictor on items that training has not seen: five trainings more, so a part of its own."""
    found = unseen_items(read_answers(DATA / f"{UNSEEN}.parquet"), say=_say)
    return [
        Figure(f"{UNSEEN}: AUC of items never seen", found, "", 0.71, 0.74, True,
               note="folds by student and item; published: .72"),
    ]  # fmt: skip


def _say(line: str) -> None:
    print(f"  {line}", flush=True)


def module_figures(name: str) -> list[Figure]:
    """Measure a part that is a module of its own; it is imported late, for some ask this one where the answers lie."""
    found: list[Figure] = importlib.import_module(f"bench.models_{name}").figures()
    return found


PARTS: dict[str, tuple[str, Callable[[], list[Figure]]]] = {
    **{name: (f"Models: the mastery predictor on {name}", partial(kt_figures, name)) for name in FILES},
    "unseen": ("Models: items that training has not seen", unseen_figures),
    **{
        name: (f"Models: {title}", partial(module_figures, name))
        for name, title in (
            ("features", "what features cost"),
            ("difficulty", "the difficulty estimator"),
            ("trigger", "the intervention trigger"),
            ("drift", "drift"),
            ("recommender", "recommendation accuracy"),
        )
    },
}
"""In the order of the page."""


def main() -> None:
    """Measure, print the tables, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", choices=list(PARTS), help="one part; the others stay as they are")
    options.add_argument("--note", default="", help="what else went on on the machine, for the page")
    chosen: Any = options.parse_args()
    for name, (title, measure) in PARTS.items():
        if chosen.only in (None, name):
            print(f"· {name}", flush=True)
            print(publish(f"models_{name}", title, measure(), chosen.note), flush=True)


if __name__ == "__main__":
    main()
