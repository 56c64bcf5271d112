"""Content providers: services that this institution's content comes from, what they sent, and what waits."""

from __future__ import annotations

import reflex as rx

from learnapp.components.content_providers import MAY, adding, provider, secret
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.held_items import held
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.admin.content_providers import ContentProvidersState


def content_providers() -> rx.Component:
    """The page."""
    state = ContentProvidersState
    whole = rx.el.div(
        secret(),
        rx.cond(
            state.providers.length() > 0,
            rx.el.section(
                rx.el.h2(msg("shelf-list"), id="shelf-list"),
                rx.el.ul(rx.foreach(state.providers, provider), class_name="plain-list stack"),
                aria_labelledby="shelf-list",
            ),
            empty_state(msg("shelf-none"), rx.cond(MAY, msg("shelf-none-text"), msg("shelf-none-read"))),
        ),
        rx.cond(state.open_provider != "", held()),
        rx.cond(MAY, adding()),
        class_name="stack",
    )
    return shell(
        rx.el.p(link(msg("content-title"), href="/admin/content"), class_name="eyebrow"),
        rx.el.h1(msg("shelf-title")),
        rx.el.p(msg("shelf-lead"), class_name="soft"),
        rx.el.p(link(msg("licence-title"), href="/admin/licences", class_name="button")),
        rx.cond(state.providers_ready, whole, loading(msg("loading"))),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        content_providers,
        route="/admin/content-providers",
        title=msg("page-title", page=msg("shelf-title")),
        on_load=ContentProvidersState.load,
    )
