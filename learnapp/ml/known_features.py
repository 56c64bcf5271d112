"""What the content recommender reads of the feature store: of a student, and of the student and a candidate's KC.

Serving reads it from the store at the moment of a decision, training from the log folded to that moment; both ask here
for the same columns. Nothing is read that is declared with a promise of its own (`feature_declarations.GUARDED`):
which formats, tools, hours or difficulties somebody prefers ranks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np

from learnapp.ml.answers import Floats

OF_KC = ("kc_success", "kc_streak", "kc_hints_per_answer", "kc_hours_since", "kc_attempts", "kc_hours_between")
OF_STUDENT = ("success_0.8", "hint_rate", "assessment_lately", "class_z_theta", "visit_minutes")
READS = (*OF_KC, *OF_STUDENT)
"""Names of declared features, in the order of the columns."""
_LONGEST_RUN = 5.0


def columns_of(own: Mapping[str, float], kcs: Mapping[UUID, Mapping[str, float]], about: Sequence[UUID]) -> Floats:
    """Return what is read for each candidate; shape (len(about), len(READS)), nan where nothing is known.

    Args:
        own: The student's features, by name.
        kcs: KC -> features of the student and it.
        about: The KC of each candidate.
    """
    student = [own[name] for name in OF_STUDENT]
    rows = [[*(kcs[kc_id][name] for name in OF_KC), *student] for kc_id in about]
    return np.array(rows, dtype=np.float64).reshape(len(about), len(READS))


def nothing(rows: int) -> Floats:
    """Return what is read where the store says nothing; shape (rows, len(READS))."""
    return np.full((rows, len(READS)), np.nan)


TERMS = (*OF_KC, *(f"{name}_by_difficulty" for name in OF_STUDENT[:-1]), "visit_minutes_by_minutes")
"""What the recommender makes of the columns. What tells of the student alone says nothing of which candidate is
better, so it is multiplied by how hard the candidate is, or by how long it takes."""


def terms_of(known: Floats, difficulty: Floats, minutes: Floats) -> Floats:
    """Return what the recommender makes of the columns; shape (n, len(TERMS)), nan where nothing is known.

    Args:
        known: Shape (n, len(READS)).
        difficulty: Of the candidates, logits; shape (n,).
        minutes: They usually take; shape (n,).
    """
    success, streak, hints, since, attempts, between, lately, hinted, trend, standing, visit = known.T
    # A clock that goes back gives times below zero.
    since, between, visit = (np.log1p(np.maximum(each, 0.0)) for each in (since, between, visit))
    return np.stack([
        success, np.clip(streak, -_LONGEST_RUN, _LONGEST_RUN), hints, since, np.log1p(attempts), between,
        (lately - 0.5) * difficulty, hinted * difficulty, trend * difficulty, standing * difficulty, visit * minutes,
    ], axis=1)  # fmt: skip
