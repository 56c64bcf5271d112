"""What several parts of the page share: fields for days, days as a sentence, the state of what has a time."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.status import status_badge
from learnapp.components.text import date_of, msg


def day_field(label: str, name: str, field: str, value: Any = "", *, required: bool = True) -> rx.Component:
    """Return a field for one day.

    Args:
        label: Catalogue key.
        name: Id of the control.
        field: Name under which the form sends it.
        value: ISO date that it begins with.
        required: Whether the form needs it.
    """
    control = rx.el.input(id=name, name=field, type="date", required=required, default_value=value, class_name="input")
    return labelled(label, control, name)


def days(one: rx.Var[Any]) -> rx.Component:
    """Return a single day, or from when until when."""
    return rx.cond(
        one.first == one.last,
        date_of(one.first),
        msg("institution-days", first=date_of(one.first), last=date_of(one.last)),
    )


def state_of(one: rx.Var[Any]) -> rx.Component:
    """Return whether something is on, to come, over or withdrawn, as shape, colour and word."""
    tone = rx.match(one.state, ("now", "good"), ("later", "busy"), "idle")
    return status_badge(tone, msg("institution-state-" + one.state.to(str)))


def small_button(label: str, on_click: Any, about: rx.Var[Any], kind: str = "plain") -> rx.Component:
    """Return a button of a row; screen readers hear what it is about."""
    return rx.el.button(
        msg(label),
        aria_label=msg(label) + ": " + about.to(str),
        type="button",
        on_click=on_click,
        class_name=f"button {kind}",
    )
