"""Rosters in OneRoster form: looked at first, then done, with a report."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import progress, status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import moment, msg
from learnapp.components.transfer import file_sender, ticker
from learnapp.state.admin.oneroster import MOST_MB, Course, KindLine, OneRosterState, RefusedLine, RosterLine

_OUTCOMES = ("made", "changed", "unchanged", "ended", "refused")


def _choose() -> rx.Component:
    state = OneRosterState
    return rx.el.section(
        rx.el.h2(msg("oneroster-choose")),
        labelled(
            "oneroster-course",
            rx.el.select(
                rx.el.option(msg("lms-course-none"), value=""),
                rx.foreach(state.roster_courses, _course),
                id="roster-course",
                value=state.roster_course,
                on_change=state.choose_course,
                class_name="select",
            ),
            "roster-course",
        ),
        rx.el.label(
            rx.el.input(
                type="checkbox", checked=state.roster_attest, on_change=state.choose_attest, id="oneroster-attest"
            ),
            rx.el.span(msg("oneroster-attest")),
            html_for="oneroster-attest",
            class_name="check",
        ),
        file_sender(
            address=state.roster_address,
            label=msg("oneroster-file"),
            accept=".zip",
            name="oneroster-file",
            on_done=state.sent,
            most=MOST_MB,
            too_large="oneroster-too-large",
        ),
        rx.el.p(msg("oneroster-first"), class_name="soft small"),
        class_name="card stack-s",
    )


def _course(one: rx.Var[Course]) -> rx.Component:
    return rx.el.option(one.title, value=one.value)


def _kind(line: rx.Var[KindLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(msg("oneroster-kind-" + line.kind), scope="row"),
        *(rx.el.td(getattr(line, name), class_name="number") for name in _OUTCOMES),
    )


def _refused(line: rx.Var[RefusedLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(rx.el.code(line.file), scope="row"),
        rx.el.td(line.line, class_name="number"),
        rx.el.td(line.text, class_name="wrap"),
    )


def _shown() -> rx.Component:
    state = OneRosterState
    ready = state.roster_status == "ready"
    going_on = (state.roster_status == "stopped") | (state.roster_status == "interrupted")
    namesakes = rx.el.div(
        rx.el.p(msg("oneroster-namesakes", count=state.roster_namesakes_in_all)),
        rx.el.ul(rx.foreach(state.roster_namesakes, lambda title: rx.el.li(rx.el.bdi(title))), class_name="bullets"),
        rx.cond(
            state.roster_namesakes_in_all > state.roster_namesakes.length(),
            rx.el.p(
                msg("oneroster-namesakes-more", count=state.roster_namesakes_in_all - state.roster_namesakes.length()),
                class_name="soft",
            ),
        ),
        rx.el.label(
            rx.el.input(
                type="checkbox", checked=state.roster_adopt, on_change=state.choose_adopt, id="oneroster-adopt"
            ),
            rx.el.span(msg("oneroster-adopt")),
            html_for="oneroster-adopt",
            class_name="check",
        ),
        rx.el.p(msg("oneroster-adopt-text"), class_name="soft small"),
        class_name="note stack-s",
    )
    go = rx.el.div(
        rx.cond(state.roster_namesakes.length() > 0, namesakes),
        rx.cond(
            state.roster_many,
            rx.el.label(
                rx.el.input(
                    type="checkbox", checked=state.roster_meant, on_change=state.choose_meant, id="oneroster-meant"
                ),
                rx.el.span(msg("oneroster-meant")),
                html_for="oneroster-meant",
                class_name="check note",
            ),
        ),
        rx.el.div(
            rx.el.button(
                rx.cond(ready, msg("oneroster-run"), msg("oneroster-resume")),
                type="button",
                class_name="button primary",
                disabled=state.roster_busy | (state.roster_many & ~state.roster_meant),
                on_click=state.run(state.roster_shown),
            ),
            class_name="row",
        ),
        class_name="stack-s",
    )
    return rx.el.section(
        rx.el.h2(
            rx.cond(
                ready,
                msg("oneroster-would"),
                rx.cond(state.roster_status == "done", msg("oneroster-did"), msg("oneroster-sofar")),
            )
        ),
        rx.cond(state.roster_source != "", rx.el.p(msg("oneroster-from", source=state.roster_source))),
        rx.cond(state.roster_delta, rx.el.p(msg("oneroster-delta"), class_name="soft")),
        rx.cond(state.roster_message != "", rx.el.p(state.roster_message, class_name="note bad")),
        rx.cond(
            state.roster_kinds.length() > 0,
            rx.fragment(
                table(
                    msg("oneroster-counts"),
                    ("oneroster-what", *(f"oneroster-{name}" for name in _OUTCOMES)),
                    rx.foreach(state.roster_kinds, _kind),
                ),
                rx.el.p(msg("oneroster-ended-text"), class_name="soft small"),
            ),
        ),
        rx.cond(ready | going_on, go),
        rx.cond(
            state.roster_refused.length() > 0,
            rx.fragment(
                rx.el.h3(msg("oneroster-problems")),
                table(
                    msg("oneroster-problems"), ("oneroster-csv", "roster-line", "oneroster-todo"),
                    rx.foreach(state.roster_refused, _refused),
                ),
                rx.cond(
                    state.roster_more > 0, rx.el.p(msg("oneroster-more", count=state.roster_more), class_name="soft")
                ),
                rx.el.div(
                    rx.el.button(
                        msg("oneroster-report"), type="button", class_name="button",
                        on_click=state.download(state.roster_shown),
                    ),
                    class_name="row",
                ),
            ),
        ),
        class_name="card stack-s",
    )  # fmt: skip


def _row(row: rx.Var[RosterLine]) -> rx.Component:
    state = OneRosterState
    words = rx.cond(row.total > 0, msg("import-progress", done=row.done, total=row.total), msg("import-looking"))
    return rx.el.tr(
        rx.el.th(
            rx.el.button(row.source, type="button", class_name="button plain", on_click=state.show(row.id)),
            scope="row",
        ),
        rx.el.td(
            rx.el.div(
                status_badge(row.tone, msg("oneroster-state-" + row.status)),
                rx.cond(row.live, progress(row.percent, words)),
                rx.cond(row.error != "", rx.el.p(msg("error-" + row.error), class_name="small error-text")),
                class_name="stack-s",
            ),
            class_name="wrap",
        ),
        rx.el.td(moment(row.started), class_name="nowrap"),
        rx.el.td(
            rx.cond(
                row.live & (row.status != "stopping"),
                rx.el.button(
                    msg("import-stop"), type="button", class_name="button",
                    aria_label=msg("import-stop-of", name=row.source), on_click=state.stop(row.id),
                ),
            )
        ),
    )  # fmt: skip


def oneroster() -> rx.Component:
    """The page."""
    state = OneRosterState
    return shell(
        rx.el.p(link(msg("nav-people"), href="/admin/people"), class_name="eyebrow"),
        rx.el.h1(msg("oneroster-title")),
        rx.el.p(msg("oneroster-lead"), class_name="soft"),
        rx.el.div(
            _choose(),
            rx.cond(state.roster_busy, ticker(2, state.refresh)),
            rx.cond(state.roster_shown != "", _shown()),
            rx.cond(
                state.roster_total > 0,
                rx.el.section(
                    rx.el.h2(msg("oneroster-list")),
                    table(
                        msg("oneroster-list"), ("import-source", "status", "import-started", ""),
                        rx.foreach(state.rosters, _row),
                    ),
                    pager(state.roster_offset, state.rosters.length(), state.roster_total, state.turn),
                ),
            ),
            class_name="stack",
        ),
        width="wide",
    )  # fmt: skip


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        oneroster,
        route="/admin/oneroster",
        title=msg("page-title", page=msg("oneroster-title")),
        on_load=OneRosterState.load,
    )
