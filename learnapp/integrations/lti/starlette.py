"""PyLTI1p3's request, cookie and session for a server where all that it would look up is known before it is asked.

The library is synchronous. What it asks for (registration, state, nonce) has been read from the database by then, so
its only wait is for the platform's keys, and the whole of it runs in a thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pylti1p3.cookie import CookieService
from pylti1p3.launch_data_storage.base import LaunchDataStorage
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.redirect import Redirect
from pylti1p3.request import Request
from pylti1p3.session import SessionService

from learnapp.integrations.lti.platform import OnePlatform


class Fields(Request):
    """The fields of a request: of its query and its form."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields

    def is_secure(self) -> bool:
        """Return True: addresses are made from the settings, not from this."""
        return True

    def get_param(self, key: str) -> str:
        """Return one field, "" when it is missing."""
        return self._fields.get(key, "")


class Memory(LaunchDataStorage[Any]):
    """What the library writes down in one exchange; what lasts longer is ours and lies in the database."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}

    def get_session_cookie_name(self) -> str | None:
        """Return None: no cookie of the library's."""
        return None

    def can_set_keys_expiration(self) -> bool:
        """Return False."""
        return False

    def get_value(self, key: str) -> Any:
        """Return what was noted."""
        return self.values.get(key)

    def set_value(self, key: str, value: Any, exp: int | None = None) -> None:
        """Note something."""
        del exp
        self.values[key] = value

    def check_value(self, key: str) -> bool:
        """Return whether something was noted."""
        return key in self.values


class NoCookies(CookieService):
    """The proof that state and browser belong together is ours: see `services.lti_launch`."""

    def get_cookie(self, name: str) -> str | None:
        """Return None."""
        del name
        return None

    def set_cookie(self, name: str, value: str | int, exp: int | None = 3600) -> None:
        """Set none."""


class Address(Redirect[str]):
    """A redirect as the address that it leads to."""

    def __init__(self, location: str) -> None:
        self._location = location

    def do_redirect(self) -> str:
        """Return the address."""
        return self._location

    def do_js_redirect(self) -> str:
        """Return the address."""
        return self._location

    def set_redirect_url(self, location: str) -> None:
        """Lead elsewhere."""
        self._location = location

    def get_redirect_url(self) -> str:
        """Return the address."""
        return self._location


class Login(OIDCLogin[Fields, OnePlatform, SessionService, NoCookies, str]):
    """The answer to a third-party initiated login (1EdTech security framework 1.0, 5.1.1).

    Args:
        fields: What the platform has sent.
        platform: Whom it was found to be.
        state: Ours, fresh.
        nonce: Ours, fresh.
    """

    def __init__(self, fields: Fields, platform: OnePlatform, *, state: str, nonce: str) -> None:
        session = SessionService(fields)
        session.set_data_storage(Memory())
        super().__init__(fields, platform, session, NoCookies())
        self._state, self._nonce = state, nonce

    def get_redirect(self, url: str) -> Redirect[str]:
        """Return the redirect."""
        return Address(url)

    def _prepare_redirect_url(self, launch_url: str) -> str:
        # The library makes state and nonce of its own, of which the database would not know.
        registration = self.validate_oidc_login()
        asked = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": registration.get_client_id() or "",
            "redirect_uri": launch_url,
            "state": self._state,
            "nonce": self._nonce,
            "login_hint": self._get_request_param("login_hint"),
        }
        hint = self._get_request_param("lti_message_hint")
        if hint:
            asked["lti_message_hint"] = hint
        address = registration.get_auth_login_url() or ""
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"
