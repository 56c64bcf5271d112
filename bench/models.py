"""`python -m bench.models`: the models on real answers, beside the best figures that were published.

The answers lie outside the project, in the folder that `LEARNAPP_DATA` names; each file is measured as
`learnapp bench kt FILE` measures it.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from bench.report import ROOT, Figure, publish
from learnapp.ml.answers import read_answers
from learnapp.ml.knowledge_tracing import Report, cross_validated

DATA = Path(os.environ.get("LEARNAPP_DATA", ROOT.parent / "shared" / "data")) / "kt"
_TRAINING_ROWS = 250_000
FILES: dict[str, tuple[float, float, str]] = {
    "assistments2009_train": (0.785, 0.80, "published: best logistic regression .77, DKT .75"),
    "statics2011_train": (0.835, 0.845, "published: DKT .83, best logistic regression .82"),
    "algebra2005_subset": (0.835, 0.85, "best logistic regression .81"),
    "assistments2015": (0.725, 0.735, "published: DKT .73; KCs only"),
}
"""File -> floor and aim of the AUC, and what others have reached."""


def figures_of(name: str, report: Report) -> list[Figure]:
    """Return the figures of one file."""
    floor, aim, anchor = FILES[name]
    speed = report.speed
    rows = [
        Figure(f"{name}: AUC of P(right), five folds by student", report.whole.auc, "", floor, aim, True, note=anchor),
        Figure(f"{name}: expected calibration error", report.whole.ece, "", 0.012, report.ece_noise + 0.002,
               note=f"a perfect model would show {report.ece_noise:.4f}"),
    ]  # fmt: skip
    if name == "assistments2009_train":
        rows += [
            Figure(f"{name}: AUC of the first five answers", report.auc_first_five, "", 0.75, 0.775, True,
                   note="published: .759"),
            Figure(f"{name}: AUC of items never seen", report.auc_unseen_items, "", 0.71, 0.74, True,
                   note="folds by student and item; published: .72"),
        ]  # fmt: skip
    return [
        *rows,
        Figure(f"{name}: one student, 200 candidates, p99", speed.predict_p99_ms, "ms", 8.0, 3.0,
               note=f"p50 {speed.predict_p50_ms:.2f} ms"),
        Figure(f"{name}: the same with reading, learning and packing the student's state, p99", speed.event_p99_ms,
               "ms", note=f"p50 {speed.event_p50_ms:.2f} ms, {speed.kept_bytes:,} bytes kept"),
    ]  # fmt: skip


def kt_figures(only: str = "") -> list[Figure]:
    """Measure the mastery predictor on the files whose names hold `only`, and return its figures."""
    figures: list[Figure] = []
    for name in FILES:
        if only not in name:
            continue
        print(f"· {name}")
        log = read_answers(DATA / f"{name}.parquet")
        report = cross_validated(
            log, say=lambda line: print(f"  {line}", flush=True), unseen=name.endswith("2009_train")
        )
        seconds = report.train_seconds * _TRAINING_ROWS / (0.8 * len(log))
        figures += figures_of(name, report)
        figures.append(Figure(f"{name}: training for each 250,000 answers, features included", seconds, "s", 90, 30))
    return figures


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="", help="part of the name of the files to measure")
    chosen = options.parse_args()
    figures = kt_figures(chosen.only)
    if not chosen.only:
        # Imported here: these modules ask this one where the answers lie.
        from bench import models_difficulty, models_drift, models_features, models_recommender, models_trigger

        for part in (models_features, models_difficulty, models_trigger, models_drift, models_recommender):
            print(f"· {part.__name__.removeprefix('bench.models_')}")
            figures += part.figures()
        print(publish("models", "Models", figures))
    else:
        for figure in figures:
            print(figure.figure, figure.value, figure.verdict())


if __name__ == "__main__":
    main()
