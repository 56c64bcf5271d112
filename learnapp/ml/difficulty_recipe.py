"""The difficulty estimator's recipe: what texts say, learned over all courses of an institution at once.

A version is judged by what it does: the items of every course are fitted with it on the students learned from, and have
to foretell the first tries of the others better than items that each course was fitted by itself.
"""

from __future__ import annotations

import inspect
import time
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import numpy as np
import polars as pl

from learnapp.core.errors import InvalidInputError
from learnapp.ml import difficulty_estimator, difficulty_prior, item_prior, item_response
from learnapp.ml.answers import Floats, from_frame
from learnapp.ml.artefact import ModelKind
from learnapp.ml.chance_recipe import ChanceRecipe, in_order, judged_of
from learnapp.ml.datasets import TooFewAnswersError
from learnapp.ml.difficulty_estimator import DifficultyEstimator, ItemDataset, author_belief, teaching
from learnapp.ml.difficulty_prior import LEAST_ITEMS, ItemFacts, learn
from learnapp.ml.evaluation import Judged
from learnapp.ml.item_prior import ItemPrior
from learnapp.ml.limits import LIMITS
from learnapp.ml.measures import quality
from learnapp.ml.promotion import Gate
from learnapp.ml.recipes import UNTRAINED
from learnapp.ml.running_ability import running_chances
from learnapp.ml.training import Case, Model, digest

QUESTIONS, CALLS = 200, 12
"""Questions that are guessed at once when it is timed, and how often."""
THING = -1
"""Stands in the column of students in rows that describe a question."""
_MADE_BY = (difficulty_estimator, difficulty_prior, item_prior, item_response)
_SPLIT = "\x1f"


class DifficultyRecipe(ChanceRecipe):
    """Trains `ItemPrior`."""

    kind = ModelKind.DIFFICULTY_ESTIMATOR
    room = LIMITS.batch_calibration
    limit_ms = LIMITS.batch_ms

    @property
    def layout(self) -> str:
        """Fingerprint of the layout of its files."""
        return digest(item_prior.FORMAT)

    @property
    def settings(self) -> str:
        """Fingerprint of what is set for the training: all of it stands in the code that trains."""
        return digest(*(inspect.getsource(module) for module in _MADE_BY))

    @property
    def calibration(self) -> str:
        """Fingerprint of what is done to the guesses afterwards: nothing."""
        return "none"

    def fit(self, train: pl.DataFrame, seed: int) -> Model:
        """Learn from the questions that were answered often enough, of every course.

        Raises:
            TooFewAnswersError: There are too few such questions, or their texts say nothing that helps.
        """
        items: list[ItemFacts] = []
        found: list[Floats] = []
        for data in courses_of(train).values():
            try:
                facts, numbers = teaching(data)
            except InvalidInputError:
                continue
            items, found = items + facts, [*found, numbers]
        if len(items) < LEAST_ITEMS:
            raise TooFewAnswersError(
                f"{len(items)} questions were answered often enough to learn from. At least {LEAST_ITEMS} are needed."
                " Until then each course is estimated by itself."
            )
        b, log_a, se_b, se_log_a = np.concatenate(found, axis=1)
        text, held = learn(items, b, log_a, se_b, se_log_a, seed)
        if text is None:
            raise TooFewAnswersError(
                "The texts of the questions say nothing about how hard they are. Each course is estimated by itself."
            )
        keys = [(one.content_id, one.version) for one in items]
        guesses = {key: (float(one[0]), float(one[1])) for key, one in zip(keys, held, strict=True)}
        return ItemPrior(text, guesses, len(found))

    def load(self, folder: Path) -> Model:
        """Read a model that `save` has written.

        Raises:
            InvalidInputError: It is damaged, or no such model.
        """
        return ItemPrior.load(folder)

    def said(self, model: Model, case: Case) -> Judged:
        """Return the chances by items that were fitted with a version, before each first try that was kept."""
        return _judged(case, cast(ItemPrior, model))

    def baseline(self, case: Case) -> tuple[str, Judged] | None:
        """Return the chances by items of courses that were fitted by themselves."""
        return UNTRAINED[self.kind.value], _judged(case, None)

    def even(self, judged: Judged, case: Case) -> tuple[Gate | None, dict[str, Any]]:
        """Return how the authors' own figures do on the same first tries; groups are judged as usual."""
        if not len(case.test):
            return None, {}
        theirs = _judged(case, None, fitted=False)
        return None, {"author_log_loss": quality(theirs.truth, theirs.chance).log_loss}

    def milliseconds(self, model: Model, test: pl.DataFrame) -> Floats:
        """Return the times of guessing 200 questions from their texts, in time of the thread that asks."""
        prior, times = cast(ItemPrior, model), []
        text = " ".join((*prior.text.words[:40], "12", "7.5"))
        items = [ItemFacts(UUID(int=place), 1, text=text, kinds=("numeric",)) for place in range(QUESTIONS)]
        for _ in range(CALLS):
            began = time.thread_time()
            prior.guess(items)
            times.append((time.thread_time() - began) * 1000.0)
        return np.array(times[2:])


def frame_of(courses: dict[UUID, tuple[tuple[ItemFacts, ...], pl.DataFrame]]) -> pl.DataFrame:
    """Return the first tries of courses as a table, with a row for each question that describes it.

    Args:
        courses: Course -> its questions, and its first tries with the columns `student`, `band`, `order`, `item` (a
            place among the questions) and `correct`.
    """
    parts: list[pl.DataFrame] = []
    for course in sorted(courses):
        items, tries = courses[course]
        nothing = {
            "content": "", "version": 0, "kc": "", "difficulty": 0.0, "discrimination": 1.0, "text": "", "kinds": "",
            "hints": 0, "template": False,
        }  # fmt: skip
        described = pl.DataFrame(
            [
                (THING, "", place, place, float("nan"), one.content_id.hex, one.version, one.kc, one.difficulty,
                 one.discrimination, one.text, _SPLIT.join(one.kinds), one.hints, one.template)
                for place, one in enumerate(items)
            ],
            schema=_SCHEMA, orient="row",
        )  # fmt: skip
        told = tries.with_columns(**{name: pl.lit(value) for name, value in nothing.items()})
        both = [part.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items()) for part in (described, told)]
        parts.append(pl.concat(both).with_columns(course=pl.lit(course.hex)))
    return pl.concat(parts)


_SCHEMA: dict[str, pl.DataType] = {
    "student": pl.Int64(), "band": pl.String(), "order": pl.Int64(), "item": pl.Int64(), "correct": pl.Float64(),
    "content": pl.String(), "version": pl.Int64(), "kc": pl.String(), "difficulty": pl.Float64(),
    "discrimination": pl.Float64(), "text": pl.String(), "kinds": pl.String(), "hints": pl.Int64(),
    "template": pl.Boolean(),
}  # fmt: skip


def courses_of(train: pl.DataFrame) -> dict[str, ItemDataset]:
    """Return the courses of which enough is known to learn anything from them."""
    found: dict[str, ItemDataset] = {}
    for course, items in _questions(train).items():
        try:
            tries = train.filter((pl.col("course") == course) & (pl.col("student") != THING))
            found[course] = ItemDataset(from_frame(_plain(tries)), items)
        except InvalidInputError:
            continue
    return found


def _plain(tries: pl.DataFrame) -> pl.DataFrame:
    return tries.select("order", "student", "item", "correct", kc=pl.col("item"))


def _questions(train: pl.DataFrame) -> dict[str, tuple[ItemFacts, ...]]:
    found: dict[str, list[ItemFacts]] = {}
    for row in train.filter(pl.col("student") == THING).sort("course", "item").iter_rows(named=True):
        kinds = tuple(row["kinds"].split(_SPLIT)) if row["kinds"] else ()
        found.setdefault(row["course"], []).append(
            ItemFacts(
                UUID(hex=row["content"]), row["version"], row["kc"], row["difficulty"], row["discrimination"],
                row["text"], kinds, row["hints"], row["template"],
            )
        )  # fmt: skip
    return {course: tuple(items) for course, items in found.items()}


def _judged(case: Case, prior: ItemPrior | None, *, fitted: bool = True) -> Judged:
    """Return the chances before each first try that was kept.

    A course that cannot be fitted, or whose fit does not come to rest, is served by its authors' figures.
    """
    test = in_order(case.test)
    chance = np.zeros(len(test))
    learned, named = courses_of(case.train), test["course"].to_numpy()
    for course, items in _questions(case.train).items():
        rows = np.flatnonzero(named == course)
        if not len(rows):
            continue
        author = author_belief(items)
        b, log_a = author.b, author.log_a
        if fitted and course in learned:
            try:
                made = DifficultyEstimator.fit(learned[course], seed=case.seed, prior=prior)
                b, log_a = (made.b, made.log_a) if made.converged else (b, log_a)
            except InvalidInputError:
                pass
        log = from_frame(_plain(test[rows.tolist()]), learn=False)
        chance[rows] = running_chances(log, b[log.item], np.exp(log_a)[log.item])
    return judged_of(test, "correct", chance, {"grade": "band"})
