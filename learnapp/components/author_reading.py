"""The field for a longer text: seen beside it while it is written, with pictures of one's own in it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.text import msg
from learnapp.state.author_item import AuthorItemState

PICTURES = {"data-pictures": "true"}
"""Marks a field into which pictures can be put."""


def text_field() -> rx.Component:
    """Return the field for the text of an item, of a reading a large one with what can be written in it."""
    state, form = AuthorItemState, AuthorItemState.form
    reading = form.kind == "reading"
    return rx.el.div(
        rx.el.label(
            rx.match(
                form.kind,
                ("reading", msg("author-reading-body")),
                ("video", msg("author-video-body")),
                msg("author-body"),
            ),
            html_for="body",
        ),
        rx.el.textarea(
            id="body", name="body", default_value=form.body, rows=rx.cond(reading, "22", "4"), max_length=20_000,
            spell_check=True, class_name="textarea", custom_attrs=PICTURES, aria_describedby="body-help",
            on_change=lambda text: state.typed_body(text).debounce(400),
        ),
        rx.el.p(
            rx.cond(reading, msg("author-reading-help"), msg("author-body-help")), id="body-help",
            class_name="soft small",
        ),
        rx.cond(
            reading,
            rx.el.details(
                rx.el.summary(msg("author-reading-how")),
                rx.el.dl(
                    *[
                        rx.el.div(
                            rx.el.dt(rx.el.code(msg(f"author-markdown-{sign}"), dir="ltr")),
                            rx.el.dd(msg(f"author-markdown-{sign}-is")),
                        )
                        for sign in ("heading", "strong", "list", "formula", "display", "link", "table")
                    ],
                    class_name="stack-s",
                ),
            ),
        ),
        class_name="field",
    )  # fmt: skip
