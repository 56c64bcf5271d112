"""Item parameters that an institution has estimated: laid over the authors' figures, and put into words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from learnapp.engine.irt import logistic, sane_item
from learnapp.engine.kc import CourseSnapshot

Measured = Mapping[tuple[UUID, int], tuple[float, float]]
"""(content, version) -> (a, b)."""
AUTHOR_SD_B, AUTHOR_SD_LOG_A = 1.0, 0.4
"""How far an author's figure may be off, logits; a is hardly ever given by hand."""
TOO_HARD, TOO_EASY = 0.15, 0.95
"""Chance of an average student below which an item is too hard, and above which it is too easy, to be of use."""
Z95 = 1.959963984540054
_WORDS = ((0.9, "very_easy"), (0.75, "easy"), (0.5, "medium"), (0.3, "hard"))


def measured(snapshot: CourseSnapshot, found: Measured, before: CourseSnapshot | None = None) -> CourseSnapshot:
    """Return a course whose items have these parameters; items at another version keep what their author gave.

    Args:
        snapshot: The course as its authors made it.
        found: The parameters.
        before: The same course with older parameters: most of them are as they were, and stay the same objects.
    """
    content = dict(snapshot.content)
    known = before.content if before is not None else {}
    for (content_id, version), parameters in found.items():
        item = content.get(content_id)
        if item is not None and item.version == version:
            a, b = sane_item(*parameters)
            was = known.get(content_id)
            if was is not None and was.estimated and (was.discrimination, was.difficulty) == (a, b):
                content[content_id] = was
            else:
                content[content_id] = replace(item, discrimination=a, difficulty=b, estimated=True)
    made = replace(snapshot, content=content)
    # Sorting thousands of items is not for the first student who asks.
    _ = made.shelves
    return made


def hardness(chance: float) -> str:
    """Return how hard an item is in a word: `very_easy`, `easy`, `medium`, `hard` or `very_hard`.

    Args:
        chance: That an average student gets it right, 0 to 1.
    """
    return next((word for least, word in _WORDS if chance >= least), "very_hard")


def chance_between(theta: float, a: float, b: float, se_a: float, se_b: float) -> tuple[float, float, float]:
    """Return the chance of a right answer with its 95 % interval, for an ability.

    The interval is that of the logit by the delta method; what the errors of a and b share is left out.

    Args:
        theta: Ability, on the scale of b.
        a: Discrimination.
        b: Difficulty.
        se_a: Its standard error.
        se_b: Its standard error.
    """
    logit = a * (theta - b)
    half = Z95 * math.hypot((theta - b) * se_a, a * se_b)
    return logistic(logit), logistic(logit - half), logistic(logit + half)
