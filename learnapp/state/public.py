"""Pages that need no role: the way in, the own account, the start page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from learnapp.security.tokens import is_session_token
from learnapp.services import current, demo, profile, sessions, sign_on, sign_up
from learnapp.services.sign_on import Offer
from learnapp.services.throttle import network_of
from learnapp.state.base import AppState, demo_mode, error_key_of

LOOK_CHOICES = profile.CHOICES
LOOK_UPS = "60/minute"
_SLUG = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True)
class DemoAccount:
    """One line of the demo's sign-ins."""

    role: str
    name: str
    email: str
    institution: str


class SignInState(AppState):
    """The sign-in page. The form itself is posted to the HTTP route, which alone sets cookies."""

    error_key: str = ""
    may_start: bool = False
    next_path: str = ""
    just_signed_out: bool = False
    institutions: list[str] = []
    accounts: list[DemoAccount] = []
    demo_password: str = ""
    offers: list[Offer] = []
    """Ways in of the reader's school, by the domain of their address or by the school's own link."""
    enforced: bool = False
    loaded: int = 0
    """How often the page was loaded: each time the page tells which address stands in the form already."""
    farewell: Offer = Offer()
    """The provider at which the session began that was just ended: the reader may still be signed in there."""

    @rx.event
    async def load(self) -> Any:
        """Read the address, and go on at once when already signed in."""
        query = self.router.url.query_parameters
        self.error_key = error_key_of(query)
        self.may_start = sign_up.is_open()
        self.next_path = str(query.get("next", ""))[:500]
        self.just_signed_out = "signed_out" in query
        slugs = str(query.get("institutions", "")).split(",")[:50]
        self.institutions = [slug for slug in slugs if _SLUG.fullmatch(slug)]
        self.offers, self.farewell, self.enforced = [], Offer(), False
        school, left = str(query.get("school", ""))[:60], str(query.get("provider", ""))
        if _SLUG.fullmatch(school):
            self._offer(await sign_on.offers_of(school))
            leave = str(query.get("leave", ""))
            # By SAML the session there is ended by what was kept of it only.
            known = (one for one in self.offers if one.provider_id == left and (one.kind != "saml" or leave))
            self.farewell = replace(next(known, Offer()), leave=leave if is_session_token(leave) else "")
        if demo_mode():
            self.demo_password = demo.PASSWORD
            self.accounts = [DemoAccount(*account) for account in demo.accounts()]
        self.loaded += 1
        if not self.error_key and await sessions.actor_for_session(self._token(), temporary=True) is not None:
            return rx.redirect("/")
        return None

    def _offer(self, found: list[Offer]) -> None:
        self.offers = [one for one in found if one.provider_id]
        self.enforced = any(one.enforced for one in self.offers)

    @rx.event
    async def look_up(self, email: str) -> None:
        """Offer the school's own sign-in for the domain of an address; who has an account is not asked."""
        found, typed = Offer(), str(email)[:254]
        if "@" in typed:
            address = self.router.session.client_ip or "unknown"
            raw = self.router.headers.raw_headers
            forwarded = raw.get("x-forwarded-for", "") if current().settings.trust_proxy else ""
            # A whole school may sit behind one address.
            key = ("sign-in-domain", network_of(address, forwarded))
            await sessions.limiter().hit(LOOK_UPS, *key, times=sessions.ATTEMPTS_PER_ADDRESS)
            found = await sign_on.offer_for(typed)
        if found.provider_id or not str(self.router.url.query_parameters.get("school", "")):
            self._offer([found])


class AccountState(AppState):
    """The own account."""

    account_error: str = ""
    changed: bool = False
    must: bool = False
    zones: list[str] = []

    def _of_account(self) -> bool:
        return True

    @rx.event
    async def load(self) -> None:
        """Show the account and how the last change went."""
        await self._enter()
        self.zones = list(profile.time_zones())
        query = self.router.url.query_parameters
        self.account_error = error_key_of(query)
        self.changed = "changed" in query and not self.account_error
        self.must = self.must_change_password and not self.changed


class HomeState(AppState):
    """The start page sends everybody to their own."""

    homeless: bool = False

    @rx.event
    async def load(self) -> Any:
        """Redirect by role."""
        if await sessions.actor_for_session(self._token(), temporary=True) is None:
            return rx.redirect("/sign-in")
        actor = await self._enter()
        for role, page in (
            ("student", "/today"),
            ("instructor", "/teach"),
            ("assistant", "/teach"),
            ("admin", "/admin"),
            ("guardian", "/family"),
        ):
            if role in actor.roles:
                return rx.redirect(page)
        if "auditor" in actor.roles:
            return rx.redirect("/admin/audit")
        if "operator" in actor.roles:
            return rx.redirect("/support")
        self.homeless = True
        return None
