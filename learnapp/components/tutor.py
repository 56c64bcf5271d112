"""The tutor: what was asked, what the course says, where it stands, and the field for the next question."""

from __future__ import annotations

import reflex as rx

from learnapp.components.appearance import emptied, landing
from learnapp.components.links import link
from learnapp.components.prose import prose
from learnapp.components.text import moment, msg
from learnapp.state.student.tutor import MAX_QUESTION, LineView, SourceView, TurnView, TutorState

_BESIDE = {"display": "flex", "gap": "0.4rem", "align-items": "baseline"}


def _spoken(language: rx.Var[str]) -> rx.Var[str]:
    """Return the language of words that need not be in the one of the page, for `lang`; none where it is not known."""
    return rx.cond(language != "", language, rx.Var.create(None)).to(str)


def _checked(one: rx.Var[LineView], language: rx.Var[str]) -> rx.Component:
    """Return the sentence that was held against the course, where the one above it is a translation."""
    return rx.cond(
        one.checked != "",
        rx.el.details(
            rx.el.summary(msg("tutor-checked"), class_name="soft small"),
            rx.el.div(prose(one.checked), lang=_spoken(language)),
        ),
    )


def _line(one: rx.Var[LineView], place: rx.Var[int], answer: rx.Var[TurnView], *, own: bool) -> rx.Component:
    return rx.fragment(
        rx.cond(one.heading != "", rx.el.h4(one.heading)),
        rx.cond(
            one.written,
            rx.el.div(rx.el.div(prose(one.text), lang=_spoken(one.language)), _cites(one), style=_BESIDE),
            rx.cond(
                one.cite > 0,
                rx.el.blockquote(
                    rx.el.div(prose(one.text), lang=_spoken(one.language)),
                    rx.el.span(
                        rx.el.span(msg("tutor-source-number", number=one.cite), class_name="sr"),
                        rx.el.span("[", one.cite.to_string(), "]", aria_hidden="true"),
                        class_name="soft small",
                    ),
                    class_name="quoted",
                ),
                rx.el.div(prose(one.text), lang=_spoken(one.language)),
            ),
        ),
        _checked(one, answer.language),
        _doubt(one, place, answer.mark) if own else None,
    )


def _doubt(one: rx.Var[LineView], place: rx.Var[int], mark: rx.Var[str]) -> rx.Component:
    """Return what stands below a sentence with a source: that it was reported, or the button for it."""
    state = TutorState
    key = mark + "#" + place.to_string()
    done = one.reported | state.doubted.contains(key)
    return rx.cond(
        (one.cite > 0) & (mark != ""),
        rx.cond(
            done,
            landing(msg("tutor-doubt-done").to(str), state.just == key, "soft small"),
            rx.cond(
                state.choosing == mark,
                rx.el.div(
                    rx.el.button(
                        msg("tutor-doubt-this"),
                        type="button",
                        on_click=state.doubt(mark, place),
                        aria_label=msg("tutor-doubt-of", sentence=one.text),
                        class_name="button small",
                    ),
                    class_name="row",
                ),
            ),
        ),
    )


def _doubts(one: rx.Var[TurnView]) -> rx.Component:
    """Return the way to say that a sentence of an answer seems wrong, and what becomes of it."""
    choosing = TutorState.choosing == one.mark
    return rx.cond(
        (one.mark != "") & (one.sources.length() > 0),
        rx.el.div(
            rx.el.div(
                rx.el.button(
                    rx.cond(choosing, msg("tutor-doubt-leave"), msg("tutor-doubt")),
                    type="button",
                    on_click=TutorState.choose_doubt(one.mark),
                    aria_expanded=choosing,
                    class_name="button plain small",
                ),
                class_name="row",
            ),
            rx.cond(choosing, rx.el.p(msg("tutor-doubt-how"), role="status", class_name="note")),
            class_name="stack-s",
        ),
    )


def _cites(one: rx.Var[LineView]) -> rx.Component:
    """Return the numbers of the passages that a written sentence rests on."""

    def cite(number: rx.Var[int]) -> rx.Component:
        return rx.el.span(
            rx.el.span(msg("tutor-source-number", number=number), " ", class_name="sr"),
            rx.el.span("[", number.to_string(), "] ", aria_hidden="true"),
        )

    return rx.cond(one.cite > 0, rx.el.span(cite(one.cite), rx.foreach(one.others, cite), class_name="soft small"))


def _source(one: rx.Var[SourceView], language: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        rx.el.span("[", one.number.to_string(), "] ", aria_hidden="true"),
        link(
            rx.el.span(msg("tutor-source-number", number=one.number), ": ", class_name="sr"),
            rx.el.span(one.title, lang=_spoken(language)),
            href=one.href,
        ),
        rx.el.span(
            " · ",
            msg("tutor-kind-" + one.kind),
            rx.cond(one.where != "", rx.fragment(" · ", rx.el.span(one.where, lang=_spoken(language)))),
            class_name="soft small",
        ),
    )


def turn(one: rx.Var[TurnView], *, own: bool = True) -> rx.Component:
    """Return a question and what the tutor says to it; `own`: its reader has asked it."""
    return rx.el.article(
        rx.el.h3(rx.el.span(msg("tutor-you"), ": ", class_name="soft small"), one.asked),
        rx.cond(
            one.sought != "",
            rx.el.p(
                msg("tutor-sought"), " ", rx.el.span(one.sought, lang=_spoken(one.language)), class_name="soft small"
            ),
        ),
        rx.cond(
            one.writer != "",
            rx.el.p(
                rx.cond(one.writer == "model", msg("tutor-by-model"), msg("tutor-model-" + one.away)),
                class_name="soft small",
            ),
        ),
        rx.el.div(rx.foreach(one.lines, lambda line, place: _line(line, place, one, own=own)), class_name="stack-s"),
        rx.cond(
            one.sources.length() > 0,
            rx.el.div(
                rx.el.p(msg("tutor-sources"), class_name="eyebrow"),
                rx.el.ul(
                    rx.foreach(one.sources, lambda source: _source(source, one.language)),
                    class_name="plain-list stack-s",
                ),
            ),
        ),
        _doubts(one) if own else None,
        class_name="card stack-s",
    )


def conversation() -> rx.Component:
    """Return the conversation that goes on, with the field for a question."""
    return rx.el.div(
        rx.el.p(
            rx.cond(TutorState.model_helps, msg("tutor-how-model"), msg("tutor-how")),
            rx.cond(TutorState.goes_outside, rx.fragment(" ", msg("tutor-how-outside"))),
            id="tutor-how",
            class_name="soft small",
        ),
        rx.el.div(
            rx.foreach(TutorState.turns, lambda one: turn(one)),
            rx.foreach(TutorState.early, lambda one: turn(one)),
            rx.cond(
                TutorState.waiting != "",
                rx.el.p(
                    rx.cond(
                        TutorState.early.length() > 0, msg("tutor-early"), rx.el.strong(TutorState.waiting)
                    ),
                    " ",
                    rx.el.span(
                        msg("tutor-stage-" + TutorState.stage.to(str), passages=TutorState.passages), class_name="soft"
                    ),
                ),
            ),
            role="log",
            aria_live="polite",
            class_name="stack",
        ),
        rx.cond(~TutorState.kept, rx.el.p(msg("tutor-not-kept"), class_name="soft small")),
        rx.cond(TutorState.back_at != "", rx.el.p(back(TutorState.back_at), role="status", class_name="note"), _form()),
        class_name="stack",
    )  # fmt: skip


def back(at: rx.Var[str]) -> rx.Var[str]:
    """Return until when the class does without the tutor, in words."""
    return msg("tutor-back", at=moment(at))


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.label(msg("tutor-label"), html_for="tutor-question"),
        rx.el.textarea(
            id="tutor-question",
            name="question",
            rows="2",
            required=True,
            max_length=MAX_QUESTION,
            placeholder=msg("tutor-placeholder").to(str),
            enter_key_submit=True,
            aria_describedby="tutor-how tutor-private",
            class_name="textarea",
        ),
        emptied("tutor-question", TutorState.answered, TutorState.sent),
        rx.el.p(
            msg(
                "tutor-private-" + TutorState.readers.to(str),
                model=rx.cond(TutorState.model_helps | TutorState.goes_outside, "yes", "no"),
            ),
            id="tutor-private",
            class_name="soft small",
        ),
        rx.el.div(
            rx.el.button(msg("tutor-ask"), type="submit", class_name="button primary"),
            rx.cond(TutorState.place != "", link(msg("tutor-all"), href="/tutor", class_name="button plain small")),
            class_name="row",
        ),
        on_submit=TutorState.ask,
        class_name="stack-s",
    )


def tutor_beside(content_id: rx.Var[str]) -> rx.Component:
    """Return the tutor beside a content: closed until it is opened."""
    here = TutorState.opened & (TutorState.place == content_id)
    return rx.el.section(
        rx.el.button(
            msg("tutor-open"),
            type="button",
            on_click=TutorState.open_about(content_id),
            aria_expanded=here,
            class_name="button",
        ),
        rx.cond(here, rx.el.div(rx.el.h2(msg("tutor-title"), class_name="sr"), conversation(), class_name="below")),
    )
