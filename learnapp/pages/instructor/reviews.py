"""What waits for an instructor: held posts, reported items and escalations of the own classes."""

from __future__ import annotations

import reflex as rx

from learnapp.components.layout import shell
from learnapp.components.review_queue import review_queue
from learnapp.components.text import msg
from learnapp.state.instructor.reviews import ClassReviewsState

_KINDS = ("at_risk", "broken_item", "discussion", "escalation", "message", "generated")


def reviews() -> rx.Component:
    """The page."""
    return shell(
        review_queue(ClassReviewsState, _KINDS, msg("class-reviews-lead"), msg("class-reviews-none-text")),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        reviews,
        route="/teach/reviews",
        title=msg("page-title", page=msg("reviews-title")),
        on_load=ClassReviewsState.load,
    )
