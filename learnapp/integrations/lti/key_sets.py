"""Public keys of platforms, kept for a while; read from a thread."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import requests

from learnapp.integrations.lti.errors import LaunchRefusedError

KEPT_S, ANEW_S, AWAY_S = 3600.0, 30.0, 15.0
"""A set is kept an hour; an unknown key asks again, but not more often than this; an outage is remembered shortly."""
_MOST = 500


class KeySets:
    """The key sets by address.

    Args:
        session: What fetches them.
    """

    def __init__(self, session: requests.Session) -> None:
        self.session = session
        self._kept: dict[str, tuple[list[dict[str, Any]], float]] = {}
        self._failed: dict[str, float] = {}
        self._locks: dict[str, threading.Lock] = {}

    def at_hand(self, url: str, kid: str) -> bool:
        """Return whether `find` answers at once, without asking the platform."""
        keys, at = self._kept.get(url, ([], -KEPT_S))
        return self._fresh(_named(keys, kid), time.monotonic() - at)

    @staticmethod
    def _fresh(found: dict[str, Any] | None, age: float) -> bool:
        return age < (KEPT_S if found is not None else ANEW_S)

    def find(self, url: str, kid: str) -> dict[str, Any] | None:
        """Return the RSA key with this id, asking the platform when it is not known or not known any more.

        Raises:
            LaunchRefusedError: `lti_keys`: the platform does not show its keys.
        """
        keys, at = self._kept.get(url, ([], -KEPT_S))
        found, age = _named(keys, kid), time.monotonic() - at
        if self._fresh(found, age):
            return found
        if len(self._locks) > _MOST:
            self._locks.clear()
        with self._locks.setdefault(url, threading.Lock()):
            again, fetched = self._kept.get(url, ([], -KEPT_S))
            if fetched == at:
                again = self._fetch(url)
        return _named(again, kid)

    def _fetch(self, url: str) -> list[dict[str, Any]]:
        if time.monotonic() - self._failed.get(url, -AWAY_S) < AWAY_S:
            raise LaunchRefusedError("lti_keys")
        try:
            keys = read_key_set(self.session.get(url))
        except (requests.exceptions.RequestException, ValueError) as error:
            self._failed[url] = time.monotonic()
            raise LaunchRefusedError("lti_keys") from error
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[url] = (keys, time.monotonic())
        self._failed.pop(url, None)
        return keys

    def forget(self, url: str) -> None:
        """Ask the platform again at the next launch."""
        self._kept.pop(url, None)
        self._failed.pop(url, None)


def read_key_set(answer: requests.Response) -> list[dict[str, Any]]:
    """Return the keys of a JSON Web Key set (RFC 7517, section 5).

    Raises:
        ValueError: It is none.
    """
    if answer.status_code != 200:
        raise ValueError(f"status {answer.status_code}")
    document = json.loads(answer.content)
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        raise ValueError("no key set")  # noqa: TRY004 - what a platform sends is a value, not a type of ours
    return [key for key in keys if isinstance(key, dict)]


def _named(keys: list[dict[str, Any]], kid: str) -> dict[str, Any] | None:
    return next((key for key in keys if key.get("kid") == kid and key.get("kty") == "RSA"), None)
