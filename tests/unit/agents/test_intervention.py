"""What is done about a struggle: by confidence, by what was refused, and by lot; and when a kind of help is retired."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnapp.agents.intervention import HELD_SHARE, choose, drawn_out
from learnapp.agents.intervention_outcome import difference, judge

WAYS: dict[str, UUID | None] = {"explanation": UUID(int=1), "easier": UUID(int=2), "teacher": None, "home": None}


def test_below_the_limit_and_for_people_somebody_decides() -> None:
    assert choose("hint_abuse", 0.69, WAYS, (), (), (), b"1").state == "waiting"
    told = choose("at_risk", 0.99, WAYS, (), (), (), b"1")
    assert (told.help, told.state, told.drawn) == ("teacher", "waiting", "")


def test_what_was_used_refused_or_retired_gives_way_to_the_next() -> None:
    assert choose("hint_abuse", 0.9, WAYS, (), (), (), b"1").help == "explanation"
    assert choose("hint_abuse", 0.9, WAYS, {"explanation"}, (), (), b"1").help == "easier"
    last = choose("hint_abuse", 0.9, WAYS, {"explanation"}, {"easier"}, (), b"1")
    assert (last.help, last.state) == ("teacher", "waiting")


def test_the_lot_is_always_the_same_and_as_large_as_it_says() -> None:
    lots = [n.to_bytes(4) for n in range(4000)]
    held = [drawn_out(lot, HELD_SHARE) for lot in lots]
    assert held == [drawn_out(lot, HELD_SHARE) for lot in lots]
    assert sum(held) / len(held) == pytest.approx(HELD_SHARE, abs=0.03)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_the_interval_holds_the_difference(a: int, b: int, c: int, d: int) -> None:
    sent, held = (min(a, b), b), (min(c, d), d)
    value, low, high = difference(sent, held)
    assert low <= value <= high


def test_nothing_is_decided_too_early_and_what_does_not_help_goes() -> None:
    assert judge((59, 59), (0, 19)).verdict == "open"
    assert judge((50, 100), (12, 30)).verdict == "open"
    assert judge((160, 200), (20, 60)).verdict == "helps"
    assert judge((20, 300), (30, 60)).verdict == "retire"
