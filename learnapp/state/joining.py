"""The page to which an invitation link leads. Newcomers post their form to the HTTP route; who is here confirms."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.errors import RateLimitedError
from learnapp.security.access import Actor
from learnapp.services import current, joining, sessions
from learnapp.services.joining import InvitationClosedError, Invited
from learnapp.services.throttle import network_of
from learnapp.state.base import AppState, error_key_of, locale_of

OWN_PAGES = {"student": "/today", "instructor": "/teach", "assistant": "/teach"}


class JoinState(AppState):
    """What a link says, and how its reader stands to it.

    `stand` is closed, new (nobody is signed in), confirm, member, other (their account is for something else) or
    elsewhere (they are signed in at another institution); "" while it is not known.
    """

    stand: str = ""
    join_error: str = ""
    school: str = ""
    class_title: str = ""
    join_role: str = "student"
    asks_birth: bool = False
    join_code: str = ""
    me: str = ""

    def _caller(self) -> str:
        forwarded = self.router.headers.raw_headers.get("x-forwarded-for", "") if current().settings.trust_proxy else ""
        return network_of(self.router.session.client_ip or "unknown", forwarded)

    @rx.event
    async def load(self) -> None:
        """Look where the link leads."""
        self.reset()
        parts = self.router.url.path.strip("/").split("/")
        self.join_code = (parts[1] if len(parts) > 1 else "")[:40]
        self.join_error = error_key_of(self.router.url.query_parameters)
        try:
            found = await joining.look(self.join_code, address=self._caller())
        except (InvitationClosedError, RateLimitedError) as error:
            # The page says itself what to do about a link that does not work.
            self.stand = "closed"
            self.join_error = "" if isinstance(error, InvitationClosedError) else f"error-{error.code}"
            return
        self.school, self.class_title = found.school, found.section
        self.join_role, self.asks_birth = found.role, found.birth_date
        actor = await sessions.actor_for_session(self._token(), temporary=True)
        if actor is None:
            self.locale = locale_of(self, otherwise=found.locale)
            self.stand = "new"
            return
        await self._place(actor, found)

    async def _place(self, actor: Actor, found: Invited) -> None:
        if actor.tenant_id != found.tenant_id:
            self.stand = "elsewhere"
        elif found.section_id in actor.sections:
            self.stand = "member"
        else:
            self.stand = "confirm" if joining.suits(actor, found.role) else "other"
        self.me = await joining.name_of(actor)

    @rx.event
    async def join(self) -> Any:
        """Join as who is signed in."""
        role = await joining.accept(await self._actor(), self.join_code, address=self._caller())
        return rx.redirect(OWN_PAGES.get(role, "/"))
