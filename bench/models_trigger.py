"""The intervention trigger on real enrolments: trained on earlier presentations of courses, judged on later ones.

Enrolments and assessments of the Open University (OULAD, CC BY 4.0: Kuzilek, Hlosta & Zdrahal, 2017) lie outside the
project, in the folder that `LEARNAPP_DATA` names; there are no click logs there. Judged are students who are still
enrolled at the end of day 56 or 112 of a presentation, by whether they withdraw or fail in the end. Fitted is on all
presentations that began before. A score counts from the day on which the work was handed in, for the data does not say
when it was marked. Gender, disability, deprivation, age and region are no inputs; the ABROCA is asked by gender.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.report import ROOT, Figure
from learnapp.ml.answers import Floats, Ints
from learnapp.ml.coursework import FEATURES, Coursework, rows_at
from learnapp.ml.fairness import abroca_test
from learnapp.ml.intervention_trigger import Examples, InterventionTrigger
from learnapp.ml.measures import auc, calibration_error, calibration_noise

DATA = Path(os.environ.get("LEARNAPP_DATA", ROOT.parent / "shared" / "data")) / "oulad"
TARGETS: dict[int, tuple[float, float, str]] = {56: (0.76, 0.80, ".781"), 112: (0.83, 0.87, ".855")}
"""Day -> floor and aim of the AUC, and what others reached on another year."""
JUDGED = ("2014B", "2013J")
"""Presentations judged, the first one for the targets; fitted is on those that began before it."""
_LEVELS = (
    "No Formal quals", "Lower Than A Level", "A Level or Equivalent", "HE Qualification", "Post Graduate Qualification",
)  # fmt: skip
_ENROLMENT = ["code_module", "code_presentation", "id_student"]


@dataclass(frozen=True, slots=True)
class Enrolments:
    """What happened, with what is known of each enrolment besides."""

    work: Coursework
    outcome: Floats
    student: Ints
    module: Any
    presentation: Any
    gender: Any


def read_enrolments(folder: Path = DATA) -> Enrolments:
    """Read the files of a folder."""

    def number(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.Float64, strict=False)

    def file(name: str) -> pl.DataFrame:
        return pl.read_parquet(folder / f"{name}.parquet")

    people = file("studentInfo").join(file("studentRegistration"), on=_ENROLMENT).with_row_index("enrolment")
    classes = people.select("code_module", "code_presentation").unique(maintain_order=True).with_row_index("group")
    people = people.join(classes, on=["code_module", "code_presentation"], maintain_order="left")
    tasks = file("assessments").filter(pl.col("assessment_type") != "Exam")
    tasks = tasks.join(classes, on=["code_module", "code_presentation"], maintain_order="left").with_row_index("task")
    handed = file("studentAssessment").join(tasks, on="id_assessment")
    handed = handed.join(people.select(*_ENROLMENT, "enrolment"), on=_ENROLMENT)
    work = Coursework(
        group=people["group"].to_numpy().astype(np.int64),
        joined=people.select(number("date_registration").fill_null(0.0)).to_series().to_numpy(),
        left=people.select(number("date_unregistration").fill_null(np.inf)).to_series().to_numpy(),
        tries_before=people.select(number("num_of_prev_attempts")).to_series().to_numpy(),
        load=people.select(number("studied_credits")).to_series().to_numpy(),
        education=np.array([_LEVELS.index(level) for level in people["highest_education"]], dtype=np.float64),
        task_group=tasks["group"].to_numpy().astype(np.int64),
        due=tasks.select(number("date")).to_series().to_numpy(),
        weight=tasks.select(number("weight")).to_series().to_numpy(),
        by_tutor=(tasks["assessment_type"] == "TMA").to_numpy(),
        enrolment=handed["enrolment"].to_numpy().astype(np.int64),
        task=handed["task"].to_numpy().astype(np.int64),
        day=handed.select(number("date_submitted")).to_series().to_numpy(),
        score=handed.select(number("score").fill_null(np.nan)).to_series().to_numpy(),
        carried_over=(handed["is_banked"].cast(pl.Int64) > 0).to_numpy(),
    )
    return Enrolments(
        work,
        people["final_result"].is_in(["Withdrawn", "Fail"]).to_numpy().astype(np.float64),
        people["id_student"].cast(pl.Int64).to_numpy(),
        people["code_module"].to_numpy(),
        people["code_presentation"].to_numpy(),
        people["gender"].to_numpy(),
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """The trigger on one later presentation at one day."""

    auc: float
    ece: float
    ece_noise: float
    abroca: float
    abroca_null: float
    abroca_p: float
    fitted_on: int
    rows: int
    without_unmarked: float


def judged(data: Enrolments, day: int, presentation: str, seed: int = 0) -> Judged:
    """Fit on every presentation that began before and judge on this one."""
    who, table = rows_at(data.work, day)
    when = data.presentation[who]
    before, now = when < presentation, when == presentation
    examples = Examples(table, data.outcome[who], data.student[who])
    model = InterventionTrigger.fit(examples.of(before), FEATURES, seed=seed)
    test, chance = examples.of(now), model.predict(table[now])
    women = data.gender[who][now] == "F"
    area, null, p = abroca_test(test.outcome, chance, women, test.student, seed=seed)
    # Courses of which nothing was marked by this day say little of anybody, whoever studies them.
    scored = table[now][:, list(FEATURES).index("class_handed_in")]
    known = ~np.isnan(scored)
    return Judged(
        auc(test.outcome, chance) or 0.0,
        calibration_error(test.outcome, chance),
        calibration_noise(chance, seed),
        area,
        null,
        p,
        int(before.sum()),
        len(test),
        abroca_test(test.outcome[known], chance[known], women[known], test.student[known], seed=seed, shuffles=1)[0],
    )


def figures() -> list[Figure]:
    """Return the figures, with what others reached beside them."""
    data = read_enrolments()
    rows: list[Figure] = []
    for day, (floor, aim, anchor) in TARGETS.items():
        found = judged(data, day, JUDGED[0])
        about = f"presentation {JUDGED[0]}, day {day}"
        rows += [
            Figure(f"oulad: AUC of withdrawal or failure, {about}", found.auc, "", floor, aim, True,
                   note=f"{anchor} on another year; {found.rows} judged, fitted on {found.fitted_on} earlier"),
            Figure(f"oulad: ABROCA by gender, {about}", found.abroca, "", 0.08, 0.05,
                   note=f".09–.11 elsewhere; shuffled: {found.abroca_null:.3f}, p {found.abroca_p:.3f}; courses with"
                        f" marked work by that day: {found.without_unmarked:.3f}"),
            Figure(f"oulad: expected calibration error, {about}", found.ece, "",
                   note=f"a perfect model would show {found.ece_noise:.3f}"),
        ]  # fmt: skip
        other = judged(data, day, JUDGED[1])
        rows.append(
            Figure(f"oulad: AUC, presentation {JUDGED[1]}, day {day}", other.auc, "", floor, aim, True,
                   note=f"{other.rows} judged, fitted on {other.fitted_on} of 2013B alone, all of it over by then;"
                        f" ABROCA by gender {other.abroca:.3f}")
        )  # fmt: skip
    return rows


if __name__ == "__main__":
    for one in figures():
        print(one.figure, one.value, one.verdict(), one.note)
