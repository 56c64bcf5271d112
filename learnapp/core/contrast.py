"""Contrast of two colours, and the nearest colour that can be read (WCAG 2.2, success criterion 1.4.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

LEAST = 4.5
"""Text of ordinary size needs this contrast."""
THEMES: dict[str, tuple[str, ...]] = {
    "light": ("#f6f7f9", "#ffffff"),
    "dark": ("#11151c", "#1a202a", "#0e1a3a"),
}
"""What an accent is read against in each theme: page, surface, and the text that stands on it."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 255


def is_colour(text: str) -> bool:
    """Return whether a text is a colour like `#2f5bd7`."""
    return _COLOUR.fullmatch(text) is not None


def _channels(colour: str) -> tuple[int, int, int]:
    if not is_colour(colour):
        raise ValueError(f"not a colour: {colour[:20]!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2, definition), 0 for black to 1 for white.

    Raises:
        ValueError: It is no `#rrggbb`.
    """
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Return the contrast ratio (WCAG 2.2, definition) of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def lowest(colour: str, against: Sequence[str]) -> float:
    """Return the lowest contrast of a colour against others."""
    return min(ratio(colour, other) for other in against)


def mixed(colour: str, end: int, step: int) -> str:
    """Return a colour `step` of 255 steps nearer to black (`end` 0) or white (255)."""
    return "#" + "".join(f"{round(each + (end - each) * step / _STEPS):02x}" for each in _channels(colour))


@lru_cache(maxsize=1024)
def nearest(colour: str, against: tuple[str, ...], least: float = LEAST) -> str | None:
    """Return the colour nearest to this one, towards black or white, that is read against all others.

    Args:
        colour: `#rrggbb`.
        against: Colours that it must stand out from.
        least: Contrast that is needed.

    Returns:
        The colour itself when it passes; None when none of these does.
    """
    for step in range(_STEPS + 1):
        passing = [each for each in (mixed(colour, end, step) for end in (0, 255)) if lowest(each, against) >= least]
        if passing:
            return max(passing, key=lambda each: lowest(each, against))
    return None


def shades(colour: str) -> tuple[str, str]:
    """Return the shades of an accent for the light and for the dark theme; both can be read.

    No single colour has 4.5 : 1 against a light and a dark page, so the dark theme takes a lighter shade.
    """
    light, dark = (nearest(colour.lower(), THEMES[theme]) for theme in ("light", "dark"))
    return light or "#000000", dark or "#ffffff"
