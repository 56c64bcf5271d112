"""The import of a roster, on the page of its own and on the way to the first class."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.table import table
from learnapp.components.text import msg
from learnapp.state.admin.people import RosterLine, RosterState


def _line(line: rx.Var[RosterLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line.line),
        rx.el.th(line.email, scope="row"),
        rx.el.td(rx.el.span(msg("outcome-" + line.outcome), class_name="badge", data_outcome=line.outcome)),
        rx.el.td(line.note),
    )


def _outcome(on_run: Any) -> rx.Component:
    counts = msg(
        "roster-counts",
        created=RosterState.created,
        updated=RosterState.updated,
        unchanged=RosterState.unchanged,
        errors=RosterState.errors,
    )
    return rx.el.section(
        rx.el.h2(rx.cond(RosterState.done, msg("roster-done"), msg("roster-checked"))),
        rx.el.p(counts, role="status"),
        rx.el.div(
            rx.cond(
                RosterState.checked,
                rx.el.button(msg("roster-run"), type="button", class_name="button primary", on_click=on_run),
            ),
            rx.cond(
                RosterState.done & (RosterState.created > 0),
                rx.el.button(
                    msg("roster-passwords"),
                    type="button",
                    class_name="button primary",
                    on_click=RosterState.download("passwords"),
                ),
            ),
            rx.el.button(
                msg("roster-report"), type="button", class_name="button", on_click=RosterState.download("report")
            ),
            class_name="row",
        ),
        table(
            msg("roster-lines"), ("roster-line", "email", "roster-outcome", "roster-note"),
            rx.foreach(RosterState.lines, _line),
        ),
        class_name="stack",
    )  # fmt: skip


def roster_import(columns: str, on_run: Any) -> rx.Component:
    """Return the import of a CSV file, chosen or pasted: first look at what would happen, then do it.

    Args:
        columns: The line of column names that is shown as an example.
        on_run: Event handlers of the button that imports.
    """
    return rx.fragment(
        rx.el.pre(columns, class_name="note", tab_index=0),
        rx.el.label(
            rx.el.input(
                type="checkbox", checked=RosterState.attest, on_change=RosterState.set_attest, id="roster-attest"
            ),
            " ",
            msg("roster-attest"),
            html_for="roster-attest",
        ),
        # The label names the file input and opens it, so the area must not open it a second time.
        rx.el.label(
            rx.upload.root(
                rx.el.div(rx.el.span(msg("roster-choose"), class_name="button"), class_name="card quiet"),
                id="roster-file",
                accept={"text/csv": [".csv"]},
                multiple=False,
                max_files=1,
                max_size=5 * 1024 * 1024,
                no_click=True,
                on_drop=RosterState.upload(rx.upload_files(upload_id="roster-file")),
                on_drop_rejected=RosterState.refused,
                border="none",
                padding="0",
            ),
        ),
        rx.el.form(
            labelled(
                "roster-paste",
                rx.el.textarea(id="roster-text", name="text", rows="6", class_name="textarea", spell_check=False),
                "roster-text",
            ),
            rx.el.button(msg("roster-check"), type="submit", class_name="button primary"),
            on_submit=RosterState.check,
            class_name="stack",
        ),
        rx.cond(RosterState.checked | RosterState.done, _outcome(on_run)),
    )
