"""When the next card may reach a student: after what reached them, in school hours, on a school day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from learnapp.services.intervention_hours import next_moment
from learnapp.storage.repositories.interventions import InterventionRow

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
"""A Tuesday."""
DAYS = [date(2026, 3, day) for day in (3, 4, 5, 6, 9, 10, 11)]
CARD = InterventionRow(
    UUID(int=1), UUID(int=2), UUID(int=3), "gaming", "easier", "sent", 0.9, None, None, {}, "", False, "sent", None,
    None, None, None, None, "", NOW, NOW, None, None, NOW, None, None, None, None, None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("lately", "after"),
    [
        ([], timedelta()),
        ([CARD], timedelta()),
        ([CARD, CARD], timedelta(days=1)),
        ([CARD, replace(CARD, state="due", sent_at=None, due_at=NOW + timedelta(hours=1))], timedelta(days=1)),
        ([replace(CARD, sent_at=NOW - timedelta(days=day)) for day in (1, 1, 2, 2, 3)], timedelta(days=4)),
        ([replace(CARD, state="dismissed", sent_at=None)] * 3, timedelta()),
        ([replace(CARD, state="cleared", drawn="held")] * 3, timedelta()),
        ([replace(CARD, state="taken", help="teacher")] * 3, timedelta()),
    ],
)
def test_two_cards_a_day_and_five_a_week_that_did_go_out(lately: list[InterventionRow], after: timedelta) -> None:
    expected = NOW + after
    if expected.weekday() >= 5:
        expected = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
    assert next_moment(NOW, "UTC", DAYS, lately) == expected


def test_nights_and_days_off_are_waited_out_where_the_school_is() -> None:
    late = datetime(2026, 3, 6, 19, 30, tzinfo=UTC)
    assert next_moment(late, "Europe/Madrid", DAYS, []) == datetime(2026, 3, 9, 6, 0, tzinfo=UTC)
    assert next_moment(late + timedelta(days=9), "Europe/Madrid", DAYS, []) is None
