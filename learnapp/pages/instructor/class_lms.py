"""A class and its learning management system: whom its roster brings, and which grades are passed on."""

from __future__ import annotations

import reflex as rx

from learnapp.components.class_lms import columns, courses, stuck
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.text import msg
from learnapp.pages.instructor.classes import tabs
from learnapp.state.class_lms import ClassLmsState


def class_lms() -> rx.Component:
    """The page."""
    state, view = ClassLmsState, ClassLmsState.view
    none = rx.cond(
        view.known.length() > 0,
        empty_state(msg("class-lms-nothing"), msg("class-lms-nothing-text")),
        empty_state(msg("class-lms-none"), msg("class-lms-none-text")),
    )
    return shell(
        rx.el.p(msg("class-lms-title"), class_name="eyebrow"),
        rx.el.h1(view.title),
        rx.cond(
            state.lms_class_ready,
            rx.fragment(
                tabs(state.section_id, "lms"),
                rx.cond(
                    view.courses.length() > 0,
                    rx.el.div(stuck(), courses(), columns(), class_name="stack"),
                    none,
                ),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        class_lms,
        route="/teach/[class_id]/lms",
        title=msg("page-title", page=msg("class-lms-title")),
        on_load=ClassLmsState.load,
    )
