"""How people are reached outside the app: ways, letters, what went out."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.notifications import bounces, channel, letters, went_out
from learnapp.components.text import msg
from learnapp.state.admin.notifications import NotificationsState


def notifications() -> rx.Component:
    """The page."""
    state = NotificationsState
    whole = rx.el.div(
        rx.el.section(
            rx.el.h2(msg("deliveries-ways"), id="ways"),
            rx.el.ul(rx.foreach(state.channels, channel), class_name="plain-list stack"),
            aria_labelledby="ways",
        ),
        went_out(),
        letters(),
        bounces(),
        class_name="stack",
    )
    return shell(
        rx.el.p(link(msg("institution-title"), href="/admin/institution"), class_name="eyebrow"),
        rx.el.h1(msg("deliveries-title")),
        rx.el.p(msg("deliveries-lead"), class_name="soft"),
        rx.cond(state.notify_ready, whole, loading(msg("loading"))),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        notifications,
        route="/admin/notifications",
        title=msg("page-title", page=msg("deliveries-title")),
        on_load=NotificationsState.load,
    )
