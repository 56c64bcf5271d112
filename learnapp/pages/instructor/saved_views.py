"""Views of figures: of a class for its teachers, of the institution for its admins."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.saved_views import saved_views
from learnapp.components.text import msg
from learnapp.pages.instructor.classes import tabs
from learnapp.state.saved_views import SavedViewsState


def class_views() -> rx.Component:
    """Those of a class."""
    state = SavedViewsState
    return shell(
        rx.el.h1(msg("view-title")),
        rx.el.p(msg("view-lead"), class_name="soft"),
        rx.cond(
            state.views_ready, rx.fragment(tabs(state.section_id, "views"), saved_views()), loading(msg("loading"))
        ),
        width="wide",
    )


def all_views() -> rx.Component:
    """Those of the institution."""
    return shell(
        rx.el.p(link(msg("nav-overview"), href="/admin"), class_name="eyebrow"),
        rx.el.h1(msg("view-title")),
        rx.el.p(msg("view-lead"), class_name="soft"),
        rx.cond(SavedViewsState.views_ready, saved_views(), loading(msg("loading"))),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    title = msg("page-title", page=msg("view-title"))
    app.add_page(class_views, route="/teach/[class_id]/views", title=title, on_load=SavedViewsState.load)
    app.add_page(all_views, route="/admin/views", title=title, on_load=SavedViewsState.load_all)
