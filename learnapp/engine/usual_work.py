"""What is usual of a student: how often they are right after so many tries at a topic, and how long they take."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

FAST_SECONDS, FAST_SHARE = 3.0, 0.25
"""Faster than this, or than this share of one's own usual time, is no work."""
USUAL_OF = 40
BASELINE, LAG, PRIOR_WORTH = 10, 10, 20.0
"""Answers that a drop is held against at least; so many latest ones are not part of what is usual."""
_BINS = (2, 5)
_PRIOR = (0.55, 0.65, 0.75)
"""Chance of a right answer at the first two tries at a topic, the next three, and later, before anything is known."""


@dataclass(slots=True)
class Usual:
    """How a student usually fares, by how often they have tried a topic: right answers and tries."""

    right: list[int] = field(default_factory=lambda: [0, 0, 0])
    tries: list[int] = field(default_factory=lambda: [0, 0, 0])
    waiting: list[tuple[int, bool]] = field(default_factory=list)

    def chance(self, place: int) -> float:
        """Return the chance of a right answer, drawn towards what is usual of everybody."""
        n, r = sum(self.tries), sum(self.right)
        expected = sum(_PRIOR[one] * self.tries[one] for one in range(3))
        better = (r + PRIOR_WORTH) / (expected + PRIOR_WORTH) if n else 1.0
        prior = min(_PRIOR[place] * better, 0.95)
        p = (self.right[place] + PRIOR_WORTH * prior) / (self.tries[place] + PRIOR_WORTH)
        return min(max(p, 0.05), 0.95)

    def note(self, place: int, right: bool) -> None:
        """Take a try in, which counts once `LAG` others have come after it."""
        self.waiting.append((place, right))
        if len(self.waiting) > LAG:
            then, was = self.waiting.pop(0)
            self.tries[then] += 1
            self.right[then] += was

    @property
    def known(self) -> int:
        """How many tries it rests on."""
        return sum(self.tries)


class Times:
    """How long the student usually takes."""

    def __init__(self) -> None:
        self._seen: list[float] = []
        self.quick: set[UUID] = set()

    def fast(self, event: UUID, seconds: float | None) -> bool:
        """Return whether a try was too fast for work."""
        if seconds is None:
            return False
        seen = sorted(self._seen[-USUAL_OF:])
        usual = seen[len(seen) // 2] if len(seen) >= 5 else 0.0
        fast = seconds < max(FAST_SECONDS, FAST_SHARE * usual)
        if fast:
            self.quick.add(event)
        return fast

    def note(self, event: UUID, seconds: float | None) -> None:
        """Take a try in; what was no work does not say how long work takes."""
        if seconds is not None and event not in self.quick:
            self._seen.append(seconds)


def place(before: int) -> int:
    """Return which part of the work at a topic a try is of, by how many there were before."""
    return next((part for part, limit in enumerate(_BINS) if before < limit), len(_BINS))
