"""How long a test may take: a pure function of the start, the server's clock, extra time and breaks.

Nothing runs: whoever asks gives the time. A clock that goes back gives nobody more time than the limit, and takes
nobody's time away that was not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from learnapp.core.errors import InvalidInputError

MAX_FACTOR = 5.0
GRACE = timedelta(seconds=5)
"""An answer that was on its way when the time ran out still counts."""


@dataclass(frozen=True, slots=True)
class Accommodation:
    """What one student is given beyond the others.

    Attributes:
        factor: Time is multiplied by this, 1 to `MAX_FACTOR`.
        breaks: How many breaks may be taken.
        break_length: The clock stands still for at most this long in each break.
    """

    factor: float = 1.0
    breaks: int = 0
    break_length: timedelta = timedelta(minutes=10)

    def __post_init__(self) -> None:
        if not 1.0 <= self.factor <= MAX_FACTOR:
            raise InvalidInputError(f"Extra time multiplies the time by 1 to {MAX_FACTOR:g}. Choose a number between.")
        if self.breaks < 0 or self.break_length < timedelta(0):
            raise InvalidInputError("The number and the length of breaks cannot be below 0. Choose 0 for none.")


NONE = Accommodation()


@dataclass(frozen=True, slots=True)
class Break:
    """A break that was taken; `ended_at` is None while it lasts."""

    began_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How a test stands at one moment.

    Attributes:
        deadline: When the time runs out if no further break is taken; None without a limit.
        left: Time left, at least 0; None without a limit.
        used: Time worked, breaks left out; at least 0, at most the whole time.
        over: The time is up, grace included: answers are refused.
        on_break: A break lasts, and the clock stands still.
        breaks_left: How many breaks may still be taken.
        break_left: What is left of the break that lasts; None outside of one.
    """

    deadline: datetime | None
    left: timedelta | None
    used: timedelta
    over: bool
    on_break: bool
    breaks_left: int
    break_left: timedelta | None = None


def time_left(
    limit: timedelta | None,
    started_at: datetime,
    now: datetime,
    *,
    given: Accommodation = NONE,
    taken: Sequence[Break] = (),
    closes_at: datetime | None = None,
) -> TimeLeft:
    """Return how a test stands at `now`.

    Breaks after the end or running backwards count for nothing, overlapping ones once; more breaks than were
    given do not stop the clock. A `now` before the start counts as the start.

    Args:
        limit: Time for everybody; None for none.
        started_at: When the student began, by the server's clock.
        now: The server's clock.
        given: What this student has beyond the others.
        taken: Breaks, in any order.
        closes_at: When the test closes. Nobody works on longer but for what was agreed with them: who has more time
            has all of it, and breaks move the end by as long as they last. Without a limit there is no time to
            multiply.

    Raises:
        InvalidInputError: The limit is not above 0.
    """
    if limit is not None and limit <= timedelta(0):
        raise InvalidInputError("The time limit must be above 0. Leave it out for a test without a limit.")
    now = max(now, started_at)
    whole = None if limit is None else limit * given.factor
    end = None if whole is None else started_at + whole
    if closes_at is not None and (end is None or given.factor == 1.0):
        end = closes_at if end is None else min(end, closes_at)
    paused, rest_until = _paused(end, started_at, now, given, taken)
    breaks_left = max(0, given.breaks - len(taken))
    deadline = None if end is None else end + paused
    used = max(timedelta(0), now - started_at - paused)
    if whole is not None:
        used = min(used, whole)
    rest = rest_until - now if rest_until is not None and (deadline is None or now < deadline) else None
    if deadline is None:
        return TimeLeft(None, None, used, False, rest is not None, breaks_left, rest)
    return TimeLeft(
        deadline, max(timedelta(0), deadline - now), used, now > deadline + GRACE, rest is not None, breaks_left, rest
    )  # fmt: skip


def _paused(
    end: datetime | None, started_at: datetime, now: datetime, given: Accommodation, taken: Sequence[Break]
) -> tuple[timedelta, datetime | None]:
    """Return for how long the clock has stood still, and until when it does so now."""
    total, last, rest_until = timedelta(0), started_at, None
    for one in sorted(taken, key=lambda each: each.began_at)[: given.breaks]:
        began = max(one.began_at, last)
        if end is not None and began >= end + total:
            break
        until = began + given.break_length
        ended = min(now if one.ended_at is None else min(one.ended_at, now), until)
        if ended > began:
            total += ended - began
            last = ended
        if one.ended_at is None and began <= now < until:
            rest_until = until
    return total, rest_until
