"""The discussion of a whole class, as those who study in it see it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.classes import class_choice, until_class
from learnapp.components.discussion import discussion, rules
from learnapp.components.layout import shell
from learnapp.components.text import msg
from learnapp.state.discussing import DiscussionState


def whole(*before: rx.Component) -> rx.Component:
    """Return the page, with what stands before its title."""
    return shell(
        *(before or [class_choice(DiscussionState.switch)]),
        rx.el.p(DiscussionState.class_title, class_name="eyebrow") if before else rx.fragment(),
        rx.el.h1(msg("discussion-title")),
        rx.el.p(msg("discussion-lead"), class_name="soft"),
        until_class(
            DiscussionState.opened | (DiscussionState.barred != ""),
            rx.fragment(rules(), discussion()),
            DiscussionState.load,
        ),
        width="narrow",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("discussion-title"))
    app.add_page(whole, route="/discussion", title=title, on_load=DiscussionState.load)
