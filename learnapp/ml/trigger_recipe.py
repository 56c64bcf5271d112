"""How an institution's own trigger is made: its classes as examples, split by student, fitted, judged.

`split`, `fit`, `judge`, `load` and `InterventionTrigger.save` are pure; what gathers the rows is
`services.fairness.gather`. `TriggerRecipe` is the same for the registry, with the examples as a table.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl

from learnapp.core.errors import InvalidInputError
from learnapp.ml import intervention_trigger, study_days
from learnapp.ml.answers import Floats, Ints, Mask
from learnapp.ml.artefact import ModelKind
from learnapp.ml.attention import FLAG, rule_score
from learnapp.ml.chance_recipe import ChanceRecipe, in_order, judged_of
from learnapp.ml.datasets import TooFewAnswersError
from learnapp.ml.evaluation import Judged
from learnapp.ml.fairness import report
from learnapp.ml.intervention_trigger import Examples, InterventionTrigger
from learnapp.ml.limits import LIMITS
from learnapp.ml.measures import quality
from learnapp.ml.promotion import Gate
from learnapp.ml.recipes import UNTRAINED
from learnapp.ml.study_days import FEATURES, StudyDays, examples_of, weeks_of
from learnapp.ml.training import Case, Model, digest

TEST_SHARE = 0.25
CLASS, CALLS = 30, 40
"""Students of the class that is timed, and how often."""
_MADE_BY = (intervention_trigger, study_days)


@dataclass(frozen=True, slots=True)
class TriggerData:
    """N examples of an institution.

    Attributes:
        examples: What was known in each week, and what came of it.
        rule: Shape (N,), what the rule said at the time, as a share of its points.
        groups: Attribute -> the group of each row, "" where it is not known; for auditing, never an input.
    """

    examples: Examples
    rule: Floats
    groups: dict[str, list[str]]

    def __len__(self) -> int:
        """How many examples there are."""
        return len(self.examples)

    def of(self, mask: Mask) -> TriggerData:
        """Return the rows of a mask of shape (N,)."""
        kept = np.flatnonzero(mask).tolist()
        groups = {name: [values[place] for place in kept] for name, values in self.groups.items()}
        return TriggerData(self.examples.of(mask), self.rule[mask], groups)


def data_of(
    classes: Sequence[tuple[StudyDays, Ints, Sequence[Mapping[str, str]]]], attributes: Sequence[str]
) -> TriggerData:
    """Return the examples of classes.

    Args:
        classes: Each class, with the numbers of its students (one of several classes has one number) and their groups.
        attributes: Names of the groups.
    """
    rule = [np.zeros(0)]
    groups: dict[str, list[str]] = {name: [] for name in attributes}
    for log, _, known in classes:
        for day, going in weeks_of(log):
            rule.append(rule_score(log, day)[going])
            for name in attributes:
                groups[name] += [known[place].get(name, "") for place in np.flatnonzero(going).tolist()]
    examples = examples_of([log for log, _, _ in classes], [numbers for _, numbers, _ in classes])
    return TriggerData(examples, np.concatenate(rule), groups)


def split(data: TriggerData, seed: int = 0) -> tuple[TriggerData, TriggerData]:
    """Return training and test examples; all of a student lie in one of them."""
    students = np.unique(data.examples.student)
    chosen = np.random.default_rng(seed).permutation(students)[: round(TEST_SHARE * len(students))]
    test = np.isin(data.examples.student, chosen)
    return data.of(~test), data.of(test)


def fit(data: TriggerData, seed: int = 0, say: Callable[[str], None] = lambda _line: None) -> InterventionTrigger:
    """Learn from the training examples; the same examples and seed give the same model.

    Raises:
        InvalidInputError: There is too little to learn from; the rule goes on serving.
    """
    return InterventionTrigger.fit(data.examples, FEATURES, seed=seed, say=say)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well a model, or the rule, told what would come.

    Attributes:
        metrics: auc (None where all outcomes are alike), auc_rule, accuracy, log_loss, ece, rows, students.
        chance: Shape (N,), what was said.
    """

    metrics: dict[str, float | None]
    outcome: Floats
    chance: Floats
    student: Ints
    groups: dict[str, list[str]]


def judge(model: InterventionTrigger | None, data: TriggerData) -> Judgement:
    """Judge a model by what came of it; None judges the rule, whose points are no chances.

    The outcomes, chances, students and groups are what `fairness.report` takes.
    """
    outcome, student = data.examples.outcome, data.examples.student
    chance = data.rule if model is None else model.predict(data.examples.table)
    metrics: dict[str, float | None] = {"rows": float(len(data)), "students": float(len(np.unique(student)))}
    if len(data):
        found, rule = quality(outcome, chance), quality(outcome, data.rule)
        metrics |= {"auc": found.auc, "auc_rule": rule.auc, "accuracy": found.accuracy, "log_loss": found.log_loss,
                    "ece": found.ece}  # fmt: skip
    if model is None:
        metrics = {name: value for name, value in metrics.items() if name in ("rows", "students", "auc", "auc_rule")}
    return Judgement(metrics, outcome, chance, student, data.groups)


def load(folder: Path) -> InterventionTrigger:
    """Read an institution's own trigger that was saved.

    Raises:
        InvalidInputError: It is damaged, no such model, or made for another layout.
    """
    return InterventionTrigger.load(folder, FEATURES)


def frame_of(data: TriggerData, bands: Mapping[int, str]) -> pl.DataFrame:
    """Return examples as a table.

    Args:
        data: The examples.
        bands: Number of a student -> band of birth years.
    """
    return pl.DataFrame({
        "student": data.examples.student.astype(np.int64), "order": np.arange(len(data), dtype=np.int64),
        "band": pl.Series([bands[one] for one in data.examples.student.tolist()], dtype=pl.String),
        "outcome": data.examples.outcome, "rule": data.rule,
        **{f"x_{name}": data.examples.table[:, place] for place, name in enumerate(FEATURES)},
        **{f"g_{name}": pl.Series(values, dtype=pl.String) for name, values in data.groups.items()},
    })  # fmt: skip


def data_of_frame(frame: pl.DataFrame) -> TriggerData:
    """Return the examples of a table, by student and time."""
    frame = in_order(frame)
    table = np.column_stack([frame[f"x_{name}"].to_numpy() for name in FEATURES]).astype(np.float32)
    examples = Examples(table, frame["outcome"].to_numpy().astype(np.float64), frame["student"].to_numpy())
    groups = {name: frame[f"g_{name}"].to_list() for name in _attributes(frame)}
    return TriggerData(examples, frame["rule"].to_numpy().astype(np.float64), groups)


def _attributes(frame: pl.DataFrame) -> list[str]:
    return [name.removeprefix("g_") for name in frame.columns if name.startswith("g_")]


class TriggerRecipe(ChanceRecipe):
    """Trains `InterventionTrigger` on an institution's own school days."""

    kind = ModelKind.INTERVENTION_TRIGGER
    room = LIMITS.batch_calibration
    limit_ms = LIMITS.batch_ms

    @property
    def layout(self) -> str:
        """Fingerprint of the layout of its files and of its features."""
        return digest(intervention_trigger.FORMAT, list(FEATURES.items()))

    @property
    def settings(self) -> str:
        """Fingerprint of what is set for the training: all of it stands in the code that trains."""
        return digest(*(inspect.getsource(module) for module in _MADE_BY))

    @property
    def calibration(self) -> str:
        """Fingerprint of what is done to the chances afterwards; that stands in the settings too."""
        return "platt"

    def fit(self, train: pl.DataFrame, seed: int) -> Model:
        """Learn from examples.

        Raises:
            TooFewAnswersError: There are too few, or hardly anybody has one of the outcomes.
        """
        try:
            return fit(data_of_frame(train), seed)
        except InvalidInputError as error:
            raise TooFewAnswersError(error.message) from error

    def load(self, folder: Path) -> Model:
        """Read a model that `save` has written.

        Raises:
            InvalidInputError: It is damaged, no such model, or made for another layout.
        """
        return load(folder)

    def judge(self, model: Model, test: pl.DataFrame) -> Judged:
        """Return the chance that a model gave in each week."""
        chance = cast(InterventionTrigger, model).predict(data_of_frame(test).examples.table)
        return _judged(test, chance)

    def said(self, model: Model, case: Case) -> Judged:
        """Return the chance that a model gave in each week that was kept."""
        return self.judge(model, case.test)

    def baseline(self, case: Case) -> tuple[str, Judged] | None:
        """Return what the rule says: to each of its points belongs the share that they had among the training weeks."""
        from sklearn.isotonic import IsotonicRegression

        learned = data_of_frame(case.train)
        shares = IsotonicRegression(y_min=0.001, y_max=0.999, out_of_bounds="clip")
        shares.fit(learned.rule, learned.examples.outcome)
        said = shares.predict(data_of_frame(case.test).rule)
        return UNTRAINED[self.kind.value], _judged(case.test, np.asarray(said, dtype=np.float64))

    def even(self, judged: Judged, case: Case) -> tuple[Gate | None, dict[str, Any]]:
        """Return the gate of fairness by error rates and ROC curves of groups, and the whole report.

        A difference of flagged shares alone closes nothing: classes differ in how many fall behind.
        """
        told = report(judged.truth, judged.chance, judged.student, judged.groups, threshold=FLAG, seed=case.seed)
        return fair_gate(told["slices"]), {"fairness": told}

    def milliseconds(self, model: Model, test: pl.DataFrame) -> Floats:
        """Return the times of a class of 30 students with what speaks for each, in time of the thread that asks."""
        table, trigger, times = data_of_frame(test).examples.table, cast(InterventionTrigger, model), []
        if not len(table):
            return np.empty(0)
        for call in range(CALLS):
            rows = table[np.arange(call, call + CLASS) % len(table)]
            began = time.thread_time()
            trigger.predict(rows)
            trigger.contributions(rows)
            times.append((time.thread_time() - began) * 1000.0)
        return np.array(times[CALLS // 10 :])


def _judged(test: pl.DataFrame, chance: Floats) -> Judged:
    test = in_order(test)
    return judged_of(test, "outcome", chance, {name: f"g_{name}" for name in _attributes(test)})


def fair_gate(slices: Sequence[Mapping[str, Any]]) -> Gate:
    """Return the gate of fairness from the slices of a report."""
    groups = [group for one in slices for group in one["groups"]]
    known = [one for one in slices if one["abroca"] is not None]
    counts = {
        "groups": float(sum(bool(group["enough"]) for group in groups)),
        "too_few": float(sum(not group["enough"] for group in groups)), "limit": LIMITS.slice_abroca,
        "gap_limit": LIMITS.slice_gap,
    }  # fmt: skip
    if not known:
        return Gate("fair", "too_few", counts)

    def uneven(one: Mapping[str, Any]) -> bool:
        return bool({"odds", "abroca"} & set(one["concern"]))

    worst = max(known, key=lambda one: (uneven(one), float(one["abroca"])))
    numbers = {
        "abroca": round(float(worst["abroca"]), 5), "by_chance": round(float(np.nan_to_num(worst["abroca_null"])), 5),
        **{f"gap{end}": round(float(worst["odds"][part]), 5) for end, part in (("", "value"), ("_low", "low"))},
        **counts,
    }  # fmt: skip
    about = f"{worst['attribute']}: {' / '.join(worst['compared'])}"
    return Gate("fair", "failed" if uneven(worst) else "passed", numbers, about)
