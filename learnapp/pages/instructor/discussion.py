"""The discussion of a class among its tabs, for who teaches it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.layout import shell
from learnapp.components.text import msg
from learnapp.pages.discussion import posts
from learnapp.pages.instructor.classes import tabs
from learnapp.state.discussing import DiscussionState


def class_discussion() -> rx.Component:
    """Return the page, headed as all pages of a class."""
    return shell(
        rx.el.p(msg("discussion-title"), class_name="eyebrow"),
        rx.el.h1(DiscussionState.class_title),
        tabs(DiscussionState.class_id, "discussion"),
        rx.el.div(posts(), class_name="measure"),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        class_discussion,
        route="/teach/[class_id]/discussion",
        title=msg("page-title", page=msg("discussion-title")),
        on_load=DiscussionState.load,
    )
