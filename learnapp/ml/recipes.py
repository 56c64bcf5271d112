"""Every kind of model that can be trained; a recipe, and what it brings along, is loaded when it is first needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from learnapp.engine import mastery
from learnapp.ml.artefact import ModelKind

if TYPE_CHECKING:
    from learnapp.ml.training import Recipe

_WHERE = {
    ModelKind.MASTERY_PREDICTOR.value: ("learnapp.ml.mastery_recipe", "MasteryRecipe"),
    ModelKind.CONTENT_RECOMMENDER.value: ("learnapp.ml.recommender_recipe", "RecommenderRecipe"),
    ModelKind.INTERVENTION_TRIGGER.value: ("learnapp.ml.trigger_recipe", "TriggerRecipe"),
    ModelKind.DIFFICULTY_ESTIMATOR.value: ("learnapp.ml.difficulty_recipe", "DifficultyRecipe"),
}
"""Kind -> module and class of its recipe."""
UNTRAINED = {
    ModelKind.MASTERY_PREDICTOR.value: mastery.MODEL,
    ModelKind.CONTENT_RECOMMENDER.value: mastery.MODEL,
    ModelKind.INTERVENTION_TRIGGER.value: "rule@1",
    ModelKind.DIFFICULTY_ESTIMATOR.value: "2pl-em@1",
}
"""Kind -> name of what serves where there is no version: it needs no training, or none that anybody has to look at."""
BATCH = frozenset({ModelKind.INTERVENTION_TRIGGER.value, ModelKind.DIFFICULTY_ESTIMATOR.value})
"""Kinds that work at night on whole classes or courses: no student waits for them. A canary is for some of these."""


@cache
def _recipe(kind: str) -> Recipe:
    module, name = _WHERE[kind]
    made: Recipe = getattr(import_module(module), name)()
    return made


class _Recipes(Mapping[str, "Recipe"]):
    def __getitem__(self, kind: str) -> Recipe:
        return _recipe(kind)

    def __iter__(self) -> Iterator[str]:
        return iter(_WHERE)

    def __len__(self) -> int:
        return len(_WHERE)

    def __contains__(self, kind: object) -> bool:
        return kind in _WHERE


RECIPES: Mapping[str, Recipe] = _Recipes()
"""By the name of the kind."""
