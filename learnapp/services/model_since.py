"""How a version does since it is there, in the figures of its kind; what was said is held against what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.days import day_of
from learnapp.ml.artefact import ModelKind
from learnapp.services import current
from learnapp.storage.repositories import item_parameters as item_rows
from learnapp.storage.repositories import model_registry as rows
from learnapp.storage.repositories import recommendations as recommendation_rows
from learnapp.storage.repositories import rollup_days
from learnapp.storage.repositories.model_registry import VersionRow

LEAST = 100
"""Answers, weeks or things shown since a version is there, below which nothing is said of how it does."""
_DAYS = 60


@dataclass(frozen=True)
class SinceView:
    """How a version does since it is there.

    Attributes:
        words: Key of the sentence in the catalogue.
        answers: What it rests on: answers, weeks, things shown, or first tries.
        days: On so many days; of difficulty: in so many courses.
        said, was: What it said and what came of it, per cent; of recommendations: opened, and finished of these; of
            difficulty: its surprise and that of the authors' figures.
    """

    enough: bool = False
    words: str = "models-watched-few-mastery_predictor"
    answers: int = 0
    days: int = 0
    said: float = 0.0
    was: float = 0.0


async def since_view(session: AsyncSession, tenant: UUID, row: VersionRow) -> SinceView:
    """Return how a version does since it is there.

    Args:
        session: The open transaction.
        tenant: The institution that it serves.
        row: The version.
    """
    if row.kind == ModelKind.CONTENT_RECOMMENDER:
        answers, days, said, was = await _recommended(session, tenant, row.name)
    elif row.kind == ModelKind.DIFFICULTY_ESTIMATOR:
        answers, days, said, was = await _fitted(session, tenant, row.name)
    else:
        seen = await rows.watched(session, tenant, row.version_id, _DAYS)
        answers, days = sum(day.answers for day in seen), len(seen)
        said, was = (
            round(100 * sum(getattr(day, name) for day in seen) / max(answers, 1), 1)
            for name in ("chance_sum", "right_sum")
        )
    enough = answers >= LEAST
    return SinceView(enough, f"models-watched-{'text' if enough else 'few'}-{row.kind}", answers, days, said, was)


async def _recommended(session: AsyncSession, tenant: UUID, name: str) -> tuple[int, int, float, float]:
    today = day_of(current().clock.now(), (await rollup_days.zones(session, tenant)).counted)
    found = await recommendation_rows.days(session, tenant, today - timedelta(days=_DAYS), today)
    mine = [one for one in found if one.policy_version.endswith(f"/{name}")]
    shown, opened, completed = (sum(getattr(one, part) for one in mine) for part in ("shown", "opened", "completed"))
    days = len({one.day for one in mine})
    return shown, days, round(100 * opened / max(shown, 1), 1), round(100 * completed / max(opened, 1), 1)


async def _fitted(session: AsyncSession, tenant: UUID, name: str) -> tuple[int, int, float, float]:
    fits = await item_rows.fits_by(session, tenant, name)
    known = [one for one in fits if one.log_loss is not None and one.author_log_loss is not None]
    answers = sum(one.answers for one in known)
    mine, theirs = (
        sum(one.answers * float(getattr(one, part) or 0.0) for one in known) / max(answers, 1)
        for part in ("log_loss", "author_log_loss")
    )
    return answers, len(known), round(mine, 4), round(theirs, 4)
