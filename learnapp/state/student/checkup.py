"""The page of a check-up, and the way into one from Progress."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.services import checkups
from learnapp.services.checkups import CheckupView, TaskView
from learnapp.state.base import parse_id
from learnapp.state.student.classes import StudentState

__all__ = ["CheckupState", "CheckupView", "TaskView"]


class CheckupState(StudentState):
    """One check-up, or the question that begins one."""

    shown: CheckupView = CheckupView()
    checkup_ready: bool = False
    absent: bool = False
    asked_kc: str = ""
    asked_name: str = ""
    past: list[CheckupView] = []

    @rx.event
    async def load(self) -> None:
        """Open the check-up of the address."""
        actor = await self._enter("student")
        self.checkup_ready = self.absent = False
        try:
            checkup = parse_id(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])
            self.shown = await checkups.view(actor, checkup)
        except (NotFoundError, InvalidInputError):
            self.absent = True
        self.checkup_ready = True

    @rx.event
    async def load_past(self) -> None:
        """Show the newest check-ups on the page Progress."""
        actor = await self._enter("student")
        self.asked_kc = self.asked_name = ""
        try:
            self.past = await checkups.latest(actor)
        except NotFoundError:
            self.past = []

    @rx.event
    async def ask(self, kc_id: str, name: str) -> None:
        """Ask what the student thinks about a topic, or put the question away."""
        await self._actor("student")
        same = self.asked_kc == kc_id
        self.asked_kc, self.asked_name = ("", "") if same else (str(parse_id(kc_id)), name[:200])

    @rx.event
    async def begin(self, claim: str) -> Any:
        """Begin the check-up of the topic that was asked about."""
        actor = await self._actor("student")
        checkup = await checkups.begin(actor, parse_id(self.asked_kc), claim, self._own_class())
        self.asked_kc = self.asked_name = ""
        return rx.redirect(f"/check/{checkup}")
