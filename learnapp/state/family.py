"""The pages of a guardian: their children, and one child."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import family, family_export, privacy
from learnapp.services.assignment_views import OwnAssignment
from learnapp.services.child_tests import ChildTest
from learnapp.services.family import (
    ChildView,
    ClassView,
    ConsentView,
    DayView,
    FromSchoolView,
    HelpView,
    MessageView,
    RecordView,
)
from learnapp.services.progress import CardView, KcView
from learnapp.services.request_views import RequestView
from learnapp.state.base import AppState, parse_id

__all__ = [
    "CardView",
    "ChildState",
    "ChildTest",
    "ChildView",
    "ClassView",
    "ConsentView",
    "DayView",
    "FamilyState",
    "HelpView",
    "KcView",
    "FromSchoolView",
    "MessageView",
    "OwnAssignment",
]


class FamilyState(AppState):
    """The children of a guardian."""

    children_of: list[ChildView] = []
    family_ready: bool = False

    @rx.event
    async def load(self) -> None:
        """Open the page."""
        self.children_of = await family.children(await self._enter("guardian"))
        self.family_ready = True


class ChildState(AppState):
    """One child."""

    child: ChildView = ChildView()
    topics: list[KcView] = []
    days: list[DayView] = []
    cards: list[CardView] = []
    assigned: list[OwnAssignment] = []
    tests: list[ChildTest] = []
    helps: list[HelpView] = []
    consents: list[ConsentView] = []
    given: bool = False
    classes: list[ClassView] = []
    messages: list[MessageView] = []
    from_school: list[FromSchoolView] = []
    request: RequestView = RequestView()
    child_ready: bool = False
    no_child: bool = False
    withdrawing: bool = False

    async def _fill(self, actor: Actor, child: Any) -> None:
        found: RecordView = await family.record(actor, parse_id(child))
        self.child, self.topics, self.days, self.cards = found.child, found.topics, found.days, found.cards
        self.assigned, self.tests, self.request = found.assigned, found.tests, found.request
        self.helps, self.consents, self.given = found.helps, found.consents, found.given
        self.classes, self.messages, self.from_school = found.classes, found.messages, found.from_school
        self.withdrawing = False

    @rx.event
    async def load(self) -> None:
        """Open the child of the address."""
        actor = await self._enter("guardian")
        self.child_ready = self.no_child = False
        try:
            await self._fill(actor, self.router.url.path.rstrip("/").rsplit("/", 1)[-1])
        except (NotFoundError, ForbiddenError, InvalidInputError):
            self.child, self.no_child = ChildView(), True
        self.child_ready = True

    @rx.event
    async def give(self) -> Any:
        """Give the guardian's consent."""
        actor = await self._actor("guardian")
        await privacy.give_consent(actor, parse_id(self.child.id), "guardian")
        await self._fill(actor, self.child.id)
        return AppState.thank("family-consent-is-given")

    @rx.event
    async def ask_withdraw(self) -> None:
        """Ask once more before consent is withdrawn, or put the question away."""
        await self._actor("guardian")
        self.withdrawing = not self.withdrawing

    @rx.event
    async def withdraw(self) -> Any:
        """Withdraw the guardian's consent."""
        actor = await self._actor("guardian")
        await privacy.withdraw_consent(actor, parse_id(self.child.id), "guardian")
        await self._fill(actor, self.child.id)
        return AppState.thank("family-consent-is-withdrawn")

    @rx.event
    async def download(self) -> Any:
        """Take everything home that is stored of the child."""
        actor = await self._actor("guardian")
        data = await family_export.record_zip(actor, parse_id(self.child.id))
        return rx.download(data=data, filename="record.zip")

    @rx.event
    async def write(self, form: dict[str, Any]) -> Any:
        """Write to the teachers of one of the child's classes."""
        actor = await self._actor("guardian")
        section = parse_id(form.get("class", ""))
        await family.write(actor, parse_id(self.child.id), section, str(form.get("said", "")))
        self.taken += 1
        await self._fill(actor, self.child.id)
        return AppState.thank("family-message-sent")
