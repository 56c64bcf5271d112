"""The review queue: what the system is not sure about, with what is needed to decide."""

from __future__ import annotations

import reflex as rx

from learnapp.components.certified_reviewers import certified_reviewers
from learnapp.components.layout import shell
from learnapp.components.review_queue import review_queue
from learnapp.components.text import msg
from learnapp.state.admin.reviews import ReviewsState

_KINDS = (
    "content", "broken_item", "discussion", "escalation", "message", "system", "at_risk", "generated", "draft",
    "import",
)  # fmt: skip


def reviews() -> rx.Component:
    """What waits for a person's eye."""
    return shell(
        rx.el.div(
            review_queue(ReviewsState, _KINDS, msg("reviews-lead"), msg("reviews-none-text")),
            certified_reviewers(),
            class_name="stack",
        )
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        reviews,
        route="/admin/reviews",
        title=msg("page-title", page=msg("reviews-title")),
        on_load=ReviewsState.load,
    )
