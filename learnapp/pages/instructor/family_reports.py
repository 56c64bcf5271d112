"""Reports for a parents' evening: one student's, and those of a whole class."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import PlainForm, labelled
from learnapp.components.layout import shell
from learnapp.components.links import link, route_link
from learnapp.components.status import progress, status_badge
from learnapp.components.table import pager
from learnapp.components.text import date_of, day, moment, msg
from learnapp.components.transfer import ticker
from learnapp.pages.instructor.classes import tabs
from learnapp.state.family_reports import MAX_NOTE, PAGE, BatchView, ClassReportsState, PupilReportState


def _days(first: rx.Var[str], last: rx.Var[str]) -> tuple[rx.Component, rx.Component]:
    return (
        labelled(
            "report-first",
            rx.el.input(
                id="report-first", name="first", type="date", default_value=first, required=True,
                class_name="input date",
            ),
            "report-first",
        ),
        labelled(
            "report-last",
            rx.el.input(
                id="report-last", name="last", type="date", default_value=last, required=True, class_name="input date"
            ),
            "report-last",
        ),
    )  # fmt: skip


def _language(*more: rx.Component, chosen: rx.Var[str] | str) -> rx.Component:
    return labelled(
        "report-language",
        rx.el.select(
            *more,
            rx.el.option("English", value="en"),
            rx.el.option("Español", value="es"),
            id="report-language",
            name="language",
            default_value=chosen,
            class_name="select",
        ),
        "report-language",
    )


def _holds() -> rx.Component:
    """Return what is in a report, for who has not seen one."""
    parts = ("short", "mastered", "practised", "next", "activity", "assigned", "how", "evidence")
    return rx.el.details(
        rx.el.summary(msg("report-holds")),
        rx.el.ul(*(rx.el.li(msg(f"report-{part}")) for part in parts)),
        rx.el.p(msg("report-audited"), class_name="soft small"),
    )


def pupil_report() -> rx.Component:
    """One student's report."""
    state = PupilReportState
    report = state.report
    note = rx.el.form(
        rx.el.label(msg("report-note-ask"), html_for="report-note"),
        rx.el.textarea(
            id="report-note", name="note", default_value=report.note, max_length=MAX_NOTE, rows="4",
            class_name="textarea", aria_describedby="report-note-what",
        ),
        rx.el.p(msg("report-note-what", most=MAX_NOTE), id="report-note-what", class_name="soft small"),
        rx.el.div(
            rx.el.button(msg("report-note-keep"), type="submit", class_name="button"),
            rx.cond(
                report.noted != "", rx.el.span(msg("report-note-at", at=moment(report.noted)), class_name="soft small")
            ),
            class_name="row",
        ),
        on_submit=state.keep,
        key=report.noted,
        class_name="card stack-s",
    )  # fmt: skip
    choose = PlainForm.create(
        rx.el.div(*_days(report.first, report.last), _language(chosen=report.language), class_name="row end"),
        rx.el.p(
            rx.cond(report.guardian, msg("report-language-guardian"), msg("report-language-student")),
            class_name="soft small",
        ),
        rx.el.div(rx.el.button(msg("report-download"), type="submit", class_name="button primary"), class_name="row"),
        action=f"/api/v1/reports/classes/{state.section_id}/students/{state.student_id}.pdf",
        method="get",
        class_name="card stack",
    )
    return shell(
        rx.el.p(
            link(
                rx.cond(state.report_ready, report.student, msg("pupil")),
                href=f"/teach/{state.section_id}/students/{state.student_id}",
            ),
            class_name="eyebrow",
        ),
        rx.el.h1(msg("report-page")),
        rx.el.p(msg("report-lead"), class_name="soft"),
        rx.cond(
            state.report_ready,
            rx.el.div(
                rx.el.section(rx.el.h2(msg("report-note")), note, class_name="stack-s"),
                rx.el.section(rx.el.h2(msg("report-print")), choose, _holds(), class_name="stack-s"),
                rx.el.p(link(msg("report-whole-class"), href=f"/teach/{state.section_id}/reports")),
                class_name="stack",
            ),
            loading(msg("loading")),
        ),
        width="narrow",
    )


def _batch(one: rx.Var[BatchView]) -> rx.Component:
    state = ClassReportsState
    tone = rx.match(one.status, ("done", "good"), ("interrupted", "bad"), ("stopped", "warn"), "idle")
    address = f"/api/v1/reports/batches/{one.id}"
    halted = (one.status == "stopped") | (one.status == "interrupted")
    language = rx.match(one.language, ("en", "English"), ("es", "Español"), msg("report-language-each"))
    return rx.el.li(
        rx.el.div(
            rx.el.h3(msg("report-days-of", first=date_of(one.first), last=date_of(one.last))),
            status_badge(tone, msg("report-status-" + one.status)),
            class_name="row between",
        ),
        rx.el.p(language, " · ", msg("report-asked", at=moment(one.asked)), class_name="soft small"),
        rx.cond(
            one.live,
            progress(one.percent, msg("report-progress", done=one.done, total=one.total)),
            rx.cond(
                (one.status == "done") & (one.total == 0),
                rx.el.p(msg("report-nobody")),
                rx.el.p(msg("report-progress", done=one.done, total=one.total)),
            ),
        ),
        rx.el.div(
            rx.cond(
                one.done > 0,
                rx.fragment(
                    route_link(msg("report-one-file"), href=f"{address}.pdf", class_name="button primary"),
                    route_link(msg("report-each-file"), href=f"{address}.zip", class_name="button"),
                ),
            ),
            rx.cond(
                one.live,
                rx.el.button(msg("report-stop"), type="button", on_click=state.stop(one.id), class_name="button"),
            ),
            rx.cond(
                halted,
                rx.el.button(msg("report-go-on"), type="button", on_click=state.go_on(one.id), class_name="button"),
            ),
            class_name="row",
        ),
        rx.el.p(msg("report-until", day=day(one.until)), class_name="soft small"),
        class_name="card stack-s",
        key=one.id,
    )


def class_reports() -> rx.Component:
    """Those of a class."""
    state = ClassReportsState
    view = state.view
    make = rx.el.form(
        rx.el.div(
            *_days(view.first, view.last),
            _language(rx.el.option(msg("report-language-each"), value=""), chosen=""),
            class_name="row end",
        ),
        rx.el.div(
            rx.el.button(
                msg("report-make", count=view.students), type="submit", class_name="button primary",
                disabled=state.live | (view.students == 0),
            ),
            class_name="row",
        ),
        _holds(),
        on_submit=state.make,
        key=state.section_id,
        class_name="card stack",
    )  # fmt: skip
    made = rx.el.section(
        rx.el.h2(msg("report-made-list")),
        rx.cond(
            view.batches.length() > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(view.batches, _batch), class_name="plain-list stack"),
                rx.cond(
                    view.total > PAGE,
                    rx.el.div(
                        pager(view.offset, view.batches.length(), view.total, state.turn, "report-turn"),
                        class_name="below",
                    ),
                ),
            ),
            empty_state(msg("report-none"), msg("report-none-text")),
        ),
        rx.cond(state.live, ticker(2, state.refresh)),
        class_name="stack-s",
        aria_live="polite",
    )
    return shell(
        rx.el.p(msg("report-page"), class_name="eyebrow"),
        rx.el.h1(view.section),
        rx.cond(
            state.reports_ready,
            rx.fragment(
                tabs(state.section_id, "reports"),
                rx.el.div(rx.el.p(msg("report-class-lead"), class_name="soft"), make, made, class_name="stack"),
            ),
            loading(msg("loading")),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    title = msg("page-title", page=msg("report-page"))
    app.add_page(
        pupil_report,
        route="/teach/[class_id]/students/[pupil_id]/report",
        title=title,
        on_load=PupilReportState.load,
    )
    app.add_page(class_reports, route="/teach/[class_id]/reports", title=title, on_load=ClassReportsState.load)
