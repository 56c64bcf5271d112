"""How much claimed time counts: never more than claimed, never more than plausible, whatever is claimed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from learnapp.engine.active_time import LEAST_MS, MOST_MS, plausible_ms


@given(claimed=st.integers(-10, 86_400_000), minutes=st.floats(0, 10_000))
def test_it_lies_between_nothing_and_what_is_claimed_and_plausible(claimed: int, minutes: float) -> None:
    counted = plausible_ms(claimed, minutes)
    assert 0 <= counted <= max(0, min(claimed, MOST_MS))
    assert counted <= max(LEAST_MS, 3 * minutes * 60_000)


def test_a_slow_reader_is_believed_and_a_page_left_open_is_not() -> None:
    assert plausible_ms(5 * 60_000, 2) == 5 * 60_000
    assert plausible_ms(8 * 3_600_000, 2) == 6 * 60_000
    assert plausible_ms(50_000, 0.1) == 50_000
