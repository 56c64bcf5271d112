"""My notes: every private note with its content."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.table import pager
from learnapp.components.text import moment, msg
from learnapp.pages.student.ways import ways
from learnapp.state.student.notes import NotesState, NoteView


def _note(one: rx.Var[NoteView]) -> rx.Component:
    sure = NotesState.deleting == one.content_id
    name = rx.cond(one.title != "", one.title, msg("note-gone")).to(str)
    return rx.el.li(
        rx.el.h2(
            rx.cond(one.title != "", link(one.title, href="/learn/" + one.content_id), rx.el.span(msg("note-gone")))
        ),
        rx.el.p(one.text, class_name="said"),
        rx.el.div(
            rx.el.span(msg("note-saved", at=moment(one.at)), class_name="soft small"),
            # It stays where it is while its question stands below: the second of two quick presses deletes nothing.
            rx.el.button(
                msg("note-delete"),
                type="button",
                on_click=NotesState.ask_delete(one.content_id),
                aria_label=msg("note-delete-of", name=name),
                aria_expanded=sure,
                class_name="button plain small",
            ),
            class_name="row between",
        ),
        rx.cond(
            sure,
            rx.el.div(
                rx.el.p(msg("note-delete-sure-of", name=name)),
                rx.el.div(
                    rx.el.button(
                        msg("note-delete-sure"),
                        type="button",
                        on_click=NotesState.delete(one.content_id),
                        aria_label=msg("note-delete-sure-of", name=name),
                        class_name="button danger small",
                    ),
                    rx.el.button(
                        msg("cancel"), type="button", on_click=NotesState.keep, class_name="button plain small"
                    ),
                    class_name="row",
                ),
                role="alert",
                class_name="note stack-s",
            ),
        ),
        class_name="card stack-s",
    )


def notes() -> rx.Component:
    """The page."""
    return shell(
        rx.el.h1(msg("notes-title")),
        ways("/notes"),
        rx.el.p(msg("note-private"), class_name="soft"),
        rx.cond(
            NotesState.notes_ready,
            rx.cond(
                NotesState.notes.length() > 0,
                rx.fragment(
                    rx.el.ul(rx.foreach(NotesState.notes, _note), class_name="plain-list stack"),
                    rx.cond(
                        NotesState.total > NotesState.notes.length(),
                        pager(
                            NotesState.offset,
                            NotesState.notes.length(),
                            NotesState.total,
                            NotesState.turn,
                            "notes-turn",
                        ),
                    ),
                ),
                empty_state(
                    msg("notes-none"),
                    msg("notes-none-text"),
                    link(msg("nav-today"), href="/today", class_name="button primary"),
                ),
            ),
            loading(msg("loading")),
        ),
        width="narrow",
    )
