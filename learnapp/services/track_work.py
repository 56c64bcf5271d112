"""Tracks of students built again from the log: after a promotion, and where an answer went past them.

The worker looks every few seconds at who was active just now, and after every change of what serves at everybody who
was active lately, some at a time. What is done is seen in what is kept, so a stop costs nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError
from learnapp.ml.artefact import ModelKind
from learnapp.ml.learner_track import LearnerTrack
from learnapp.services import current, privacy, rounds, training_data
from learnapp.services.learner_tracks import elapsed
from learnapp.storage.repositories import learner_tracks as rows
from learnapp.storage.repositories import training_log
from learnapp.storage.repositories.learner_tracks import Standing
from learnapp.storage.repositories.training_log import Answered

ACTIVE = timedelta(minutes=10)
LATELY = timedelta(days=60)
"""Whoever has not come for longer is built when they come."""
PORTION = 200
"""So many students are looked at in one turn of an institution."""
_MARK = 8
_log = logs.get(__name__)
_passed: dict[UUID, object] = {}
_place: dict[UUID, tuple[object, UUID]] = {}


async def catch_up() -> int:
    """Build for every institution what is missing; return of how many students."""
    return sum(await rounds.each_institution("tracks that are behind", catch_up_institution))


async def catch_up_institution(tenant: UUID) -> int:
    """Build what is missing of who was active just now, and a portion of all others; return of how many students.

    Raises:
        UnavailableError: The database is away.
    """
    serving = current().models
    if serving is None:
        return 0
    await serving.refresh(tenant)
    if not serving.serves(tenant, ModelKind.MASTERY_PREDICTOR):
        return 0
    now = current().clock.now()
    async with current().db.raw(tenant) as conn:
        found = await rows.standing(conn, tenant, now - ACTIVE, _MARK, PORTION)
    built = await _build(tenant, found)
    mark = serving.mark_of(tenant)
    if _passed.get(tenant) == mark:
        return built
    stopped, after = _place.get(tenant, (None, None))
    async with current().db.raw(tenant) as conn:
        found = await rows.standing(
            conn, tenant, now - LATELY, _MARK, PORTION, after if stopped == mark else None
        )  # fmt: skip
    built += await _build(tenant, found)
    if len(found) < PORTION:
        _passed[tenant] = mark
        _place.pop(tenant, None)
    else:
        _place[tenant] = (mark, found[-1].student_id)
    return built


async def _build(tenant: UUID, found: Sequence[Standing]) -> int:
    built = 0
    for one in found:
        try:
            if not _current(tenant, one):
                built += await rebuild(tenant, one.student_id)
        except LearnAppError:
            raise
        except Exception as error:  # noqa: BLE001 - a model may be any code: the others are built, the worker lives on
            _log.error("a track could not be built", tenant=str(tenant), error=type(error).__name__)
    return built


def _current(tenant: UUID, one: Standing) -> bool:
    """Return whether nothing is to be done for a student."""
    served = current().models.predictor_for(tenant, one.student_id)
    if served is None or not one.attempts:
        return True
    return one.kept == one.attempts and one.mark == served.model.encodings.mark


async def rebuild(tenant: UUID, student: UUID) -> bool:
    """Build a student's track from the log for the model that serves them; return whether there is one now.

    What may not be kept of a student is not computed either.

    Raises:
        UnavailableError: The database is away.
    """
    served = current().models.predictor_for(tenant, student)
    try:
        allowed = (await privacy.consent_decision(tenant, student)).allowed
    except LearnAppError:
        allowed = False
    if served is None or not allowed:
        return False
    answers: list[Answered] = []
    async with current().db.raw(tenant, pipelined=False) as conn:
        # First: an answer that comes in between is then missing in the number, not in the track.
        attempts = await rows.attempts(conn, tenant, student)
        async for part in training_log.answers(conn, tenant, training_data.MOST_ANSWERS, [student]):
            answers += part
    answers = [one for one in answers if not one.voided and one.kc_id is not None]
    if not answers:
        return False
    track = await asyncio.to_thread(replayed, served.model.track(), answers)
    since, now = answers[0].received_at, current().clock.now()
    async with current().db.raw(tenant) as conn:
        await rows.replace(conn, tenant, student, track.dump(), attempts, since, now)
    return True


def replayed(track: LearnerTrack, answers: Sequence[Answered]) -> LearnerTrack:
    """Let a new track take in a student's answers, oldest first, as they were taken in when they came."""
    for one in answers:
        if one.kc_id is None:
            continue
        item, kc = training_data.item_number(one.object_id, one.step_id), training_data.kc_number(one.kc_id)
        track.learn(item, kc, one.correct, elapsed(answers[0].received_at, one.received_at))
    return track
