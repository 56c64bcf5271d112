"""The fields in which a teacher says for whom something is."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.table import pager
from learnapp.components.text import msg
from learnapp.state.choosing_students import StudentChoice, WhomState


def choice(name: str, value: str, chosen: rx.Var[str], on_choose: Any, *, first: bool = False) -> rx.Component:
    """Return one of a few that exclude each other; its words are `name-value` of the catalogue."""
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=name,
            value=value,
            checked=chosen == value,
            on_change=on_choose(value),
            auto_focus=first,
        ),
        msg(f"{name}-{value}"),
        class_name="check",
    )


def whom(state: type[WhomState], *, focus: bool = False) -> rx.Component:
    """Return the choice between everybody and some students, with the list of these.

    Args:
        state: Of the page.
        focus: Whether it is where the page goes on when it appears.
    """

    def student(one: rx.Var[StudentChoice]) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="checkbox", checked=state.picked.contains(one.id), on_change=state.toggle(one.id)),
            one.name,
            class_name="check",
            key=one.id,
        )

    some = rx.el.fieldset(
        rx.el.legend(msg("assign-students")),
        rx.el.p(msg("assign-picked", count=state.picked.length()), class_name="soft small", role="status"),
        rx.el.div(rx.foreach(state.students, student), class_name="filters"),
        rx.cond(
            state.students_total > state.students.length(),
            pager(
                state.students_offset, state.students.length(), state.students_total, state.turn_students,
                "assign-students-turn",
            ),
        ),
        class_name="fieldset",
    )  # fmt: skip
    return rx.fragment(
        rx.el.fieldset(
            rx.el.legend(msg("assign-whom")),
            rx.el.div(
                choice("assign-whom", "everyone", state.whom, state.choose_whom, first=focus),
                choice("assign-whom", "some", state.whom, state.choose_whom),
                class_name="row",
            ),
            class_name="fieldset",
        ),
        rx.cond(
            state.whom == "some",
            rx.cond(state.students.length() > 0, some, rx.el.p(msg("assign-no-students"), class_name="note")),
        ),
    )
