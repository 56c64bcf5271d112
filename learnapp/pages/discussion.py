"""The discussion of a whole class: for those who study in it, and for who teaches it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.discussion import discussion, rules
from learnapp.components.empty_states import loading
from learnapp.components.layout import shell
from learnapp.components.text import msg
from learnapp.pages.instructor.classes import tabs
from learnapp.state.discussing import DiscussionState


def _whole(*before: rx.Component) -> rx.Component:
    return shell(
        *before,
        rx.el.h1(msg("discussion-title")),
        rx.el.p(msg("discussion-lead"), class_name="soft"),
        rx.cond(
            DiscussionState.opened | (DiscussionState.barred != ""),
            rx.fragment(rules(), discussion()),
            loading(msg("loading")),
        ),
        width="narrow",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    title = msg("page-title", page=msg("discussion-title"))
    app.add_page(_whole, route="/discussion", title=title, on_load=DiscussionState.load)
    app.add_page(
        lambda: _whole(tabs(DiscussionState.class_id, "discussion")),
        route="/teach/[class_id]/discussion",
        title=title,
        on_load=DiscussionState.load,
    )
