"""Hours without something: by the school's clock, joined where they touch, right when clocks are turned."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.pauses import Pause, back_at

NEW_YORK = ZoneInfo("America/New_York")
LESSON = Pause(0, time(9), time(10))


def test_a_lesson_each_monday_is_by_the_clock_of_the_school() -> None:
    during = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    assert back_at([LESSON], during, NEW_YORK) == datetime(2026, 3, 2, 15, tzinfo=UTC)
    # A week later clocks there have been put forward.
    later = datetime(2026, 3, 9, 13, 30, tzinfo=UTC)
    assert back_at([LESSON], later, NEW_YORK) == datetime(2026, 3, 9, 14, tzinfo=UTC)
    for outside in (during - timedelta(minutes=31), during + timedelta(minutes=30), during + timedelta(days=1)):
        assert back_at([LESSON], outside, NEW_YORK) is None


def test_hours_that_touch_are_one_and_others_do_not_count() -> None:
    day = date(2026, 3, 4)
    hours = [
        Pause(0, time(10), time(11)), LESSON, Pause(0, time(12), time(13)), Pause(2, time(9), time(10), day),
        Pause(0, time(9, 30), time(9, 40)),
    ]  # fmt: skip
    assert back_at(hours, datetime(2026, 3, 2, 9, 35, tzinfo=UTC), ZoneInfo("UTC")) == datetime(
        2026, 3, 2, 11, tzinfo=UTC
    )
    assert back_at(hours, datetime(2026, 3, 4, 9, tzinfo=UTC), ZoneInfo("UTC")) is not None
    assert back_at(hours, datetime(2026, 3, 11, 9, tzinfo=UTC), ZoneInfo("UTC")) is None


_TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
_PAUSES = st.builds(
    Pause, st.integers(0, 6), _TIMES, _TIMES, st.none() | st.dates(date(2026, 10, 28), date(2026, 11, 4))
).filter(lambda one: one.begins < one.ends)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(_PAUSES, max_size=6),
    st.datetimes(datetime(2026, 10, 28), datetime(2026, 11, 4)),  # clocks go back on 1 November
)
def test_it_comes_back_later_than_now_and_stays(pauses: list[Pause], now: datetime) -> None:
    at = now.replace(tzinfo=UTC)
    over = back_at(pauses, at, NEW_YORK)
    here = at.astimezone(NEW_YORK)
    runs = any(one.is_on(here.date()) and one.begins <= here.time() < one.ends for one in pauses)
    assert (over is not None) == runs
    if over is not None:
        assert at < over <= at + timedelta(hours=25)
        again = over.astimezone(NEW_YORK)
        assert not any(one.is_on(again.date()) and one.begins <= again.time() < one.ends for one in pauses)
