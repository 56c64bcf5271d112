"""Tokens of the visual language: colours of both themes, the mastery scale, type. Everything else refers to them."""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.utils.imports import ImportVar

FONT = "@fontsource-variable/atkinson-hyperlegible-next"

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


class Typeface(Component):
    """Brings the typeface into the bundle, so that nothing is loaded from elsewhere."""

    library = None
    tag = "Fragment"
    lib_dependencies: list[str] = [f"{FONT}@5.3.0"]

    def add_imports(self) -> dict[str, str | ImportVar | list[str | ImportVar] | list[ImportVar]]:
        """Import the style sheet for its effect."""
        return {"": [ImportVar(tag=f"{FONT}/index.css", install=False)], "react": [ImportVar(tag="Fragment")]}


def head() -> list[rx.Component]:
    """Return what every page's head holds."""
    return [
        rx.el.style(tokens_css()),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.meta(name="referrer", content="same-origin"),
    ]
