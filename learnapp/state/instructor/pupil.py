"""One student, for their instructor."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.paging import page_of
from learnapp.security.access import Actor
from learnapp.services import pupil
from learnapp.services.misconception_views import MisconceptionView
from learnapp.services.players import ClaimView
from learnapp.services.progress import EvidenceView, KcView
from learnapp.services.pupil import StudentView
from learnapp.services.request_views import RequestView
from learnapp.services.review_load import ReviewsView
from learnapp.services.trajectory import CurveView
from learnapp.state.base import AppState, parse_id
from learnapp.state.instructor.classes import place

__all__ = ["ANSWERS", "TOPICS", "PupilState"]
ANSWERS, TOPICS = 10, 30


class PupilState(AppState):
    """One student, with the student's own numbers."""

    pupil_ready: bool = False
    section: str = ""
    section_id: str = ""
    student_id: str = ""
    pupil: str = ""
    kcs: list[KcView] = []
    kcs_total: int = 0
    kcs_offset: int = 0
    mastered: int = 0
    fading: int = 0
    days: list[str] = []
    right: list[int] = []
    wrong: list[int] = []
    open_kc: str = ""
    evidence: list[EvidenceView] = []
    total: int = 0
    offset: int = 0
    curve: CurveView = CurveView()
    reviews: ReviewsView = ReviewsView()
    mistakes: list[MisconceptionView] = []
    request: RequestView = RequestView()
    claims: list[ClaimView] = []

    @rx.event
    async def load(self) -> None:
        """Show the student, with the topic opened that they worked on last."""
        actor = await self._enter("instructor")
        # What was shown before is of somebody else: it must not stand under an address that cannot be opened.
        self.pupil_ready, self.pupil, self.section_id, self.student_id = False, "", "", ""
        section_id, student_id = place(self, 1), place(self, 3)
        view = await pupil.student(actor, section_id, student_id)
        self.pupil, self.section = view.name, view.section
        self.days = [day for day, _, _ in view.days]
        self.right = [right for _, right, _ in view.days]
        self.wrong = [wrong for _, _, wrong in view.days]
        self.reviews, self.mistakes, self.request = view.reviews, view.mistakes, view.request
        self.claims = view.claims
        self.section_id, self.student_id = str(section_id), str(student_id)
        place_of = {kc.kc_id: number for number, kc in enumerate(view.kcs)}
        self.kcs_offset = place_of.get(view.latest_kc, 0) // TOPICS * TOPICS
        self._show(view)
        if view.latest_kc in place_of:
            await self._open(actor, view.latest_kc)
        self.pupil_ready = True

    def _show(self, view: StudentView) -> None:
        page = page_of(view.kcs, self.kcs_offset, TOPICS)
        self.kcs, self.kcs_total, self.kcs_offset = page.rows, page.total, page.offset
        self.mastered = sum(kc.band in ("mastered", "fading") for kc in view.kcs)
        self.fading = sum(kc.band == "fading" for kc in view.kcs)
        self._close()

    @rx.event
    async def turn_topics(self, step: int) -> None:
        """Show the topics before or after these."""
        actor = await self._actor("instructor")
        view = await pupil.student(actor, parse_id(self.section_id), parse_id(self.student_id))
        self.kcs_offset = max(0, self.kcs_offset + (TOPICS if step > 0 else -TOPICS))
        self._show(view)

    def _close(self) -> None:
        self.open_kc, self.evidence, self.total, self.offset = "", [], 0, 0
        self.curve = CurveView()

    async def _open(self, actor: Actor, kc_id: str) -> None:
        self.curve = await pupil.curve(actor, parse_id(self.section_id), parse_id(self.student_id), parse_id(kc_id))
        self.open_kc = kc_id
        await self._answers(actor)

    async def _answers(self, actor: Actor) -> None:
        page = await pupil.evidence(
            actor,
            parse_id(self.section_id),
            parse_id(self.student_id),
            parse_id(self.open_kc),
            offset=self.offset,
            size=ANSWERS,
        )
        self.evidence, self.total, self.offset = page.rows, page.total, page.offset

    @rx.event
    async def show_evidence(self, kc_id: str) -> None:
        """Open or close the curve and the answers behind one number."""
        actor = await self._actor("instructor")
        opened = self.open_kc
        self._close()
        if opened != kc_id:
            await self._open(actor, kc_id)

    @rx.event
    async def turn(self, step: int) -> None:
        """Show newer or older answers."""
        actor = await self._actor("instructor")
        self.offset = max(0, self.offset + (ANSWERS if step > 0 else -ANSWERS))
        await self._answers(actor)

    @rx.event
    async def download(self) -> Any:
        """Download the student's topics and answers as CSV."""
        actor = await self._actor("instructor")
        text = await pupil.student_csv(actor, parse_id(self.section_id), parse_id(self.student_id))
        return rx.download(data=text, filename="student.csv")
