"""When an institution's news are gathered up: windows without gaps, and not all institutions at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from learnapp.services.learning_writes import OUTBOX_EVERY, window_end

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.uuids(), MOMENTS)
def test_a_window_closes_after_its_events_and_the_next_one_begins_there(tenant: UUID, now: datetime) -> None:
    end = window_end(tenant, now)
    assert now < end <= now + OUTBOX_EVERY
    close = timedelta(milliseconds=1)
    if end - now > close:
        assert abs(window_end(tenant, end - close) - end) < close, "one window for all of its events"
    assert abs(window_end(tenant, end + close) - end - OUTBOX_EVERY) < close


def test_institutions_close_their_windows_at_different_seconds() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    ends = {window_end(UUID(int=number), now) for number in range(20)}
    assert len(ends) == 20
