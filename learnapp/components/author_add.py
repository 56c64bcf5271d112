"""What can be added to a lesson of an own course: a row of buttons, each of which opens its form beneath."""

from __future__ import annotations

import reflex as rx

from learnapp.components.author_beginning import beginnings
from learnapp.components.forms import labelled
from learnapp.components.text import msg
from learnapp.state.author_add import KINDS, AddContentState, OutlineLesson, OutlineTopic
from learnapp.state.authoring import WRITTEN


def _button(lesson: rx.Var[OutlineLesson], kind: str) -> rx.Component:
    state = AddContentState
    opened = (state.adding_to == lesson.id) & (state.adding_kind == kind)
    return rx.el.button(
        msg(f"author-add-{kind}"),
        type="button",
        class_name="button",
        aria_label=msg(f"author-add-{kind}-to", lesson=lesson.title),
        aria_expanded=rx.cond(opened, "true", "false"),
        on_click=state.open_adding(lesson.id, kind),
    )


def topic_choice(lesson: rx.Var[OutlineLesson]) -> rx.Component:
    """Return the field `new_topic` with the topics of a lesson."""

    def option(one: rx.Var[OutlineTopic]) -> rx.Component:
        return rx.el.option(one.name, value=one.id)

    return labelled(
        "author-topic",
        rx.el.select(rx.foreach(lesson.topics, option), id="new_topic", name="new_topic", class_name="select"),
        "new_topic",
    )


def title_field() -> rx.Component:
    """Return the field `new_title`."""
    return labelled(
        "author-new-title",
        rx.el.input(
            id="new_title", name="new_title", max_length=200, required=True, auto_focus=True, class_name="input"
        ),
        "new_title",
    )


def _task(lesson: rx.Var[OutlineLesson]) -> rx.Component:
    return rx.el.form(
        title_field(),
        topic_choice(lesson),
        labelled(
            "author-kind",
            rx.el.select(
                *[rx.el.option(msg(f"author-answer-{kind}"), value=kind) for kind in WRITTEN],
                id="new_kind", name="new_kind", default_value="numeric", class_name="select",
            ),
            "new_kind",
        ),
        rx.el.button(msg("author-add-button"), type="submit", class_name="button primary"),
        on_submit=AddContentState.add_task,
        class_name="card row end",
    )  # fmt: skip


FORMS = {"task": _task}
"""Kind -> its form in a lesson; every kind of `KINDS` has one."""


def add_content(lesson: rx.Var[OutlineLesson]) -> rx.Component:
    """Return the buttons that add something to a lesson, and the form that is open.

    Args:
        lesson: The lesson; without topics nothing can be added yet, which is said.
    """
    state = AddContentState
    return rx.cond(
        lesson.topics.length() > 0,
        rx.el.div(
            rx.el.div(
                *[_button(lesson, kind) for kind in KINDS], *beginnings(lesson.course_id, lesson.id), class_name="row"
            ),
            rx.cond(
                state.adding_to == lesson.id,
                rx.match(state.adding_kind, *[(kind, FORMS[kind](lesson)) for kind in KINDS], rx.fragment()),
            ),
            class_name="stack-s",
        ),
        rx.el.p(msg("author-add-needs-topic"), class_name="soft small"),
    )
