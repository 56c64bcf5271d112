"""Sections and their courses."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.table import cell, pager, table
from learnapp.components.text import msg
from learnapp.state.admin.sections import CourseChoice, SectionRow, SectionsState
from learnapp.state.base import AppState


def _choice(one: rx.Var[CourseChoice]) -> rx.Component:
    return rx.el.option(one.title, value=one.value, key=one.value)


def _closing(section: rx.Var[SectionRow]) -> rx.Component:
    """Return the way to close a section, asked once."""
    sure = rx.el.div(
        rx.el.p(msg("section-close-sure", title=section.title)),
        rx.el.div(
            rx.el.button(
                msg("section-close-yes"), type="button", class_name="button danger", auto_focus=True,
                on_click=SectionsState.close(section.id, False),
            ),
            rx.el.button(
                msg("cancel"), type="button", class_name="button plain", on_click=SectionsState.ask_close(section.id)
            ),
            class_name="row",
        ),
        class_name="note stack-s",
        role="alert",
    )  # fmt: skip
    return rx.cond(
        SectionsState.closing == section.id,
        sure,
        rx.el.button(
            msg("section-close"),
            type="button",
            class_name="button plain",
            aria_label=msg("section-close-of", title=section.title),
            on_click=SectionsState.ask_close(section.id),
        ),
    )


def _titled(
    kind: str,
    section: rx.Var[SectionRow],
    title: rx.Var[str] | str,
    on_submit: Any,
    on_cancel: Any,
    *more: rx.Component,
) -> rx.Component:
    """Return a form with a title and a term, and what else it asks; its words are `section-KIND-…`."""
    return rx.el.form(
        labelled(
            "section-new-title",
            rx.el.input(
                id=f"{kind}-title", name="title", required=True, max_length=120, class_name="input", auto_focus=True,
                default_value=title,
            ),
            f"{kind}-title",
        ),
        labelled(
            "section-term",
            rx.el.input(
                id=f"{kind}-term", name="term", max_length=60, class_name="input",
                default_value=section.term if kind == "rename" else "",
            ),
            f"{kind}-term",
        ),
        *more,
        rx.el.div(
            rx.el.button(msg(f"section-{kind}-save"), type="submit", class_name="button primary"),
            rx.el.button(msg("cancel"), type="button", class_name="button plain", on_click=on_cancel(section.id)),
            class_name="row",
        ),
        on_submit=on_submit,
        class_name="stack-s",
    )  # fmt: skip


def _forms(section: rx.Var[SectionRow]) -> rx.Component:
    """Return the form that is asked for: another title, or a section that is begun from this one."""
    state = SectionsState
    teachers = rx.el.label(
        rx.el.input(type="checkbox", name="teachers", value="yes", default_checked=True, id="anew-teachers"),
        rx.el.span(msg("section-anew-teachers")),
        html_for="anew-teachers",
        class_name="check",
    )
    lead = rx.el.p(msg("section-anew-lead"), class_name="soft small")
    return rx.fragment(
        rx.cond(
            state.renaming == section.id,
            _titled("rename", section, section.title, state.rename, state.ask_rename),
        ),
        rx.cond(
            state.beginning == section.id,
            _titled("anew", section, section.title, state.begin_anew, state.ask_anew, teachers, lead),
        ),
    )


def _act(key: str, section: rx.Var[SectionRow], on_click: Any) -> rx.Component:
    """Return a button about a section; its words are `KEY` and `KEY-of`."""
    name = msg(f"{key}-of", title=section.title)
    return rx.el.button(msg(key), type="button", class_name="button plain", aria_label=name, on_click=on_click)


def _row(section: rx.Var[SectionRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(section.title, _forms(section), scope="row"),
        cell("section-term", section.term),
        cell("section-students", section.students, class_name="number"),
        cell("section-instructors", section.instructors, class_name="number"),
        cell("status", msg("status-" + section.status)),
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
                    _act("section-rename", section, SectionsState.ask_rename(section.id)),
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
                rx.el.div(
                    _act("section-anew", section, SectionsState.ask_anew(section.id)),
                    rx.cond(
                        section.status == "active",
                        _closing(section),
                        rx.el.button(
                            msg("section-reopen"),
                            type="button",
                            class_name="button plain",
                            aria_label=msg("section-reopen-of", title=section.title),
                            on_click=SectionsState.close(section.id, True),
                        ),
                    ),
                    class_name="row",
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
                "section-find",
                rx.el.input(
                    id="enrol-find", name="find", type="search", max_length=120, class_name="input",
                    auto_complete="off", on_change=SectionsState.find_choice.debounce(300),
                ),
                "enrol-find",
            ),
            labelled(
                "section-title-label",
                rx.el.select(
                    rx.foreach(SectionsState.choices, _choice),
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
    )  # fmt: skip
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
            "stacked labels",
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
