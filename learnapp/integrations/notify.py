"""Text messages and push through Apprise: services of a short list, over connections that look at whom they reach.

Apprise knows 150 services; among them are some that write to this machine's own desktop, log or network. Only those
below are offered, and only their modules are loaded. What they call goes through `OutboundSession`: https, public
networks, no redirects.
"""

from __future__ import annotations

import logging
import threading
from importlib import import_module
from typing import Any
from urllib.parse import quote

import requests

from learnapp.core.errors import InvalidInputError, UnavailableError
from learnapp.integrations.outbound import BlockedAddressError, OutboundSession

_PLUGINS = {
    "twilio": ("twilio", "NotifyTwilio"), "vonage": ("vonage", "NotifyVonage"),
    "msgbird": ("messagebird", "NotifyMessageBird"), "clicksend": ("clicksend", "NotifyClickSend"),
    "plivo": ("plivo", "NotifyPlivo"), "sinch": ("sinch", "NotifySinch"), "bulksms": ("bulksms", "NotifyBulkSMS"),
    "seven": ("seven", "NotifySeven"), "46elks": ("fortysixelks", "Notify46Elks"),
    "jsons": ("custom_json", "NotifyJSON"), "json": ("custom_json", "NotifyJSON"),
    "ntfys": ("ntfy", "NotifyNtfy"), "ntfy": ("ntfy", "NotifyNtfy"),
    "pover": ("pushover", "NotifyPushover"),
}  # fmt: skip
SERVICES: dict[str, frozenset[str]] = {
    "sms": frozenset({
        "twilio", "vonage", "msgbird", "clicksend", "plivo", "sinch", "bulksms", "seven", "46elks", "jsons",
    }),
    "push": frozenset({"ntfys", "pover", "jsons"}),
}  # fmt: skip
NEAR = frozenset({"json", "ntfy"})
"""By plain http, which only this machine may be asked: for development and tests."""
TO = "{to}"
"""Stands in a service's address for the person's number or name."""
_ONE = threading.Lock()
"""A plugin finds its `requests` in its own module, which all threads share: one message at a time."""
# Their lines may hold numbers of people and texts.
logging.getLogger("apprise").disabled = True


class NotifyAwayError(UnavailableError):
    """The service did not take a message.

    Attributes:
        step: `address`, `private`, `key`, `recipient` or `service`.
    """

    def __init__(self, message: str, step: str) -> None:
        super().__init__(message)
        self.step = step


class _Watched(OutboundSession):
    """Keeps what the service said, which Apprise tells only its log."""

    status = 0
    blocked = False

    def request(self, method: Any, url: Any, *args: Any, **more: Any) -> requests.Response:
        for name in ("allow_redirects", "stream", "verify", "proxies"):
            more.pop(name, None)
        try:
            answer = super().request(method, url, *args, **more)
        except BlockedAddressError:
            self.blocked = True
            raise
        self.status = answer.status_code
        return answer


class _Requests:
    """Stands in for the module `requests` within a plugin: the same names, but one door."""

    def __init__(self, session: _Watched) -> None:
        self.get, self.post, self.put, self.request = session.get, session.post, session.put, session.request

    def __getattr__(self, name: str) -> Any:
        if name not in ("codes", "RequestException", "exceptions", "ConnectionError", "Timeout"):
            raise AttributeError(name)
        return getattr(requests, name)


def _plugin(url: str) -> Any:
    """Return the plugin for an address of a service, None for one that it does not understand."""
    module, name = _PLUGINS[url.partition("://")[0].lower()]
    kind: Any = getattr(import_module(f"apprise.plugins.{module}"), name)
    found = kind.parse_url(url)
    try:
        return kind(**found) if found else None
    except TypeError:
        return None


def check(channel: str, url: str, *, loopback: bool = False) -> str:
    """Return the name of the service of an address.

    Args:
        channel: `sms` or `push`.
        url: Apprise's address of the service, with `{to}` where the person's number or name belongs.
        loopback: Whether this machine may be called.

    Raises:
        InvalidInputError: It is none of the services on offer, or lacks its place for the person.
    """
    scheme = url.partition("://")[0].lower()
    allowed = SERVICES[channel] | (NEAR if loopback else frozenset())
    if scheme not in allowed or len(url) > 1_000 or not url.isprintable() or " " in url:
        raise InvalidInputError(f"Begin the address with one of these: {', '.join(sorted(SERVICES[channel]))}.")
    if url.count(TO) != 1 or _plugin(url.replace(TO, "15550001111")) is None:
        raise InvalidInputError("Copy the address from the service's page in Apprise, and write {to} for the person.")
    return scheme


def send(channel: str, url: str, to: str, title: str, body: str, *, loopback: bool = False) -> None:
    """Send one message; it blocks for some seconds.

    Args:
        channel: `sms` or `push`.
        url: As `check` has accepted it.
        to: Number or name of the person.
        title: One line, "" for none.
        body: What it says.
        loopback: Whether this machine may be called.

    Raises:
        NotifyAwayError: The service did not take it.
    """
    try:
        check(channel, url, loopback=loopback)
    except InvalidInputError as error:
        raise NotifyAwayError(error.message, "address") from error
    plugin = _plugin(url.replace(TO, quote(to, safe="+")))
    if plugin is None:
        raise NotifyAwayError("The service cannot reach this number or name.", "recipient")
    session = _Watched(loopback=loopback)
    module: Any = import_module(type(plugin).__module__)
    with _ONE:
        module.requests = _Requests(session)
        try:
            done = bool(plugin.notify(body=body, title=title))
        except TypeError as error:
            raise NotifyAwayError("The service cannot be asked like this.", "address") from error
        finally:
            module.requests = requests
    if done:
        return
    if session.blocked:
        raise NotifyAwayError("The service stands in a private network.", "private")
    steps = {0: "address", 401: "key", 403: "key", 400: "recipient", 404: "recipient", 422: "recipient"}
    raise NotifyAwayError("The service did not take the message.", steps.get(session.status, "service"))
