"""Contrast follows WCAG 2.2, and the colour that is offered can be read and is the nearest of its kind."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.components.theme import DARK, LIGHT
from learnapp.core.contrast import LEAST, THEMES, is_colour, lowest, luminance, mixed, nearest, ratio, shades

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.00),
        ("#0000ff", "#ffffff", 8.59),
        ("#FFFF00", "#000000", 19.56),
    ],
)
def test_ratios_are_those_of_the_standard(one: str, other: str, expected: float) -> None:
    assert ratio(one, other) == pytest.approx(expected, abs=0.005)


def test_what_an_accent_is_read_against_is_what_the_themes_have() -> None:
    assert THEMES["light"] == (LIGHT["page"], LIGHT["surface"]) and LIGHT["accent-ink"] == LIGHT["surface"]
    assert THEMES["dark"] == (DARK["page"], DARK["surface"], DARK["accent-ink"])


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#1234567", "2f5bd7", "#2f5bd7\n", "#2f5bd7;x"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    assert not is_colour(text)
    with pytest.raises(ValueError, match="not a colour"):
        luminance(text)


@settings(deadline=None)
@given(colours, colours)
def test_a_ratio_is_the_same_both_ways_and_within_its_bounds(one: str, other: str) -> None:
    assert ratio(one, other) == ratio(other, one)
    assert 1.0 <= ratio(one, other) <= 21.0 + 1e-9
    assert 0.0 <= luminance(one) <= 1.0 + 1e-9


@settings(deadline=None)
@given(colours)
def test_both_shades_of_any_colour_can_be_read(colour: str) -> None:
    light, dark = shades(colour)
    assert lowest(light, THEMES["light"]) >= LEAST and lowest(dark, THEMES["dark"]) >= LEAST
    assert ratio(light, "#ffffff") >= LEAST


@settings(deadline=None)
@given(colours, st.sampled_from(sorted(THEMES)))
def test_the_offered_colour_is_the_first_that_passes(colour: str, theme: str) -> None:
    against = THEMES[theme]
    found = nearest(colour, against)
    assert found is not None
    if lowest(colour, against) >= LEAST:
        assert found == colour
    else:
        step = next(n for n in range(256) if found in (mixed(colour, 0, n), mixed(colour, 255, n)))
        assert all(lowest(mixed(colour, end, n), against) < LEAST for n in range(step) for end in (0, 255))
    assert nearest(found, against) == found, "what was offered is taken"


@settings(deadline=None)
@given(colours)
def test_nothing_is_offered_where_nothing_passes(colour: str) -> None:
    assert nearest(colour, ("#ffffff", "#000000"), 6.0) is None
