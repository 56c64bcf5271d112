"""Terms and days off."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.institution.spans import day_field, days, small_button, state_of
from learnapp.components.table import pager, table
from learnapp.components.text import msg
from learnapp.state.admin.calendar import CalendarState, SpanView
from learnapp.state.base import AppState

_WRITES = AppState.roles.contains("admin")
"""An auditor looks at it, too."""


def _term(one: rx.Var[SpanView]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(one.name, scope="row"),
        rx.el.td(days(one)),
        rx.el.td(state_of(one)),
        rx.el.td(
            rx.cond(
                _WRITES,
                rx.el.div(
                    small_button("institution-change", CalendarState.change(one.id), one.name),
                    small_button("institution-remove", CalendarState.remove_term(one.id), one.name, "plain danger"),
                    class_name="row actions",
                ),
            )
        ),
    )


def _day_off(one: rx.Var[SpanView]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(one.name, scope="row"),
        rx.el.td(days(one)),
        rx.el.td(state_of(one)),
        rx.el.td(
            rx.cond(
                _WRITES,
                small_button("institution-remove", CalendarState.remove_day_off(one.id), one.name, "plain danger"),
            )
        ),
    )


def _term_form() -> rx.Component:
    now = CalendarState.changing
    return rx.el.form(
        labelled(
            "term-name",
            rx.el.input(
                id="term-name", name="name", required=True, max_length=100, default_value=now.name, class_name="input"
            ),
            "term-name",
        ),
        day_field("institution-first", "term-first", "first", now.first),
        day_field("institution-last", "term-last", "last", now.last),
        rx.el.button(
            rx.cond(now.id != "", msg("institution-save"), msg("term-add")), type="submit", class_name="button primary"
        ),
        rx.cond(
            now.id != "",
            rx.el.button(msg("cancel"), type="button", on_click=CalendarState.change(""), class_name="button plain"),
        ),
        on_submit=CalendarState.save_term,
        key="term-" + now.id + AppState.taken.to_string(),
        class_name="row end",
    )


def _day_off_form() -> rx.Component:
    return rx.el.form(
        labelled(
            "day-off-label",
            rx.el.input(id="day-off-label", name="label", required=True, max_length=100, class_name="input"),
            "day-off-label",
        ),
        day_field("institution-first", "day-off-first", "first"),
        day_field("day-off-last", "day-off-last", "last", required=False),
        rx.el.button(msg("day-off-add"), type="submit", class_name="button primary"),
        on_submit=CalendarState.add_day_off,
        key="day-off-" + AppState.taken.to_string(),
        class_name="row end",
    )


def calendar() -> rx.Component:
    """Return terms and days off with their forms."""
    state = CalendarState
    return rx.el.section(
        rx.el.h2(msg("calendar-title"), id="calendar"),
        rx.el.p(msg("calendar-lead"), class_name="soft"),
        rx.el.h3(msg("terms-title")),
        rx.cond(
            state.terms.length() > 0,
            table(
                msg("terms-title"),
                ("term-name", "institution-days-head", "status", ""),
                rx.foreach(state.terms, _term),
                "stacked",
            ),
            rx.el.p(msg("terms-none"), class_name="soft"),
        ),
        rx.cond(
            state.terms_total > state.terms.length(),
            pager(state.terms_offset, state.terms.length(), state.terms_total, state.turn_terms, "terms-turn"),
        ),
        rx.cond(_WRITES, _term_form()),
        rx.el.h3(msg("days-off-title")),
        rx.cond(
            state.days.length() > 0,
            table(
                msg("days-off-title"),
                ("day-off-label", "institution-days-head", "status", ""),
                rx.foreach(state.days, _day_off),
                "stacked",
            ),
            rx.el.p(msg("days-off-none"), class_name="soft"),
        ),
        rx.cond(
            state.days_total > state.days.length(),
            pager(state.days_offset, state.days.length(), state.days_total, state.turn_days, "days-off-turn"),
        ),
        rx.cond(_WRITES, _day_off_form()),
        aria_labelledby="calendar",
        class_name="card stack-s",
    )
