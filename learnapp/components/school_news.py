"""Announcements that a reader can put away, and the quiet line about the term and the next day off."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import link
from learnapp.components.text import date_of, msg
from learnapp.state.school_news import NewsState, NoteView


def _note(note: rx.Var[NoteView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.cond(note.section != "", rx.el.p(note.section, class_name="eyebrow")),
            rx.el.p(note.text, class_name="said"),
        ),
        rx.el.button(
            msg("news-put-away"),
            aria_label=msg("news-put-away") + ": " + note.text.to(str),
            type="button",
            on_click=NewsState.put_away(note.id),
            class_name="button plain",
        ),
        class_name="note announcement",
    )


def announced() -> rx.Component:
    """Return what the institution tells the reader today; nothing when there is nothing."""
    return rx.cond(
        NewsState.notes.length() > 0,
        rx.el.section(
            rx.el.ul(rx.foreach(NewsState.notes, _note), class_name="plain-list stack-s"),
            aria_label=msg("news-title"),
        ),
    )


def _off() -> rx.Var[str]:
    off = NewsState.off
    several = msg("news-off-days", label=off.name, first=date_of(off.first), last=date_of(off.last))
    one = msg("news-off-day", label=off.name, first=date_of(off.first))
    return rx.cond(
        off.state == "now", msg("news-off-now", label=off.name), rx.cond(off.first == off.last, one, several)
    )


def calendar_line() -> rx.Component:
    """Return the term of today and the next day off in one quiet line; nothing when neither is set up."""
    term, off = NewsState.term, NewsState.off
    return rx.cond(
        (term.id != "") | (off.id != ""),
        rx.el.p(
            rx.cond(term.id != "", msg("news-term", name=term.name, last=date_of(term.last)), ""),
            rx.cond((term.id != "") & (off.id != ""), " · ", ""),
            rx.cond(off.id != "", _off(), ""),
            rx.cond(NewsState.more, rx.fragment(" · ", link(msg("school-year-title"), href="/calendar"))),
            class_name="soft small",
        ),
    )
