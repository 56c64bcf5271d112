"""Licences of content: what was bought, how much of it is used, by month, and what runs out."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.content_providers import MAY
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import progress, status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import date_of, msg
from learnapp.state.admin.licences import LicenceCard, LicencesState, MonthLine, PastLine

_NARROW = {"width": "11rem", "max-width": "100%"}


def _month(one: rx.Var[MonthLine]) -> rx.Component:
    def cell(label: str, value: Any) -> rx.Component:
        return rx.el.td(value, custom_attrs={"data-label": msg(label)}, class_name="number")

    return rx.el.tr(
        rx.el.th(one.month.to(str)[0:7], scope="row"),
        cell("licence-views", one.views),
        cell("licence-students", one.students),
    )


def _terms(one: rx.Var[LicenceCard]) -> rx.Component:
    def entry(name: str, value: Any, **props: Any) -> rx.Component:
        named = f"licence-{name}-" + one.key
        return labelled(
            f"licence-{name}",
            rx.el.input(id=named, name=name, default_value=value, class_name="input", style=_NARROW, **props),
            named,
        )

    return rx.el.form(
        rx.el.input(type="hidden", name="provider", value=one.provider_id, read_only=True),
        rx.el.input(type="hidden", name="code", value=one.code, read_only=True),
        rx.el.div(
            entry("seats", rx.cond(one.seats >= 0, one.seats.to_string(), ""), input_mode="numeric", dir="ltr"),
            entry("starts", one.starts, type="date"),
            entry("ends", one.ends, type="date"),
            rx.el.button(
                msg("institution-save"), rx.el.span(": ", one.provider, " ", one.code, class_name="sr"), type="submit",
                class_name="button",
            ),
            class_name="row end",
        ),
        rx.el.p(msg("licence-terms-hint"), class_name="soft small"),
        on_submit=LicencesState.save,
        key=one.key + one.seats.to_string() + one.starts + one.ends,
        class_name="stack-s",
    )  # fmt: skip


def _licence(one: rx.Var[LicenceCard]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h2(
                one.provider, " · ", rx.cond(one.code != "", one.code, msg("licence-unnamed")), style={"margin": "0"}
            ),
            status_badge(one.tone, msg("licence-state-" + one.state)),
            class_name="row between",
        ),
        rx.cond(one.state == "ended", rx.el.p(msg("licence-ended", day=date_of(one.ends)), class_name="note bad")),
        rx.cond(one.state == "coming", rx.el.p(msg("licence-coming", day=date_of(one.starts)), class_name="note")),
        rx.cond(
            one.state == "near_end", rx.el.p(msg("licence-near-end", day=date_of(one.ends)), class_name="note warn")
        ),
        rx.cond(
            one.seats > 0,
            progress(one.share, msg("licence-used", used=one.students, seats=one.seats)),
            rx.el.p(msg("licence-used-free", used=one.students)),
        ),
        rx.el.p(msg("licence-counts", things=one.things, views=one.views), class_name="soft small"),
        rx.cond(
            one.months.length() > 0,
            table(
                msg("licence-months"), ["licence-month", "licence-views", "licence-students"],
                rx.foreach(one.months, _month), "stacked labels",
            ),
            rx.el.p(msg("licence-no-use"), class_name="soft"),
        ),
        rx.cond(MAY, _terms(one)),
        key=one.key,
        class_name="card stack",
    )  # fmt: skip


def _past_line(one: rx.Var[PastLine]) -> rx.Component:
    def cell(label: str, value: Any, kind: str = "") -> rx.Component:
        return rx.el.td(value, custom_attrs={"data-label": msg(label)}, class_name=kind)

    return rx.el.tr(
        rx.el.th(
            one.provider, " · ", rx.cond(one.code != "", one.code, msg("licence-unnamed")), scope="row",
            class_name="wrap",
        ),
        cell("licence-month", one.month.to(str)[0:7]),
        cell("licence-views", one.views, "number"),
        cell("licence-students", one.students, "number"),
        cell("licence-removed", date_of(one.removed)),
    )  # fmt: skip


def _past() -> rx.Component:
    """Return what was used of providers that are removed."""
    state = LicencesState
    return rx.cond(
        state.past_total > 0,
        rx.el.section(
            rx.el.h2(msg("licence-past")),
            rx.el.p(msg("licence-past-lead"), class_name="soft"),
            table(
                msg("licence-past"),
                ["licence-of", "licence-month", "licence-views", "licence-students", "licence-removed"],
                rx.foreach(state.past_use, _past_line), "stacked labels",
            ),
            pager(
                state.past_offset, state.past_use.length(), state.past_total, state.turn_past,
                "page-turn-licences-past",
            ),
            class_name="stack",
        ),
    )  # fmt: skip


def licences() -> rx.Component:
    """The page."""
    state = LicencesState
    whole = rx.cond(
        state.licences.length() > 0,
        rx.fragment(
            rx.el.div(
                rx.el.button(msg("licence-download"), type="button", on_click=state.download, class_name="button"),
                class_name="row",
            ),
            rx.el.ul(rx.foreach(state.licences, _licence), class_name="plain-list stack"),
            pager(
                state.licences_offset,
                state.licences.length(),
                state.licences_total,
                state.turn,
                "page-turn-licences",
                "page-of-licences",
            ),
        ),
        empty_state(msg("licence-none"), msg("licence-none-text")),
    )
    return shell(
        rx.el.p(link(msg("shelf-title"), href="/admin/content-providers"), class_name="eyebrow"),
        rx.el.h1(msg("licence-title")),
        rx.el.p(msg("licence-lead"), class_name="soft"),
        rx.cond(state.licences_ready, rx.fragment(whole, _past()), loading(msg("loading"))),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        licences,
        route="/admin/licences",
        title=msg("page-title", page=msg("licence-title")),
        on_load=LicencesState.load,
    )
