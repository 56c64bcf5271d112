"""The discussion of a class among its tabs, for who teaches it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.text import msg
from learnapp.pages.discussion import whole
from learnapp.pages.instructor.classes import tabs
from learnapp.state.discussing import DiscussionState


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        lambda: whole(tabs(DiscussionState.class_id, "discussion")),
        route="/teach/[class_id]/discussion",
        title=msg("page-title", page=msg("discussion-title")),
        on_load=DiscussionState.load,
    )
