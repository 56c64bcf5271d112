"""Which parts of a film were watched: stretches of seconds that are joined where they touch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Part = tuple[float, float]

LONGEST = 60.0
"""A report covers at most this many seconds of film: a player reports far more often."""
ENOUGH = 0.9
"""Share of a film after which it counts as watched."""
_TOUCH = 1.0


def merged(parts: Iterable[Sequence[float]], start: float, end: float, seconds: float) -> list[Part]:
    """Return the watched parts with one more stretch, in order, joined where they are a second or less apart.

    Args:
        parts: What was watched before.
        start: Where the new stretch begins, second of the film.
        end: Where it ends; one that is backwards or too long adds nothing.
        seconds: Length of the film.
    """
    known = [(float(one[0]), float(one[1])) for one in parts]
    plausible = 0 < end - start <= LONGEST
    start, end = max(0.0, start), min(end, seconds)
    if plausible and start < end:
        known.append((start, end))
    out: list[Part] = []
    for low, high in sorted(known):
        if out and low <= out[-1][1] + _TOUCH:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return out


def share(parts: Iterable[Sequence[float]], seconds: float) -> float:
    """Return the share of a film that was watched, 0 to 1."""
    return min(1.0, sum(float(one[1]) - float(one[0]) for one in parts) / seconds) if seconds > 0 else 0.0
