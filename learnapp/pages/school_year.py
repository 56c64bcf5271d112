"""The school calendar of everybody. It is tried with some sections first: the feature `new_pages`."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.institution.spans import days, state_of
from learnapp.components.layout import shell
from learnapp.components.text import msg
from learnapp.state.school_year import SchoolYearState, SpanView


def _line(one: rx.Var[SpanView]) -> rx.Component:
    return rx.el.li(rx.el.strong(one.name), rx.el.span(days(one)), state_of(one), class_name="row")


def _part(title: str, none: str, found: rx.Var[list[SpanView]]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(msg(title)),
        rx.cond(
            found.length() > 0,
            rx.el.ul(rx.foreach(found, _line), class_name="plain-list stack-s"),
            rx.el.p(msg(none), class_name="soft"),
        ),
        class_name="card stack-s",
    )


def school_year() -> rx.Component:
    """The page."""
    state = SchoolYearState
    return shell(
        rx.el.h1(msg("school-year-title")),
        rx.cond(
            ~state.year_ready,
            loading(msg("loading")),
            rx.cond(
                state.year_off,
                empty_state(msg("school-year-off"), msg("school-year-off-text")),
                rx.el.div(
                    _part("terms-title", "school-year-none", state.year_terms),
                    _part("days-off-title", "school-year-none", state.year_days),
                    class_name="stack",
                ),
            ),
        ),
        width="narrow",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("school-year-title"))
    app.add_page(school_year, route="/calendar", title=title, on_load=SchoolYearState.load)
