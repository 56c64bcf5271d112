"""The learning management systems from which people of the institution come."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.lms import adding, courses, keys, platforms, registering
from learnapp.components.text import msg
from learnapp.state.admin.lms import LmsState
from learnapp.state.base import AppState


def lms() -> rx.Component:
    """The page."""
    whole = rx.el.div(
        rx.cond(
            LmsState.platforms.length() > 0,
            rx.el.section(rx.el.h2(msg("lms-connected"), id="lms-list"), platforms(), aria_labelledby="lms-list"),
            empty_state(
                msg("lms-none"), rx.cond(AppState.roles.contains("admin"), msg("lms-none-text"), msg("lms-none-read"))
            ),
        ),
        rx.cond(AppState.roles.contains("admin"), rx.fragment(registering(), adding())),
        courses(),
        keys(),
        class_name="stack",
    )
    return shell(
        rx.el.h1(msg("lms-title")),
        rx.el.p(msg("lms-lead"), class_name="soft"),
        rx.cond(LmsState.lms_ready, whole, loading(msg("loading"))),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(lms, route="/admin/lms", title=msg("page-title", page=msg("lms-title")), on_load=LmsState.load)
