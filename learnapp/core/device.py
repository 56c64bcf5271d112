"""On what kind of device somebody works: one of three words, and never what the browser says of itself."""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import Literal

Device = Literal["phone", "tablet", "desktop", "unknown"]
here: ContextVar[Device] = ContextVar("device", default="unknown")
"""The device from which the event came that is being answered."""

_TABLET = re.compile(r"iPad|Tablet|Kindle|Silk/|PlayBook", re.IGNORECASE)
_PHONE = re.compile(r"iPhone|iPod|Mobi|Windows Phone", re.IGNORECASE)
_DESKTOP = re.compile(r"Windows NT|Macintosh|X11|CrOS|Linux", re.IGNORECASE)


def device_of(user_agent: str) -> Device:
    """Return the coarse class of a user agent; an Android without `Mobile` is a tablet (Chrome's own convention)."""
    if _TABLET.search(user_agent) or ("Android" in user_agent and not _PHONE.search(user_agent)):
        return "tablet"
    if _PHONE.search(user_agent):
        return "phone"
    return "desktop" if _DESKTOP.search(user_agent) else "unknown"
