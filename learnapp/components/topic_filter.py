"""Finding something in a course: by words of its title and by its topic."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.text import msg


def words_and_topic(name: str, state: Any, *, auto_focus: bool = False) -> rx.Component:
    """Return a search field and a choice of topics.

    Args:
        name: Beginning of the ids, and of the catalogue keys `NAME-search`, `NAME-topic` and `NAME-topic-all`.
        state: The state with `topics`, `topic` ("" for all) and the handlers `search` and `show_topic`.
        auto_focus: Whether the field has the focus when it appears.
    """
    words = rx.el.input(
        id=f"{name}-query", name="query", max_length=100, class_name="input", type="search", auto_focus=auto_focus
    )
    topics = rx.el.select(
        rx.el.option(msg(f"{name}-topic-all"), value="all"),
        rx.foreach(state.topics, lambda one: rx.el.option(one.name, value=one.id)),
        id=f"{name}-topic",
        value=rx.cond(state.topic == "", "all", state.topic),
        on_change=state.show_topic,
        class_name="select",
    )
    return rx.el.div(
        rx.el.form(
            labelled(f"{name}-search", words, f"{name}-query"),
            rx.el.button(msg("search"), type="submit", class_name="button"),
            on_submit=state.search,
            class_name="row end",
            role="search",
        ),
        labelled(f"{name}-topic", topics, f"{name}-topic"),
        class_name="row end between",
    )
