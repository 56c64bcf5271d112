"""On what kind of device somebody works, in words from short lists, and never what the browser says of itself."""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import Literal

Device = Literal["phone", "tablet", "desktop", "unknown"]
here: ContextVar[Device] = ContextVar("device", default="unknown")
"""The device from which the event came that is being answered."""
browser: ContextVar[str] = ContextVar("browser", default="unknown")
"""Browser and system from which a request came, as `words_of` says them: what a new session is noted with."""

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


_BROWSERS = (
    ("edge", re.compile(r"Edg(?:e|A|iOS)?/")),
    ("opera", re.compile(r"OPR/|Opera")),
    ("samsung", re.compile(r"SamsungBrowser/")),
    ("firefox", re.compile(r"Firefox/|FxiOS/")),
    ("chrome", re.compile(r"Chrome/|CriOS/|Chromium/")),
    ("safari", re.compile(r"Safari/")),
)
_SYSTEMS = (
    ("ipad", re.compile(r"iPad")),
    ("iphone", re.compile(r"iPhone|iPod")),
    ("android", re.compile(r"Android")),
    ("chromeos", re.compile(r"CrOS")),
    ("windows", re.compile(r"Windows")),
    ("mac", re.compile(r"Macintosh|Mac OS X")),
    ("linux", re.compile(r"Linux|X11")),
)
BROWSERS = (*(name for name, _ in _BROWSERS), "other")
SYSTEMS = (*(name for name, _ in _SYSTEMS), "other")


def words_of(user_agent: str) -> str:
    """Return browser and system of a user agent as two words of `BROWSERS` and `SYSTEMS`: `chrome windows`."""
    text = user_agent[:1000]
    browser_word = next((name for name, pattern in _BROWSERS if pattern.search(text)), "other")
    system_word = next((name for name, pattern in _SYSTEMS if pattern.search(text)), "other")
    return f"{browser_word} {system_word}"
