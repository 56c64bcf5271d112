"""How long answers took, as counts in bins of fixed edges: what is counted apart can be added up later."""

from __future__ import annotations

from collections.abc import Sequence

EDGES = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0)
"""Seconds at which the bins meet, each about half as long again as the one before; the last bin is open."""
BINS = len(EDGES) + 1
LONGEST = 900.0
"""Seconds that one answer counts at most (`services.learning`): where the open bin ends."""


def added(spans: Sequence[Sequence[int]]) -> list[int]:
    """Return the sum of several counts; an empty one is nothing."""
    total = [0] * BINS
    for one in spans:
        for place, count in enumerate(one[:BINS]):
            total[place] += count
    return total


def quantile(counts: Sequence[int], share: float, bounds: Sequence[float] = EDGES) -> float | None:
    """Return the seconds within which `share` of the answers were given, straight within a bin; None without any.

    Args:
        counts: Answers in each bin.
        share: 0 to 1.
        bounds: Seconds at which the bins meet.
    """
    total = sum(counts)
    if not total:
        return None
    wanted, reached = share * total, 0.0
    edges = (0.0, *bounds, LONGEST)
    for place, count in enumerate(counts):
        if count and reached + count >= wanted:
            low, high = edges[place], edges[place + 1]
            return low + (high - low) * max(0.0, wanted - reached) / count
        reached += count
    return LONGEST
