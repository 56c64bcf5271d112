"""Assigning: the course's list to choose from, and the short form in which a thing is given to students."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.choosing_students import choice, whom
from learnapp.components.forms import labelled
from learnapp.components.status import status_badge
from learnapp.components.table import pager
from learnapp.components.text import msg
from learnapp.components.topic_filter import words_and_topic
from learnapp.state.assigning import MOST_ANSWERS, MOST_WORDS, AssigningState, ThingView


def _thing(one: rx.Var[ThingView]) -> rx.Component:
    kind = msg("kind-" + one.kind.to(str))
    facts = rx.el.span(
        kind,
        rx.cond(one.topic != "", rx.fragment(" · ", one.topic)),
        rx.cond(one.minutes > 0, rx.fragment(" · ", msg("minutes", count=one.minutes))),
        rx.cond(one.min_age > 0, rx.fragment(" · ", msg("pick-age", age=one.min_age))),
        rx.cond(one.draft, rx.fragment(" · ", msg("assess-state-draft"))),
        class_name="soft small",
    )
    tools = rx.el.span(
        rx.el.button(
            msg("pick-assign"),
            type="button",
            on_click=AssigningState.choose(one.id),
            aria_label=msg("pick-assign-of", title=one.title, kind=kind),
            class_name="button small",
        ),
        rx.cond(
            (one.kind != "topic") & (one.kind != "test"),
            rx.el.button(
                msg("pick-pin"),
                type="button",
                on_click=AssigningState.pin(one.id),
                aria_label=msg("pick-pin-of", title=one.title, kind=kind),
                class_name="button plain small",
            ),
        ),
        class_name="row actions",
    )
    return rx.el.li(
        rx.el.span(rx.el.strong(one.title), rx.el.br(), facts),
        rx.cond(one.withdrawn, status_badge("warn", msg("pick-withdrawn")), tools),
        class_name="check-task",
        key=one.id,
    )


def picker() -> rx.Component:
    """Return the course's list, a page at a time, found by words and by topic."""
    state = AssigningState
    filters = words_and_topic("pick", state, auto_focus=True)
    found = rx.cond(
        state.things.length() > 0,
        rx.fragment(
            rx.el.ul(rx.foreach(state.things, _thing), class_name="plain-list"),
            pager(state.found_offset, state.things.length(), state.found_total, state.turn_found, "pick-turn"),
        ),
        rx.el.p(msg("pick-none"), class_name="note", role="status"),
    )
    return rx.el.section(
        rx.el.h2(msg("pick-title")),
        rx.cond(
            state.topics.length() > 0,
            rx.fragment(filters, found),
            rx.el.p(msg("pick-no-course"), class_name="note", role="status"),
        ),
        class_name="card stack",
    )


def _until() -> rx.Component:
    """Return when a topic is done; a content says so itself."""
    state = AssigningState
    return rx.cond(
        state.chosen.kind == "topic",
        rx.fragment(
            rx.el.fieldset(
                rx.el.legend(msg("assign-until")),
                rx.el.div(
                    choice("assign-until", "mastered", state.until, state.choose_until),
                    choice("assign-until", "answers", state.until, state.choose_until),
                    class_name="row",
                ),
                class_name="fieldset",
            ),
            rx.cond(
                state.until == "answers",
                labelled(
                    "assign-answers",
                    rx.el.input(
                        id="assign-answers",
                        name="answers",
                        type="number",
                        min="1",
                        max=str(MOST_ANSWERS),
                        step="1",
                        default_value="10",
                        required=True,
                        class_name="input number",
                    ),
                    "assign-answers",
                ),
            ),
        ),
    )


def _when_and_words(due: rx.Var[str] | str = "", clock: rx.Var[str] | str = "", words: rx.Var[str] | str = "") -> Any:
    """Return the fields of the day, the time and the sentence, with what is in them at first."""
    state = AssigningState
    when = rx.el.div(
        labelled(
            "assign-due",
            rx.el.input(
                id="assign-due", name="due", type="date", class_name="input date", default_value=due,
                on_change=state.look_at_day,
            ),
            "assign-due",
        ),
        labelled(
            "assign-clock",
            rx.el.input(id="assign-clock", name="clock", type="time", class_name="input date", default_value=clock),
            "assign-clock",
        ),
        class_name="row end",
    )  # fmt: skip
    said = labelled(
        "assign-words",
        rx.el.input(
            id="assign-words", name="words", max_length=MOST_WORDS, class_name="input", auto_complete="off",
            default_value=words,
        ),
        "assign-words",
    )  # fmt: skip
    day_off = rx.el.div(rx.cond(state.day_off, rx.el.p(msg("assign-day-off"), class_name="note")), role="status")
    return when, day_off, said


def change_form() -> rx.Component:
    """Return the form in which an assignment gets another day, other students or another sentence."""
    state, one = AssigningState, AssigningState.changing
    return rx.el.section(
        rx.el.h2(msg("assign-change-form", title=rx.cond(one.title != "", one.title, msg("assign-gone")).to(str))),
        rx.el.p(msg("assign-change-lead"), class_name="soft"),
        rx.el.form(
            whom(state, focus=True),
            *_when_and_words(one.due, one.clock, one.words),
            rx.el.div(
                rx.el.button(msg("assign-change-send"), type="submit", class_name="button primary"),
                rx.el.button(msg("cancel"), type="button", on_click=state.close, class_name="button plain"),
                class_name="row",
            ),
            on_submit=state.change,
            key=one.id,
            class_name="stack",
        ),
        class_name="card stack",
    )


def assign_form() -> rx.Component:
    """Return the form for the chosen thing."""
    state = AssigningState
    return rx.el.section(
        rx.el.h2(msg("assign-form", title=state.chosen.title)),
        rx.el.p(
            msg("kind-" + state.chosen.kind.to(str)),
            rx.cond(state.chosen.topic != "", rx.fragment(" · ", state.chosen.topic)),
            rx.cond(state.chosen.kind == "test", rx.fragment(" · ", msg("assign-goal-test"))),
            class_name="soft",
        ),
        rx.cond(state.chosen.draft, rx.el.p(msg("assign-test-draft"), class_name="note")),
        rx.cond(state.chosen.withdrawn, rx.el.p(msg("assign-item-withdrawn"), class_name="note bad")),
        rx.el.form(
            whom(state, focus=True),
            _until(),
            *_when_and_words(),
            rx.el.div(
                rx.el.button(msg("assign-send"), type="submit", class_name="button primary"),
                rx.el.button(msg("cancel"), type="button", on_click=state.close, class_name="button plain"),
                class_name="row",
            ),
            on_submit=state.assign,
            key=state.chosen.id,
            class_name="stack",
        ),
        class_name="card stack",
    )
