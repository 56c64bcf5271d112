"""Progress: every number with its interval, and the answers behind it one click away."""

from __future__ import annotations

import reflex as rx

from learnapp.components.charts import answers_chart
from learnapp.components.checkup import disagree_button, disagree_question, past_checkups
from learnapp.components.classes import class_choice, until_class
from learnapp.components.curve import curve
from learnapp.components.empty_states import empty_state
from learnapp.components.goals import goals_card
from learnapp.components.grades import grades_card
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.misconceptions import mistakes_card
from learnapp.components.printing import print_button, print_head
from learnapp.components.reviews import reviews_card
from learnapp.components.ruled import rule_line
from learnapp.components.table import pager
from learnapp.components.text import msg
from learnapp.components.topics import topics_pager, topics_table
from learnapp.state.student.checkup import CheckupState
from learnapp.state.student.today import ANSWERS, TOPICS, ProgressState


def progress() -> rx.Component:
    """The page."""
    answers = pager(
        ProgressState.offset, ProgressState.evidence.length(), ProgressState.total, ProgressState.turn, "answers-turn"
    )
    table = topics_table(
        msg("progress-table"),
        ProgressState.kcs,
        ProgressState.open_kc,
        ProgressState.evidence,
        ProgressState.show_evidence,
        more=rx.cond(ProgressState.total > ANSWERS, rx.el.div(answers, class_name="below")),
        curve=curve(ProgressState.curve),
        beside=disagree_button,
        below=(CheckupState.asked_kc, disagree_question),
        ruled=rule_line,
    )
    history = rx.el.section(
        rx.el.h2(msg("history-title"), class_name="section-title"),
        rx.cond(
            ProgressState.answers > 0,
            rx.fragment(
                rx.el.p(
                    msg("history-text", count=ProgressState.answers, days=ProgressState.days.length()),
                    class_name="soft",
                ),
                answers_chart(
                    ProgressState.days,
                    ProgressState.right,
                    ProgressState.wrong,
                    (msg("outcome-right"), msg("outcome-wrong")),
                ),
            ),
            empty_state(
                msg("history-none"),
                msg("history-none-text"),
                link(msg("nav-today"), href="/today", class_name="button primary"),
            ),
        ),
    )
    return shell(
        print_head(),
        class_choice(ProgressState.switch),
        rx.el.div(rx.el.h1(msg("progress-title")), print_button(), class_name="row between"),
        until_class(
            ProgressState.progress_ready,
            rx.fragment(
                rx.el.p(
                    msg("progress-text", mastered=ProgressState.mastered, count=ProgressState.kcs_total),
                    rx.cond(
                        ProgressState.fading > 0,
                        rx.el.span(" ", msg("fading-kept", count=ProgressState.fading)),
                    ),
                    class_name="lead",
                ),
                rx.el.p(msg("progress-interval"), class_name="soft small"),
                reviews_card(ProgressState.reviews, ProgressState.more_reviews),
                mistakes_card(ProgressState.mistakes),
                rx.el.h2(msg("progress-table"), class_name="section-title"),
                table,
                topics_pager(
                    ProgressState.kcs_offset,
                    ProgressState.kcs.length(),
                    ProgressState.kcs_total,
                    TOPICS,
                    ProgressState.turn_topics,
                ),
                past_checkups(),
                grades_card(ProgressState.grades),
                history,
                goals_card(),
            ),
            ProgressState.load,
        ),
    )
