"""Every kind of model that can be trained; a recipe, and what it brings along, is loaded when it is first needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from learnapp.ml.artefact import ModelKind

if TYPE_CHECKING:
    from learnapp.ml.training import Recipe

_WHERE = {ModelKind.MASTERY_PREDICTOR.value: ("learnapp.ml.mastery_recipe", "MasteryRecipe")}
"""Kind -> module and class of its recipe."""


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
