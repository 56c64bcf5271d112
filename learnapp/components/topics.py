"""The table of KCs: where a student stands, how sure that is, and the answers behind each number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from learnapp.components.mastery import badge, inferred, meter, number
from learnapp.components.reason import evidence_list
from learnapp.components.table import pager
from learnapp.components.text import msg


def topics_table(
    caption: rx.Var[str],
    kcs: Any,
    open_kc: Any,
    evidence: Any,
    on_open: Any,
    *,
    more: rx.Component | None = None,
    curve: rx.Component | None = None,
    standing: str = "standing",
    beside: Callable[[Any], rx.Component] | None = None,
    below: tuple[Any, Callable[[Any], rx.Component]] | None = None,
    ruled: Callable[[Any], rx.Component] | None = None,
) -> rx.Component:
    """Return the table; student and instructor see the same one.

    Args:
        caption: Names the table for screen readers.
        kcs: List of `KcView`.
        open_kc: Id of the KC whose answers are open.
        evidence: Those answers.
        on_open: Event handler that takes a KC id.
        more: Shown under the answers.
        curve: Shown above them: how the number came about.
        standing: Catalogue key of the second column's head.
        beside: What else can be done about a topic, for the last column.
        below: Id of a KC, and what is shown below it.
        ruled: Shows what a teacher has ruled about a topic, one `RuleView`.
    """

    def row(kc: Any) -> rx.Component:
        opened = open_kc == kc.kc_id
        button = rx.el.button(
            msg("answers-behind", right=kc.right, count=kc.answers),
            rx.el.span(": ", kc.name, class_name="sr"),
            type="button",
            aria_expanded=opened,
            on_click=on_open(kc.kc_id),
            class_name="button small",
        )
        nothing = rx.fragment() if beside else rx.el.span("–", class_name="soft nothing")
        return rx.fragment(
            rx.el.tr(
                rx.el.th(kc.name, scope="row"),
                rx.el.td(badge(kc.band), *([rx.foreach(kc.ruled, ruled)] if ruled else [])),
                rx.el.td(
                    rx.cond(
                        kc.enough,
                        rx.fragment(
                            meter(kc.value, kc.low, kc.high, kc.band),
                            rx.el.span(number(kc.value, kc.low, kc.high, kc.weaker), class_name="small"),
                        ),
                        rx.cond(
                            kc.inferred != "",
                            inferred(kc.inferred, kc.value),
                            rx.el.span("–", class_name="soft nothing"),
                        ),
                    ),
                ),
                rx.el.td(
                    rx.cond(kc.answers > 0, button, nothing),
                    *([beside(kc)] if beside else []),
                ),
            ),
            *([rx.cond(below[0] == kc.kc_id, rx.el.tr(rx.el.td(below[1](kc), col_span=4)))] if below else []),
            rx.cond(
                opened,
                rx.el.tr(rx.el.td(curve or rx.fragment(), evidence_list(evidence), more or rx.fragment(), col_span=4)),
            ),
        )

    columns = ("topic", standing, "estimate", "evidence")
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="sr"),
            rx.el.thead(rx.el.tr(*[rx.el.th(msg(key), scope="col") for key in columns])),
            rx.el.tbody(rx.foreach(kcs, row)),
            class_name="stacked",
        ),
        class_name="table-wrap",
        tab_index=0,
        role="region",
        aria_label=caption,
    )


def topics_pager(offset: Any, shown: Any, total: Any, size: int, on_turn: Any) -> rx.Component:
    """Return the way to the other topics of a long course; nothing when all are shown. See `table.pager`."""
    return rx.cond(total > size, pager(offset, shown, total, on_turn, "topics-turn", "topics-of"))
