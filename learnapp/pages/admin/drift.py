"""Drift: whether each model still serves as well as it did."""

from __future__ import annotations

import reflex as rx

from learnapp.components.drift import model
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.model_pages import model_pages
from learnapp.components.text import msg
from learnapp.state.admin.drift import DriftState


def drift() -> rx.Component:
    """The page."""
    how = ("errors", "second", "features", "online", "next")
    return shell(
        model_pages("/admin/drift"),
        rx.el.div(
            rx.el.h1(msg("drift-title")),
            rx.el.button(msg("drift-look"), type="button", on_click=DriftState.look_now, class_name="button"),
            class_name="row between",
        ),
        rx.el.p(msg("drift-lead"), class_name="soft"),
        rx.cond(
            DriftState.drift_ready,
            rx.fragment(
                rx.cond(
                    DriftState.drifts.length() > 0,
                    rx.el.div(rx.foreach(DriftState.drifts, model), class_name="stack"),
                    empty_state(msg("drift-none"), msg("drift-none-text")),
                ),
                rx.el.details(
                    rx.el.summary(msg("drift-how")), rx.el.ul(*(rx.el.li(msg(f"drift-how-{part}")) for part in how))
                ),
            ),
            loading(msg("loading")),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(drift, route="/admin/drift", title=msg("page-title", page=msg("drift-title")), on_load=DriftState.load)
