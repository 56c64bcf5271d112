"""The pages Today, Path and Progress: read models of the signed-in student."""

from __future__ import annotations

import asyncio
from typing import Protocol

import reflex as rx

from learnapp.core.paging import Page, page_of
from learnapp.engine.event import Verb
from learnapp.security.access import Actor
from learnapp.services import (
    assignments,
    lms_grades,
    misconceptions,
    own_tests,
    pins,
    progress,
    review_load,
    trajectory,
    withdrawals,
)
from learnapp.services.assessment_views import OwnTest
from learnapp.services.assignment_views import OwnAssignment
from learnapp.services.item_views import NoticeView
from learnapp.services.lms_grades import GradeView
from learnapp.services.misconception_views import MisconceptionView, WrongView
from learnapp.services.own_tests import PAGE as TESTS
from learnapp.services.pins import OwnPin
from learnapp.services.progress import CardView, ChangeView, EvidenceView, KcView, ReasonView
from learnapp.services.request_views import RequestView
from learnapp.services.review_load import ReviewsView, ReviewTopic
from learnapp.services.topic_views import RuleView
from learnapp.services.trajectory import CurveView
from learnapp.state.base import parse_id
from learnapp.state.student.classes import StudentState

__all__ = [
    "CardView",
    "ChangeView",
    "CurveView",
    "EvidenceView",
    "GradeView",
    "KcView",
    "MisconceptionView",
    "NoticeView",
    "OwnTest",
    "PathState",
    "ProgressState",
    "ReasonView",
    "RequestView",
    "ReviewTopic",
    "ReviewsView",
    "RuleView",
    "TodayState",
    "WrongView",
]

ANSWERS, TOPICS = 10, 30
ASSIGNED = 3
"""So many assignments are seen at once: the next step has to stay in sight."""
COLUMN, ROW, BOX_W, BOX_H = 236, 112, 196, 82


class TodayState(StudentState):
    """The page Today."""

    today_ready: bool = False
    cards: list[CardView] = []
    changes: list[ChangeView] = []
    resume_id: str = ""
    resume_title: str = ""
    decision_id: str = ""
    fallback: str = ""
    kept: bool = True
    told: list[NoticeView] = []
    assigned: list[OwnAssignment] = []
    assigned_rest: list[OwnAssignment] = []
    reviews: ReviewsView = ReviewsView()
    tests: list[OwnTest] = []
    tests_offset: int = 0
    tests_shown: int = 0
    """Tests of this page, also those that stand among the assigned things."""
    tests_total: int = 0
    request: RequestView = RequestView()

    @rx.var
    def to_do(self) -> bool:
        """Whether something that is assigned is not done yet."""
        return any(one.state != "done" for one in self.assigned)

    @rx.event
    async def load(self) -> None:
        """Fill the page; a new visit after a pause is a new session. An address may name another class."""
        actor = await self._enter_class()
        asked = str(self.router.url.query_parameters.get("class", ""))
        if asked != self.current_class and asked in {one.id for one in self.classes}:
            actor = await self._choose_class(asked)
        self.tests_offset = 0
        await self._fill(actor)

    @rx.event
    async def switch(self, section_id: str) -> None:
        """Look at another class."""
        self.tests_offset = 0
        await self._fill(await self._choose_class(section_id))

    @rx.event
    async def turn_tests(self, step: int) -> None:
        """Go one page of the tests back or on."""
        actor = await self._actor("student")
        self.tests_offset = max(0, self.tests_offset + (TESTS if step > 0 else -TESTS))
        here = self._own_class()
        assigned = await assignments.for_student(actor, here)
        self._show_tests(await own_tests.listed(actor, here, offset=self.tests_offset), assigned)

    def _show_tests(self, page: Page[OwnTest], assigned: list[OwnAssignment]) -> None:
        # A test that is assigned stands there with its day, and not a second time among the tests.
        twice = {one.thing_id for one in assigned if one.kind == "test" and one.state != "done"}
        self.tests = [one for one in page.rows if one.id not in twice]
        self.tests_offset, self.tests_shown, self.tests_total = page.offset, len(page.rows), page.total

    async def _fill(self, actor: Actor) -> None:
        if not self.no_class:
            here = self._own_class()
            # None of these waits for another one.
            tests, view, self.reviews, self.told, assigned = await asyncio.gather(
                own_tests.listed(actor, here, offset=self.tests_offset),
                progress.today(actor, here),
                review_load.of_student(actor, here),
                withdrawals.notices(actor, here),
                assignments.for_student(actor, here),
            )
            self.cards, self.changes = view.cards, view.changes
            self.resume_id, self.resume_title = view.resume_id, view.resume_title
            self.decision_id, self.fallback, self.kept = view.decision_id, view.fallback, view.stored
            self.request = view.request
            self._show_tests(tests, assigned)
            # What is done stands below the fold while something is to do.
            fold = min(ASSIGNED, sum(one.state != "done" for one in assigned) or ASSIGNED)
            self.assigned, self.assigned_rest = assigned[:fold], assigned[fold:]
        self.today_ready = True

    @rx.event
    async def dismiss(self, content_id: str) -> None:
        """Take a recommendation away; the next ones learn from it."""
        actor = await self._actor("student")
        decision = parse_id(self.decision_id) if self.decision_id else None
        await progress.note(actor, Verb.RECOMMENDATION_DISMISSED, parse_id(content_id), decision, self._own_class())
        self.cards = [card for card in self.cards if card.content_id != content_id]

    @rx.event
    async def put_away(self, void_id: str) -> None:
        """Put a message about a question away, on every device."""
        actor = await self._actor("student")
        await withdrawals.dismiss(actor, parse_id(void_id))
        self.told = [one for one in self.told if one.void_id != void_id]


class PathState(StudentState):
    """The page Path: the KC graph."""

    path_ready: bool = False
    pinned: list[OwnPin] = []
    ruled: list[KcView] = []
    """Topics about which a teacher has ruled something."""
    kcs: list[KcView] = []
    edges: list[dict[str, str]] = []
    chosen: KcView = KcView()
    width: int = 800
    height: int = 400

    @rx.event
    async def load(self) -> None:
        """Load the graph with the student's own standing."""
        await self._fill(await self._enter_class())

    @rx.event
    async def switch(self, section_id: str) -> None:
        """Look at another class."""
        await self._fill(await self._choose_class(section_id))

    async def _fill(self, actor: Actor) -> None:
        self.path_ready = not self.no_class
        if self.no_class:
            return
        _, self.kcs = await progress.path_view(actor, self._own_class())
        self.pinned = await pins.for_student(actor, self._own_class())
        self.ruled = [kc for kc in self.kcs if kc.ruled]
        place = {kc.kc_id: kc for kc in self.kcs}
        self.edges = [
            {"from": need, "to": kc.kc_id, "d": arrow(place[need], kc)} for kc in self.kcs for need in kc.needs_ids
        ]
        self.width = COLUMN * (1 + max((kc.layer for kc in self.kcs), default=0)) + 8
        self.height = ROW * (1 + max((kc.order for kc in self.kcs), default=0)) + 8
        going = [kc for kc in self.kcs if kc.status in ("in_progress", "ready")]
        self.chosen = going[0] if going else (self.kcs[0] if self.kcs else KcView())
        self.path_ready = True

    @rx.event
    def choose(self, kc_id: str) -> None:
        """Show one KC beside the picture."""
        self.chosen = next((kc for kc in self.kcs if kc.kc_id == kc_id), self.chosen)


class _Placed(Protocol):
    """Something with a place in a drawing."""

    @property
    def layer(self) -> int: ...
    @property
    def order(self) -> int: ...


def arrow(start: _Placed, end: _Placed) -> str:
    """Return the SVG path of an arrow between two boxes."""
    x1, y1 = start.layer * COLUMN + BOX_W + 4, start.order * ROW + BOX_H / 2 + 4
    x2, y2 = end.layer * COLUMN + 4, end.order * ROW + BOX_H / 2 + 4
    bend = max((x2 - x1) / 2, 18)
    return f"M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"


class ProgressState(StudentState):
    """The page Progress."""

    progress_ready: bool = False
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
    grades: list[GradeView] = []

    @rx.var
    def answers(self) -> int:
        """How many answers the numbers rest on."""
        return sum(self.right) + sum(self.wrong)

    @rx.event
    async def load(self) -> None:
        """Load every KC and the history."""
        await self._fill(await self._enter_class())

    @rx.event
    async def switch(self, section_id: str) -> None:
        """Look at another class."""
        await self._fill(await self._choose_class(section_id))

    async def _topics(self, actor: Actor) -> None:
        _, kcs = await progress.path_view(actor, self._own_class())
        page = page_of(kcs, self.kcs_offset, TOPICS)
        self.kcs, self.kcs_total, self.kcs_offset = page.rows, page.total, page.offset
        # Fading ones count: earned mastery is never taken away.
        self.mastered = sum(kc.band in ("mastered", "fading") for kc in kcs)
        self.fading = sum(kc.band == "fading" for kc in kcs)
        self._close()

    @rx.event
    async def turn_topics(self, step: int) -> None:
        """Show the topics before or after these."""
        actor = await self._actor("student")
        self.kcs_offset = max(0, self.kcs_offset + (TOPICS if step > 0 else -TOPICS))
        await self._topics(actor)

    async def _fill(self, actor: Actor) -> None:
        self.kcs_offset = 0
        self.progress_ready = not self.no_class
        if self.no_class:
            return
        await self._topics(actor)
        history = await progress.history(actor, self._own_class())
        self.days = [day for day, _, _ in history]
        self.right = [right for _, right, _ in history]
        self.wrong = [wrong for _, _, wrong in history]
        self.reviews = await review_load.of_student(actor, self._own_class())
        self.mistakes = await misconceptions.of_student(actor, self._own_class())
        self.grades = await lms_grades.own(actor)
        self.progress_ready = True

    @rx.event
    async def more_reviews(self) -> None:
        """Let some of what waits come today after all."""
        self.reviews = await review_load.ask_for_more(await self._actor("student"), self._own_class())

    def _close(self) -> None:
        self.open_kc, self.evidence, self.total, self.offset = "", [], 0, 0
        self.curve = CurveView()

    @rx.event
    async def show_evidence(self, kc_id: str) -> None:
        """Open or close the curve and the answers behind one number."""
        actor = await self._actor("student")
        if self.open_kc == kc_id:
            self._close()
            return
        self._close()
        self.curve = await trajectory.curve(actor, parse_id(kc_id), section_id=self._own_class())
        self.open_kc = kc_id
        await self._answers(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Show newer or older answers."""
        actor = await self._actor("student")
        self.offset = max(0, self.offset + (ANSWERS if step > 0 else -ANSWERS))
        await self._answers(actor)

    async def _answers(self, actor: Actor) -> None:
        page = await trajectory.evidence_page(
            actor, parse_id(self.open_kc), section_id=self._own_class(), offset=self.offset, size=ANSWERS
        )
        self.evidence, self.total, self.offset = page.rows, page.total, page.offset
