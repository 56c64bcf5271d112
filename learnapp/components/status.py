"""How something stands: always shape, colour and word."""

from __future__ import annotations

import reflex as rx


def status_badge(tone: rx.Var[str] | str, word: rx.Var[str] | str) -> rx.Component:
    """Return shape, colour and word.

    Args:
        tone: `good warn bad busy idle`.
        word: What it means, in the reader's language.
    """
    return rx.el.span(
        rx.el.span(class_name="shape", aria_hidden="true"),
        word,
        class_name="badge",
        custom_attrs={"data-tone": tone},
    )


def progress(percent: rx.Var[int], label: rx.Var[str] | str) -> rx.Component:
    """Return a bar with its words; below zero means that nobody knows yet how much there is.

    Args:
        percent: 0 to 100, or below zero.
        label: What the bar says, also to those who cannot see it.
    """
    return rx.el.div(
        rx.cond(
            percent >= 0,
            rx.el.progress(value=percent.to_string(), max="100", aria_label=label),
            rx.el.progress(aria_label=label),
        ),
        rx.el.span(label, class_name="small"),
        class_name="progress",
    )
