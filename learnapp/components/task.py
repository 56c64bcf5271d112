"""A piece of content as its student has it before them: a text, a film, or a task with its steps."""

from __future__ import annotations

import reflex as rx

from learnapp.components.active_time import read_button
from learnapp.components.beside import source_note, timeline
from learnapp.components.film import film
from learnapp.components.item import next_button, practice_step
from learnapp.components.player import player
from learnapp.components.prose import prose
from learnapp.components.text import msg
from learnapp.state.working import TaskState


def _reading(state: type[TaskState]) -> rx.Component:
    return rx.el.article(
        source_note(state),
        prose(state.content.body),
        timeline(state),
        rx.el.div(
            rx.cond(
                state.content.done,
                rx.fragment(
                    rx.el.strong("✓ ", msg("reading-done"), style={"color": "var(--good)"}), next_button(state)
                ),
                read_button(state),
            ),
            class_name="row",
            role="status",
            style={"margin-top": "1.5rem"},
        ),
    )


def task(state: type[TaskState], *below_title: rx.Component) -> rx.Component:
    """Return what kind of content it is, its title, and the content itself.

    Args:
        state: Whose content it is.
        below_title: What else stands between the title and the content.
    """
    content = state.content
    return rx.fragment(
        rx.el.p(
            msg("kind-" + content.kind.to(str)),
            rx.cond(content.lesson != "", rx.fragment(" · ", content.lesson)),
            class_name="eyebrow",
        ),
        rx.el.h1(content.title),
        *below_title,
        rx.cond(
            state.steps.length() > 0,
            rx.fragment(rx.cond(content.body != "", prose(content.body)), practice_step(state)),
            rx.cond(
                content.film.src != "",
                film(state),
                rx.cond(content.package.src != "", player(state), _reading(state)),
            ),
        ),
    )


def credit(state: type[TaskState]) -> rx.Component:
    """Return who made the content, and under which licence."""
    content = state.content
    return rx.cond(content.attribution != "", rx.el.p(content.attribution, class_name="soft small"))
