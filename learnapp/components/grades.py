"""What of a student's work is in the gradebook of their course."""

from __future__ import annotations

import reflex as rx

from learnapp.components.status import status_badge
from learnapp.components.text import moment, msg
from learnapp.state.student.today import GradeView


def _grade(one: rx.Var[GradeView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.cond(one.title != "", one.title, msg("grades-kind-" + one.kind)),
            ": ",
            rx.cond(one.points != "", msg("grades-points", points=one.points, of=one.of), msg("grades-handed-in")),
        ),
        rx.match(
            one.state,
            ("sent", status_badge("good", msg("grades-sent", to=one.lms))),
            status_badge("busy", msg("grades-waiting", to=one.lms)),
        ),
        rx.cond((one.at != "") & (one.state == "sent"), rx.el.span(moment(one.at), class_name="soft small")),
        class_name="row between",
    )


def grades_card(grades: rx.Var[list[GradeView]]) -> rx.Component:
    """Return the grades that are passed on, nothing where none is."""
    return rx.cond(
        grades.length() > 0,
        rx.el.section(
            rx.el.h2(msg("grades-title"), class_name="section-title"),
            rx.el.p(msg("grades-text"), class_name="soft small"),
            rx.el.ul(rx.foreach(grades, _grade), class_name="plain-list stack-s"),
            class_name="card stack-s",
        ),
    )
