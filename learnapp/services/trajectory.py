"""How one number came about: the answers behind it, page by page, and the curve that they made."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.services import current, trained_reading
from learnapp.services.progress import EvidenceView, Study, evidence_view, percent, study
from learnapp.storage.repositories import progress as rows

CURVE_POINTS = 100
"""Answers on a curve at most, the latest ones."""


@dataclass(frozen=True)
class CurveView:
    """How one KC moved: after each answer, oldest first, P(mastered) and its interval in per cent.

    Attributes:
        trained: P(mastered) as the school's trained model reads it now; -1 where none serves or too little is known.
        told: What speaks for and against it, in the reader's language.
    """

    at: list[str] = field(default_factory=list)
    value: list[int] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    trained: int = -1
    told: str = ""


async def _place(actor: Actor, section_id: UUID | None, kc_id: UUID) -> Study:
    here = await study(actor, section_id)
    if kc_id not in here.snapshot.kcs:
        raise NotFoundError("Your course has no such topic. Choose one from the list.")
    return here


async def evidence_page(
    actor: Actor, kc_id: UUID, *, section_id: UUID | None = None, offset: int = 0, size: int = 10
) -> Page[EvidenceView]:
    """Return a page of the graded answers behind one KC's number, newest first, and how many there are.

    Raises:
        NotFoundError: The course has no such KC.
    """
    here = await _place(actor, section_id, kc_id)
    offset, size = bounded(offset, size)
    mine = (actor.tenant_id, actor.person_id, here.snapshot.course_id)
    async with current().db.raw(actor.tenant_id) as conn:
        total = await rows.count_answers(conn, *mine, kc_id)
        found = await rows.events_of(conn, *mine, kc=kc_id, graded=True, size=size, offset=offset)
    return Page([evidence_view(one, here.snapshot, kc_id) for one in found], total, offset, size)


async def curve(actor: Actor, kc_id: UUID, *, section_id: UUID | None = None) -> CurveView:
    """Return how one KC moved over the last answers.

    Raises:
        NotFoundError: The course has no such KC.
    """
    here = await _place(actor, section_id, kc_id)
    async with current().db.raw(actor.tenant_id) as conn:
        found = await rows.trajectory(
            conn, actor.tenant_id, actor.person_id, here.snapshot.course_id, kc_id, limit=CURVE_POINTS
        )
    found.reverse()
    state, trained, told = here.states.get(kc_id), -1, ""
    if state is not None and state.attempts >= THRESHOLDS.min_attempts:
        read = await trained_reading.told(actor.tenant_id, actor.person_id, here.states, kc_id, actor.locale)
        if read is not None:
            trained, told = percent(read[0]), read[1]
    return CurveView(
        [point.at.isoformat() for point in found],
        [percent(point.p) for point in found],
        [percent(point.low) for point in found],
        [percent(point.high) for point in found],
        trained,
        told,
    )
