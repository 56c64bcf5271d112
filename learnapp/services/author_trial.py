"""A template that its author has proved with many tasks, saved or not, while the page says how far that is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.security.access import Actor
from learnapp.services import draft_preview, trail
from learnapp.services.template_trial import PART, Trial, TrialView

SEEDS = 1_000
SECONDS = 120.0
"""After this long a trial ends with what was found until then."""
_two = asyncio.Semaphore(2)
"""Trials at once in this process, so that students' answers are graded meanwhile."""


async def run(
    actor: Actor, course_id: UUID, content_id: UUID, typed: Mapping[str, Any], *, seeds: int = SEEDS
) -> AsyncIterator[TrialView]:
    """Prove tasks of a template as it is written; yields how far it is after each part.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        content_id: The item.
        typed: Fields of its form that are not saved yet.
        seeds: How many tasks.

    Raises:
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: It is no template, or makes no tasks as it is written.
        NotFoundError: No such course or item.
    """
    await trail.authorise(actor, "read", "answer_key", owner_tenant=actor.tenant_id)
    _, document, _, _ = await draft_preview.written(actor, course_id, content_id, typed)
    if document.template is None:
        raise InvalidInputError("This item is not made from a template. Open one that is.")
    async with _two:
        trial, until = Trial(document), time.monotonic() + SECONDS
        while trial.view.done < seeds and time.monotonic() < until:
            yield await asyncio.to_thread(trial.go_on, min(PART, seeds - trial.view.done))
