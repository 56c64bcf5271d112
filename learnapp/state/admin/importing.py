"""How an import stands, as the pages of imports show it: courses and rosters alike."""

from __future__ import annotations

_TONES = {"done": "good", "failed": "bad", "stopped": "warn", "interrupted": "warn", "ready": "warn"}


def tone(status: str) -> str:
    """Return the colour of a status."""
    return _TONES.get(status, "busy")


def percent(status: str, done: int, total: int) -> int:
    """Return how far an import is, 0 to 100; -1 while it is read and its size is not known yet."""
    if total:
        return round(100 * done / total)
    return 0 if status == "waiting" else -1
