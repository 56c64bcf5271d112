"""My test results: every test that the student has handed in, however long ago."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import pager
from learnapp.components.text import moment, msg
from learnapp.pages.student.ways import ways
from learnapp.state.student.results import OwnResult, ResultsState


def _row(one: rx.Var[OwnResult]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            link(one.title, href="/quiz/" + one.attempt_id.to(str), class_name="label"),
            rx.el.p(
                one.section, " · ", msg("quiz-attempt", number=one.number), " · ",
                msg("quiz-result-of", at=moment(one.submitted)), class_name="soft small",
            ),
            class_name="assigned-what",
        ),
        rx.cond(
            one.shown,
            status_badge("good", msg("quiz-state-results")),
            status_badge("idle", msg("quiz-state-done")),
        ),
        class_name="check-task",
        key=one.attempt_id,
    )  # fmt: skip


def results() -> rx.Component:
    """The page."""
    state = ResultsState
    return shell(
        rx.el.h1(msg("quiz-results")),
        ways("/results"),
        rx.cond(
            state.results_ready,
            rx.cond(
                state.total > 0,
                rx.el.section(
                    rx.el.ul(rx.foreach(state.results, _row), class_name="plain-list"),
                    rx.cond(
                        state.total > state.results.length(),
                        pager(state.offset, state.results.length(), state.total, state.turn, "quiz-results-turn"),
                    ),
                    aria_label=msg("quiz-results"),
                    class_name="card assigned",
                ),
                empty_state(
                    msg("quiz-results-none"),
                    msg("quiz-results-none-text"),
                    link(msg("nav-today"), href="/today", class_name="button primary"),
                ),
            ),
            loading(msg("loading")),
        ),
        width="narrow",
    )
