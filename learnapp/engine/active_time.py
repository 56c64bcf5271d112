"""How much of the time that a browser claims for a text or a simulation is believed."""

from __future__ import annotations

LEAST_MS = 60_000
MOST_MS = 900_000
"""As for a step: nobody knows what happened in the rest."""
TIMES = 3.0
"""A slow reader takes three times as long as a text is planned for."""


def plausible_ms(claimed_ms: int, minutes: float) -> int:
    """Return the time that counts, milliseconds: what is claimed, but no more than is plausible.

    Args:
        claimed_ms: What the browser says.
        minutes: How long the content is planned for.
    """
    most = min(max(TIMES * minutes * 60_000, LEAST_MS), MOST_MS)
    return int(min(max(claimed_ms, 0), most))
