"""Who is told elsewhere of what students do, what waits for them, and how other tools write to us."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.open_data import MAY, adding, arrivals, door, endpoint
from learnapp.components.text import msg
from learnapp.state.admin.open_data import OpenDataState


def open_data() -> rx.Component:
    """The page."""
    state = OpenDataState
    whole = rx.el.div(
        rx.cond(
            state.cards.length() > 0,
            rx.el.section(
                rx.el.h2(msg("od-endpoints"), id="od-endpoints"),
                rx.el.ul(rx.foreach(state.cards, endpoint), class_name="plain-list stack"),
                aria_labelledby="od-endpoints",
            ),
            empty_state(msg("od-none"), rx.cond(MAY, msg("od-none-text"), msg("od-none-read"))),
        ),
        rx.cond(MAY, adding()),
        door(),
        arrivals(),
        class_name="stack",
    )
    return shell(
        rx.el.p(link(msg("institution-title"), href="/admin/institution"), class_name="eyebrow"),
        rx.el.h1(msg("nav-open-data")),
        rx.el.p(msg("od-lead"), class_name="soft"),
        rx.el.p(msg("od-private"), class_name="soft"),
        rx.cond(state.open_data_ready, whole, loading(msg("loading"))),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        open_data,
        route="/admin/open-data",
        title=msg("page-title", page=msg("nav-open-data")),
        on_load=OpenDataState.load,
    )
