"""Every kind of model that can be trained."""

from __future__ import annotations

from learnapp.ml.mastery_recipe import MasteryRecipe
from learnapp.ml.training import Recipe

_ALL: tuple[Recipe, ...] = (MasteryRecipe(),)
RECIPES: dict[str, Recipe] = {one.kind.value: one for one in _ALL}
"""By the name of the kind."""
