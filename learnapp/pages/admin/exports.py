"""What the institution takes out of its own data: planned, followed, and taken file by file."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.exports import MAY, for_research, plan_line, planning, run_card
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.table import pager
from learnapp.components.text import msg
from learnapp.components.transfer import ticker
from learnapp.state.admin.exports import ExportsState


def exports() -> rx.Component:
    """The page."""
    state = ExportsState
    made = rx.el.section(
        rx.el.h2(msg("ex-made"), id="ex-made"),
        rx.el.ul(rx.foreach(state.runs, run_card), class_name="plain-list stack"),
        pager(state.run_offset, state.runs.length(), state.run_total, state.turn),
        aria_labelledby="ex-made",
    )
    plans = rx.el.section(
        rx.el.h2(msg("ex-plans"), id="ex-plans"),
        rx.el.ul(rx.foreach(state.plans, plan_line), class_name="plain-list stack"),
        aria_labelledby="ex-plans",
        class_name="card stack",
    )
    whole = rx.el.div(
        rx.cond(state.busy, ticker(3, state.look_again)),
        rx.cond(MAY, planning()),
        rx.cond(
            state.run_total > 0,
            made,
            empty_state(msg("ex-none"), rx.cond(MAY, msg("ex-none-text"), msg("ex-none-read"))),
        ),
        rx.cond(state.plans.length() > 0, plans),
        rx.cond(MAY, for_research()),
        class_name="stack",
    )
    return shell(
        rx.el.p(link(msg("institution-title"), href="/admin/institution"), class_name="eyebrow"),
        rx.el.h1(msg("nav-exports")),
        rx.el.p(msg("ex-lead"), class_name="soft"),
        rx.el.p(msg("ex-private"), class_name="soft"),
        rx.cond(state.exports_ready, whole, loading(msg("loading"))),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        exports,
        route="/admin/exports",
        title=msg("page-title", page=msg("nav-exports")),
        on_load=ExportsState.load,
    )
