"""My plan: what the student wants to learn, in their own words or from a list, and the way there."""

from __future__ import annotations

import reflex as rx

from learnapp.components.classes import class_choice, until_class
from learnapp.components.layout import shell
from learnapp.components.plan import plan_answer, plan_form, plan_path
from learnapp.components.printing import print_button, print_head
from learnapp.components.text import msg
from learnapp.pages.student.ways import ways
from learnapp.state.student.plan import PlanState


def plan() -> rx.Component:
    """The page."""
    state = PlanState
    asking = ~state.has | state.changing
    return shell(
        class_choice(state.switch),
        print_head(),
        rx.el.div(rx.el.h1(msg("plan-title")), print_button(), class_name="row between"),
        ways("/plan"),
        until_class(
            state.plan_ready,
            rx.fragment(
                rx.cond(~state.kept, rx.el.p(msg("plan-not-stored"), class_name="note")),
                rx.cond(
                    ~state.has & (state.reached != ""),
                    rx.el.p(
                        "★ ",
                        rx.cond(
                            state.reached_more > 0,
                            msg("plan-reached-more", name=state.reached, more=state.reached_more),
                            msg("plan-reached", name=state.reached),
                        ),
                        class_name="note good",
                    ),
                ),
                rx.cond(
                    asking & state.kept,
                    rx.el.div(
                        rx.el.p(msg("plan-lead"), class_name="soft"),
                        plan_form(),
                        plan_answer(),
                        class_name="stack-s",
                    ),
                ),
                rx.cond(state.has, plan_path()),
            ),
            state.load,
        ),
        width="narrow",
    )
