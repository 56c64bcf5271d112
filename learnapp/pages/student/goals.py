"""My goals: what the student works towards, how far each is, what was reached."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.goals import closed_goal, goal_form, open_goal
from learnapp.components.layout import shell
from learnapp.components.printing import print_button, print_head
from learnapp.components.table import pager
from learnapp.components.text import msg
from learnapp.pages.student.ways import ways
from learnapp.state.student.goals import GoalsState


def _closed() -> rx.Component:
    return rx.cond(
        GoalsState.closed_total > 0,
        rx.el.section(
            rx.el.h2(msg("goals-closed"), class_name="section-title"),
            rx.el.ul(rx.foreach(GoalsState.closed_goals, closed_goal), class_name="plain-list stack-s"),
            rx.cond(
                GoalsState.closed_total > GoalsState.closed_goals.length(),
                pager(
                    GoalsState.closed_offset,
                    GoalsState.closed_goals.length(),
                    GoalsState.closed_total,
                    GoalsState.turn,
                    "goals-turn",
                ),
            ),
        ),
    )


def goals() -> rx.Component:
    """The page."""
    return shell(
        print_head(every_class=True),
        rx.el.div(rx.el.h1(msg("goals-title")), print_button(), class_name="row between"),
        ways("/goals"),
        rx.el.p(msg("goals-lead"), class_name="soft"),
        rx.cond(
            GoalsState.goals_ready,
            rx.fragment(
                rx.cond(~GoalsState.kept, rx.el.p(msg("planning-not-stored"), class_name="note")),
                rx.cond(
                    GoalsState.open_goals.length() > 0,
                    rx.el.section(
                        rx.el.h2(msg("goals-open"), class_name="sr"),
                        rx.el.ul(rx.foreach(GoalsState.open_goals, open_goal), class_name="plain-list stack"),
                    ),
                    empty_state(msg("goals-none"), msg("goals-none-text")),
                ),
                rx.cond(
                    GoalsState.kept,
                    rx.el.section(
                        rx.el.h2(msg("goals-new"), class_name="section-title"), goal_form(), class_name="not-printed"
                    ),
                ),
                _closed(),
            ),
            loading(msg("loading")),
        ),
        width="narrow",
    )
