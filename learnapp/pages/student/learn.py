"""Learn: a reading, or a practice item with hints down to the answer."""

from __future__ import annotations

import reflex as rx

from learnapp.components.active_time import time_with_simulation
from learnapp.components.assigned import assigned_beside
from learnapp.components.beside import other_explanations
from learnapp.components.discussion import discussion
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.notes import note_beside
from learnapp.components.offer import offer_card
from learnapp.components.ruled import ruled_beside
from learnapp.components.task import credit, task
from learnapp.components.text import msg
from learnapp.components.tutor import tutor_beside
from learnapp.state.discussing import DiscussionState
from learnapp.state.student.learn import LearnState


def _report() -> rx.Component:
    return rx.el.section(
        rx.el.button(
            msg("report-broken"),
            type="button",
            on_click=LearnState.toggle_report,
            aria_expanded=LearnState.reporting,
            class_name="button plain small",
        ),
        rx.cond(
            LearnState.reporting,
            rx.el.form(
                rx.el.label(msg("report-what"), html_for="report-text"),
                rx.el.textarea(
                    id="report-text",
                    name="text",
                    required=True,
                    max_length=1000,
                    auto_focus=True,
                    class_name="textarea",
                ),
                rx.el.div(
                    rx.el.button(msg("send"), type="submit", class_name="button"),
                    rx.el.button(
                        msg("cancel"), type="button", on_click=LearnState.toggle_report, class_name="button plain"
                    ),
                    class_name="row",
                ),
                on_submit=LearnState.report,
                class_name="card stack-s",
            ),
        ),
    )


def _discussion() -> rx.Component:
    content = LearnState.content
    here = DiscussionState.opened & (DiscussionState.place == content.content_id)
    return rx.el.section(
        rx.cond(
            content.prompt != "",
            rx.el.div(
                rx.el.p(msg("discussion-prompt"), class_name="eyebrow"), rx.el.p(content.prompt), class_name="note"
            ),
        ),
        rx.el.button(
            msg("discussion-about"),
            type="button",
            on_click=DiscussionState.open_about(content.section_id, content.content_id),
            aria_expanded=here,
            class_name="button",
        ),
        rx.cond(here, rx.el.div(discussion(), class_name="below")),
    )


def learn() -> rx.Component:
    """The page."""
    content = LearnState.content
    whole = rx.fragment(
        task(LearnState, rx.cond(LearnState.check == "", rx.fragment(assigned_beside(), ruled_beside()))),
        time_with_simulation(),
        # What explains and what others say would tell more about the page than about the student.
        rx.cond(
            LearnState.check == "",
            rx.fragment(
                offer_card(),
                other_explanations(LearnState),
            ),
        ),
        rx.el.div(
            rx.cond(
                LearnState.check == "",
                rx.fragment(
                    rx.cond(content.tutor, tutor_beside(content.content_id)),
                    note_beside(content.content_id),
                    _discussion(),
                ),
            ),
            _report(),
            class_name="beside",
        ),
        credit(LearnState),
    )
    return shell(
        rx.cond(
            LearnState.missing,
            rx.fragment(
                rx.el.h1(msg("no-item-title"), class_name="sr"),
                empty_state(
                    rx.cond(LearnState.under_test, msg("quiz-under-test-title"), msg("no-item-title")),
                    rx.cond(LearnState.under_test, msg("quiz-under-test"), msg("no-item-text")),
                    link(msg("back-today"), href="/today", class_name="button primary"),
                ),
            ),
            rx.cond(
                LearnState.ready,
                whole,
                rx.fragment(rx.el.h1(msg("learn-title"), class_name="sr"), loading(msg("loading"))),
            ),
        ),
        width="narrow",
    )
