"""A circuit breaker: a provider that keeps failing is left alone for a while (Nygard, Release It!, 2007)."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

FAILURES, REST_S, LONGEST_S, TRIAL_S = 3, 30.0, 600.0, 60.0
"""Failures in a row that open it; seconds for which it stays open at first and at most, twice as long each time; and
seconds after which a trial that nobody has reported on is over."""


class Breaker:
    """One provider's, in one process.

    Args:
        clock: Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed = 0
        self._rest = REST_S
        self._until: float | None = None
        self._trial: float | None = None

    @property
    def state(self) -> str:
        """`closed` (asked), `open` (left alone), or `half` (one question may try it)."""
        if self._until is None:
            return "closed"
        return "open" if self._clock() < self._until else "half"

    def ready(self) -> bool:
        """Return whether it may be asked now; of those who come when it is half open only one at a time may."""
        if self._until is None:
            return True
        now = self._clock()
        if now < self._until or (self._trial is not None and now - self._trial < TRIAL_S):
            return False
        self._trial = now
        return True

    def good(self) -> None:
        """Note an answer."""
        self._failed, self._rest, self._until, self._trial = 0, REST_S, None, None

    def bad(self) -> None:
        """Note that there was none."""
        self._failed += 1
        if self._until is not None:
            self._rest = min(self._rest * 2, LONGEST_S)
        if self._until is not None or self._failed >= FAILURES:
            self._until, self._trial = self._clock() + self._rest, None

    def left(self) -> None:
        """Note that whoever asked has gone away without knowing."""
        self._trial = None


class Breakers:
    """The breakers of a process, by provider."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Hashable, Breaker] = {}

    def of(self, key: Hashable) -> Breaker:
        """Return a provider's breaker; a provider that has moved has another key and a new one."""
        if key not in self._kept and len(self._kept) > 2_000:
            self._kept.clear()
        return self._kept.setdefault(key, Breaker(self._clock))
