"""Minutes from counts: always a range, and no comparison that the assumptions do not carry."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from learnapp.engine.time_saved import ASSUMED, MOST_MINUTES, Assumption, compared, worth

_COUNTS = st.fixed_dictionaries({kind: st.integers(0, 5000) for kind in ASSUMED})
_RANGES = st.lists(st.floats(0, MOST_MINUTES), min_size=3, max_size=3).map(lambda three: Assumption(*sorted(three)))
_ASSUMED = st.fixed_dictionaries(dict.fromkeys(ASSUMED, _RANGES))


def test_our_own_assumptions_are_ranges() -> None:
    assert all(one.sound and one.low < one.high for one in ASSUMED.values())
    for wrong in (Assumption(1, 0.5, 2), Assumption(-1, 0, 1), Assumption(0, 1, 121), Assumption(0, float("nan"), 1)):
        assert not wrong.sound


@given(_COUNTS, _ASSUMED)
def test_a_total_is_a_range_that_grows_with_every_act(counts: dict[str, int], assumed: dict[str, Assumption]) -> None:
    found = worth(counts, assumed)
    assert 0 <= found.low <= found.usual + 1e-6 and found.usual <= found.high + 1e-6
    more = worth({kind: count + 1 for kind, count in counts.items()}, assumed)
    assert more.low >= found.low and more.high >= found.high


@given(_COUNTS, _COUNTS, _ASSUMED, st.lists(st.floats(0, 1), min_size=len(ASSUMED), max_size=len(ASSUMED)))
def test_more_or_less_holds_whatever_is_true_within_the_assumptions(
    counts: dict[str, int], before: dict[str, int], assumed: dict[str, Assumption], places: list[float]
) -> None:
    found = compared(counts, before, assumed)
    true = {
        kind: one.low + place * (one.high - one.low) for (kind, one), place in zip(assumed.items(), places, strict=True)
    }
    difference = sum((counts[kind] - before[kind]) * minutes for kind, minutes in true.items())
    if found == "more":
        assert difference > -1e-6
    if found == "less":
        assert difference < 1e-6
    assert compared(before, counts, assumed) == {"more": "less", "less": "more"}.get(found, found)


def test_nothing_changed_and_nobody_knows() -> None:
    some = dict.fromkeys(ASSUMED, 5)
    assert compared(some, some, ASSUMED) == "same"
    assert compared({**some, "answers": 50}, some, ASSUMED) == "more"
    assert compared({**some, "answers": 50, "checkups": 4}, some, ASSUMED) == "open"
