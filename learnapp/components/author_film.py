"""The files of a video of one's own, each sent by itself, and the text of what is said in it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.status import status_badge
from learnapp.components.text import msg
from learnapp.components.transfer import file_sender
from learnapp.state.author_film import LANGUAGES, MOST_CAPTIONS_MB, MOST_PICTURE_MB, AuthorFilmState
from learnapp.state.author_item import AuthorItemState, CaptionsForm

_WORDS = {"en": "english", "es": "spanish"}


def _language(code: rx.Var[str]) -> rx.Var[str]:
    return rx.match(code, *[(one, msg(_WORDS[one])) for one in LANGUAGES], code)


def _address(part: str) -> rx.Var[str]:
    form = AuthorItemState.form
    return (
        "/api/v1/authoring/courses/" + form.course_id + "/items/" + form.content_id + f"/{part}?seen=" + form.seen
    ).to(str)  # fmt: skip


def _captions(one: rx.Var[CaptionsForm]) -> rx.Component:
    language = _language(one.language)
    return rx.el.li(
        rx.cond(
            one.late,
            status_badge("bad", msg("author-captions-late", language=language)),
            status_badge("good", msg("author-captions-in", language=language)),
        ),
        rx.el.button(
            msg("author-captions-drop"), rx.el.span(" ", language, class_name="sr"), type="button",
            class_name="button plain", on_click=AuthorFilmState.drop_captions(one.language),
        ),
        # A badge does not break, and this is too long for a telephone.
        rx.cond(one.late, rx.el.span(msg("author-captions-late-text"), class_name="wrap")),
        class_name="row",
    )  # fmt: skip


def _there() -> rx.Component:
    """What the video has already."""
    film = AuthorItemState.form.film
    length = rx.cond(film.seconds > 0, msg("author-film-there", kind=film.kind, seconds=film.seconds),
                     msg("author-film-there-unknown", kind=film.kind))  # fmt: skip
    files = rx.el.ul(
        rx.el.li(
            rx.cond(film.kind != "", status_badge("good", length), status_badge("warn", msg("author-film-missing")))
        ),
        rx.cond(
            film.captions.length() > 0,
            rx.foreach(film.captions, _captions),
            rx.el.li(status_badge("warn", msg("author-captions-missing"))),
        ),
        rx.cond(film.poster, rx.el.li(status_badge("good", msg("author-poster-there")))),
        class_name="plain-list stack-s",
    )
    return rx.el.div(files, role="status")


def film_files() -> rx.Component:
    """Return the files of a video and the ways to send them; nothing for other content."""
    state, form = AuthorFilmState, AuthorItemState.form
    captions = rx.fragment(
        labelled(
            "author-captions-language",
            rx.el.select(
                *[rx.el.option(msg(_WORDS[one]), value=one) for one in LANGUAGES],
                id="captions_language", value=state.captions_language, on_change=state.choose_language,
                class_name="select",
            ),
            "captions_language",
        ),
        file_sender(
            address=_address("captions") + "&language=" + state.captions_language,
            label=msg("author-captions-file", most=MOST_CAPTIONS_MB),
            accept=".vtt",
            name="captions-file",
            on_done=state.came,
            most=MOST_CAPTIONS_MB,
            too_large="author-file-too-large",
        ),
        file_sender(
            address=_address("poster"),
            label=msg("author-poster-file", most=MOST_PICTURE_MB),
            accept=".png,.jpg,.jpeg,.webp,.gif,.bmp",
            name="poster-file",
            on_done=state.came,
            most=MOST_PICTURE_MB,
            too_large="author-file-too-large",
        ),
    )  # fmt: skip
    return rx.cond(
        form.kind == "video",
        rx.el.section(
            rx.el.h2(msg("author-film-files")),
            rx.el.p(msg("author-film-text"), class_name="soft small"),
            _there(),
            file_sender(
                address=_address("film"),
                label=msg("author-film-file", most=state.most_film_mb),
                accept=".mp4,.webm",
                name="film-file",
                on_done=state.came,
                most=state.most_film_mb,
                too_large="author-file-too-large",
            ),
            rx.cond(form.film.kind != "", captions),
            class_name="card stack-s",
        ),
    )


def _said(one: rx.Var[CaptionsForm]) -> rx.Component:
    name = "transcript-" + one.language
    return rx.el.div(
        rx.el.label(msg("author-transcript", language=_language(one.language)), html_for=name),
        rx.el.textarea(id=name, name=name, default_value=one.text, rows="10", class_name="textarea", lang=one.language),
        class_name="field",
        # New captions bring a new text.
        key=one.language + one.name,
    )


def said_in_film() -> rx.Component:
    """Return the fields for what is said in a film, part of the form of its item; nothing where it has no captions."""
    film = AuthorItemState.form.film
    return rx.cond(
        film.captions.length() > 0,
        rx.el.details(
            rx.el.summary(msg("author-transcripts")),
            rx.el.p(msg("author-transcripts-text"), class_name="soft small"),
            rx.el.div(rx.foreach(film.captions, _said), class_name="stack-s"),
        ),
    )
