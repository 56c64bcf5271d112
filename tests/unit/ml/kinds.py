"""A small dataset of each kind of model, as the institution's log gives it; made once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from uuid import UUID

import numpy as np
import polars as pl

from learnapp.engine import selector
from learnapp.ml import difficulty_recipe, trigger_recipe
from learnapp.ml.artefact import ModelKind
from learnapp.ml.datasets import Dataset, curated, prepared
from learnapp.ml.recommendation_log import RecommendationLog
from learnapp.ml.recommender_frames import frame_of
from learnapp.ml.trigger_recipe import TriggerData, data_of
from tests.unit.ml.classes import class_of
from tests.unit.ml.items import world
from tests.unit.ml.logs import raw_log
from tests.unit.ml.simulated_choices import log_of
from tests.unit.ml.test_difficulty_estimator import told

BANDS = ("2008–2009", "2010–2011")
KINDS = [one.value for one in ModelKind]


@cache
def choices(students: int = 60) -> RecommendationLog:
    """Return decisions of students who follow the rules."""
    return log_of(selector.score, students, 1)


def choices_frame(log: RecommendationLog) -> pl.DataFrame:
    """Return them as a table."""
    return frame_of(log, {one: (one.int % 2**63, BANDS[one.int % 2]) for one in log.students})


@cache
def school(students: int = 40, classes: int = 3) -> TriggerData:
    """Return the weeks of some classes in which some fall behind."""
    rng = np.random.default_rng(7)
    made = []
    for place in range(classes):
        log = class_of(students, 100, place + 1, quitting=0.5)
        groups = [{"language": ("en", "es")[int(one)]} for one in rng.integers(0, 2, students)]
        made.append((log, np.arange(students) + place * students, groups))
    return data_of(made, ("language",))


def school_frame(data: TriggerData) -> pl.DataFrame:
    """Return them as a table."""
    return trigger_recipe.frame_of(data, {one: BANDS[one % 2] for one in set(data.examples.student.tolist())})


@cache
def tries_frame(students: int = 120, each: int = 25, few: int = 40) -> pl.DataFrame:
    """Return first tries in a course that is answered much, and in one of the same words that is answered little."""
    items, b = told(160, 1)
    here, there = world(students, 100, each, 2, b=b[:100]), world(few, 60, 15, 3, b=b[100:])
    courses = {}
    for place, (part, made) in enumerate(((items[:100], here), (items[100:], there))):
        # Mixed, as keyed numbers are: of both courses some are kept apart.
        number = (2 * made.student + place) * 7919 % 100_003
        tries = pl.DataFrame({
            "student": number, "band": [BANDS[one % 2] for one in number.tolist()],
            "order": np.arange(len(made.student)), "item": made.item, "correct": made.correct,
        })  # fmt: skip
        courses[UUID(int=place + 1)] = (tuple(replace(one) for one in part), tries)
    return difficulty_recipe.frame_of(courses)


@cache
def dataset(kind: str) -> Dataset:
    """Return a dataset of a kind that is large enough to learn from."""
    if kind == ModelKind.MASTERY_PREDICTOR:
        return curated(raw_log(students=30, each=12))
    if kind == ModelKind.CONTENT_RECOMMENDER:
        return prepared(choices_frame(choices()), outcome="opened")
    if kind == ModelKind.INTERVENTION_TRIGGER:
        return prepared(school_frame(school()), outcome="outcome")
    return prepared(tries_frame(), outcome="correct")
