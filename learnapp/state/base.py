"""The signed-in reader: every event looks the session up again, and nothing in the browser is trusted."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from secrets import token_hex
from typing import Any
from urllib.parse import quote
from uuid import UUID

import reflex as rx
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex.utils import prerequisites
from reflex_base.event import EventSpec

from learnapp.core import device, logging
from learnapp.core.error_sentences import say
from learnapp.core.errors import ForbiddenError, InvalidInputError, LearnAppError, NotSignedInError, UnavailableError
from learnapp.core.i18n import DEFAULT_LOCALE, LOCALES, asked_locale, known_locale, translate
from learnapp.security import access
from learnapp.security.access import ROLES, Actor
from learnapp.security.tokens import token_hash
from learnapp.services import current, identity, notice_board, profile, sessions, trail
from learnapp.state.still_open import StillOpen

_log = logging.get(__name__)
LOOK = asdict(profile.Look())
_ONE_PAGE_S = 1.0
"""All parts of a page have entered within this time."""
_CLASS_PAGES = frozenset({"teach", "invite"})
_PAGE_NEEDS = {
    "lms": "lms_class",
    "impact": "class_impact",
    "analytics": "class_analytics",
    "reports": "family_report",
    "views": "class_analytics",
    "invite": "invitation",
}
"""What pages of a class show that is not for everybody who has a place there."""
_CODE = re.compile(r"[a-z_]{1,40}")
_CHOSEN_LANGUAGE = re.compile(r"(?:^|; ?)learnapp-language=([a-z]{2,3})(?:;|$)")
"""What `components.words` keeps in the browser."""
_ROOM = asyncio.Semaphore(8)
"""So many bells are counted at once: news for a whole school must not take the connections of those who answer."""


class WrongRoleError(ForbiddenError):
    """Signed in, but this page belongs to another role."""


class AppState(StillOpen, rx.State):
    """What every page knows of its reader; substates add their page."""

    locale: str = "en"
    name: str = ""
    roles: list[str] = []
    not_given: list[str] = []
    """What the policy refuses the reader in the class of this page, as `thing:action`; see `components.allowed`."""
    institution: str = ""
    accent: str = ""
    accent_dark: str = ""
    logo: str = ""
    signed_in: bool = False
    demo: bool = False
    theme: str = ""
    look: dict[str, str] = dict(LOOK)
    must_change_password: bool = False
    notice: dict[str, str] = {}
    unread: int = 0
    """The number on the bell."""
    taken: int = 0
    """How many forms were taken in. A form keyed by it is empty again after that, but not after a refusal."""
    _owner: str = ""
    _counted: str = ""
    _counted_at: float = 0.0

    @rx.var
    def is_student(self) -> bool:
        """Whether the reader studies."""
        return "student" in self.roles

    @rx.var
    def is_guardian(self) -> bool:
        """Whether the reader is somebody's guardian."""
        return "guardian" in self.roles

    @rx.var
    def is_instructor(self) -> bool:
        """Whether the reader teaches, or helps who teaches."""
        return "instructor" in self.roles or "assistant" in self.roles

    @rx.var
    def is_admin(self) -> bool:
        """Whether the reader administers."""
        return "admin" in self.roles or "auditor" in self.roles

    def _token(self) -> str | None:
        return sessions.cookie_token(self.router.headers.cookie)

    def _of_account(self) -> bool:
        """Return whether this is part of the own account, which is all that a temporary password opens.

        Each state says so itself: what a browser says of its page is only claimed.
        """
        return False

    async def _actor(self, *roles: str, temporary: bool = False) -> Actor:
        """Return who sent this event, read from the session cookie now.

        Args:
            roles: One of these is needed; none: any signed-in person.
            temporary: Whether a temporary password opens this, too; see `_of_account`.

        Raises:
            NotSignedInError: No valid session.
            OwnPasswordFirstError: A temporary password that has not been changed, outside the own account.
            WrongRoleError: None of the roles.
        """
        actor = await sessions.actor_for_session(
            self._token(), request_id=logging.request_id.get(), temporary=temporary or self._of_account()
        )
        if actor is None:
            raise NotSignedInError("Sign in to go on.")
        # A teacher's pages have a place for assistants: what they may do there the policy says, page by page.
        welcome = {*roles, "assistant"} if "instructor" in roles else set(roles)
        if roles and not actor.roles & welcome:
            needs = [f"{role}:tenant" for role in roles]
            raise WrongRoleError(
                "This page is for others. Choose one of your own pages.", detail={"needs": needs, "ask": "admin"}
            )
        return actor

    async def _enter(self, *roles: str) -> Actor:
        """Like `_actor`, and fill in what the header shows. Call it first in a page's `load`."""
        actor = await self._actor(*roles)
        if not self.signed_in:
            me = await profile.me(actor)
            self.name, self.institution, self.logo = me.name, me.institution, me.logo
            self.accent, self.accent_dark = me.accent_color, me.accent_dark
            self.locale, self.theme = known_locale(me.locale), me.theme
            self.look = asdict(me.look)
            self.signed_in = True
        self.roles = sorted(actor.roles)
        not_given = access.refused(actor, _places(self.router.url.path, actor))
        if self.not_given != not_given:
            self.not_given = not_given
        await self._let_in(actor)
        # The parts of a page enter one after the other: the bell is counted for the first of them.
        page, now = self.router.url.path, time.monotonic()
        if self._counted != page or now - self._counted_at > _ONE_PAGE_S:
            self._counted, self._counted_at = page, now
            self.unread = await notice_board.unread(actor)
        self._listen(actor)
        self.must_change_password = bool(actor.attributes.get("must_change_password"))
        return actor

    async def _let_in(self, actor: Actor) -> None:
        """Lead away from a page of a class that is not for everybody who has a place there.

        Raises:
            WrongRoleError: The policy does not give what the page shows.
        """
        parts = [*self.router.url.path.strip("/").split("/"), "", ""]
        thing = _PAGE_NEEDS.get(parts[2] if parts[0] == "teach" else parts[0], "")
        if f"{thing}:read" not in self.not_given:
            return
        try:
            await trail.authorise(actor, "read", thing, section_id=parse_id(parts[1]))
        except ForbiddenError as error:
            raise WrongRoleError(error.message, detail=error.detail) from error

    def _listen(self, actor: Actor) -> None:
        """Keep the number on the bell up to date for as long as the tab is open."""
        live = current().live
        if live is None:
            return
        token, owner = self.router.session.client_token, self._owner
        who = (actor.tenant_id, actor.person_id)
        live.watch(*who, f"{token}/bell", lambda: refresh_bell(token, owner, *who), often=False)

    @rx.event
    async def choose_language(self, locale: str) -> None:
        """Change the language at once and remember it for a signed-in reader."""
        if locale not in LOCALES:
            raise InvalidInputError("This language is not available.")
        self.locale = locale
        actor = await sessions.actor_for_session(self._token(), temporary=True)
        if actor is not None:
            await profile.set_language(actor, locale)

    @rx.event
    async def choose_theme(self, theme: str) -> None:
        """Note the theme that the page has just taken on, and remember it for a signed-in reader."""
        if theme not in identity.THEMES:
            raise InvalidInputError("This theme is not available.")
        self.theme = theme
        actor = await sessions.actor_for_session(self._token(), temporary=True)
        if actor is not None:
            await identity.set_preferences(actor, theme=theme)

    @rx.event
    async def choose_look(self, part: str, choice: str) -> None:
        """Change one part of how pages look, at once and on every device of the reader."""
        actor = await self._actor(temporary=True)
        if part not in LOOK:
            raise InvalidInputError("This cannot be chosen.")
        wanted = {**{name: self.look.get(name, usual) for name, usual in LOOK.items()}, part: choice}
        await profile.set_look(actor, profile.Look(**wanted))
        self.look = wanted

    def _notify(self, text: str, *, kind: str = "success", detail: str = "") -> None:
        """Show a message over the page, once."""
        self.notice = {"kind": kind, "text": text, "detail": detail, "serial": token_hex(6)}

    @rx.event
    def tell(self, code: str, request_id: str, message: str = "") -> None:
        """Show an error: the sentence that says exactly what to do, or where none is known the one of its kind."""
        text = say(self.locale, str(code)[:80], str(message))[:300]
        note = translate(self.locale, "error-request", id=request_id[:40]) if request_id else ""
        self._notify(text, kind="error", detail=note)

    @rx.event
    def tell_denied(self, needs: list[str], ask: str, request_id: str) -> None:
        """Say for whom it would have been and whom to ask, in the reader's language."""
        people = denied_people(self.locale, [str(one)[:40] for one in list(needs)[:20]])
        whom = translate(self.locale, f"denied-ask-{ask}") if ask in ("teacher", "admin", "operator") else ""
        told = translate(self.locale, "denied-told", who=", ".join(people), ask=whom)
        text = told if people and whom else translate(self.locale, "denied-told-nobody")
        note = translate(self.locale, "error-request", id=str(request_id)[:40]) if request_id else ""
        self._notify(text, kind="error", detail=note)

    @rx.event
    def thank(self, key: str) -> None:
        """Show a short message of our own catalogue."""
        text = translate(self.locale, key[:60])
        if text != key[:60]:
            self._notify(text)


def permission(thing: str, action: str) -> str:
    """Return how `AppState.not_given` names something that the policy gives to who teaches or helps in a class.

    Raises:
        ValueError: It gives this to nobody there.
    """
    if (thing, action) not in access.class_permissions():
        raise ValueError(f"the policy knows no {action} of {thing} in a class")
    return f"{thing}:{action}"


def _places(path: str, actor: Actor) -> frozenset[UUID]:
    """Return the class of a teacher's page; all that the reader leads, for a page that is about several."""
    first, *rest = path.strip("/").split("/")
    if first not in _CLASS_PAGES:
        return frozenset()
    try:
        return frozenset({UUID(rest[0])})
    except (IndexError, ValueError):
        return actor.led


async def refresh_bell(token: str, owner: str, tenant_id: UUID, person_id: UUID) -> bool:
    """Bring the bell of one open tab up to date; False when the tab is gone or somebody else's by now.

    The session is not asked: that would keep it alive for as long as the tab is open.
    """
    app = prerequisites.get_app().app
    if token not in app.event_namespace.token_to_sid:
        return False
    async with _ROOM:
        try:
            actor = await sessions.actor_for_person(tenant_id, person_id)
            number = await notice_board.unread(actor) if actor is not None else 0
        except UnavailableError:
            # An outage passes; the bell stays subscribed and catches up.
            return True
        async with app.modify_state(rx.BaseStateToken(ident=token, cls=AppState)) as root:
            state = await root.get_state(AppState)
            if actor is None or not state.signed_in or state._owner != owner:  # noqa: SLF001 - backend-only var, ours
                return False
            if state.unread != number:
                state.unread = number
    return True


def parse_id(text: object) -> UUID:
    """Return the id in a value that came from a browser.

    Raises:
        InvalidInputError: It is not one.
    """
    try:
        return UUID(str(text)[:64])
    except ValueError as error:
        raise InvalidInputError("This address is not complete. Go back and choose again.") from error


def id_in_path(state: AppState, part: int) -> UUID:
    """Return an id from the address of the page; parts are counted from 0: of /teach/ID, the class is part 1.

    Raises:
        InvalidInputError: There is none.
    """
    parts = state.router.url.path.strip("/").split("/")
    return parse_id(parts[part] if len(parts) > part else "")


def origin_of(state: AppState) -> str:
    """Return the address under which people reach this server: the setting's, or the one the reader has come by."""
    return (current().settings.public_url or state.router.headers.origin).rstrip("/")


def locale_of(state: AppState, *, otherwise: str = DEFAULT_LOCALE) -> str:
    """Return the language in which to meet a visitor: what was chosen in this browser, or what it asks for.

    Args:
        state: Of the page.
        otherwise: Where the browser asks for none of ours.
    """
    headers = state.router.headers
    chosen = _CHOSEN_LANGUAGE.search(headers.cookie or "")
    return asked_locale(headers.accept_language or "", chosen=chosen[1] if chosen else "", otherwise=otherwise)


def error_key_of(query: Mapping[str, Any]) -> str:
    """Return the catalogue key of the error that a route has sent back in the address, "" for none."""
    code = str(query.get("error", ""))
    known = _CODE.fullmatch(code) and translate("en", f"error-{code}") != f"error-{code}"
    return f"error-{code}" if known else ("error-unknown" if code else "")


def on_error(exception: Exception) -> EventSpec | None:
    """Turn an error of any handler into a message in the reader's language; never a stack trace in a page."""
    request_id = logging.request_id.get()
    if isinstance(exception, NotSignedInError):
        return rx.redirect("/sign-in?error=not_signed_in")
    if isinstance(exception, sessions.OwnPasswordFirstError):
        return rx.redirect("/account?must_change=1")
    if isinstance(exception, WrongRoleError):
        needs = exception.detail.get("needs")
        asked = ",".join(str(one) for one in needs) if isinstance(needs, list) else ""
        return rx.redirect(f"/denied?needs={quote(asked)}&ask={exception.detail.get('ask', 'admin')}")
    if type(exception) is ForbiddenError and isinstance(exception.detail.get("needs"), list):
        return AppState.tell_denied(exception.detail["needs"], str(exception.detail.get("ask", "")), request_id)
    if isinstance(exception, LearnAppError):
        return AppState.tell(exception.code, request_id, exception.message)
    _log.error("event_failed", error=type(exception).__name__, exc_info=exception)
    return AppState.tell("unknown", request_id)


def denied_people(locale: str, needs: Iterable[str]) -> list[str]:
    """Return for whom something is, in words, from `role:relation`; unknown ones are left out."""
    found: dict[str, None] = {}
    for one in needs:
        role, _, relation = one.partition(":")
        if role in ROLES:
            word = "trusted" if relation == "trusted" else role
            found[translate(locale, f"denied-who-{word}")] = None
    return list(found)


def sign_in_address(path: str) -> str:
    """Return the sign-in page that comes back to `path` afterwards."""
    return f"/sign-in?next={quote(path, safe='/')}"


class SessionGuard(Middleware):
    """Reflex's client token alone opens nothing: state belongs to the session cookie that it was made under."""

    async def preprocess(self, app: Any, state: BaseState, event: Any) -> StateUpdate | None:
        """Forget everything when the cookie is another one than before."""
        logging.new_request_id()
        root = state._get_root_state()  # noqa: SLF001 - Reflex offers no public way to the root
        device.here.set(device.device_of(root.router.headers.user_agent))
        token = sessions.cookie_token(root.router.headers.cookie)
        owner = token_hash(token).hex() if token else "nobody"
        own = await root.get_state(AppState)
        if own._owner != owner:  # noqa: SLF001 - backend-only var, ours
            locale = own.locale
            if own._owner:  # noqa: SLF001
                root.reset()
            elif owner == "nobody":
                locale = locale_of(own)
            own._owner = owner  # noqa: SLF001
            own.locale = locale
        own._follow(event)  # noqa: SLF001
        return None


def demo_mode() -> bool:
    """Return whether the demo's sign-ins are shown."""
    settings = current().settings
    return settings.demo and settings.environment != "production"
