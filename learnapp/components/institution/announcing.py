"""Announcements: written, changed, withdrawn."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.institution.spans import day_field, days, small_button, state_of
from learnapp.components.table import pager
from learnapp.components.text import msg
from learnapp.state.admin.announcing import FAMILIES, GROUPS, AnnouncementView, AnnouncingState
from learnapp.state.base import AppState


def _audience(one: rx.Var[AnnouncementView]) -> rx.Component:
    return rx.match(
        one.audience,
        ("section", one.section),
        ("families", msg("audience-families", title=one.section)),
        msg("audience-" + one.audience.to(str)),
    )


def _line(one: rx.Var[AnnouncementView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            state_of(one),
            rx.el.span(_audience(one)),
            rx.el.span(days(one), class_name="soft small"),
            class_name="row",
        ),
        rx.el.p(one.text, class_name="said"),
        rx.cond(
            (one.state != "withdrawn") & AppState.roles.contains("admin"),
            rx.el.div(
                small_button("institution-change", AnnouncingState.change(one.id), one.text),
                small_button("announcement-withdraw", AnnouncingState.withdraw(one.id), one.text, "plain danger"),
                class_name="row",
            ),
        ),
        class_name="announced stack-s",
    )


def _form() -> rx.Component:
    now = AnnouncingState.rewriting
    audience = rx.el.select(
        *(rx.el.option(msg(f"audience-{each}"), value=each) for each in GROUPS),
        rx.foreach(AnnouncingState.sections, lambda one: rx.el.option(one.title, value=one.value)),
        rx.foreach(
            AnnouncingState.sections,
            lambda one: rx.el.option(msg("audience-families", title=one.title), value=FAMILIES + one.value.to(str)),
        ),
        id="announcement-audience",
        name="audience",
        default_value=rx.match(
            now.audience, ("section", now.section_id), ("families", FAMILIES + now.section_id.to(str)), now.audience
        ),
        class_name="select",
    )
    return rx.el.form(
        labelled(
            "announcement-text",
            rx.el.textarea(
                id="announcement-text", name="text", required=True, max_length=500, rows="3", default_value=now.text,
                class_name="textarea",
            ),
            "announcement-text",
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name="urgent", id="announcement-urgent"),
            msg("announcements-urgent"),
            html_for="announcement-urgent",
            class_name="check",
        ),
        rx.el.div(
            labelled("announcement-audience", audience, "announcement-audience"),
            day_field("announcement-first", "announcement-first", "first", now.first),
            day_field("announcement-last", "announcement-last", "last", now.last),
            rx.el.button(
                rx.cond(now.id != "", msg("institution-save"), msg("announcement-add")), type="submit",
                class_name="button primary",
            ),
            rx.cond(
                now.id != "",
                rx.el.button(
                    msg("cancel"), type="button", on_click=AnnouncingState.change(""), class_name="button plain"
                ),
            ),
            class_name="row end",
        ),
        on_submit=AnnouncingState.save,
        key="announcement-" + now.id + AppState.taken.to_string(),
        class_name="stack-s",
    )  # fmt: skip


def announcing() -> rx.Component:
    """Return the announcements with their form."""
    state = AnnouncingState
    return rx.el.section(
        rx.el.h2(msg("announcements-title"), id="announcements"),
        rx.el.p(msg("announcements-lead"), class_name="soft"),
        rx.cond(AppState.roles.contains("admin"), _form()),
        rx.cond(
            state.announcements.length() > 0,
            rx.el.ul(rx.foreach(state.announcements, _line), class_name="plain-list"),
            rx.el.p(msg("announcements-none"), class_name="soft"),
        ),
        rx.cond(
            state.announcements_total > state.announcements.length(),
            pager(
                state.announcements_offset, state.announcements.length(), state.announcements_total, state.turn,
                "announcements-turn",
            ),
        ),
        aria_labelledby="announcements",
        class_name="card stack-s",
    )  # fmt: skip
