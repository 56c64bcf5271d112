"""A student's tests on Today."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import pager
from learnapp.components.text import moment, msg
from learnapp.state.student.today import OwnTest, TodayState


def facts_of_test(one: rx.Var[OwnTest]) -> rx.Component:
    """Return in one quiet line until when a test is open and how long it takes."""
    return rx.el.p(
        rx.cond(one.minutes > 0, msg("quiz-minutes", count=one.minutes), msg("quiz-no-limit")),
        rx.cond(
            one.state == "ahead",
            rx.fragment(" · ", msg("quiz-opens", when=moment(one.opens))),
            rx.cond(
                (one.closes != "") & (one.state != "done"),
                rx.fragment(" · ", msg("quiz-closes", when=moment(one.closes))),
            ),
        ),
        class_name="soft small",
    )


def _row(one: rx.Var[OwnTest]) -> rx.Component:
    opens = (one.state != "ahead") & ((one.state != "closed") | one.results)
    return rx.el.li(
        rx.el.div(
            rx.cond(
                opens, link(one.title, href="/quiz/" + one.href_id.to(str), class_name="label"), rx.el.strong(one.title)
            ),
            facts_of_test(one),
            class_name="assigned-what",
        ),
        rx.match(
            one.state,
            ("running", status_badge("busy", msg("quiz-state-running"))),
            ("open", status_badge("warn", msg("quiz-state-open"))),
            ("ahead", status_badge("idle", msg("quiz-state-ahead"))),
            ("done", rx.cond(one.results, status_badge("good", msg("quiz-state-results")),
                             status_badge("good", msg("quiz-state-done")))),
            status_badge("idle", msg("quiz-state-closed")),
        ),
        class_name="check-task",
        key=one.id,
    )  # fmt: skip


def tests_card() -> rx.Component:
    """Return the card on Today with the tests of the class, where there are any."""
    return rx.cond(
        (TodayState.tests.length() > 0) | (TodayState.tests_total > TodayState.tests_shown),
        rx.el.section(
            rx.el.h2(msg("quiz-card"), id="quiz-card"),
            rx.el.ul(rx.foreach(TodayState.tests, _row), class_name="plain-list"),
            rx.cond(
                TodayState.tests_total > TodayState.tests_shown,
                pager(
                    TodayState.tests_offset, TodayState.tests_shown, TodayState.tests_total, TodayState.turn_tests,
                    "quiz-turn",
                ),
            ),
            rx.el.p(link(msg("quiz-results"), href="/results"), class_name="small"),
            aria_labelledby="quiz-card",
            class_name="card quiet assigned",
        ),
    )  # fmt: skip
