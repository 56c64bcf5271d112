"""The tutor in a class: hours without it, and a student's talks with it, as far as the school lets teachers read."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import if_may
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import pager
from learnapp.components.text import date_of, moment, msg
from learnapp.components.tutor import turn
from learnapp.pages.instructor.classes import tabs
from learnapp.state.class_tutor import ClassTutorState, ConversationView, PauseView, TalksState


def _hours(one: rx.Var[PauseView]) -> rx.Component:
    when = msg(
        rx.cond(one.day != "", "tutor-hours-once", "tutor-hours-weekly"),
        day=rx.cond(one.day != "", date_of(one.day), msg("weekday-" + one.weekday.to_string())),
        begins=one.begins,
        ends=one.ends,
    )
    return rx.el.li(
        rx.el.span(when),
        if_may(
            "tutor_hours",
            "write",
            rx.el.button(
                msg("tutor-hours-remove"),
                type="button",
                on_click=ClassTutorState.remove(one.id),
                aria_label=msg("tutor-hours-remove-of", hours=when),
                class_name="button plain small",
            ),
        ),
        class_name="row between",
    )


def _time(name: str, usual: str) -> rx.Component:
    control = rx.el.input(
        id=f"tutor-{name}", name=name, type="time", required=True, default_value=usual, class_name="input date"
    )
    return labelled(f"tutor-hours-{name}", control, f"tutor-{name}")


def _form() -> rx.Component:
    weekday = rx.el.select(
        *[rx.el.option(msg(f"weekday-{number}"), value=str(number)) for number in range(7)],
        id="tutor-weekday",
        name="weekday",
        class_name="select",
    )
    day = rx.el.input(
        id="tutor-day",
        name="day",
        type="date",
        class_name="input date",
        aria_describedby="tutor-day-hint",
        style={"width": "12rem", "max-width": "100%"},
    )
    return rx.el.form(
        rx.el.h3(msg("tutor-hours-new")),
        rx.el.div(
            labelled("tutor-hours-weekday", weekday, "tutor-weekday"),
            _time("begins", "09:00"),
            _time("ends", "10:00"),
            class_name="row end",
        ),
        labelled("tutor-hours-day", day, "tutor-day"),
        rx.el.p(msg("tutor-hours-day-hint"), id="tutor-day-hint", class_name="soft small"),
        rx.el.div(rx.el.button(msg("tutor-hours-add"), type="submit", class_name="button primary"), class_name="row"),
        on_submit=ClassTutorState.add,
        key="tutor-hours-" + ClassTutorState.taken.to_string(),
        class_name="stack-s",
    )


def class_tutor() -> rx.Component:
    """When the class does without the tutor, and who may read what is said to it."""
    state, view = ClassTutorState, ClassTutorState.view
    now = rx.cond(
        ~view.on,
        status_badge("idle", msg("tutor-now-off")),
        rx.cond(
            view.back_at != "",
            status_badge("warn", msg("tutor-now-pause", at=moment(view.back_at))),
            status_badge("good", msg("tutor-now-on")),
        ),
    )
    return shell(
        rx.el.p(msg("tutor-class-title"), class_name="eyebrow"),
        rx.el.h1(view.section),
        rx.cond(
            state.tutor_hours_ready,
            rx.fragment(
                tabs(state.section_id, "tutor"),
                rx.el.p(now, role="status"),
                rx.el.section(
                    rx.el.h2(msg("tutor-hours-title")),
                    rx.el.p(msg("tutor-hours-text", zone=view.zone), class_name="soft"),
                    rx.cond(
                        view.rows.length() > 0,
                        rx.el.ul(rx.foreach(view.rows, _hours), class_name="plain-list stack-s"),
                        rx.el.p(msg("tutor-hours-none")),
                    ),
                    if_may("tutor_hours", "write", _form()),
                    class_name="card stack",
                ),
                rx.el.section(
                    rx.el.h2(msg("tutor-talks-title")),
                    rx.el.p(msg("tutor-talks-" + view.readers.to(str))),
                    rx.el.p(msg("tutor-talks-where"), class_name="soft small"),
                    class_name="card stack-s",
                ),
            ),
            loading(msg("loading")),
        ),
    )


def _talk(one: rx.Var[ConversationView]) -> rx.Component:
    open_here = TalksState.reading == one.conversation_id
    return rx.el.li(
        rx.el.p(rx.el.strong(one.first)),
        rx.el.div(
            rx.el.span(msg("tutor-asked-on", at=moment(one.last_at)), class_name="soft small"),
            rx.el.button(
                rx.cond(open_here, msg("tutor-hide"), msg("tutor-talk-read")),
                type="button",
                on_click=TalksState.show(one.conversation_id),
                aria_expanded=open_here,
                aria_label=rx.cond(open_here, msg("tutor-hide"), msg("tutor-talk-read-of", first=one.first)),
                class_name="button small",
            ),
            class_name="row between",
        ),
        rx.cond(
            open_here,
            rx.el.div(rx.foreach(TalksState.read_turns, lambda one: turn(one, own=False)), class_name="stack below"),
        ),
        class_name="card stack-s",
    )


def talks() -> rx.Component:
    """A student's talks with the tutor."""
    state, view = TalksState, TalksState.view
    return shell(
        rx.el.p(
            link(view.section, href=f"/teach/{state.section_id}"),
            " · ",
            link(view.student, href=f"/teach/{state.section_id}/students/{state.student_id}"),
            class_name="eyebrow",
        ),
        rx.el.h1(msg("tutor-talks-title")),
        rx.cond(
            state.talks_ready,
            rx.fragment(
                rx.el.p(msg("tutor-talks-" + view.readers.to(str))),
                rx.cond(
                    view.rows.length() > 0,
                    rx.fragment(
                        rx.el.h2(msg("tutor-says"), class_name="sr"),
                        rx.el.p(msg("tutor-talks-noted"), class_name="soft small"),
                        rx.el.ul(rx.foreach(view.rows, _talk), class_name="plain-list stack"),
                        rx.cond(
                            view.total > view.rows.length(),
                            pager(view.offset, view.rows.length(), view.total, state.turn, "tutor-turn"),
                        ),
                    ),
                    empty_state(msg("tutor-talks-none"), msg("tutor-talks-none-text")),
                ),
            ),
            loading(msg("loading")),
        ),
        width="narrow",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    app.add_page(
        class_tutor,
        route="/teach/[class_id]/tutoring",
        title=msg("page-title", page=msg("tutor-class-title")),
        on_load=ClassTutorState.load,
    )
    app.add_page(
        talks,
        route="/teach/[class_id]/students/[pupil_id]/tutoring",
        title=msg("page-title", page=msg("tutor-talks-title")),
        on_load=TalksState.load,
    )
