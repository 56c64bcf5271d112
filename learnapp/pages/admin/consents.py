"""Consent of students: the list, and what can be done for a whole section."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import day, msg
from learnapp.state.admin.consents import ConsentRow, ConsentsState
from learnapp.state.base import AppState

BASES = ("institution_contract", "school_under_13", "guardian")


def stored_badge(stored: rx.Var[bool]) -> rx.Component:
    """Return whether what a student does is stored."""
    return rx.cond(
        stored,
        status_badge("good", msg("consent-stored")),
        status_badge("warn", msg("consent-not-stored")),
    )


def basis_choice(control_id: str, first: rx.Var[str] | str = BASES[0]) -> rx.Component:
    """Return the choice among the bases."""
    return rx.el.select(
        *[rx.el.option(msg(f"basis-{basis}"), value=basis) for basis in BASES],
        id=control_id,
        name="basis",
        default_value=first,
        class_name="select",
    )


def give_form(prefix: str, on_submit: object, first: rx.Var[str] | str = BASES[0]) -> rx.Component:
    """Return the form that records a consent; `first` is the basis that is chosen already."""
    return rx.el.form(
        labelled("consent-basis", basis_choice(f"{prefix}-basis", first), f"{prefix}-basis"),
        labelled(
            "consent-note",
            rx.el.input(
                id=f"{prefix}-note", name="note", max_length=300, class_name="input", auto_complete="off",
                aria_describedby=f"{prefix}-note-hint",
            ),
            f"{prefix}-note",
        ),
        rx.el.button(msg("consent-give"), type="submit", class_name="button primary"),
        rx.el.p(msg("consent-note-hint"), id=f"{prefix}-note-hint", class_name="soft small"),
        on_submit=on_submit,
        key=AppState.taken,
        class_name="row end",
    )  # fmt: skip


def _row(line: rx.Var[ConsentRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(link(line.name, href="/admin/people/" + line.id), scope="row"),
        rx.el.td(
            stored_badge(line.stored),
            rx.cond(line.waiting, rx.el.div(status_badge("warn", msg("consent-waits")))),
        ),
        rx.el.td(rx.cond(line.basis != "", msg("basis-" + line.basis), "–")),
        rx.el.td(rx.cond(line.since != "", day(line.since), "–"), class_name="nowrap"),
        rx.el.td(msg("consent-reason-" + line.reason), class_name="wrap"),
    )


def _changed() -> rx.Component:
    left = [
        rx.cond(ConsentsState.already > 0, rx.el.li(msg("consent-already", count=ConsentsState.already))),
        rx.cond(ConsentsState.unfit > 0, rx.el.li(msg("consent-unfit", count=ConsentsState.unfit))),
        rx.cond(ConsentsState.objected > 0, rx.el.li(msg("consent-objected", count=ConsentsState.objected))),
    ]
    return rx.el.div(
        rx.cond(
            ConsentsState.changed != "",
            rx.el.div(
                rx.el.p(
                    rx.cond(
                        ConsentsState.changed == "given",
                        msg("consent-given-count", count=ConsentsState.done),
                        msg("consent-withdrawn-count", count=ConsentsState.done),
                    )
                ),
                rx.cond(ConsentsState.changed == "given", rx.el.ul(*left)),
                class_name="note good",
            ),
        ),
        role="status",
    )


def _whole_section() -> rx.Component:
    withdraw = rx.el.details(
        rx.el.summary(msg("consent-withdraw-section")),
        rx.el.form(
            labelled("consent-basis", basis_choice("withdraw-basis"), "withdraw-basis"),
            rx.el.label(
                rx.el.input(type="checkbox", name="sure", required=True, id="withdraw-sure"),
                " ",
                msg("consent-withdraw-sure", title=ConsentsState.section_title),
                html_for="withdraw-sure",
            ),
            rx.el.button(msg("consent-withdraw"), type="submit", class_name="button danger"),
            on_submit=ConsentsState.withdraw,
            key=AppState.taken,
            class_name="stack",
        ),
    )
    return rx.el.section(
        rx.el.h2(msg("consent-section", title=ConsentsState.section_title)),
        rx.el.p(msg("consent-section-text"), class_name="soft"),
        give_form("section", ConsentsState.give),
        withdraw,
        class_name="card stack",
    )


def consents() -> rx.Component:
    """Every student and whether what they do is stored."""
    choose = rx.el.div(
        labelled(
            "section-title-label",
            rx.el.select(
                rx.el.option(msg("consent-everybody"), value=""),
                rx.foreach(ConsentsState.choices, lambda one: rx.el.option(one.title, value=one.id)),
                id="consent-section",
                value=ConsentsState.section,
                on_change=ConsentsState.choose_section,
                class_name="select",
            ),
            "consent-section",
        ),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=ConsentsState.missing,
                on_change=ConsentsState.show_missing,
                id="consent-missing",
            ),
            " ",
            msg("consent-only-missing"),
            html_for="consent-missing",
            class_name="check",
        ),
        class_name="row end",
    )
    return shell(
        rx.el.div(
            rx.el.h1(msg("consents-title")),
            rx.el.button(msg("csv"), type="button", class_name="button", on_click=ConsentsState.download),
            class_name="row between",
        ),
        rx.el.p(msg("consents-lead"), class_name="soft"),
        choose,
        rx.cond(
            ConsentsState.loaded,
            rx.fragment(
                rx.el.p(
                    msg("consents-count", students=ConsentsState.students, without=ConsentsState.without),
                    class_name="lead",
                    role="status",
                ),
                rx.cond(
                    ConsentsState.waiting > 0,
                    rx.el.p(msg("consent-waiting", count=ConsentsState.waiting), class_name="note"),
                ),
                rx.cond((ConsentsState.section != "") & ConsentsState.may_change, _whole_section()),
                _changed(),
                table(
                    msg("consents-title"),
                    ("name", "consent-column", "consent-basis", "consent-since", "consent-why"),
                    rx.foreach(ConsentsState.lines, _row),
                ),
                pager(ConsentsState.offset, ConsentsState.lines.length(), ConsentsState.total, ConsentsState.turn),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        consents,
        route="/admin/consents",
        title=msg("page-title", page=msg("consents-title")),
        on_load=ConsentsState.load,
    )
