"""By which ways notices go out, and what is usual for who has chosen nothing."""

from __future__ import annotations

from learnapp.services.notice_kinds import KINDS, Kind

CHANNELS = ("mail", "sms", "push", "web_push")
MODES = ("once", "daily", "weekly", "off")
"""At once, in the digest of a day, in that of a week, not by this way."""
MOST_A_DAY = {"mail": 20, "sms": 5, "push": 20, "web_push": 40}
"""What more there is for one person on a day goes into the next digest."""
_PROMPT = frozenset(
    {"assignment", "assessment", "assessment_results", "message", "answered", "consent", "voided", "support",
     "week", "class_week", "view", "from_school"}
)  # fmt: skip
_POCKET = frozenset({"assignment", "assessment", "message", "answered", "support"})
_NEVER = frozenset({"address", "delivery"})
"""About a way that does not work: on the page only."""


def chosen_of(kind: Kind, channel: str) -> bool:
    """Return whether a person chooses how a kind comes by a way."""
    return kind.name not in _NEVER and not (kind.always and channel == "mail")


def usual(kind: Kind, channel: str) -> str:
    """Return how a kind comes by a way to who has chosen nothing."""
    if kind.name in _NEVER:
        return "off"
    if kind.always:
        return "once" if channel == "mail" else "off"
    if channel != "mail":
        return "once" if kind.name in _POCKET else "off"
    if kind.name in _PROMPT:
        return "once"
    return "off" if kind.name in ("helpful", "announcement") else "daily"


def always(kind: str, channel: str) -> bool:
    """Return whether a kind comes by a way whatever was chosen."""
    return channel == "mail" and kind in KINDS and KINDS[kind].always
