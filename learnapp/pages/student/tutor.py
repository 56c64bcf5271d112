"""Ask the tutor: a question about the course, and everything that was asked before."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.table import pager
from learnapp.components.text import moment, msg
from learnapp.components.tutor import conversation, turn
from learnapp.pages.student.ways import ways
from learnapp.state.student.tutor import ConversationView, TutorPageState, TutorState


def _past(one: rx.Var[ConversationView]) -> rx.Component:
    sure = TutorPageState.deleting == one.conversation_id
    open_here = TutorPageState.reading == one.conversation_id
    return rx.el.li(
        rx.el.p(rx.el.strong(one.first)),
        rx.el.div(
            rx.el.span(
                msg("tutor-asked-on", at=moment(one.last_at)),
                rx.cond(one.seen, rx.fragment(" · ", msg("tutor-seen"))),
                class_name="soft small",
            ),
            rx.el.button(
                rx.cond(open_here, msg("tutor-hide"), msg("tutor-show")),
                type="button",
                on_click=TutorPageState.show(one.conversation_id),
                aria_expanded=open_here,
                aria_label=rx.cond(open_here, msg("tutor-hide"), msg("tutor-show-of", first=one.first)),
                class_name="button small",
            ),
            rx.cond(
                TutorPageState.deletable,
                rx.el.button(
                    rx.cond(sure, msg("tutor-delete-sure"), msg("tutor-delete")),
                    type="button",
                    on_click=TutorPageState.delete(one.conversation_id),
                    aria_label=rx.cond(sure, msg("tutor-delete-sure"), msg("tutor-delete-of", first=one.first)),
                    class_name=rx.cond(sure, "button danger small", "button plain small"),
                ),
            ),
            class_name="row between",
        ),
        rx.cond(
            open_here, rx.el.div(rx.foreach(TutorPageState.read_turns, lambda one: turn(one)), class_name="stack below")
        ),
        class_name="card stack-s",
    )


def tutor() -> rx.Component:
    """The page."""
    state = TutorPageState
    return shell(
        rx.el.h1(msg("tutor-title")),
        ways("/tutor"),
        rx.el.p(msg("tutor-lead")),
        rx.cond(
            state.tutor_ready,
            rx.fragment(
                rx.cond(
                    state.offered,
                    rx.fragment(rx.el.h2(msg("tutor-says"), class_name="sr"), conversation()),
                    rx.el.p(msg("tutor-off"), class_name="note"),
                ),
                # What has just been asked stands above, and in this list when the page is opened again.
                rx.cond(
                    (state.past.length() > 0) | (TutorState.turns.length() == 0),
                    rx.el.h2(msg("tutor-past"), class_name="section-title"),
                ),
                rx.cond(
                    state.past.length() > 0,
                    rx.fragment(
                        rx.el.p(msg("tutor-readers-" + TutorState.readers.to(str)), class_name="soft small"),
                        rx.cond(~state.deletable, rx.el.p(msg("tutor-kept-by-school"), class_name="soft small")),
                        rx.el.ul(rx.foreach(state.past, _past), class_name="plain-list stack"),
                        rx.el.div(
                            rx.el.button(
                                msg("tutor-take-home"), type="button", on_click=state.download, class_name="button"
                            ),
                            class_name="row below",
                        ),
                        rx.cond(
                            state.total > state.past.length(),
                            pager(state.offset, state.past.length(), state.total, state.turn, "tutor-turn"),
                        ),
                    ),
                    rx.cond(
                        (TutorState.turns.length() == 0) & (TutorState.waiting == ""),
                        empty_state(
                            msg("tutor-none"),
                            msg("tutor-none-text"),
                            link(msg("nav-today"), href="/today", class_name="button"),
                        ),
                    ),
                ),
            ),
            loading(msg("loading")),
        ),
        width="narrow",
    )
