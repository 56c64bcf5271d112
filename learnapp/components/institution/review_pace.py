"""How many reviews a day the institution asks of its students."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.text import msg
from learnapp.state.admin.review_pace import MOST, PaceState
from learnapp.state.base import AppState


def review_pace() -> rx.Component:
    """Return the form; who may only look sees the number."""
    form = rx.el.form(
        labelled(
            "load-a-day",
            rx.el.input(
                id="review-pace", name="count", type="number", min="1", max=str(MOST), step="1", required=True,
                default_value=PaceState.usual_reviews.to_string(), class_name="input number",
            ),
            "review-pace",
        ),
        rx.el.button(msg("save"), type="submit", class_name="button"),
        on_submit=PaceState.save,
        key="pace-" + PaceState.usual_reviews.to_string(),
        class_name="row end",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("load-pace-title")),
        rx.el.p(msg("load-pace-text"), class_name="soft"),
        rx.cond(AppState.roles.contains("admin"), form, rx.el.p(msg("load-pace-now", count=PaceState.usual_reviews))),
        class_name="card stack-s",
    )
