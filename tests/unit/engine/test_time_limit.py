"""Time of a test: the server's clock, extra time, breaks, and clocks that go back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.engine.time_limit import Accommodation, Break, time_left
from tests.unit.engine.courses import NOW

MINUTE = timedelta(minutes=1)
HALF_HOUR = 30 * MINUTE


def test_time_runs_from_the_start_and_ends_with_a_little_grace() -> None:
    left = time_left(HALF_HOUR, NOW, NOW + 10 * MINUTE)
    assert left.left == 20 * MINUTE and left.used == 10 * MINUTE and not left.over
    assert not time_left(HALF_HOUR, NOW, NOW + HALF_HOUR + timedelta(seconds=4)).over
    late = time_left(HALF_HOUR, NOW, NOW + HALF_HOUR + timedelta(seconds=6))
    assert late.over and late.left == timedelta(0) and late.used == HALF_HOUR


def test_extra_time_multiplies_the_limit() -> None:
    assert time_left(HALF_HOUR, NOW, NOW, given=Accommodation(1.5)).left == 45 * MINUTE


def test_the_clock_stands_still_in_a_break_but_not_for_longer_than_given() -> None:
    given = Accommodation(breaks=1, break_length=5 * MINUTE)
    begun = [Break(NOW + 10 * MINUTE)]
    during = time_left(HALF_HOUR, NOW, NOW + 13 * MINUTE, given=given, taken=begun)
    assert during.break_left is not None and timedelta(0) < during.break_left <= given.break_length
    assert during.break_left == begun[0].began_at + given.break_length - (NOW + 13 * MINUTE)
    assert during.on_break and during.left == 20 * MINUTE and during.breaks_left == 0
    forgotten = time_left(HALF_HOUR, NOW, NOW + 25 * MINUTE, given=given, taken=begun)
    assert not forgotten.on_break and forgotten.left == 10 * MINUTE
    ended = [Break(NOW + 10 * MINUTE, NOW + 12 * MINUTE)]
    assert time_left(HALF_HOUR, NOW, NOW + 20 * MINUTE, given=given, taken=ended).left == 12 * MINUTE


def test_more_breaks_than_given_and_breaks_that_overlap_win_no_time() -> None:
    given = Accommodation(breaks=2, break_length=10 * MINUTE)
    taken = [
        Break(NOW + 2 * MINUTE, NOW + 6 * MINUTE),
        Break(NOW + 4 * MINUTE, NOW + 8 * MINUTE),
        Break(NOW + 10 * MINUTE, NOW + 15 * MINUTE),
    ]
    assert time_left(HALF_HOUR, NOW, NOW + 20 * MINUTE, given=given, taken=taken).left == 16 * MINUTE
    assert time_left(HALF_HOUR, NOW, NOW + 20 * MINUTE, taken=taken).left == 10 * MINUTE


def test_a_break_begun_after_the_end_brings_nothing_back() -> None:
    given = Accommodation(breaks=1)
    assert time_left(HALF_HOUR, NOW, NOW + 40 * MINUTE, given=given, taken=[Break(NOW + 35 * MINUTE)]).over


def test_a_clock_that_goes_back_neither_gives_nor_takes_time() -> None:
    before = time_left(HALF_HOUR, NOW, NOW - 5 * MINUTE)
    assert before.left == HALF_HOUR and before.used == timedelta(0) and before.deadline == NOW + HALF_HOUR
    backwards = [Break(NOW + 10 * MINUTE, NOW + 4 * MINUTE)]
    given = Accommodation(breaks=1)
    assert time_left(HALF_HOUR, NOW, NOW + 20 * MINUTE, given=given, taken=backwards).left == 10 * MINUTE


def test_closing_time_holds_for_everybody_with_whom_nothing_else_was_agreed() -> None:
    closes = NOW + 20 * MINUTE
    left = time_left(HALF_HOUR, NOW, NOW + 15 * MINUTE, closes_at=closes)
    assert left.deadline == closes and left.left == 5 * MINUTE
    assert time_left(None, NOW, NOW + 21 * MINUTE, closes_at=closes).over
    assert time_left(None, NOW, NOW + 21 * MINUTE, given=Accommodation(2.0), closes_at=closes).over


def test_more_time_is_all_of_it_also_beyond_closing() -> None:
    closes = NOW + 60 * MINUTE
    left = time_left(60 * MINUTE, NOW, NOW + 70 * MINUTE, given=Accommodation(1.5), closes_at=closes)
    assert left.deadline == NOW + 90 * MINUTE and left.left == 20 * MINUTE and not left.over
    assert time_left(60 * MINUTE, NOW, NOW + 91 * MINUTE, given=Accommodation(1.5), closes_at=closes).over


def test_breaks_move_closing_by_as_long_as_they_last_and_none_begins_after_it() -> None:
    closes, given = NOW + 20 * MINUTE, Accommodation(breaks=2, break_length=5 * MINUTE)
    taken = [Break(NOW + 10 * MINUTE, NOW + 14 * MINUTE)]
    left = time_left(HALF_HOUR, NOW, NOW + 22 * MINUTE, given=given, taken=taken, closes_at=closes)
    assert left.deadline == closes + 4 * MINUTE and left.left == 2 * MINUTE
    late = [*taken, Break(NOW + 25 * MINUTE)]
    assert time_left(HALF_HOUR, NOW, NOW + 26 * MINUTE, given=given, taken=late, closes_at=closes).over


def test_without_a_limit_time_is_only_counted() -> None:
    left = time_left(None, NOW, NOW + 90 * MINUTE)
    assert left.left is None and left.deadline is None and not left.over and left.used == 90 * MINUTE


@pytest.mark.parametrize("factor", [0.5, 9.0, float("nan")])
def test_extra_time_has_bounds(factor: float) -> None:
    with pytest.raises(InvalidInputError):
        Accommodation(factor)


def test_a_limit_of_nothing_and_breaks_below_none_are_refused() -> None:
    with pytest.raises(InvalidInputError):
        time_left(timedelta(0), NOW, NOW)
    with pytest.raises(InvalidInputError):
        Accommodation(breaks=-1)
