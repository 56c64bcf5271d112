"""The discussion of a whole class, as those who study in it see it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.classes import class_choice, until_class
from learnapp.components.discussion import discussion, rules
from learnapp.components.layout import shell
from learnapp.components.text import msg
from learnapp.state.discussing import DiscussionState


def posts() -> rx.Component:
    """Return what the class says, with its rules for who sets them."""
    return rx.fragment(
        rx.el.p(msg("discussion-lead"), class_name="soft"),
        until_class(
            DiscussionState.opened | (DiscussionState.barred != ""),
            rx.fragment(rules(), discussion()),
            DiscussionState.load,
        ),
    )


def whole() -> rx.Component:
    """Return the page of who studies in the class."""
    return shell(
        class_choice(DiscussionState.switch), rx.el.h1(msg("discussion-title")), posts(), width="narrow"
    )  # fmt: skip


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("discussion-title"))
    app.add_page(whole, route="/discussion", title=title, on_load=DiscussionState.load)
