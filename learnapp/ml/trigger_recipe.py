"""How an institution's own trigger is made: its classes as examples, split by student, fitted, judged.

The seam of training: `split`, `fit`, `judge`, `load` and `InterventionTrigger.save` are pure; what gathers the rows is
`services.fairness.gather`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from learnapp.ml.answers import Floats, Ints, Mask
from learnapp.ml.attention import rule_score
from learnapp.ml.intervention_trigger import Examples, InterventionTrigger
from learnapp.ml.measures import quality
from learnapp.ml.study_days import FEATURES, StudyDays, examples_of, weeks_of

TEST_SHARE = 0.25


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
