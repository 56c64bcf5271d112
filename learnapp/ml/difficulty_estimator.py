"""The difficulty estimator: item parameters of one course for one institution, with what they rest on.

A fit goes in two passes. The first believes the authors; its well-answered items teach what a text says about
difficulty (`difficulty_prior`), and the second believes that where it helps. The result is put on the authors' scale:
the mean of b and the geometric mean of a over the answers stay what they were (mean/geometric-mean linking, Mislevy &
Bock, 1990; Kolen & Brennan, 2014, ch. 6), so that abilities which were measured with the authors' figures stay what
they are, and nobody's earned mastery moves because a batch job ran.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from learnapp.core.errors import InvalidInputError
from learnapp.engine.item_parameters import AUTHOR_SD_B, AUTHOR_SD_LOG_A, TOO_EASY, TOO_HARD, Z95
from learnapp.engine.mastery import THRESHOLDS
from learnapp.ml.answers import AnswerLog, Floats, Ints, Mask
from learnapp.ml.artefact import Artefact, ModelKind, write_artefact
from learnapp.ml.difficulty_prior import ItemFacts, TextPrior, learn
from learnapp.ml.item_prior import ItemPrior
from learnapp.ml.item_response import (
    B_LIMIT,
    LOG_A_LIMITS,
    Abilities,
    Belief,
    Calibration,
    Tries,
    calibrate,
    with_abilities,
)
from learnapp.ml.running_ability import running_chances

KIND, FORMAT = ModelKind.DIFFICULTY_ESTIMATOR, 1
VERSION = "2pl-em@1"
LEAST_STUDENTS = THRESHOLDS.min_students
"""Fewer students than this say nothing about a course; the authors' figures stay."""
TEACHES = 20
"""First tries from which an item teaches about others."""


class Source(StrEnum):
    """What an item's figures rest on; the value is stored."""

    AUTHOR = "author"
    PRIOR = "prior"
    FITTED = "fitted"


class Flag(StrEnum):
    """What is odd about an item; the value is stored."""

    BACKWARDS = "backwards"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"


@dataclass(frozen=True, slots=True)
class ItemDataset:
    """First tries of one course.

    Attributes:
        log: The answers; its item numbers are places in `items`.
        items: Every item of the course, those that nobody has answered included.
    """

    log: AnswerLog
    items: tuple[ItemFacts, ...]

    def of(self, students: Mask) -> ItemDataset:
        """Return the part of some students; shape (S,)."""
        return ItemDataset(self.log.of(students), self.items)


@dataclass(frozen=True, slots=True)
class ItemEstimate:
    """One item as it is stored and served.

    Attributes:
        level: Ability of an average student, on the scale of b.
        answers, students: First tries, and who made them.
    """

    content_id: UUID
    version: int
    b: float
    a: float
    se_b: float
    se_a: float
    answers: int
    students: int
    source: Source
    level: float
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class DifficultyEstimator:
    """Fitted items of one course; arrays of shape (I,). It never changes.

    Attributes:
        level, spread: Mean and standard deviation of the students' abilities on the scale of b.
        prior: What texts say; None where they say nothing that helps.
        converged: Whether the fit came to rest; what did not is not served.
    """

    items: tuple[tuple[UUID, int], ...]
    b: Floats
    log_a: Floats
    se_b: Floats
    se_log_a: Floats
    answers: Ints
    students: Ints
    backwards: Mask
    level: float
    spread: float
    converged: bool
    prior: TextPrior | None = field(repr=False)

    @classmethod
    def fit(
        cls,
        dataset: ItemDataset,
        *,
        seed: int = 0,
        say: Callable[[str], None] | None = None,
        prior: ItemPrior | None = None,
    ) -> DifficultyEstimator:
        """Fit all items of a course; the same answers and seed give the same estimates.

        Args:
            dataset: First tries of the training students.
            seed: Of the folds on which the texts are checked.
            say: Told how far it is.
            prior: What a version says of texts; None: the course learns it from its own questions.

        Raises:
            InvalidInputError: Too few students, or all answers are alike.
        """
        items = dataset.items
        tries, author = _tries(dataset), author_belief(items)
        found = calibrate(tries, author, say=say)
        level, spread = _link(found, author)
        text = prior.text if prior is not None else None
        if prior is None:
            enough, facts, numbers = _taught(items, found, level, spread)
            text, held = learn(facts, *numbers, seed)
            if say is not None:
                gain = f"explain {100 * text.gain:.0f} % of what authors miss" if text else "say nothing that helps"
                say(f"{len(enough)} items have answers enough; texts {gain}")
        if text is not None:
            # An item must not be believed because of its own answers.
            if prior is not None:
                b, log_a = prior.guess(items)
            else:
                b, log_a = text.guess(items)
                b[enough], log_a[enough] = held[:, 0], held[:, 1]
            belief = Belief(
                (b - level) / spread,
                log_a + np.log(spread),
                np.full(len(items), text.sd[0] / spread),
                np.full(len(items), text.sd[1]),
            )
            found = calibrate(tries, belief, say=say)
            level, spread = _link(found, author)
        return cls(
            tuple((one.content_id, one.version) for one in items),
            np.clip(spread * found.b + level, -B_LIMIT, B_LIMIT),
            np.clip(found.log_a - np.log(spread), *LOG_A_LIMITS),
            spread * found.se_b,
            found.se_log_a,
            found.answers,
            found.people,
            found.backwards(LEAST_STUDENTS),
            level,
            spread,
            found.converged,
            text,
        )

    def estimates(self) -> list[ItemEstimate]:
        """Return every item of which more is known than what its author thought."""
        return [
            estimate_of(self, place, Source.FITTED if self.answers[place] else Source.PRIOR)
            for place in range(len(self.items))
            if self.answers[place] or self.prior is not None
        ]

    def chances(self, log: AnswerLog) -> Floats:
        """Return for each answer the chance that the engine would have given with these items; shape (N,)."""
        return running_chances(log, self.b[log.item], np.exp(self.log_a)[log.item])

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        numbers: dict[str, dict[str, Any]] = {
            "items": {
                "content": np.array([content.hex for content, _ in self.items], dtype=np.str_),
                "version": np.array([version for _, version in self.items], dtype=np.int64),
                **{name: getattr(self, name) for name in _ARRAYS},
            }
        }
        if self.prior is not None:
            numbers["prior"] = self.prior.arrays()
        facts = {
            "level": self.level,
            "spread": self.spread,
            "converged": self.converged,
            "prior": self.prior is not None,
        }
        write_artefact(folder, KIND, FORMAT, (), numbers=numbers, facts=facts)

    @classmethod
    def load(cls, folder: Path) -> DifficultyEstimator:
        """Read a model that was written by `save`.

        Raises:
            InvalidInputError: The folder holds no usable model.
        """
        stored = Artefact(folder, KIND, FORMAT, ())
        arrays = stored.numbers("items")
        try:
            keys = tuple(
                (UUID(hex=str(content)), int(version))
                for content, version in zip(arrays["content"], arrays["version"], strict=True)
            )
            prior = TextPrior.of_arrays(stored.numbers("prior")) if stored.facts["prior"] else None
            plain = {name: arrays[name] for name in _ARRAYS}
            if any(each.shape != (len(keys),) for each in plain.values()):
                raise ValueError("an array of another length")
            return cls(
                keys, **plain, level=float(stored.facts["level"]), spread=float(stored.facts["spread"]),
                converged=bool(stored.facts["converged"]), prior=prior,
            )  # fmt: skip
        except (KeyError, ValueError, TypeError) as error:
            raise InvalidInputError("This folder holds no usable model. Train it anew.") from error


_ARRAYS = ("b", "log_a", "se_b", "se_log_a", "answers", "students", "backwards")


def teaching(dataset: ItemDataset) -> tuple[list[ItemFacts], Floats]:
    """Return the items of a course that were answered often enough to teach about others, on the authors' scale.

    Args:
        dataset: First tries of the training students.

    Returns:
        n items, and b, log a and their standard errors; shape (4, n).

    Raises:
        InvalidInputError: Too few students, or all answers are alike.
    """
    author = author_belief(dataset.items)
    found = calibrate(_tries(dataset), author)
    _, facts, numbers = _taught(dataset.items, found, *_link(found, author))
    return facts, np.stack(numbers)


def _tries(dataset: ItemDataset) -> Tries:
    log = dataset.log
    if log.students < LEAST_STUDENTS:
        raise InvalidInputError(
            f"{log.students} students have answered. From {LEAST_STUDENTS} on, difficulty can be estimated."
        )
    return Tries.of(log.student, log.item, log.correct, len(dataset.items))


def _taught(
    items: tuple[ItemFacts, ...], found: Calibration, level: float, spread: float
) -> tuple[Ints, list[ItemFacts], tuple[Floats, Floats, Floats, Floats]]:
    """Return the places of well-answered items, these items, and b, log a and their errors on the authors' scale."""
    enough = np.flatnonzero(found.answers >= TEACHES)
    numbers = (
        np.clip(spread * found.b + level, -B_LIMIT, B_LIMIT)[enough],
        (found.log_a - np.log(spread))[enough],
        (spread * found.se_b)[enough],
        found.se_log_a[enough],
    )
    return enough, [items[each] for each in enough], numbers


def author_belief(items: tuple[ItemFacts, ...]) -> Belief:
    """Return what the authors' figures let one believe."""
    a = np.clip(np.array([one.discrimination for one in items], dtype=np.float64), 0.05, 4.0)
    b = np.clip(np.array([one.difficulty for one in items], dtype=np.float64), -B_LIMIT, B_LIMIT)
    size = np.ones(len(items))
    return Belief(b, np.log(a), AUTHOR_SD_B * size, AUTHOR_SD_LOG_A * size)


def _link(found: Calibration, author: Belief) -> tuple[float, float]:
    """Return mean and standard deviation of ability on the authors' scale, weighted by answers."""
    spread = float(np.exp(np.average(found.log_a - author.log_a, weights=found.answers)))
    level = float(np.average(author.b, weights=found.answers) - spread * np.average(found.b, weights=found.answers))
    return level, spread


def estimate_of(model: DifficultyEstimator, place: int, source: Source) -> ItemEstimate:
    """Return one item of a model as it is stored."""
    content, version = model.items[place]
    b, a = float(model.b[place]), float(np.exp(model.log_a[place]))
    se_b, se_a = float(model.se_b[place]), float(a * model.se_log_a[place])
    people = int(model.students[place])
    return ItemEstimate(
        content, version, b, a, se_b, se_a, int(model.answers[place]), people, source, model.level,
        flags_of(b, a, se_b, model.level, people, backwards=bool(model.backwards[place])),
    )  # fmt: skip


def flags_of(b: float, a: float, se_b: float, level: float, people: int, *, backwards: bool) -> tuple[Flag, ...]:
    """Return what is odd about an item, when enough students have answered and the whole interval of b says so."""
    if people < LEAST_STUDENTS:
        return ()
    if backwards:
        return (Flag.BACKWARDS,)
    easiest, hardest = (1.0 / (1.0 + np.exp(-a * (level - (b + side * Z95 * se_b)))) for side in (-1, 1))
    if easiest < TOO_HARD:
        return (Flag.TOO_HARD,)
    return (Flag.TOO_EASY,) if hardest > TOO_EASY else ()


def brought_up(before: list[ItemEstimate], tries: Tries, ability: Floats, variance: Floats) -> list[ItemEstimate]:
    """Return estimates after some new answers, abilities staying as they are.

    What was known is the prior of what is new (a recursive Bayes step), so old answers need not be read again.

    Args:
        before: The items, in the order in which `tries` numbers them.
        tries: The new first tries.
        ability: Shape (S,), the students' abilities.
        variance: Shape (S,), their variances.
    """
    log_a = np.log(np.array([one.a for one in before]))
    belief = Belief(
        np.array([one.b for one in before]),
        log_a,
        np.maximum(np.array([one.se_b for one in before]), 0.02),
        np.maximum(np.array([one.se_a / one.a for one in before]), 0.02),
    )
    found = with_abilities(tries, belief, Abilities.normal(ability, variance))
    made = []
    for place, one in enumerate(before):
        if not found.answers[place]:
            continue
        b, a, se_b = float(found.b[place]), float(np.exp(found.log_a[place])), float(found.se_b[place])
        people = one.students + int(found.people[place])
        made.append(
            ItemEstimate(
                one.content_id,
                one.version,
                b,
                a,
                se_b,
                float(a * found.se_log_a[place]),
                one.answers + int(found.answers[place]),
                people,
                Source.FITTED,
                one.level,
                flags_of(b, a, se_b, one.level, people, backwards=Flag.BACKWARDS in one.flags),
            )  # fmt: skip
        )
    return made
