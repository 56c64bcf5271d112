"""The choice of a course or a term to whose classes figures are narrowed."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.text import msg


def narrowing(what: str, control_id: str, choices: rx.Var, **control: Any) -> rx.Component:
    """Return the choice, everything first.

    Args:
        what: `course` or `term`.
        control_id: Of the select.
        choices: `ChoiceView`s; one without a title says so.
        control: What else the select has: its name in a form, or its value and what listens.
    """
    return labelled(
        f"analytics-{what}",
        rx.el.select(
            rx.el.option(msg("analytics-all"), value=""),
            rx.foreach(
                choices,
                lambda one: rx.el.option(
                    rx.cond(one.label != "", one.label, msg("analytics-no-title")), value=one.value
                ),
            ),
            id=control_id,
            class_name="select",
            **control,
        ),
        control_id,
    )
