"""Which programs are told when something happens, what waits for them, and what became of each message."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.components.webhooks import MAY, adding, hook, secret
from learnapp.state.admin.webhooks import WebhooksState


def webhooks() -> rx.Component:
    """The page."""
    state = WebhooksState
    whole = rx.el.div(
        secret(),
        rx.cond(
            state.hooks.length() > 0,
            rx.el.section(
                rx.el.h2(msg("wh-receivers"), id="wh-receivers"),
                rx.el.ul(rx.foreach(state.hooks, hook), class_name="plain-list stack"),
                aria_labelledby="wh-receivers",
            ),
            empty_state(msg("wh-none"), rx.cond(MAY, msg("wh-none-text"), msg("wh-none-read"))),
        ),
        rx.cond(MAY, adding()),
        class_name="stack",
    )
    return shell(
        rx.el.p(link(msg("institution-title"), href="/admin/institution"), class_name="eyebrow"),
        rx.el.h1(msg("nav-webhooks")),
        rx.el.p(msg("wh-lead"), class_name="soft"),
        rx.el.p(msg("wh-private"), class_name="soft"),
        rx.cond(state.hooks_ready, whole, loading(msg("loading"))),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        webhooks,
        route="/admin/webhooks",
        title=msg("page-title", page=msg("nav-webhooks")),
        on_load=WebhooksState.load,
    )
