"""What can be added to an own course, or to a lesson of it: buttons, each of which opens its form beneath."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.author_beginning import beginnings
from learnapp.components.forms import labelled
from learnapp.components.text import msg
from learnapp.state.author_add import KINDS, AddContentState, OutlineLesson, OutlineTopic
from learnapp.state.authoring import WRITTEN, TopicView

Topics = rx.Var[list[OutlineTopic]] | rx.Var[list[TopicView]]


def is_open(kind: str, lesson: rx.Var[str] | str = "") -> rx.Var[bool]:
    """Return whether the form of a kind is open in a lesson, "" for the whole course."""
    return ((AddContentState.adding_kind == kind) & (AddContentState.adding_to == lesson)).bool()


def opening(kind: str, key: str, lesson: rx.Var[str] | str = "", says: rx.Var[str] | None = None) -> rx.Component:
    """Return the button that opens the form of a kind.

    Args:
        kind: One of `KINDS`.
        key: Catalogue key of what it says.
        lesson: Id of the lesson; "" for the whole course.
        says: What is heard instead; None: what it says.
    """
    return rx.el.button(
        msg(key),
        type="button",
        class_name="button",
        aria_expanded=rx.cond(is_open(kind, lesson), "true", "false"),
        on_click=AddContentState.open_adding(lesson, kind),
        **({} if says is None else {"aria_label": says}),
    )


def _button(lesson: rx.Var[OutlineLesson], kind: str) -> rx.Component:
    says = msg(f"author-add-{kind}-to", lesson=lesson.title)
    return opening(kind, f"author-add-{kind}", lesson.id, says)


def task_form(topics: Topics) -> rx.Component:
    """Return the form of a new task: its title, its topic and how it is answered.

    Args:
        topics: Of what it may be.
    """

    # What is sent of a field named like its id is that of the form which was drawn last, open or not.
    def option(one: rx.Var[Any]) -> rx.Component:
        return rx.el.option(one.name, value=one.id)

    return rx.el.form(
        labelled(
            "author-new-title",
            rx.el.input(
                id="task-title", name="new_title", max_length=200, required=True, auto_focus=True,
                auto_complete="off", class_name="input",
            ),
            "task-title",
        ),
        labelled(
            "author-topic",
            rx.el.select(rx.foreach(topics, option), id="task-topic", name="new_topic", class_name="select"),
            "task-topic",
        ),
        labelled(
            "author-kind",
            rx.el.select(
                *[rx.el.option(msg(f"author-answer-{kind}"), value=kind) for kind in WRITTEN],
                id="task-kind", name="new_kind", default_value="numeric", class_name="select",
            ),
            "task-kind",
        ),
        rx.el.button(msg("author-add-button"), type="submit", class_name="button primary"),
        on_submit=AddContentState.add_task,
        class_name="card row end",
    )  # fmt: skip


FORMS = {"task": task_form}
"""Kind -> its form, of the topics that it may be about; every kind of `KINDS` has one."""


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
                rx.match(state.adding_kind, *[(kind, FORMS[kind](lesson.topics)) for kind in KINDS], rx.fragment()),
            ),
            class_name="stack-s",
        ),
        rx.el.p(msg("author-add-needs-topic"), class_name="soft small"),
    )
