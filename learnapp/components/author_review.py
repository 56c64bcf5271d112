"""What the review of items and of outlines has in common: the decision about a draft, and the versions before."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.text import msg


def decision_form(on_submit: Any, field: str, *before: rx.Component) -> rx.Component:
    """Return the form in which a draft is approved or sent back.

    Args:
        on_submit: Takes `decision` (approve or return) and `words`.
        field: Id of the field for words.
        before: What stands above it.
    """
    return rx.el.form(
        *before,
        labelled(
            "author-words",
            rx.el.input(id=field, name="words", max_length=500, class_name="input", auto_complete="off"),
            field,
        ),
        rx.el.fieldset(
            rx.el.legend(msg("author-decision"), class_name="sr"),
            rx.el.label(
                rx.el.input(type="radio", name="decision", value="approve", default_checked=True),
                msg("author-approve-one"),
                class_name="choice",
            ),
            rx.el.label(
                rx.el.input(type="radio", name="decision", value="return"), msg("author-return"), class_name="choice"
            ),
            class_name="choices",
        ),
        rx.el.button(msg("author-decide"), type="submit", class_name="button primary"),
        on_submit=on_submit,
        class_name="stack-s",
    )


def sure(text: str, button: str, on_click: Any, on_cancel: Any) -> rx.Component:
    """Return the question whether something is to go that does not come back; the way out of it has the focus.

    Args:
        text: What goes, a catalogue key.
        button: What the button says that lets it go, a catalogue key.
        on_click: Lets it go.
        on_cancel: Puts the question away.
    """
    return rx.el.div(
        rx.el.p(msg(text)),
        rx.el.div(
            rx.el.button(msg(button), type="button", class_name="button danger", on_click=on_click),
            rx.el.button(msg("cancel"), type="button", class_name="button", auto_focus=True, on_click=on_cancel),
            class_name="row",
        ),
        class_name="card stack-s",
        role="group",
    )


def past_versions(state: Any, title: str, row: Any, *, none: str = "") -> rx.Component:
    """Return a button that opens the versions before, a page at a time.

    Args:
        state: Has `versions` (rows, more, offset), `versions_open`, `show_versions` and `turn_versions`.
        title: On the button, a catalogue key.
        row: Makes a list item of a version.
        none: Said where there is none, a catalogue key; "": the list is empty then.
    """
    found = state.versions
    turn = rx.el.div(
        rx.el.button(
            msg("page-before"), type="button", class_name="button", disabled=found.offset <= 0,
            on_click=state.turn_versions(-1),
        ),
        rx.el.button(
            msg("page-after"), type="button", class_name="button", disabled=~found.more,
            on_click=state.turn_versions(1),
        ),
        class_name="row",
    )  # fmt: skip
    rows = rx.fragment(
        rx.el.ul(rx.foreach(found.rows, row), class_name="plain-list stack-s"),
        rx.cond(found.more | (found.offset > 0), turn),
    )
    empty = rx.cond(found.rows.length() > 0, rows, rx.el.p(msg(none), class_name="soft")) if none else rows
    return rx.el.section(
        rx.el.button(
            msg(title),
            type="button",
            class_name="button",
            aria_expanded=rx.cond(state.versions_open, "true", "false"),
            on_click=state.show_versions,
        ),
        rx.cond(state.versions_open, empty),
        class_name="stack-s",
    )
