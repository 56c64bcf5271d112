"""Sections and their courses."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.table import pager, table
from learnapp.components.text import msg
from learnapp.state.admin.sections import SectionRow, SectionsState
from learnapp.state.base import AppState


def _row(section: rx.Var[SectionRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(section.title, scope="row"),
        rx.el.td(section.term),
        rx.el.td(section.students, class_name="number"),
        rx.el.td(section.instructors, class_name="number"),
        rx.el.td(msg("status-" + section.status)),
        rx.el.td(
            link(
                msg("nav-consents"),
                rx.el.span(": ", section.title, class_name="sr"),
                href="/admin/consents?section=" + section.id,
            )
        ),
        rx.el.td(
            rx.cond(
                AppState.roles.contains("admin") & (section.status == "active"),
                rx.el.div(
                    link(
                        msg("invite-nav"),
                        href="/invite/" + section.id,
                        aria_label=msg("invite-nav-of", title=section.title),
                    ),
                    link(
                        msg("setup-nav"),
                        href="/admin/start?class=" + section.id,
                        aria_label=msg("setup-nav-of", title=section.title),
                    ),
                    class_name="row",
                ),
            )
        ),
        rx.el.td(
            rx.cond(
                ~AppState.roles.contains("admin"),
                rx.fragment(),
                rx.cond(
                    section.status == "active",
                    rx.el.button(
                        msg("section-close"),
                        type="button",
                        class_name="button plain",
                        aria_label=msg("section-close-of", title=section.title),
                        on_click=SectionsState.close(section.id, False),
                    ),
                    rx.el.button(
                        msg("section-reopen"),
                        type="button",
                        class_name="button plain",
                        aria_label=msg("section-reopen-of", title=section.title),
                        on_click=SectionsState.close(section.id, True),
                    ),
                ),
            )
        ),
    )


def sections() -> rx.Component:
    """Every section."""
    new = rx.el.details(
        rx.el.summary(msg("section-add")),
        rx.el.form(
            labelled(
                "section-title-label",
                rx.el.input(id="section-title", name="title", required=True, max_length=120, class_name="input"),
                "section-title",
            ),
            labelled(
                "section-term", rx.el.input(id="section-term", name="term", max_length=60, class_name="input"),
                "section-term",
            ),
            labelled(
                "section-course",
                rx.el.select(
                    rx.foreach(SectionsState.courses, lambda course: rx.el.option(course.title, value=course.value)),
                    id="section-course",
                    name="course",
                    required=True,
                    class_name="select",
                ),
                "section-course",
            ),
            rx.el.button(msg("section-add-button"), type="submit", class_name="button primary"),
            on_submit=SectionsState.add,
            key=AppState.taken,
            class_name="row end",
        ),
        class_name="card quiet",
    )  # fmt: skip
    enrol = rx.el.details(
        rx.el.summary(msg("section-enrol")),
        rx.el.form(
            labelled(
                "section-title-label",
                rx.el.select(
                    rx.foreach(SectionsState.sections, lambda row: rx.el.option(row.title, value=row.id)),
                    id="enrol-section",
                    name="section",
                    class_name="select",
                ),
                "enrol-section",
            ),
            labelled(
                "email",
                rx.el.input(id="enrol-email", name="email", type="email", required=True, class_name="input"),
                "enrol-email",
            ),
            labelled(
                "section-enrol-as",
                rx.el.select(
                    rx.el.option(msg("section-enrol-own"), value=""),
                    *(rx.el.option(msg(f"role-{one}"), value=one) for one in ("student", "instructor", "assistant")),
                    id="enrol-as",
                    name="as",
                    class_name="select",
                ),
                "enrol-as",
            ),
            rx.el.button(msg("section-enrol-button"), type="submit", class_name="button primary"),
            on_submit=SectionsState.enrol,
            key=AppState.taken,
            class_name="row end",
        ),
        class_name="card quiet",
    )
    return shell(
        rx.el.div(
            rx.el.h1(msg("sections-title")),
            rx.el.div(
                rx.el.button(msg("csv"), type="button", class_name="button", on_click=SectionsState.download),
                rx.el.button(
                    msg("enrolments-csv"),
                    type="button",
                    class_name="button",
                    on_click=SectionsState.download_enrolments,
                ),
                class_name="row",
            ),
            class_name="row between",
        ),
        rx.cond(AppState.roles.contains("admin"), rx.fragment(new, enrol)),
        table(
            msg("sections-title"),
            (
                "section-title-label",
                "section-term",
                "section-students",
                "section-instructors",
                "status",
                "nav-consents",
                "invite-nav",
                "",
            ),
            rx.foreach(SectionsState.sections, _row),
        ),
        pager(SectionsState.offset, SectionsState.sections.length(), SectionsState.total, SectionsState.turn),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    app.add_page(
        sections,
        route="/admin/sections",
        title=msg("page-title", page=msg("sections-title")),
        on_load=SectionsState.load,
    )
