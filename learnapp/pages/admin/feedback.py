"""What people of the institution say, and whether they would recommend it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.institution.rollouts import rollouts
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.table import pager
from learnapp.components.text import moment, msg
from learnapp.state.admin.rollouts import RolloutState
from learnapp.state.adoption import FeedbackState, FeedbackView


def _entry(one: rx.Var[FeedbackView]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.cond(one.role != "", msg("role-" + one.role), msg("feedback-somebody")),
            " · ",
            rx.el.code(one.page),
            " · ",
            moment(one.at),
            rx.cond(one.score >= 0, rx.el.strong(" · ", msg("recommend-score", score=one.score))),
            class_name="soft small",
        ),
        rx.cond(one.said != "", rx.el.p(one.said, class_name="said")),
        class_name="card",
    )


def feedback() -> rx.Component:
    """The page."""
    state = FeedbackState
    score = rx.cond(
        state.nps.count > 0,
        rx.el.p(
            rx.el.strong(msg("recommend-result", score=state.nps.score)),
            " ",
            msg("recommend-interval", low=state.nps.low, high=state.nps.high, count=state.nps.count),
            class_name="note",
        ),
        rx.el.p(msg("recommend-none"), class_name="note"),
    )
    whole = rx.fragment(
        score,
        rx.el.p(link(msg("mission-link"), href="/admin/mission")),
        rollouts(),
        rx.cond(
            state.total > 0,
            rx.el.ul(rx.foreach(state.rows, _entry), class_name="stack plain-list"),
            empty_state(msg("feedback-none"), msg("feedback-none-text")),
        ),
        rx.cond(
            state.total > state.rows.length(),
            pager(state.offset, state.rows.length(), state.total, state.turn, "feedback-turn"),
        ),
    )
    return shell(
        rx.el.h1(msg("feedback-title")),
        rx.el.p(msg("feedback-lead"), class_name="soft"),
        rx.cond(state.feedback_ready, rx.el.div(whole, class_name="stack"), loading(msg("loading"))),
        width="narrow",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("feedback-title"))
    app.add_page(feedback, route="/admin/feedback", title=title, on_load=[FeedbackState.load, RolloutState.load])
