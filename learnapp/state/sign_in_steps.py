"""The second step on the way in: a code, or setting one up first. The server knows by a cookie who it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.services import second_step, sessions
from learnapp.services.second_step import StepOverError
from learnapp.state.base import AppState, error_key_of


@dataclass(frozen=True)
class SetUpView:
    """What an authenticator app is given: shown while it is set up, and never again."""

    secret: str = ""
    picture: str = ""


class SecondStepState(AppState):
    """Between the password and the session.

    `mode` is code, set-up, passed once the app is set up and the codes are to be kept, or over.
    """

    mode: str = ""
    step_error: str = ""
    step_next: str = ""
    set_up: SetUpView = SetUpView()
    new_codes: list[str] = []

    def _step(self) -> str | None:
        return sessions.cookie_token(self.router.headers.cookie, "step")

    @rx.event
    async def load(self) -> None:
        """Look what has to be done."""
        query = self.router.url.query_parameters
        self.set_up, self.new_codes = SetUpView(), []
        self.step_error, self.step_next = error_key_of(query), str(query.get("next", ""))[:500]
        try:
            self.mode = await second_step.waiting(self._step())
        except StepOverError:
            self.mode = "over"

    @rx.event
    async def begin(self) -> None:
        """Show what the app is given."""
        made = await second_step.begin_waiting(self._step())
        self.set_up = SetUpView(made.secret, made.picture)

    @rx.event
    async def confirm(self, form: dict[str, Any]) -> None:
        """Take the first code of the app."""
        self.new_codes = await second_step.confirm_waiting(self._step(), str(form.get("code", ""))[:40])
        self.set_up, self.mode = SetUpView(), "passed"
