"""What a search found."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.layout import shell
from learnapp.components.search import found
from learnapp.components.text import msg
from learnapp.state.searching import SearchState


def search() -> rx.Component:
    """The page."""
    return shell(
        rx.el.h1(msg("search-title")),
        rx.cond(SearchState.searched, found(), loading(msg("loading"))),
        width="narrow",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(search, route="/search", title=msg("page-title", page=msg("search-title")), on_load=SearchState.load)
