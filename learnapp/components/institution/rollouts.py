"""What is tried with some sections: how they do beside the others, and what may be said of it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.table import table
from learnapp.components.text import msg
from learnapp.state.admin.rollouts import LEAST, FigureView, RolloutState, RolloutView


def _stated(known: rx.Var[bool], value: rx.Var[float], low: rx.Var[float], high: rx.Var[float]) -> rx.Component:
    return rx.cond(
        known,
        rx.fragment(
            rx.el.strong(msg("impact-value-share", value=value)),
            rx.el.div(msg("impact-between-share", low=low, high=high), class_name="soft small nowrap"),
        ),
        rx.el.span(msg("rollouts-few"), class_name="soft"),
    )


def _row(given: rx.Var[Any]) -> rx.Component:
    one = given.to(FigureView)
    return rx.el.tr(
        rx.el.th(msg("rollouts-" + one.key), scope="row"),
        rx.el.td(_stated(one.known, one.value, one.low, one.high), custom_attrs={"data-label": msg("rollouts-with")}),
        rx.el.td(
            _stated(one.was_known, one.was, one.was_low, one.was_high),
            custom_attrs={"data-label": msg("rollouts-without")},
        ),
        rx.el.td(
            rx.cond(
                one.change == "down",
                msg("rollouts-say-down", low=-one.by_high, high=-one.by_low),
                msg("rollouts-say-" + one.change, low=one.by_low, high=one.by_high, least=LEAST),
            ),
            custom_attrs={"data-label": msg("impact-column-change")},
        ),
    )


def _feature(one: rx.Var[RolloutView]) -> rx.Component:
    name = msg("feature-" + one.key)
    return rx.el.div(
        rx.el.h3(name),
        rx.el.p(msg("rollouts-count", **{"with": one.having, "without": one.lacking}), class_name="soft"),
        table(
            msg("rollouts-table", feature=name),
            ("impact-column-outcome", "rollouts-with", "rollouts-without", "impact-column-change"),
            rx.foreach(one.figures, _row),
            "stacked labels",
        ),
        class_name="stack-s",
    )


def rollouts() -> rx.Component:
    """Return every feature that some sections have and others have not; nothing where there is none."""
    return rx.cond(
        RolloutState.rollouts.length() > 0,
        rx.el.section(
            rx.el.h2(msg("rollouts-title")),
            rx.el.p(msg("rollouts-lead"), class_name="note"),
            rx.foreach(RolloutState.rollouts, _feature),
            class_name="stack",
        ),
    )
