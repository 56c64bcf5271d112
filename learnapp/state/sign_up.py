"""The page on which somebody begins a school. The form itself is posted to the HTTP route, which alone sets cookies."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.services import sessions, sign_up
from learnapp.state.base import AppState, error_key_of


class StartState(AppState):
    """Beginning a school."""

    start_error: str = ""
    may_start: bool = True

    @rx.event
    async def load(self) -> Any:
        """Read how the last try went; who is signed in already goes on to their own pages."""
        self.may_start = sign_up.is_open()
        self.start_error = error_key_of(self.router.url.query_parameters)
        if await sessions.actor_for_session(self._token(), temporary=True) is not None:
            return rx.redirect("/")
        return None
