"""A test: what it is before it begins, one question at a time, and what came of it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.item import inputs, step_list
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.prose import prose
from learnapp.components.quiz_card import facts_of_test
from learnapp.components.quiz_clock import quiz_clock, rest_clock
from learnapp.components.quiz_result import result_parts
from learnapp.components.text import moment, msg
from learnapp.state.student.quiz import PlaceView, QuizState


def _intro() -> rx.Component:
    one = QuizState.intro
    begins = (one.state == "open") | (one.state == "running")
    facts = rx.el.ul(
        rx.el.li(msg("quiz-rule-" + one.kind.to(str))),
        rx.cond(one.line > 0, rx.el.li(msg("quiz-rule-line", cut=one.line))),
        rx.el.li(rx.cond(one.minutes > 0, msg("quiz-rule-minutes", count=one.minutes), msg("quiz-rule-no-limit"))),
        rx.cond(one.until_closing, rx.el.li(msg("quiz-rule-until-closing", when=moment(one.closes)))),
        rx.cond(one.beyond, rx.el.li(msg("quiz-rule-beyond", when=moment(one.closes)))),
        rx.cond(one.breaks > 0, rx.el.li(msg("quiz-rule-breaks", count=one.breaks))),
        rx.el.li(msg("quiz-rule-attempts", count=one.left)),
        rx.el.li(msg("quiz-rule-help")),
        rx.el.li(msg("quiz-rule-saved")),
        rx.el.li(msg("quiz-rule-shown-" + one.shown.to(str))),
    )
    return rx.fragment(
        rx.el.p(msg("quiz-title"), " · ", one.section, class_name="eyebrow"),
        rx.el.h1(one.title),
        facts_of_test(one),
        rx.el.div(
            rx.el.h2(msg("quiz-before")),
            facts,
            rx.cond(
                begins,
                rx.el.div(
                    rx.el.button(
                        rx.cond(one.state == "running", msg("quiz-go-on"), msg("quiz-begin")),
                        type="button", on_click=QuizState.begin, class_name="button primary",
                    ),
                    class_name="row",
                ),
                rx.el.p(
                    rx.cond(one.state == "ahead", msg("quiz-opens", when=moment(one.opens)), msg("quiz-cannot-begin")),
                    class_name="note",
                ),
            ),
            class_name="card stack-s",
        ),
        rx.el.div(
            link(msg("back-today"), href="/today"),
            rx.cond(one.results, link(msg("quiz-results"), href="/results")),
            class_name="row",
        ),
    )  # fmt: skip


def _place(one: rx.Var[PlaceView]) -> rx.Component:
    here = one.number == QuizState.sitting.number
    word = rx.cond(one.state == "answered", msg("quiz-place-answered"), msg("quiz-place-open"))
    return rx.el.li(
        rx.el.button(
            one.number,
            rx.cond(one.state == "answered", " ✓", ""),
            rx.cond(one.flagged, " ⚑", ""),
            type="button",
            on_click=QuizState.go_to(one.number),
            aria_current=rx.cond(here, "step", "false"),
            aria_label=msg("quiz-place", number=one.number)
            + ", " + word + rx.cond(one.flagged, ", " + msg("quiz-place-flagged"), ""),
            class_name=rx.cond(here, "button small-button primary", "button small-button"),
        ),
        key=one.number.to(str),
    )  # fmt: skip


def _overview() -> rx.Component:
    return rx.cond(
        QuizState.sitting.goes_back,
        rx.el.nav(
            rx.el.ol(rx.foreach(QuizState.sitting.places, _place), class_name="row plain-list"),
            aria_label=msg("quiz-overview"),
        ),
    )


def _many() -> rx.Component:
    """Return boxes to tick; each is saved when it is ticked."""
    step = QuizState.step
    chosen = rx.cond(step.draft != "", step.draft, step.last)
    return rx.el.fieldset(
        rx.el.legend(msg("choose-many"), class_name="eyebrow"),
        rx.foreach(
            step.choices,
            lambda text: rx.el.label(
                rx.el.input(
                    type="checkbox",
                    value=text,
                    checked=chosen.split(" | ").contains(text),
                    on_change=QuizState.toggle_choice(text, QuizState.open_key),
                ),
                prose(text),
                class_name="choice",
            ),
        ),
        class_name="choices",
    )


def _hand_in() -> rx.Component:
    sitting = QuizState.sitting
    return rx.cond(
        QuizState.asking,
        rx.el.div(
            rx.cond(
                sitting.open_numbers.length() > 0,
                rx.el.p(
                    msg("quiz-open-questions", count=sitting.open_numbers.length()), " ",
                    rx.el.strong(sitting.open_numbers.join(", ")),
                ),
                rx.el.p(msg("quiz-all-answered")),
            ),
            rx.el.p(msg("quiz-hand-in-sure"), class_name="soft"),
            rx.el.div(
                rx.el.button(
                    msg("quiz-hand-in-yes"), type="button", on_click=QuizState.hand_in, class_name="button primary",
                    auto_focus=True,
                ),
                rx.el.button(
                    msg("quiz-hand-in-no"), type="button", on_click=QuizState.ask_hand_in, class_name="button plain"
                ),
                class_name="row",
            ),
            class_name="note stack-s",
            role="alert",
        ),
        rx.el.div(
            rx.el.button(msg("quiz-hand-in"), type="button", on_click=QuizState.ask_hand_in, class_name="button"),
            class_name="row",
        ),
    )  # fmt: skip


def _said() -> rx.Component:
    """Return what the page says of the answer: that it is saved, or what is missing; never whether it is right."""
    return rx.el.p(
        rx.cond(
            QuizState.kept,
            rx.fragment("✓ ", msg("quiz-saved")),
            rx.cond(QuizState.feedback_key != "", msg(QuizState.feedback_key), ""),
        ),
        class_name="soft small",
        role="status",
        id="feedback",
    )


def _question() -> rx.Component:
    state, content, sitting = QuizState, QuizState.content, QuizState.sitting
    return rx.el.section(
        rx.el.h2(
            rx.cond(
                sitting.goes_back,
                msg("quiz-question-of", number=sitting.number, count=sitting.count),
                msg("quiz-question", number=sitting.number),
            )
        ),
        rx.cond(content.body != "", prose(content.body)),
        step_list(state),
        prose(state.step.prompt),
        rx.el.form(
            rx.el.input(type="hidden", name="key", value=state.open_key),
            rx.cond(state.step.answer_kind == "multiple_choice", _many(), inputs(state)),
            _said(),
            rx.el.div(
                rx.el.button(
                    rx.cond(
                        state.at + 1 < state.steps.length(), msg("quiz-next-step"),
                        rx.cond(sitting.last & sitting.goes_back, msg("quiz-save"), msg("quiz-save-on")),
                    ),
                    type="submit", class_name="button primary",
                ),
                rx.el.button(
                    msg("quiz-skip"), type="button", on_click=state.skip(state.open_key), class_name="button plain"
                ),
                rx.cond(
                    sitting.goes_back,
                    rx.el.button(
                        rx.cond(sitting.flagged, msg("quiz-unflag"), msg("quiz-flag")),
                        type="button", on_click=state.toggle_flag, aria_pressed=sitting.flagged,
                        class_name="button plain",
                    ),
                ),
                class_name="row",
            ),
            on_submit=state.answer,
            key=content.content_id + state.step.step_id + state.begun.to(str),
            class_name="stack",
        ),
        rx.cond(~sitting.goes_back, rx.el.p(msg("quiz-no-way-back"), class_name="soft small")),
        class_name="card stack",
        key="question" + sitting.number.to(str),
    )  # fmt: skip


def _taking() -> rx.Component:
    sitting = QuizState.sitting
    pause = rx.cond(
        sitting.breaks > 0,
        rx.el.button(
            msg("quiz-break", count=sitting.breaks, minutes=sitting.break_minutes),
            type="button", on_click=QuizState.take_break, class_name="button plain",
        ),
    )  # fmt: skip
    paused = rx.el.div(
        rx.el.div(
            rx.el.h2(msg("quiz-paused")),
            rx.el.p(msg("quiz-paused-text", minutes=sitting.break_minutes)),
            role="status",
        ),
        rest_clock(),
        rx.el.button(
            msg("quiz-end-break"), type="button", on_click=QuizState.end_break, class_name="button primary",
            auto_focus=True,
        ),
        class_name="card stack-s",
    )  # fmt: skip
    return rx.fragment(
        rx.el.p(msg("quiz-title"), class_name="eyebrow"),
        rx.el.h1(sitting.title),
        # It is there before it says anything, so that screen readers tell what comes into it.
        rx.el.div(
            rx.cond(QuizState.rested, rx.el.p(msg("quiz-rest-over"), class_name="note")),
            role="status",
            id="break-over",
        ),
        rx.cond(
            sitting.state == "paused",
            paused,
            rx.el.div(
                rx.el.div(quiz_clock(), pause, class_name="row between"),
                _overview(),
                rx.cond(sitting.gone > 0, rx.el.p(msg("quiz-taken-out", count=sitting.gone), class_name="note")),
                rx.cond(
                    QuizState.ready,
                    _question(),
                    rx.el.p(msg("quiz-nothing-left"), class_name="note"),
                ),
                _hand_in(),
                class_name="stack",
            ),
        ),
    )


def _result() -> rx.Component:
    result = QuizState.result
    waiting = rx.el.div(
        rx.el.p(msg("quiz-handed-in"), class_name="lead"),
        rx.cond(result.ended_by == "time", rx.el.p(msg("quiz-ended-time"))),
        rx.el.p(
            rx.cond(
                result.shown_when == "closed",
                rx.cond(
                    result.shown_at != "",
                    msg("quiz-shown-at", when=moment(result.shown_at)),
                    msg("quiz-shown-soon"),
                ),
                msg("quiz-shown-later"),
            )
        ),
        class_name="card stack-s",
        role="status",
    )
    again = rx.cond(
        result.again_id != "",
        rx.el.button(
            msg("quiz-again", count=result.left), type="button", on_click=QuizState.begin, class_name="button"
        ),
    )
    return rx.fragment(
        rx.el.p(msg("quiz-result"), " · ", msg("quiz-attempt", number=result.number), class_name="eyebrow"),
        rx.el.h1(result.title),
        rx.el.div(rx.cond(result.shown, result_parts(result), waiting), class_name="stack"),
        rx.el.div(link(msg("back-today"), href="/today", class_name="button primary"), again, class_name="row"),
    )


def quiz() -> rx.Component:
    """The page."""
    absent = rx.fragment(
        rx.el.h1(msg("quiz-absent"), class_name="sr"),
        empty_state(
            msg("quiz-absent"), msg("quiz-absent-text"),
            link(msg("back-today"), href="/today", class_name="button primary"),
        ),
    )  # fmt: skip
    return shell(
        rx.match(
            QuizState.phase,
            ("intro", _intro()),
            ("taking", _taking()),
            ("result", _result()),
            ("absent", absent),
            rx.fragment(rx.el.h1(msg("quiz-title"), class_name="sr"), loading(msg("loading"))),
        ),
        width="narrow",
    )
