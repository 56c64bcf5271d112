"""What a page says when there is nothing to show, and when something is away."""

from __future__ import annotations

import reflex as rx


def empty_state(title: rx.Var[str] | str, text: rx.Var[str] | str, *actions: rx.Component) -> rx.Component:
    """Return a friendly block that says what is missing and what to do."""
    picture = rx.el.svg(
        rx.el.circle(cx="14", cy="50", r="8", fill="none", stroke="currentColor", stroke_width="3"),
        rx.el.circle(cx="50", cy="50", r="8", fill="none", stroke="currentColor", stroke_width="3"),
        rx.el.circle(cx="32", cy="16", r="8", fill="currentColor"),
        rx.el.path(d="M28 24 L18 42 M36 24 L46 42", stroke="currentColor", stroke_width="3", stroke_dasharray="4 4"),
        view_box="0 0 64 64",
        aria_hidden="true",
    )
    return rx.el.div(
        picture,
        rx.el.h2(title),
        rx.el.p(text, class_name="soft"),
        rx.el.div(*actions, class_name="row", style={"justify-content": "center"}),
        class_name="empty",
    )


def loading(label: rx.Var[str] | str) -> rx.Component:
    """Return quiet placeholder lines, announced once."""
    return rx.el.div(rx.el.span(label, class_name="sr"), placeholder_lines(), role="status")


def placeholder_lines() -> rx.Component:
    """Return grey lines where text will stand."""
    lines = [rx.el.div(class_name="skeleton", style={"width": width}) for width in ("60%", "90%", "75%")]
    return rx.el.div(*lines, class_name="stack-s", aria_hidden="true")
