"""What happened that concerns the reader."""

from __future__ import annotations

import reflex as rx

from learnapp.components.bell import told
from learnapp.components.empty_states import loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.noticing import NoticeState


def notices() -> rx.Component:
    """The page."""
    return shell(
        rx.el.h1(msg("notices-title")),
        rx.el.p(
            msg("notices-lead"), " ", link(msg("notices-choose"), href="/account#notices"), class_name="soft"
        ),
        rx.cond(NoticeState.told_ready, told(), loading(msg("loading"))),
        width="narrow",
    )  # fmt: skip


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        notices, route="/notices", title=msg("page-title", page=msg("notices-title")), on_load=NoticeState.load
    )
