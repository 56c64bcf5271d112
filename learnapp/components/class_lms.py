"""Parts of a class's page of its learning management system: the course, the roster, the grades, what is stuck."""

from __future__ import annotations

import reflex as rx

from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import moment, msg
from learnapp.state.class_lms import ClassLmsState, ColumnView, CourseView, StuckView

_COUNTS = ("read", "new", "back", "left", "waits", "namesake", "no_role", "unusable")


def _counted(course: rx.Var[CourseView]) -> rx.Component:
    """Return what came of the people of a roster, and what to do about those who are not in the class."""
    roster = course.roster
    return rx.el.ul(
        *(
            rx.cond(
                (getattr(roster, name) > 0) if name != "read" else (roster.state != "never"),
                rx.el.li(msg(f"class-lms-count-{name}", count=getattr(roster, name))),
            )
            for name in _COUNTS
        ),
        class_name="small",
    )


def _roster(course: rx.Var[CourseView]) -> rx.Component:
    state, roster = ClassLmsState, course.roster
    busy = (roster.state == "waiting") | (roster.state == "running")
    tone = rx.match(roster.state, ("done", "good"), ("failed", "bad"), ("never", "idle"), "busy")
    return rx.el.section(
        rx.el.div(
            rx.el.h3(msg("class-lms-roster")),
            status_badge(tone, msg("class-lms-roster-" + roster.state)),
            class_name="row between",
        ),
        rx.cond(
            roster.offered,
            rx.fragment(
                rx.cond(roster.at != "", rx.el.p(moment(roster.at), class_name="soft small")),
                rx.cond(
                    roster.state == "failed",
                    rx.el.p(msg("class-lms-why-" + roster.error), class_name="note", role="alert"),
                ),
                _counted(course),
                rx.el.div(
                    rx.el.button(
                        msg("class-lms-read"), type="button", class_name="button", disabled=busy | ~course.active,
                        on_click=state.read_roster(course.mark),
                    ),
                    rx.cond(
                        busy,
                        rx.el.button(
                            msg("class-lms-look"), type="button", class_name="button plain", on_click=state.look_again
                        ),
                    ),
                    class_name="row",
                ),
            ),
            rx.el.p(msg("class-lms-no-roster"), class_name="soft"),
        ),
        class_name="stack-s",
    )  # fmt: skip


def _switch(course: rx.Var[CourseView], name: str, on: rx.Var[bool], can: rx.Var[bool]) -> rx.Component:
    which = f"class-lms-{name}-" + course.mark
    return rx.el.div(
        rx.el.label(
            rx.el.input(type="checkbox", name=name, value="yes", id=which, default_checked=on, disabled=~can),
            rx.el.span(msg(f"class-lms-{name}")),
            html_for=which,
            class_name="check",
        ),
        rx.el.p(msg(f"class-lms-{name}-text"), class_name="soft small"),
    )


def _choices(course: rx.Var[CourseView]) -> rx.Component:
    graded = course.grades != "no"
    return rx.el.form(
        # A form of a list names its row itself: what a handler is given of the row does not reach it.
        rx.el.input(type="hidden", name="mark", value=course.mark),
        rx.el.fieldset(
            rx.el.legend(msg("class-lms-choose")),
            _switch(course, "follows", course.roster.daily, course.roster.offered),
            _switch(course, "tests", course.tests, graded),
            _switch(course, "assignments", course.assignments, graded),
            _switch(course, "progress", course.progress, graded),
            rx.match(
                course.grades,
                ("no", rx.el.p(msg("class-lms-no-grades"), class_name="note")),
                ("own", rx.el.p(msg("class-lms-own-grades"), class_name="note")),
                rx.fragment(),
            ),
            class_name="stack-s",
        ),
        rx.el.div(rx.el.button(msg("save"), type="submit", class_name="button primary"), class_name="row"),
        on_submit=ClassLmsState.choose,
        class_name="stack-s",
    )


def _course(course: rx.Var[CourseView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h2(course.title),
            rx.cond(course.active, rx.fragment(), status_badge("idle", msg("lms-off"))),
            class_name="row between",
        ),
        rx.el.p(msg("class-lms-in", lms=course.lms), class_name="soft"),
        _roster(course),
        _choices(course),
        class_name="card stack",
    )


def courses() -> rx.Component:
    """Return one card for each course that stands for the class."""
    return rx.el.ul(rx.foreach(ClassLmsState.view.courses, _course), class_name="plain-list stack")


def _column(one: rx.Var[ColumnView]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.cond(one.title != "", one.title, msg("class-lms-kind-" + one.kind)),
            rx.cond(one.error != "", rx.el.p(msg("class-lms-why-" + one.error), class_name="small")),
            scope="row",
            class_name="wrap",
        ),
        rx.el.td(one.sent, class_name="number"),
        rx.el.td(one.waiting, class_name="number"),
        rx.el.td(rx.cond(one.failed > 0, status_badge("bad", one.failed.to_string()), one.failed), class_name="number"),
        rx.el.td(one.by_hand, class_name="number"),
        rx.el.td(rx.cond(one.last != "", moment(one.last), "–")),
    )


def columns() -> rx.Component:
    """Return the columns of the gradebook with how many grades are in which state."""
    view = ClassLmsState.view
    heads = ("class-lms-column", "class-lms-sent", "class-lms-waiting", "class-lms-failed", "class-lms-by-hand",
             "class-lms-last")  # fmt: skip
    return rx.el.section(
        rx.el.div(
            rx.el.h2(msg("class-lms-grades")),
            rx.el.button(
                msg("class-lms-look"), type="button", class_name="button plain", on_click=ClassLmsState.look_again
            ),
            class_name="row between",
        ),
        rx.cond(
            view.columns.length() > 0,
            table(msg("class-lms-grades"), heads, rx.foreach(view.columns, _column)),
            rx.el.p(msg("class-lms-no-columns"), class_name="soft"),
        ),
        class_name="stack-s",
    )


def _stuck(one: rx.Var[StuckView]) -> rx.Component:
    state = ClassLmsState
    named = rx.el.span(": ", one.name, class_name="sr")
    return rx.el.li(
        rx.el.div(
            rx.el.strong(one.name),
            rx.cond(
                one.again != "",
                status_badge("warn", msg("class-lms-late")),
                status_badge("bad", msg("class-lms-stuck-state")),
            ),
            class_name="row between",
        ),
        rx.el.p(
            rx.cond(one.title != "", one.title, msg("class-lms-kind-" + one.kind)),
            ": ",
            rx.cond(
                one.points != "", msg("class-lms-points", points=one.points, of=one.of), msg("class-lms-no-points")
            ),
        ),
        rx.el.p(msg("class-lms-why-" + one.error), class_name="small"),
        rx.cond(one.again != "", rx.el.p(msg("class-lms-again-at", at=moment(one.again)), class_name="soft small")),
        rx.el.div(
            rx.el.button(
                msg("class-lms-again"), named, type="button", class_name="button",
                on_click=state.send_again(one.item, one.student),
            ),
            rx.el.button(
                msg("class-lms-entered"), named, type="button", class_name="button plain",
                on_click=state.by_hand(one.item, one.student),
            ),
            class_name="row",
        ),
        class_name="card stack-s",
    )  # fmt: skip


def stuck() -> rx.Component:
    """Return the grades that do not get through, each with what to do."""
    state, view = ClassLmsState, ClassLmsState.view
    return rx.cond(
        view.total > 0,
        rx.el.section(
            rx.el.div(
                rx.el.h2(msg("class-lms-stuck", count=view.total)),
                rx.el.button(msg("class-lms-again-all"), type="button", class_name="button", on_click=state.send_all),
                class_name="row between",
            ),
            rx.el.p(msg("class-lms-stuck-text"), class_name="soft"),
            rx.el.ul(rx.foreach(view.stuck, _stuck), class_name="plain-list stack-s"),
            pager(view.offset, view.stuck.length(), view.total, state.turn),
            class_name="stack-s",
        ),
    )
