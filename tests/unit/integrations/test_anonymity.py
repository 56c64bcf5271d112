"""Whatever a table of students looks like: what is given out holds at least k of each kind."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.integrations.exports import anonymity, research
from learnapp.integrations.exports.anonymity import MOST_LEFT_OUT

_LADDER = {"born": ("born_2", "born_4"), "tongue": ("tongue_1",)}
_ONE = st.tuples(st.integers(0, 7), st.sampled_from(("en", "es")), st.sampled_from(("low", "high")))


def _table(people: list[tuple[int, str, str]]) -> pl.DataFrame:
    lines = [(str(number), str(born), str(born // 2), tongue, how) for number, (born, tongue, how) in enumerate(people)]
    schema = dict.fromkeys(("who", "born_2", "born_4", "tongue_1", "outcome"), pl.String())
    return pl.DataFrame(lines, schema=schema, orient="row")


@settings(max_examples=60, deadline=None)
@given(st.lists(_ONE, max_size=60), st.integers(5, 12))
def test_what_is_given_out_is_k_anonymous_or_nothing(people: list[tuple[int, str, str]], k: int) -> None:
    found = anonymity.generalise(_table(people), _LADDER, "outcome", k)
    sizes = found.table.group_by(list(_LADDER)).len()["len"].to_list() if len(found.table) else []
    assert all(size >= k for size in sizes) and found.smallest == min(sizes, default=0)
    assert found.holds(k) == bool(sizes) and found.holds(k) == (len(people) >= k)
    assert len(found.table) + found.left_out == len(people)
    if found.holds(k):
        assert found.left_out <= MOST_LEFT_OUT * len(people)
    assert found.groups == len(sizes) and 0 <= found.alike <= found.groups


def test_it_is_made_no_coarser_than_it_has_to_be() -> None:
    alike = [(number % 2, "en", "low") for number in range(40)]
    found = anonymity.generalise(_table(alike), _LADDER, "outcome", 10)
    assert found.levels == {"born": (0, 2), "tongue": (0, 1)} and found.left_out == 0
    assert found.alike == found.groups == 2, "one outcome in each group: it is told"
    apart = [*alike, (5, "es", "high")]
    found = anonymity.generalise(_table(apart), _LADDER, "outcome", 10)
    assert found.left_out == 1 and found.levels["born"] == (0, 2), "one who stands out is left out"


def test_no_date_and_no_long_absence_is_left() -> None:
    first = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert [research.week(first.replace(day=day), first, "UTC") for day in (2, 8, 9, 30)] == [1, 1, 2, 5]
    # Six in the evening there, a week later by UTC only.
    evening = datetime(2026, 3, 9, 1, tzinfo=UTC)
    assert [research.week(evening, first, zone) for zone in ("America/Los_Angeles", "UTC")] == [1, 2]
    assert [research.seconds(ms) for ms in (None, 0, 2_499, 2_500, 7_900, 3_600_000)] == [None, 0, 0, 5, 10, 600]
    assert research.wider("2012–2013") == "2012–2015" and research.wider("unknown") == "unknown"
    assert research.activity(20) == ("1–20", "1–100") and research.activity(5_000) == ("over 2000", "over 100")
    assert [research.outcome(right, 9) for right in (0, 2, 3, 6, 9)] == ["low", "low", "middle", "high", "high"]
    assert len({research.research_id(bytes([key]) * 32, UUID(int=1)) for key in range(3)}) == 3
