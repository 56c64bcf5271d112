"""What the counted acts of the system are worth in a teacher's minutes: always a range, for it is not measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST_MINUTES = 120.0


@dataclass(frozen=True, slots=True)
class Assumption:
    """Minutes that one act would take a teacher: 0 <= low <= usual <= high <= `MOST_MINUTES`."""

    low: float
    usual: float
    high: float

    @property
    def sound(self) -> bool:
        """Whether it is a range of minutes at all; a NaN is none."""
        return 0.0 <= self.low <= self.usual <= self.high <= MOST_MINUTES


ASSUMED: Mapping[str, Assumption] = {
    "answers": Assumption(0.1, 0.25, 0.5),
    "hints": Assumption(0.2, 0.5, 1.0),
    "explanations": Assumption(0.5, 1.0, 2.0),
    "materials": Assumption(0.0, 0.5, 1.0),
    "posts": Assumption(0.2, 0.5, 1.0),
    "checkups": Assumption(2.0, 5.0, 10.0),
}
"""Kind of act -> our assumption. Not measured: a teacher may know better, and can change each of them."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Minutes, low <= usual <= high."""

    low: float
    usual: float
    high: float


def worth(counts: Mapping[str, int], assumed: Mapping[str, Assumption]) -> Worth:
    """Return the minutes that acts are worth together, when all assumptions are low, usual or high at once.

    Args:
        counts: Kind -> how often; kinds without an assumption are worth nothing.
        assumed: Kind -> minutes for each.
    """
    known = [(count, assumed[kind]) for kind, count in counts.items() if kind in assumed]
    return Worth(
        sum(count * one.low for count, one in known),
        sum(count * one.usual for count, one in known),
        sum(count * one.high for count, one in known),
    )


def compared(counts: Mapping[str, int], before: Mapping[str, int], assumed: Mapping[str, Assumption]) -> str:
    """Return whether more was saved than before, whatever is true within the assumptions.

    Returns:
        `more` or `less` when it holds at both ends of every assumption, `same` when nothing differs, otherwise `open`.
    """
    moves = [(counts.get(kind, 0) - before.get(kind, 0), one) for kind, one in assumed.items()]
    least = sum(move * (one.low if move > 0 else one.high) for move, one in moves)
    most = sum(move * (one.high if move > 0 else one.low) for move, one in moves)
    if not any(move for move, _ in moves):
        return "same"
    return "more" if least > 0 else "less" if most < 0 else "open"
