"""The private note beside a content: closed until it is opened, saved with a button."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import link
from learnapp.components.text import moment, msg
from learnapp.state.student.notes import MAX_NOTE, NoteState


def note_beside(content_id: rx.Var[str]) -> rx.Component:
    """Return the note on a content."""
    here = NoteState.opened & (NoteState.note.content_id == content_id)
    form = rx.el.form(
        rx.el.label(msg("note-label"), html_for="note-text"),
        rx.el.p(msg("note-private"), id="note-private", class_name="soft small"),
        rx.el.textarea(
            id="note-text",
            name="note",
            default_value=NoteState.note.text,
            required=True,
            max_length=MAX_NOTE,
            rows="5",
            on_focus=NoteState.write_on,
            aria_describedby="note-private",
            class_name="textarea",
            key=content_id + "/" + NoteState.joined.to(str),
        ),
        rx.el.div(
            rx.cond(NoteState.note.joined, rx.el.p(msg("note-joined"), class_name="note")),
            rx.cond(
                NoteState.other != "",
                rx.el.div(
                    rx.el.p(msg("note-other")),
                    rx.el.p(NoteState.other, style={"white-space": "pre-wrap", "overflow-wrap": "anywhere"}),
                    class_name="note",
                ),
            ),
            role="status",
        ),
        rx.el.div(
            rx.el.button(msg("save"), type="submit", class_name="button"),
            rx.el.span(
                rx.cond(
                    NoteState.fresh,
                    rx.el.strong("✓ ", msg("note-saved-now"), class_name="goal-good"),
                    rx.cond(
                        NoteState.note.at != "",
                        rx.el.span(msg("note-saved", at=moment(NoteState.note.at)), class_name="soft small"),
                    ),
                ),
                role="status",
            ),
            link(msg("notes-all"), href="/notes", class_name="button plain small"),
            class_name="row",
        ),
        on_submit=NoteState.save,
        class_name="card stack-s below",
    )
    return rx.el.section(
        rx.el.button(
            msg("note-open"),
            type="button",
            on_click=NoteState.open_about(content_id),
            aria_expanded=here,
            class_name="button",
        ),
        rx.cond(here, form),
    )
