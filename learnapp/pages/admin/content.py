"""Content: bring packages in, watch them, read their reports; the courses and who studies them."""

from __future__ import annotations

import reflex as rx

from learnapp.components.cartridge import take_along
from learnapp.components.forms import labelled
from learnapp.components.import_held import held_back
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import progress, status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import moment, msg
from learnapp.components.transfer import file_sender, ticker
from learnapp.state.admin.content import (
    ContentState,
    CountLine,
    CourseRow,
    ImportLine,
    ImportsState,
    NoteLine,
    PackageLine,
    ReportState,
)
from learnapp.state.admin.import_held import HeldState

_FILES = ".zip,.imscc,.tar,.xz,.gz,.bz2,.tgz,.txz,.xml,.gift,.txt,.md,.markdown,.html,.htm,.xhtml,.docx,.pdf,.h5p"


def _csv(handler: object) -> rx.Component:
    return rx.el.button(msg("csv"), type="button", class_name="button", on_click=handler)


def _package(package: rx.Var[PackageLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(rx.el.code(package.name), " ", rx.el.span(package.size, class_name="soft small")),
        rx.el.button(
            msg("import-start"),
            type="button",
            class_name="button",
            disabled=ImportsState.running,
            aria_label=msg("import-start-of", name=package.name),
            on_click=ImportsState.start(package.name),
        ),
        class_name="row between",
    )


def _bring_in() -> rx.Component:
    return rx.el.section(
        rx.el.h2(msg("import-new")),
        rx.el.p(msg("import-new-text"), class_name="soft"),
        rx.cond(
            ImportsState.most_package > 0,
            rx.el.p(
                msg(
                    "import-limits",
                    package=ImportsState.most_package,
                    film=ImportsState.most_film,
                    file=ImportsState.most_file,
                ),
                class_name="soft",
            ),
        ),
        file_sender(
            address="/api/v1/content/packages",
            label=msg("import-choose"),
            accept=_FILES,
            name="package-file",
            on_done=ImportsState.started,
            most=ImportsState.most_package,
        ),
        rx.el.details(rx.el.summary(msg("import-formats")), rx.el.p(msg("import-formats-text"), class_name="soft")),
        rx.cond(
            ImportsState.packages.length() > 0,
            rx.el.div(
                rx.el.h3(msg("import-packages")),
                rx.el.ul(rx.foreach(ImportsState.packages, _package), class_name="plain-list stack-s"),
            ),
        ),
        class_name="card stack",
    )


def _standing(row: rx.Var[ImportLine]) -> rx.Component:
    words = rx.cond(
        row.percent >= 0,
        msg("import-progress", done=row.done, total=row.total),
        msg("import-looking"),
    )
    return rx.el.div(
        status_badge(row.tone, msg("import-state-" + row.status)),
        rx.cond(row.live, progress(row.percent, words), rx.cond(row.total > 0, rx.el.span(words, class_name="small"))),
        rx.cond(row.error != "", rx.el.p(msg("error-" + row.error), class_name="small error-text")),
        class_name="stack-s",
    )


def _actions(row: rx.Var[ImportLine]) -> rx.Component:
    return rx.el.div(
        rx.cond(
            row.live & (row.status != "stopping"),
            rx.el.button(
                msg("import-stop"),
                type="button",
                class_name="button",
                aria_label=msg("import-stop-of", name=row.source),
                on_click=ImportsState.stop(row.id),
            ),
        ),
        rx.cond(
            row.resumable,
            rx.el.button(
                msg("import-resume"),
                type="button",
                class_name="button",
                disabled=ImportsState.running,
                aria_label=msg("import-resume-of", name=row.source),
                on_click=ImportsState.resume(row.id),
            ),
        ),
        class_name="row",
    )


def _import(row: rx.Var[ImportLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(link(row.source, href="/admin/content/imports/" + row.id), scope="row"),
        rx.el.td(msg("import-kind-" + row.kind)),
        rx.el.td(_standing(row)),
        rx.el.td(moment(row.started), class_name="nowrap"),
        rx.el.td(_actions(row)),
    )


def _imports() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(msg("imports-title")),
            rx.cond(ImportsState.imports_total > 0, _csv(ImportsState.download)),
            class_name="row between",
        ),
        rx.cond(ImportsState.running, ticker(2, ImportsState.refresh)),
        rx.cond(
            ImportsState.imports_total > 0,
            rx.fragment(
                table(
                    msg("imports-title"),
                    ("import-source", "import-kind", "status", "import-started", ""),
                    rx.foreach(ImportsState.imports, _import),
                ),
                pager(
                    ImportsState.imports_offset,
                    ImportsState.imports.length(),
                    ImportsState.imports_total,
                    ImportsState.turn,
                    "page-turn-imports",
                ),
            ),
            rx.el.p(msg("imports-none"), class_name="soft"),
        ),
        class_name="stack",
    )


def _course(course: rx.Var[CourseRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(course.title, scope="row"),
        rx.el.td(rx.cond(course.shared, msg("course-shared"), msg("course-own"))),
        rx.el.td(course.language),
        rx.el.td(course.lessons, class_name="num"),
        rx.el.td(course.exercises, class_name="num"),
        rx.el.td(course.held, class_name="num"),
        rx.el.td(course.version, class_name="num"),
        rx.el.td(course.license),
    )


def _adopt() -> rx.Component:
    return rx.el.details(
        rx.el.summary(msg("course-adopt")),
        rx.el.p(msg("course-adopt-text"), class_name="soft"),
        rx.el.form(
            labelled(
                "section-course",
                rx.el.select(
                    rx.foreach(ContentState.courses, lambda course: rx.el.option(course.title, value=course.value)),
                    id="adopt-course",
                    name="course",
                    class_name="select",
                ),
                "adopt-course",
            ),
            labelled(
                "section-title-label",
                rx.el.select(
                    rx.foreach(ContentState.sections, lambda section: rx.el.option(section.title, value=section.id)),
                    id="adopt-section",
                    name="section",
                    class_name="select",
                ),
                "adopt-section",
            ),
            rx.el.button(msg("course-adopt-button"), type="submit", class_name="button primary"),
            on_submit=ContentState.adopt,
            class_name="row end",
        ),
        class_name="card quiet",
    )


def _courses() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(msg("courses-title")),
            _csv(ContentState.download),
            class_name="row between",
        ),
        rx.el.form(
            labelled(
                "content-search",
                rx.el.input(id="content-text", name="text", max_length=100, class_name="input"),
                "content-text",
            ),
            rx.el.button(msg("search"), type="submit", class_name="button"),
            on_submit=ContentState.search,
            class_name="row end",
        ),
        table(
            msg("courses-title"),
            (
                "course-title",
                "course-owner",
                "course-language",
                "course-lessons",
                "course-items",
                "course-held",
                "course-version",
                "course-license",
            ),
            rx.foreach(ContentState.courses, _course),
        ),
        pager(ContentState.offset, ContentState.courses.length(), ContentState.total, ContentState.turn),
        rx.cond(ContentState.sections.length() > 0, _adopt()),
        class_name="stack",
    )


def content() -> rx.Component:
    """Bring content in, watch it, and see the courses of the institution and the library."""
    return shell(
        rx.el.h1(msg("content-title")),
        rx.el.p(
            link(msg("shelf-title"), href="/admin/content-providers"),
            link(msg("licence-title"), href="/admin/licences"),
            link(msg("author-title"), href="/author"),
            class_name="row",
        ),
        _bring_in(),
        _imports(),
        _courses(),
        take_along(),
        width="wide",
    )


def _count(line: rx.Var[CountLine]) -> rx.Component:
    return rx.el.tr(rx.el.th(line.name, scope="row"), rx.el.td(line.count, class_name="num"))


def _note(note: rx.Var[NoteLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.cond(
                note.held,
                status_badge("warn", msg("import-held")),
                rx.cond(
                    note.refused,
                    status_badge("bad", msg("import-refused")),
                    status_badge("idle", msg("import-noted")),
                ),
            )
        ),
        rx.el.th(note.text, scope="row", class_name="wrap"),
        rx.el.td(note.times, class_name="num", custom_attrs={"data-label": msg("import-times")}),
        rx.el.td(note.places, class_name="soft small wrap", custom_attrs={"data-label": msg("import-places")}),
    )


def _what_next(row: rx.Var[ImportLine]) -> rx.Component:
    """Return what can be done, and where, when an import has not come to its end."""
    return rx.cond(
        row.status == "failed",
        rx.el.p(msg("import-next-failed"), " ", link(msg("import-next-where"), href="/admin/content"), role="status"),
        rx.cond(
            row.resumable,
            rx.el.p(
                msg("import-next-go-on"), " ", link(msg("import-next-where"), href="/admin/content"), role="status"
            ),
        ),
    )


def _notes() -> rx.Component:
    """Return what was not read and why, of an import that has failed too."""
    return rx.fragment(
        rx.el.h2(msg("import-notes")),
        rx.cond(
            ReportState.report.status == "done",
            rx.el.p(msg("import-notes-text", held=ReportState.held_total), class_name="soft"),
        ),
        rx.cond(
            ReportState.notes_total > 0,
            rx.fragment(
                table(msg("import-notes"), ("status", "import-why", "import-times", "import-places"),
                      rx.foreach(ReportState.notes, _note), "stacked labels"),
                pager(ReportState.notes_offset, ReportState.notes.length(), ReportState.notes_total,
                      ReportState.turn),
            ),
            rx.el.p(msg("import-notes-none"), class_name="note good"),
        ),
    )  # fmt: skip


def report() -> rx.Component:
    """What one import brought in, what it left out, and why."""
    return shell(
        rx.el.p(link(msg("import-back"), href="/admin/content")),
        rx.el.div(
            rx.el.h1(msg("import-report-title")),
            rx.cond(ReportState.notes_total > 0, _csv(ReportState.download)),
            class_name="row between",
        ),
        rx.cond(
            ReportState.report_ready,
            rx.fragment(
                rx.cond(ReportState.report.live, ticker(2, ReportState.refresh)),
                rx.el.div(
                    rx.el.h2(ReportState.report.source),
                    rx.el.p(
                        msg("import-kind-" + ReportState.report.kind), " · ", moment(ReportState.report.started),
                        class_name="soft",
                    ),
                    _standing(ReportState.report),
                    _what_next(ReportState.report),
                    class_name="card stack-s",
                ),
                rx.cond(
                    ReportState.report.status == "done",
                    rx.fragment(
                        rx.el.div(
                            rx.el.section(
                                rx.el.h2(msg("import-rows")),
                                table(msg("import-rows"), ("import-what", "import-count"),
                                      rx.foreach(ReportState.rows_written, _count)),
                            ),
                            rx.el.details(
                                rx.el.summary(msg("import-found")),
                                table(msg("import-found"), ("import-what", "import-count"),
                                      rx.foreach(ReportState.found, _count)),
                            ),
                            class_name="halves",
                        ),
                        held_back(),
                    ),
                ),
                rx.cond((ReportState.report.status == "done") | (ReportState.notes_total > 0), _notes()),
            ),
        ),
        width="wide",
    )  # fmt: skip


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    app.add_page(
        content,
        route="/admin/content",
        title=msg("page-title", page=msg("content-title")),
        on_load=[ContentState.load, ImportsState.load],
    )
    app.add_page(
        report,
        route="/admin/content/imports/[import_key]",
        title=msg("page-title", page=msg("import-report-title")),
        on_load=[ReportState.load, HeldState.load_held],
    )
