"""The courses that somebody edits, and shared ones that can be made the institution's own."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.outline_facts import facts_fields
from learnapp.components.table import pager, table
from learnapp.components.text import msg
from learnapp.state.authoring import AuthorCourseView, AuthorState, SharedCourseView


def _course(one: rx.Var[AuthorCourseView]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(link(one.title, href="/author/" + one.id), scope="row"),
        rx.el.td(one.language),
        rx.el.td(rx.cond(one.version > 0, one.version, msg("outline-not-yet")), class_name="num"),
        rx.el.td(one.exercises, class_name="num"),
        rx.el.td(one.classes, class_name="num"),
        rx.el.td(one.draft, class_name="num"),
        rx.el.td(one.review, class_name="num"),
        rx.el.td(one.approved, class_name="num"),
    )


def _begin() -> rx.Component:
    return rx.el.details(
        rx.el.summary(msg("outline-begin")),
        rx.el.p(msg("outline-begin-text"), class_name="soft"),
        rx.el.form(
            facts_fields(),
            rx.el.div(
                rx.el.button(msg("outline-begin-button"), type="submit", class_name="button primary"), class_name="row"
            ),
            on_submit=AuthorState.begin,
            class_name="stack-s",
        ),
        class_name="card quiet",
    )


def _copy() -> rx.Component:
    def option(one: rx.Var[SharedCourseView]) -> rx.Component:
        return rx.el.option(one.title, value=one.id)

    return rx.el.details(
        rx.el.summary(msg("author-copy")),
        rx.el.p(msg("author-copy-text"), class_name="soft"),
        rx.el.form(
            labelled(
                "author-copy-which",
                rx.el.select(
                    rx.foreach(AuthorState.found.shared, option), id="copy-course", name="course", class_name="select"
                ),
                "copy-course",
            ),
            rx.el.button(msg("author-copy-button"), type="submit", class_name="button"),
            on_submit=AuthorState.make_own,
            class_name="row end",
        ),
        class_name="card quiet",
    )


def courses() -> rx.Component:
    """The courses that the reader may edit."""
    found = AuthorState.found
    heads = ("course-title", "course-language", "course-version", "course-items", "author-classes")
    states = ("author-state-draft", "author-state-review", "author-state-approved")
    return shell(
        rx.el.h1(msg("author-title")),
        rx.el.p(msg("author-lead"), class_name="soft"),
        rx.cond(
            AuthorState.author_ready,
            rx.fragment(
                rx.cond(
                    found.total > 0,
                    rx.fragment(
                        table(msg("author-title"), (*heads, *states), rx.foreach(found.rows, _course)),
                        pager(found.offset, found.rows.length(), found.total, AuthorState.turn),
                    ),
                    empty_state(msg("author-none"), msg("author-none-text")),
                ),
                _begin(),
                rx.cond(found.shared.length() > 0, _copy()),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("author-title"))
    app.add_page(courses, route="/author", title=title, on_load=AuthorState.load)
