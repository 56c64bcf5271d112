"""System health in words."""

from __future__ import annotations

import reflex as rx

from learnapp.components.layout import shell
from learnapp.components.status import status_badge
from learnapp.components.text import msg
from learnapp.state.admin.health import HealthLine, HealthState


def check(part: rx.Var[HealthLine]) -> rx.Component:
    """Return one part of the system as a card in a list."""
    return rx.el.li(
        rx.el.div(
            rx.el.h2(part.name),
            status_badge(part.tone, msg("health-state-" + part.state)),
            class_name="row between",
        ),
        rx.el.ul(rx.foreach(part.facts, lambda fact: rx.el.li(fact)), class_name="soft small facts"),
        class_name="card",
    )


def health() -> rx.Component:
    """How each part of the system stands."""
    return shell(
        rx.el.div(
            rx.el.h1(msg("health-title")),
            rx.el.button(msg("health-again"), type="button", class_name="button", on_click=HealthState.load),
            class_name="row between",
        ),
        rx.el.div(
            rx.cond(
                HealthState.worst != "",
                rx.el.p(
                    status_badge(HealthState.tone, msg("health-state-" + HealthState.worst)),
                    " ",
                    msg("health-worst-" + HealthState.worst),
                ),
            ),
            role="status",
        ),
        rx.el.ul(rx.foreach(HealthState.checks, check), class_name="grid plain-list"),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        health, route="/admin/health", title=msg("page-title", page=msg("health-title")), on_load=HealthState.load
    )
