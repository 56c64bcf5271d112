"""The items of a course with their drafts, and what is done with several of them at once."""

from __future__ import annotations

import reflex as rx

from learnapp.components.author_add import is_open, opening, task_form
from learnapp.components.author_beginning import beginnings
from learnapp.components.authoring import state_badge
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import cell, pager, table
from learnapp.components.text import msg
from learnapp.state.author_add import AddContentState
from learnapp.state.authoring import (
    STATES,
    TOPIC_CHANGES,
    AuthorCourseState,
    AuthorItem,
    FindingView,
    LeftItem,
    TopicView,
    WeakItem,
)


def _topic(one: rx.Var[TopicView]) -> rx.Component:
    return rx.el.option(one.name, value=one.id)


def _search() -> rx.Component:
    state = AuthorCourseState
    return rx.el.form(
        labelled(
            "author-search", rx.el.input(id="author-text", name="text", max_length=100, class_name="input"),
            "author-text",
        ),
        labelled(
            "author-topic",
            rx.el.select(
                rx.el.option(msg("author-any"), value=""),
                rx.foreach(state.view.topics, _topic),
                id="author-topic", name="topic", default_value=state.asked_topic, class_name="select",
            ),
            "author-topic",
        ),
        labelled(
            "author-state",
            rx.el.select(
                *[rx.el.option(msg(f"author-state-{one}") if one else msg("author-any"), value=one) for one in STATES],
                id="author-state", name="state", class_name="select",
            ),
            "author-state",
        ),
        rx.el.button(msg("search"), type="submit", class_name="button"),
        on_submit=state.search,
        key=state.view.course.id + state.asked_topic,
        class_name="row end",
    )  # fmt: skip


def _item(one: rx.Var[AuthorItem]) -> rx.Component:
    state = AuthorCourseState
    marks = rx.fragment(
        rx.cond(one.added, rx.el.span(msg("author-added"), class_name="badge")),
        rx.cond(one.retired, rx.el.span(msg("author-retired"), class_name="badge")),
        rx.cond(one.template, rx.el.span(msg("author-template"), class_name="soft small")),
    )
    return rx.el.tr(
        rx.el.td(
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=state.chosen.contains(one.id),
                    on_change=lambda _: state.choose(one.id),
                    aria_label=msg("author-choose", title=one.title),
                ),
                class_name="tick",
            )
        ),
        rx.el.th(
            link(one.title, href="/author/" + state.view.course.id + "/" + one.id), " ", marks,
            scope="row", class_name="wrap",
        ),
        cell("author-what", msg("kind-" + one.kind)),
        cell("author-topic", one.topics, class_name="wrap"),
        cell(
            "author-reading",
            rx.cond(one.grade != "", msg("author-grade", grade=one.grade), msg("author-short")),
            class_name="soft",
        ),
        cell("author-age", rx.cond(one.min_age > 0, msg("author-from-age", age=one.min_age), msg("author-every-age"))),
        cell(
            "author-access",
            rx.cond(one.barriers > 0, status_badge("warn", msg("author-barriers", count=one.barriers)), "✓"),
        ),
        cell("author-state", state_badge(one.state, one.held)),
        key=one.id,
    )  # fmt: skip


def _with_chosen() -> rx.Component:
    """What is done with the chosen rows."""
    state = AuthorCourseState
    change = rx.el.form(
        labelled(
            "author-topic-how",
            rx.el.select(
                *[rx.el.option(msg(f"author-topic-{how}"), value=how) for how in TOPIC_CHANGES],
                id="bulk_how", name="bulk_how", class_name="select",
            ),
            "bulk_how",
        ),
        labelled(
            "author-set-topic",
            rx.el.select(
                rx.el.option(msg("author-as-it-is"), value=""),
                rx.foreach(state.view.topics, _topic),
                id="bulk_topic", name="bulk_topic", class_name="select",
            ),
            "bulk_topic",
        ),
        labelled(
            "author-set-age",
            rx.el.select(
                rx.el.option(msg("author-as-it-is"), value=""),
                rx.el.option(msg("author-every-age"), value="0"),
                *[rx.el.option(msg("author-from-age", age=age), value=str(age)) for age in (8, 10, 11, 12, 13, 14, 16)],
                id="bulk_age", name="bulk_age", class_name="select",
            ),
            "bulk_age",
        ),
        rx.el.button(msg("author-change"), type="submit", class_name="button"),
        on_submit=state.change_chosen,
        class_name="row end",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("author-chosen", count=state.chosen.length())),
        change,
        rx.cond(
            state.chosen_drafts > 0,
            rx.el.div(
                rx.el.button(msg("author-submit"), type="button", class_name="button", on_click=state.submit_chosen),
                rx.cond(
                    state.view.may_decide,
                    rx.el.button(
                        msg("author-approve"), type="button", class_name="button", on_click=state.approve_chosen
                    ),
                ),
                class_name="row",
            ),
        ),
        class_name="card stack-s",
        aria_live="polite",
    )


def _left_out() -> rx.Component:
    """With which of those chosen nothing was done, and why."""
    state = AuthorCourseState

    def line(one: rx.Var[LeftItem]) -> rx.Component:
        return rx.el.li(
            link(one.title, href="/author/" + state.view.course.id + "/" + one.id),
            ": ",
            rx.cond(one.why != "", msg(one.why), one.said),
        )

    return rx.el.div(
        rx.cond(
            state.left.length() > 0,
            rx.el.div(
                rx.el.h2(msg("author-left", count=state.left.length())),
                rx.el.ul(rx.foreach(state.left, line), class_name="bullets"),
                class_name="note warn stack-s",
            ),
        ),
        role="status",
    )


def _publish() -> rx.Component:
    state = AuthorCourseState
    course = state.view.course
    return rx.cond(
        state.view.may_decide & (course.approved > 0),
        rx.el.form(
            rx.el.h2(msg("author-publish-title", count=course.approved)),
            rx.el.p(msg("author-publish-text"), class_name="soft"),
            rx.cond(
                course.classes > 0,
                rx.el.label(
                    rx.el.input(type="checkbox", name="move", default_checked=True),
                    msg("author-move", count=course.classes),
                    class_name="choice",
                ),
            ),
            rx.cond(
                state.view.shared_classes > 0,
                rx.el.label(
                    rx.el.input(type="checkbox", name="shared_too", default_checked=False),
                    msg("author-move-shared", count=state.view.shared_classes),
                    class_name="choice",
                ),
            ),
            rx.el.div(
                rx.el.button(msg("author-publish"), type="submit", class_name="button primary"), class_name="row"
            ),
            on_submit=state.publish,
            class_name="card stack-s",
        ),
    )


def _finding(one: rx.Var[FindingView]) -> rx.Component:
    words = msg("finding-" + one.code, topic=one.topic, other=one.other, item=one.item)
    return rx.el.li(
        rx.cond(
            one.item_id != "",
            link(words, href="/author/" + AuthorCourseState.view.course.id + "/" + one.item_id),
            words,
        )
    )


def _findings() -> rx.Component:
    state = AuthorCourseState
    structure = "/author/" + state.view.course.id + "/outline"
    return rx.el.details(
        rx.el.summary(msg("author-order", count=state.view.findings.length())),
        rx.cond(
            state.view.findings.length() > 0,
            rx.el.ul(rx.foreach(state.view.findings, _finding), class_name="bullets"),
            rx.el.p(msg("author-order-good"), class_name="note good"),
        ),
        rx.el.p(link(msg("author-prerequisites"), href=structure)),
        class_name="card quiet",
    )


def _weak(one: rx.Var[WeakItem]) -> rx.Component:
    return rx.el.li(
        link(one.title, href="/author/" + AuthorCourseState.view.course.id + "/" + one.id),
        rx.el.span(" · ", one.topics, class_name="soft small"),
        rx.el.ul(rx.foreach(one.reasons, lambda reason: rx.el.li(msg(reason))), class_name="bullets small"),
    )


def _weak_items() -> rx.Component:
    """Items in use that the checks would hold today."""
    state = AuthorCourseState
    told = rx.cond(
        state.weak_total > 0,
        rx.fragment(
            rx.el.p(msg("author-weak-found", count=state.weak_total, all=state.looked_at)),
            rx.el.ul(rx.foreach(state.weak, _weak), class_name="plain-list stack-s"),
        ),
        rx.el.p(msg("author-weak-none", all=state.looked_at), class_name="note good"),
    )
    return rx.el.details(
        rx.el.summary(msg("author-weak")),
        rx.el.p(msg("author-weak-text"), class_name="soft"),
        rx.el.div(
            rx.el.button(
                msg("author-weak-look"), type="button", class_name="button", disabled=state.looking,
                on_click=state.look_through,
            ),
            class_name="row",
        ),
        rx.el.div(
            rx.cond(state.looking, rx.el.p(msg("author-weak-looking"), class_name="soft")),
            rx.cond((state.looked_at >= 0) & ~state.looking, told),
            role="status",
        ),
        class_name="card quiet",
    )  # fmt: skip


def course() -> rx.Component:
    """The items of one course with their drafts."""
    state = AuthorCourseState
    view = state.view
    heads = ("author-all", "author-item", "author-what", "author-topic", "author-reading", "author-age",
             "author-access", "author-state")  # fmt: skip
    return shell(
        rx.el.p(link("← ", msg("author-title"), href="/author"), class_name="eyebrow"),
        rx.cond(
            state.course_ready,
            rx.fragment(
                rx.el.div(
                    rx.el.div(
                        rx.el.h1(view.course.title),
                        rx.el.p(
                            rx.cond(
                                view.course.version > 0,
                                msg("author-course-line", version=view.course.version, classes=view.course.classes),
                                msg("outline-unpublished"),
                            ),
                            class_name="soft",
                        ),
                    ),
                    rx.el.div(
                        link(
                            msg("outline-page"), href="/author/" + view.course.id + "/outline",
                            class_name="button primary",
                        ),
                        rx.cond(
                            view.topics.length() > 0,
                            opening("task", "author-add"),
                        ),
                        class_name="row",
                    ),
                    class_name="row between",
                ),
                rx.cond(is_open("task"), task_form(view.topics)),
                rx.cond(view.topics.length() > 0, rx.el.div(*beginnings(view.course.id), class_name="row")),
                _publish(),
                _findings(),
                _weak_items(),
                _search(),
                rx.cond(state.chosen.length() > 0, _with_chosen()),
                _left_out(),
                rx.cond(
                    view.total > 0,
                    rx.fragment(
                        rx.el.div(
                            rx.el.button(
                                msg("author-choose-all"), type="button", class_name="button small",
                                on_click=state.choose_all,
                            ),
                            class_name="row",
                        ),
                        table(view.course.title, heads, rx.foreach(view.rows, _item), "stacked labels"),
                        pager(view.offset, view.rows.length(), view.total, state.turn),
                    ),
                    empty_state(msg("author-no-items"), msg("author-no-items-text")),
                ),
                class_name="stack",
            ),
            rx.fragment(rx.el.h1(msg("author-title"), class_name="sr"), loading(msg("loading"))),
        ),
        width="wide",
    )  # fmt: skip


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("author-title"))
    loads = [AuthorCourseState.load, AddContentState.load]
    app.add_page(course, route="/author/[course_id]", title=title, on_load=loads)
