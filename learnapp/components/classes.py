"""Which class a student looks at."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
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


def until_class(ready: rx.Var[bool], page: rx.Component, again: Any) -> rx.Component:
    """Return a page of a course: placeholder lines until it is read, and what to do where no class runs.

    Args:
        ready: Whether the page is read.
        page: What stands there then.
        again: Event handler that looks whether a class has begun.
    """
    waits, state = StudentState.waits_in, StudentState
    nothing = rx.cond(
        waits.length() > 0,
        empty_state(
            msg("waits-title", title=waits[0]),
            msg("waits-text"),
            rx.el.button(msg("waits-again"), type="button", class_name="button", on_click=again),
        ),
        rx.match(
            rx.cond(state.closed, "closed", rx.cond(state.no_course, "no-course", "no-class")),
            ("closed", empty_state(msg("class-closed-title"), msg("class-closed-text"))),
            ("no-course", empty_state(msg("no-course-title"), msg("no-course-text"))),
            empty_state(msg("no-class-title"), msg("no-class-text")),
        ),
    )
    return rx.cond(state.no_class, nothing, rx.cond(ready, page, loading(msg("loading"))))
