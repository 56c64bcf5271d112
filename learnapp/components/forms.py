"""Forms: controls with their labels, and plain HTML forms that the browser itself posts to a route."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from learnapp.components.text import msg


def labelled(label: str, control: rx.Component, control_id: str) -> rx.Component:
    """Return a control with its label above it."""
    return rx.el.div(rx.el.label(msg(label), html_for=control_id), control, class_name="field")


def field(
    name: str, label: str, kind: str, autocomplete: str, *, hint: rx.Var[str] | None = None, **props: object
) -> rx.Component:
    """Return a labelled input of a plain HTML form; a hint stands below it and is read out with it."""
    if hint is not None:
        props["aria_describedby"] = f"hint-{name}"
    return rx.el.div(
        rx.el.label(msg(label), html_for=f"field-{name}"),
        rx.el.input(
            id=f"field-{name}",
            name=name,
            type=kind,
            auto_complete=autocomplete,
            required=True,
            class_name="input",
            **props,
        ),
        rx.el.p(hint, id=f"hint-{name}", class_name="soft small") if hint is not None else rx.fragment(),
        class_name="field",
    )


class PlainForm(BaseHTML):
    """A form that Reflex leaves alone; its own one never lets the browser post."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


def post_form(*children: rx.Component, action: str, **props: object) -> rx.Component:
    """Return a form that the browser posts to `action`."""
    return PlainForm.create(*children, action=action, method="post", **props)


def copyable(label: str, value: rx.Var[str], name: str | rx.Var[str], *, lines: int = 1) -> rx.Component:
    """Return a value to be copied somewhere else, with a button that does it; `name` is its id on the page."""
    shown = rx.el.input if lines == 1 else rx.el.textarea
    more = {"rows": lines} if lines > 1 else {}
    return rx.el.div(
        rx.el.label(msg(label), html_for=name),
        rx.el.div(
            shown(
                id=name, value=value, read_only=True, class_name="input", dir="ltr",
                style={"flex": "1 1 14rem", "width": "auto", "min-width": "0"}, **more,
            ),
            rx.el.button(
                msg("invite-copy"), rx.el.span(": ", msg(label), class_name="sr"), type="button", class_name="button",
                on_click=rx.set_clipboard(value),
            ),
            class_name="row",
        ),
        class_name="field",
    )  # fmt: skip
