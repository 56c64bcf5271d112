"""Tables: quiet, scrolling sideways on a phone, with one way to turn pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from learnapp.components.text import msg


def table(caption: rx.Var[str] | str, heads: Sequence[str], body: rx.Component, kind: str = "") -> rx.Component:
    """Return a table in a scrolling frame.

    Args:
        caption: Read out by screen readers; names the table.
        heads: Catalogue keys of the column heads; "" for a column of buttons.
        body: The rows, usually an `rx.foreach`.
        kind: Classes of the table; `stacked` makes each row a block on a phone.
    """
    head = [
        rx.el.th(msg(key) if key else rx.el.span(msg("column-actions"), class_name="sr"), scope="col") for key in heads
    ]
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="sr"),
            rx.el.thead(rx.el.tr(*head)),
            rx.el.tbody(body),
            class_name=kind,
        ),
        class_name="table-wrap",
        tab_index=0,
        role="region",
        aria_label=caption,
    )


def cell(head: str, *children: Any, **props: Any) -> rx.Component:
    """Return a cell that names its column where the table is stacked.

    Args:
        head: Catalogue key of the column's head.
        children: What is in it.
        props: Of the cell.
    """
    return rx.el.td(*children, custom_attrs={"data-label": msg(head)}, **props)


def pager(
    offset: Any, shown: Any, total: Any, on_turn: Any, label: str = "page-turn", where: str = "page-of"
) -> rx.Component:
    """Return the line under a table: where one is, and the way back and on.

    Args:
        offset: Rows before this page.
        shown: Rows of this page.
        total: Rows of the list.
        on_turn: Event handler that takes -1 or 1.
        label: Catalogue key of its name; two on one page need two names.
        where: Catalogue key of where one is; it names the rows where two pagers stand together.
    """
    return rx.el.nav(
        rx.el.span(
            msg(where, first=rx.cond(total > 0, offset + 1, 0), last=offset + shown, total=total),
            class_name="soft small",
            role="status",
        ),
        rx.el.div(
            rx.el.button(
                msg("page-before"), type="button", class_name="button", disabled=offset <= 0, on_click=on_turn(-1)
            ),
            rx.el.button(
                msg("page-after"),
                type="button",
                class_name="button",
                disabled=offset + shown >= total,
                on_click=on_turn(1),
            ),
            class_name="row",
        ),
        class_name="row between",
        aria_label=msg(label),
    )
