"""The contents that a class has begun, and how many have finished each."""

from __future__ import annotations

import reflex as rx

from learnapp.components.analytics import shared
from learnapp.components.table import cell, table
from learnapp.components.text import msg
from learnapp.state.class_analytics import ContentLine


def contents(lines: rx.Var[list[ContentLine]], turns: rx.Component) -> rx.Component:
    """Return the contents that were begun, and how many have finished each.

    Args:
        lines: Those of the page.
        turns: The way to the others.
    """

    def row(one: rx.Var[ContentLine]) -> rx.Component:
        return rx.el.tr(
            rx.el.th(one.title, rx.el.div(msg("kind-" + one.kind), class_name="soft small"), scope="row"),
            *shared("finished", one, msg(
                "analytics-content-of", finished=one.finished, students=one.begun, low=one.low, high=one.high,
            )),
            cell("analytics-column-begun", one.begun),
        )  # fmt: skip

    heads = (
        "analytics-column-content", "analytics-column-finished", "analytics-picture", "analytics-column-begun",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("analytics-contents")),
        rx.el.p(msg("analytics-contents-text"), class_name="soft"),
        table(msg("analytics-contents"), heads, rx.foreach(lines, row), "stacked labels"),
        turns,
        class_name="stack-s",
    )
