"""Which class a student looks at."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.text import msg
from learnapp.state.student.classes import ClassChoice, StudentState


def class_choice(on_choose: Any) -> rx.Component:
    """Return the choice for a student of several classes, the title for one of a single class.

    Args:
        on_choose: Event handler that takes the id of a class and fills the page anew.
    """

    def option(one: rx.Var[ClassChoice]) -> rx.Component:
        return rx.el.option(one.title, value=one.id)

    return rx.cond(
        StudentState.classes.length() > 1,
        rx.el.div(
            rx.el.label(msg("class-choice"), html_for="class-choice"),
            rx.el.select(
                rx.foreach(StudentState.classes, option),
                id="class-choice",
                value=StudentState.current_class,
                on_change=on_choose,
                class_name="select small",
            ),
            class_name="row class-choice",
        ),
        rx.el.p(rx.foreach(StudentState.classes, lambda one: one.title), class_name="eyebrow"),
    )
