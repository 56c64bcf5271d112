"""The structure of an own course: its lessons in order, each with its topics, its contents and what can be added."""

from __future__ import annotations

import reflex as rx

from learnapp.components.author_add import add_content
from learnapp.components.authoring import state_badge
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.outline_facts import facts_fields
from learnapp.components.outline_review import classes, draft_bar, versions
from learnapp.components.outline_topics import (
    form_button,
    is_open,
    lesson_choice,
    prerequisites_link,
    step_button,
    topic_form,
    topic_line,
)
from learnapp.components.text import msg
from learnapp.state.author_add import AddContentState
from learnapp.state.author_outline import OutlineContent, OutlineLesson, OutlineState

S = OutlineState


def _content(one: rx.Var[OutlineContent]) -> rx.Component:
    return rx.el.li(
        link(one.title, href="/author/" + S.view.course.id + "/" + one.id),
        rx.el.span(" · ", msg("kind-" + one.kind), class_name="soft small"),
        rx.cond(one.added, rx.fragment(" ", rx.el.span(msg("author-added"), class_name="badge"))),
        rx.cond(one.state != "", rx.fragment(" ", state_badge(one.state, one.held))),
        key=one.id,
    )


def _contents(lesson: rx.Var[OutlineLesson]) -> rx.Component:
    more = rx.el.p(
        link(
            msg("outline-more", count=lesson.total - lesson.contents.length()),
            href="/author/" + S.view.course.id,
        )
    )
    return rx.el.section(
        rx.el.h3(msg("outline-contents-head"), class_name="eyebrow"),
        rx.cond(
            lesson.total > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(lesson.contents, _content), class_name="plain-list stack-s"),
                rx.cond(lesson.total > lesson.contents.length(), more),
            ),
            rx.el.p(msg("outline-no-contents"), class_name="soft"),
        ),
        add_content(lesson),
        class_name="stack-s",
    )


def _title_form(on_submit: object, save: str, value: rx.Var[str] | str = "") -> rx.Component:
    # What is sent of a field named like its id is that of the form which was drawn last, open or not.
    field = f"lesson-title-{save}"
    return rx.el.form(
        labelled(
            "outline-lesson-title",
            rx.el.input(
                id=field, name="lesson_title", default_value=value, max_length=200, required=True,
                auto_focus=True, auto_complete="off", class_name="input",
            ),
            field,
        ),
        rx.el.button(msg(save), type="submit", class_name="button primary"),
        on_submit=on_submit,
        class_name="card row end",
    )  # fmt: skip


def _remove(lesson: rx.Var[OutlineLesson]) -> rx.Component:
    """Return the question what becomes of the topics and contents of a lesson that goes."""
    holds = (lesson.topics.length() > 0) | (lesson.total > 0)
    return rx.el.form(
        rx.el.p(
            rx.cond(
                holds,
                msg("outline-remove-what", topics=lesson.topics.length(), contents=lesson.total),
                msg("outline-remove-empty"),
            )
        ),
        rx.cond(
            holds,
            rx.fragment(
                lesson_choice("outline-to-nowhere", lesson.id),
                rx.el.p(msg("outline-remove-text"), class_name="soft small"),
            ),
        ),
        rx.el.div(
            rx.el.button(msg("outline-remove-yes"), type="submit", class_name="button danger"),
            rx.el.button(msg("cancel"), type="button", class_name="button", on_click=S.open_form("", "", "")),
            class_name="row",
        ),
        on_submit=S.remove_lesson,
        class_name="card stack-s",
    )


def _lesson(lesson: rx.Var[OutlineLesson]) -> rx.Component:
    head = rx.el.div(
        rx.el.h2(
            msg("outline-numbered", number=lesson.number, title=lesson.title),
            rx.cond(lesson.added, rx.fragment(" ", rx.el.span(msg("author-added"), class_name="badge"))),
        ),
        rx.el.div(
            step_button("outline-up", "up", lesson.id, lesson.first, lesson.title, S.move_lesson(lesson.id, -1)),
            step_button("outline-down", "down", lesson.id, lesson.last, lesson.title, S.move_lesson(lesson.id, 1)),
            form_button("outline-rename", "title", lesson.id, lesson.title),
            form_button("outline-remove", "remove", lesson.id, lesson.title),
            class_name="row",
        ),
        class_name="row between",
    )
    topics = rx.el.section(
        rx.el.h3(msg("outline-topics"), class_name="eyebrow"),
        rx.cond(
            lesson.topics.length() > 0,
            rx.el.ul(
                rx.foreach(lesson.topics, lambda one, place: topic_line(one, lesson, place)),
                class_name="plain-list stack-s",
            ),
            rx.el.p(msg("outline-no-topics"), class_name="soft"),
        ),
        rx.el.div(form_button("outline-add-topic", "topic", lesson.id, lesson.title, ""), class_name="row"),
        rx.cond(is_open("topic", lesson.id), topic_form(S.add_topic, "outline-add-topic")),
        class_name="stack-s",
    )
    return rx.el.li(
        head,
        rx.cond(is_open("title", lesson.id), _title_form(S.rename_lesson, "save", lesson.title)),
        rx.cond(is_open("remove", lesson.id), _remove(lesson)),
        topics,
        _contents(lesson),
        key=lesson.id,
        class_name="card stack",
    )


def _loose() -> rx.Component:
    view = S.view
    return rx.fragment(
        rx.cond(
            view.loose.length() > 0,
            rx.el.section(
                rx.el.h2(msg("outline-loose")),
                rx.el.p(msg("outline-loose-text"), class_name="soft"),
                rx.el.ul(
                    rx.foreach(view.loose, lambda one: topic_line(one, None, None)), class_name="plain-list stack-s"
                ),
                class_name="card stack-s",
            ),
        ),
        rx.cond(
            view.stray > 0,
            rx.el.p(
                link(msg("outline-stray", count=view.stray), href="/author/" + view.course.id), class_name="note warn"
            ),
        ),
    )


def _facts() -> rx.Component:
    facts = S.view.facts
    grades = rx.cond(
        facts.grade_from == "",
        "",
        rx.cond(
            facts.grade_from == facts.grade_to,
            msg("outline-for-grade", grade=facts.grade_from),
            msg("outline-for-grades", low=facts.grade_from, high=facts.grade_to),
        ),
    ).to(str)
    return rx.el.div(
        rx.el.h1(facts.title),
        rx.el.p(
            rx.cond(facts.subject != "", rx.fragment(facts.subject, " · ")),
            rx.cond(grades != "", rx.fragment(grades, " · ")),
            facts.license,
            class_name="soft",
        ),
        rx.cond(facts.description != "", rx.el.p(facts.description)),
        rx.el.p(
            rx.cond(
                S.view.unpublished,
                msg("outline-unpublished"),
                msg("author-course-line", version=S.view.course.version, classes=S.view.course.classes),
            ),
            class_name="soft",
        ),
        rx.el.div(
            form_button("outline-facts", "facts", "", facts.title, ""),
            link(msg("outline-items"), href="/author/" + S.view.course.id, class_name="button"),
            class_name="row",
        ),
        rx.cond(
            is_open("facts", ""),
            rx.el.form(
                facts_fields(facts),
                rx.el.div(rx.el.button(msg("save"), type="submit", class_name="button primary"), class_name="row"),
                on_submit=S.describe,
                key=S.view.seen,
                class_name="card stack-s",
            ),
        ),
        class_name="stack-s",
    )


def _lessons() -> rx.Component:
    view = S.view
    return rx.el.div(
        rx.cond(
            view.lessons.length() > 0,
            rx.el.ol(rx.foreach(view.lessons, _lesson), class_name="plain-list stack"),
            empty_state(msg("outline-no-lessons"), msg("outline-no-lessons-text")),
        ),
        rx.el.div(form_button("outline-add-lesson", "lesson", "", view.facts.title, "primary"), class_name="row"),
        rx.cond(is_open("lesson", ""), _title_form(S.add_lesson, "outline-add-lesson")),
        class_name="stack",
    )


def outline() -> rx.Component:
    """The structure of one course."""
    whole = rx.el.div(
        _facts(),
        draft_bar(),
        rx.el.p(S.told, role="status", class_name="sr"),
        _lessons(),
        _loose(),
        prerequisites_link(),
        classes(),
        versions(),
        class_name="stack",
    )
    return shell(
        rx.el.p(link("← ", msg("author-title"), href="/author"), class_name="eyebrow"),
        rx.cond(
            S.outline_ready,
            whole,
            rx.fragment(rx.el.h1(msg("author-title"), class_name="sr"), loading(msg("loading"))),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("outline-page"))
    loads = [OutlineState.load, AddContentState.load]
    app.add_page(outline, route="/author/[course_id]/outline", title=title, on_load=loads)
