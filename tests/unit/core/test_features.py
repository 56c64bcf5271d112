"""A feature in trial: who is in a share stays in when it grows, and since when a section has it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from learnapp.core.features import FEATURES, Change, in_share, is_on, on_since

NEW = FEATURES["new_pages"]
START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECTIONS = [UUID(int=number) for number in range(2_000)]


@given(section=st.uuids(), feature=st.text(max_size=20), smaller=st.integers(0, 100), larger=st.integers(0, 100))
def test_who_is_in_stays_in_when_the_share_grows(section: UUID, feature: str, smaller: int, larger: int) -> None:
    low, high = sorted((smaller, larger))
    assert in_share(feature, section, low) <= in_share(feature, section, high)
    assert in_share(feature, section, low) is in_share(feature, section, low)
    assert not in_share(feature, section, 0) and in_share(feature, section, 100)


def test_a_share_is_about_that_share_and_other_features_begin_elsewhere() -> None:
    for share in (10, 25, 50, 90):
        found = sum(in_share("new_pages", one, share) for one in SECTIONS)
        assert abs(found / len(SECTIONS) - share / 100) < 0.04
    both = sum(in_share("new_pages", one, 25) and in_share("another", one, 25) for one in SECTIONS)
    assert abs(both / len(SECTIONS) - 0.0625) < 0.03


def test_these_sections_are_in_for_good() -> None:
    """Exact places: another way of drawing them would take the feature from sections that have it."""
    assert [number for number in range(12) if in_share("new_pages", UUID(int=number), 25)] == [1, 5, 8, 11]


@given(
    institution=st.none() | st.booleans(), section=st.none() | st.booleans(), shared=st.booleans(), trial=st.booleans()
)
def test_what_is_chosen_for_a_section_goes_before_the_share(
    institution: bool | None, section: bool | None, shared: bool, trial: bool
) -> None:
    feature = NEW if trial else FEATURES["discussion"]
    on = is_on(feature, institution, section, shared=shared)
    if trial and section is not None:
        assert on is section
    if not trial:
        assert on is is_on(feature, institution, section)
    if trial and section is None:
        assert on is (bool(institution) or shared)


def _steps(*steps: tuple[UUID | None, bool | None, int]) -> list[Change]:
    return [Change(*step, START + timedelta(days=day)) for day, step in enumerate(steps)]


def test_since_when_a_section_has_it_without_a_break() -> None:
    inside = next(one for one in SECTIONS if in_share("new_pages", one, 10))
    later = next(one for one in SECTIONS if in_share("new_pages", one, 50) and not in_share("new_pages", one, 10))
    grown = _steps((None, False, 10), (None, False, 50), (None, True, 0))
    assert on_since(NEW, inside, grown) == START
    assert on_since(NEW, later, grown) == START + timedelta(days=1)
    left_out = [
        *grown,
        *(Change(later, value, 0, START + timedelta(days=day)) for value, day in ((False, 5), (None, 6))),
    ]
    assert on_since(NEW, later, left_out) == START + timedelta(days=6)
    assert on_since(NEW, inside, left_out) == START
    assert on_since(NEW, inside, [*grown, Change(None, False, 0, START + timedelta(days=9))]) is None
    assert on_since(NEW, inside, []) is None
