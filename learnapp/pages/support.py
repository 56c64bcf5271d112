"""Support by the operator: asked for, opened by an admin for some hours, and seen in the trail."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import moment, msg
from learnapp.state.base import AppState
from learnapp.state.supporting import InstitutionLine, InstitutionsState, SupportState, WishLine


def _asking() -> rx.Component:
    return rx.el.section(
        rx.el.h2(msg("support-ask")),
        rx.el.form(
            labelled(
                "support-reason",
                rx.el.textarea(
                    id="support-reason", name="reason", required=True, min_length=10, max_length=300, rows="3",
                    class_name="textarea", aria_describedby="support-hint",
                ),
                "support-reason",
            ),
            rx.el.p(msg("support-hint"), id="support-hint", class_name="soft small"),
            labelled(
                "support-hours",
                rx.el.input(
                    id="support-hours", name="hours", type="number", min=1, max=24, default_value="2", required=True,
                    class_name="input", style={"width": "7rem"},
                ),
                "support-hours",
            ),
            rx.el.div(
                rx.el.button(msg("support-ask-button"), type="submit", class_name="button primary"), class_name="row"
            ),
            on_submit=SupportState.ask,
            key=AppState.taken,
            class_name="stack-s",
        ),
        class_name="card stack-s",
    )  # fmt: skip


def _wish(one: rx.Var[WishLine]) -> rx.Component:
    state = SupportState
    tone = rx.match(one.state, ("asked", "warn"), ("open", "good"), "idle")
    return rx.el.li(
        rx.el.div(
            rx.el.h3(rx.el.bdi(one.operator)),
            status_badge(tone, msg("support-state-" + one.state)),
            class_name="row between",
        ),
        rx.el.p(rx.el.bdi(one.reason), style={"overflow-wrap": "anywhere"}),
        rx.el.p(msg("support-asked-at", hours=one.hours, at=moment(one.asked)), class_name="soft small"),
        rx.cond(one.by != "", rx.el.p(msg("support-by", name=one.by), class_name="soft small")),
        rx.cond(one.until != "", rx.el.p(msg("support-until", at=moment(one.until)), class_name="soft small")),
        rx.cond(
            state.may_decide & (one.state == "asked"),
            rx.el.div(
                rx.el.button(
                    msg("support-allow", hours=one.hours), rx.el.span(": ", one.operator, class_name="sr"),
                    type="button", class_name="button primary", on_click=state.decide(one.id, True),
                ),
                rx.el.button(
                    msg("support-refuse"), rx.el.span(": ", one.operator, class_name="sr"), type="button",
                    class_name="button", on_click=state.decide(one.id, False),
                ),
                class_name="row",
            ),
        ),
        rx.cond(
            state.may_decide & (one.state == "open"),
            rx.el.div(
                rx.el.button(
                    msg("support-end"), rx.el.span(": ", one.operator, class_name="sr"), type="button",
                    class_name="button danger", on_click=state.end(one.id),
                ),
                class_name="row",
            ),
        ),
        class_name="card stack-s",
    )  # fmt: skip


def _institution(one: rx.Var[InstitutionLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.bdi(one.name), " ", rx.el.span(one.slug, class_name="soft small"), scope="row", class_name="wrap"
        ),
        rx.el.td(msg("status-" + one.status)),
        rx.el.td(one.active, class_name="number"),
        rx.el.td(rx.cond(one.sealed != "", moment(one.sealed), "–"), class_name="nowrap"),
        rx.el.td(one.waiting, class_name="number"),
    )


def _institutions() -> rx.Component:
    state = InstitutionsState
    return rx.cond(
        state.institutions.length() > 0,
        rx.el.section(
            rx.el.h2(msg("institutions-title")),
            rx.el.p(msg("institutions-lead"), class_name="soft"),
            table(
                msg("institutions-title"),
                (
                    "institutions-name", "status", "institutions-active", "institutions-sealed",
                    "institutions-waiting",
                ),
                rx.foreach(state.institutions, _institution),
            ),
            rx.cond(
                state.institutions_total > state.institutions.length(),
                rx.el.div(
                    pager(state.institutions_offset, state.institutions.length(), state.institutions_total, state.turn),
                    class_name="below",
                ),
            ),
        ),
    )  # fmt: skip


def support() -> rx.Component:
    """The page."""
    state = SupportState
    whole = rx.el.div(
        rx.cond(state.may_ask, _asking()),
        rx.cond(
            state.wishes.length() > 0,
            rx.fragment(
                rx.el.section(
                    rx.el.h2(msg("support-list")),
                    rx.el.ul(rx.foreach(state.wishes, _wish), class_name="plain-list stack"),
                ),
                rx.cond(
                    state.wish_total > state.wishes.length(),
                    pager(state.wish_offset, state.wishes.length(), state.wish_total, state.turn),
                ),
            ),
            empty_state(msg("support-none"), msg("support-none-text")),
        ),
        _institutions(),
        class_name="stack",
    )
    return shell(
        rx.el.h1(msg("support-title")),
        rx.el.p(msg("support-lead"), class_name="soft"),
        rx.cond(state.support_ready, whole, loading(msg("loading"))),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        support,
        route="/support",
        title=msg("page-title", page=msg("support-title")),
        on_load=[SupportState.load, InstitutionsState.load],
    )
