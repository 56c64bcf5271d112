"""What a version of the difficulty estimator holds: what texts say about difficulty, learned over all courses.

The items themselves stay where the hourly job keeps them: they change with every answer, a version never does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import Floats
from learnapp.ml.artefact import Artefact, ModelKind, write_artefact
from learnapp.ml.difficulty_prior import ItemFacts, TextPrior

KIND, FORMAT = ModelKind.DIFFICULTY_ESTIMATOR, 2
_UNUSABLE = "This folder holds no usable model. Train it anew."


@dataclass(frozen=True, slots=True)
class ItemPrior:
    """A fitted prior; it never changes.

    Attributes:
        text: What texts say.
        held: Item -> (b, log a) guessed from the other items, for those that it was learned from: an item must not be
            believed because of its own answers.
        courses: How many courses it was learned from.
    """

    text: TextPrior
    held: dict[tuple[UUID, int], tuple[float, float]] = field(repr=False)
    courses: int

    def guess(self, items: Sequence[ItemFacts]) -> tuple[Floats, Floats]:
        """Return (b, log a) of items before their answers; shape (n,) each."""
        b, log_a = self.text.guess(items)
        for place, one in enumerate(items):
            known = self.held.get((one.content_id, one.version))
            if known is not None:
                b[place], log_a[place] = known
        return b, log_a

    def save(self, folder: Path) -> None:
        """Write the prior into a folder."""
        keys = sorted(self.held)
        numbers: dict[str, dict[str, Any]] = {
            "prior": self.text.arrays(),
            "held": {
                "content": np.array([content.hex for content, _ in keys], dtype=np.str_),
                "version": np.array([version for _, version in keys], dtype=np.int64),
                "guess": np.array([self.held[key] for key in keys], dtype=np.float64).reshape(-1, 2),
            },
        }
        write_artefact(folder, KIND, FORMAT, (), numbers=numbers, facts={"courses": self.courses})

    @classmethod
    def load(cls, folder: Path) -> ItemPrior:
        """Read a prior that was written by `save`.

        Raises:
            InvalidInputError: The folder holds no usable model.
        """
        stored = Artefact(folder, KIND, FORMAT, ())
        try:
            text, found = TextPrior.of_arrays(stored.numbers("prior")), stored.numbers("held")
            held = {
                (UUID(hex=str(content)), int(version)): (float(b), float(log_a))
                for content, version, (b, log_a) in zip(found["content"], found["version"], found["guess"], strict=True)
            }
            courses = int(stored.facts["courses"])
        except (KeyError, ValueError, TypeError) as error:
            raise InvalidInputError(_UNUSABLE) from error
        numbers = (text.effect, text.level, text.sd, text.centre, text.scale, np.array(list(held.values())))
        if not all(np.isfinite(each).all() for each in numbers) or text.effect.shape != (len(text.centre), 2):
            raise InvalidInputError(_UNUSABLE)
        return cls(text, held, courses)
