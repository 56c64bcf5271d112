"""How fresh figures are, from how far they are counted, what was done last, and what waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from learnapp.services.analytics_periods import freshness
from learnapp.storage.repositories.analytics import Fresh

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATELY, LONG_AGO = NOW - timedelta(minutes=1), NOW - timedelta(hours=2)


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (Fresh(None, None, None), "none"), (Fresh(None, LATELY, LATELY), "none"), (Fresh(None, None, LONG_AGO), "none"),
        (Fresh(None, LONG_AGO, None), "never"), (Fresh(None, LATELY, LONG_AGO), "never"),
        (Fresh(LONG_AGO, LONG_AGO, None), "live"), (Fresh(LONG_AGO, LATELY, None), "live"),
        (Fresh(LONG_AGO, LATELY, LONG_AGO), "daily"),
    ],
)  # fmt: skip
def test_a_worker_that_never_ran_is_told_from_a_class_that_has_not_begun(found: Fresh, state: str) -> None:
    assert freshness(found, NOW).state == state
