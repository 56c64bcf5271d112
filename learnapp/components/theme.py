"""Tokens of the visual language: colours of both themes, the mastery scale, type. Everything else refers to them."""

from __future__ import annotations

import reflex as rx

FONT = "Atkinson Hyperlegible Next Variable"
FONT_FILE = "/fonts/atkinson-next-latin.woff2"
WEIGHTS = "400 650"
"""The files hold no others: they would be a third of what a page fetches for its letters."""

LIGHT: dict[str, str] = {
    "page": "#f6f7f9",
    "surface": "#ffffff",
    "sunken": "#eceff3",
    "line": "#d5dae2",
    "line-strong": "#7b8494",
    "ink": "#171c26",
    "ink-soft": "#4a5362",
    "accent": "#2450b8",
    "accent-ink": "#ffffff",
    "accent-tint": "#e6ecfb",
    "band": "rgba(36, 80, 184, .18)",
    "good": "#00694f",
    "good-tint": "#dff3ec",
    "bad": "#a3271b",
    "bad-tint": "#fbe8e4",
    "mastered": "#00694f",
    "almost": "#0a5a9c",
    "learning": "#865300",
    "unknown": "#58606e",
    "fading": "#92306b",
    "mastered-tint": "#dff3ec",
    "almost-tint": "#e1effa",
    "learning-tint": "#fbefd9",
    "unknown-tint": "#eceff3",
    "fading-tint": "#f8e6f0",
    "shadow": "0 1px 2px rgb(23 28 38 / .06), 0 6px 20px rgb(23 28 38 / .06)",
}
DARK: dict[str, str] = {
    "page": "#11151c",
    "surface": "#1a202a",
    "sunken": "#242c39",
    "line": "#343e4e",
    "line-strong": "#8c97a9",
    "ink": "#eef1f6",
    "ink-soft": "#b6bfcd",
    "accent": "#a9c1ff",
    "accent-ink": "#0e1a3a",
    "accent-tint": "#233052",
    "band": "rgba(169, 193, 255, .22)",
    "good": "#6fdcb8",
    "good-tint": "#123529",
    "bad": "#ffb0a4",
    "bad-tint": "#45201b",
    "mastered": "#6fdcb8",
    "almost": "#8cc8fb",
    "learning": "#f3c473",
    "unknown": "#b6bfcd",
    "fading": "#f2a6d2",
    "mastered-tint": "#123529",
    "almost-tint": "#14304a",
    "learning-tint": "#3d2d0d",
    "unknown-tint": "#242c39",
    "fading-tint": "#40203a",
    "shadow": "0 1px 2px rgb(0 0 0 / .4)",
}
BANDS: tuple[str, ...] = ("unknown", "learning", "almost", "mastered", "fading")
"""Keys of the mastery bands: CSS `[data-band=…]` gives shape and colour, `band-…` in the catalogue the word."""


def tokens_css() -> str:
    """Return the custom properties of both themes."""
    light = "".join(f"--{name}:{value};" for name, value in LIGHT.items())
    dark = "".join(f"--{name}:{value};" for name, value in DARK.items())
    screen = f":root,.light{{color-scheme:light;{light}}}.dark{{color-scheme:dark;{dark}}}"
    # Paper is white, whatever the screen is.
    return f"{screen}@media print{{:root,.light,.dark{{color-scheme:light;{light}}}}}"


_LATIN = (
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,"
    "U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
)
_LATIN_EXT = (
    "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,"
    "U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"
)


def typeface_css() -> str:
    """Return where the typeface lies: in two parts, of which English and Spanish need the first."""
    return "".join(
        f"@font-face{{font-family:'{FONT}';font-style:normal;font-display:swap;font-weight:{WEIGHTS};"
        f"src:url({address}) format('woff2');unicode-range:{letters}}}"
        for address, letters in ((FONT_FILE, _LATIN), ("/fonts/atkinson-next-latin-ext.woff2", _LATIN_EXT))
    )


def head() -> list[rx.Component]:
    """Return what every page's head holds."""
    return [
        # Asked for with the page: a typeface that comes after the text would move every line of it.
        rx.el.link(
            rel="preload", href=FONT_FILE, custom_attrs={"as": "font"}, type="font/woff2", cross_origin="anonymous"
        ),
        rx.el.style(typeface_css() + tokens_css()),
        # And made ready at once: otherwise the first lines are measured with another typeface, and then again.
        rx.el.script(f"document.fonts?.load('1em \"{FONT}\"')"),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.meta(name="referrer", content="same-origin"),
    ]
