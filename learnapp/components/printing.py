"""What a page needs to be printed: a button, and a head that only paper shows. The rest is assets/print.css."""

from __future__ import annotations

import reflex as rx

from learnapp.components.seen import whole_page_printer
from learnapp.components.text import date_of, msg
from learnapp.state.base import AppState
from learnapp.state.student.classes import ClassChoice, StudentState


def print_button() -> rx.Component:
    """Return the button that opens the browser's own dialogue."""
    return whole_page_printer(msg("print"))


def print_head(*, every_class: bool = False) -> rx.Component:
    """Return whose page it is, of which class and from which day.

    Args:
        every_class: Name all classes of the student; False: the one that is looked at.
    """

    def title(one: rx.Var[ClassChoice]) -> rx.Component:
        named = rx.el.span(one.title)
        return named if every_class else rx.cond(one.id == StudentState.current_class, named)

    return rx.el.div(
        rx.el.strong(AppState.name),
        rx.el.span(rx.foreach(StudentState.classes, title), class_name="print-classes"),
        rx.el.span(date_of(StudentState.printed)),
        class_name="print-head",
    )
