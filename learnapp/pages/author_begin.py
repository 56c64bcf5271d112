"""Beginning a reading or a video in a lesson of an own course."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.author_begin import AuthorBeginState, LessonChoice, TopicView


def _lesson(one: rx.Var[LessonChoice]) -> rx.Component:
    return rx.el.option(one.title, value=one.id)


def _topic(one: rx.Var[TopicView]) -> rx.Component:
    return rx.el.option(one.name, value=one.id)


def _form() -> rx.Component:
    state = AuthorBeginState
    where = state.where
    return rx.el.form(
        labelled(
            "author-begin-title",
            rx.el.input(
                id="begin_title", name="begin_title", max_length=200, required=True, class_name="input",
                auto_complete="off",
            ),
            "begin_title",
        ),
        labelled(
            "author-begin-lesson",
            rx.el.select(
                rx.foreach(where.lessons, _lesson),
                id="begin_lesson", name="begin_lesson", value=where.lesson, on_change=state.choose_lesson,
                class_name="select",
            ),
            "begin_lesson",
        ),
        labelled(
            "author-begin-topic",
            rx.el.select(
                rx.foreach(where.topics, _topic),
                id="begin_topic", name="begin_topic", key=where.lesson, class_name="select",
            ),
            "begin_topic",
        ),
        rx.el.div(rx.el.button(msg("author-add-button"), type="submit", class_name="button primary"), class_name="row"),
        on_submit=state.begin,
        class_name="card stack-s",
    )  # fmt: skip


def _nothing_to_teach() -> rx.Component:
    """What to do first in a course that has no topic yet."""
    return rx.el.div(
        rx.el.p(msg("author-add-needs-topic")),
        link(
            msg("outline-page"),
            href="/author/" + AuthorBeginState.where.course_id + "/outline",
            class_name="button primary",
        ),
        class_name="card stack-s",
    )


def author_begin() -> rx.Component:
    """The form for what the address names."""
    state = AuthorBeginState
    back = rx.el.p(link("← ", state.where.course, href="/author/" + state.where.course_id), class_name="eyebrow")
    return shell(
        rx.cond(
            state.begin_ready,
            rx.cond(
                state.what == "",
                rx.fragment(
                    rx.el.h1(msg("author-begin-nothing"), class_name="sr"),
                    empty_state(msg("author-begin-nothing"), msg("author-begin-nothing-text")),
                ),
                rx.el.div(
                    back,
                    rx.el.h1(msg("author-begin-" + state.what)),
                    rx.el.p(msg("author-begin-" + state.what + "-text"), class_name="soft"),
                    rx.cond(state.where.topics.length() > 0, _form(), _nothing_to_teach()),
                    class_name="stack",
                ),
            ),
            rx.fragment(rx.el.h1(msg("author-title"), class_name="sr"), loading(msg("loading"))),
        )
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("author-title"))
    app.add_page(author_begin, route="/author/[course_id]/add/[what]", title=title, on_load=AuthorBeginState.load)
