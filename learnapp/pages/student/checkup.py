"""A check-up: its tasks, and at the end what they have shown."""

from __future__ import annotations

import reflex as rx

from learnapp.components.checkup import outcome
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.student.checkup import CheckupState, TaskView


def _task(one: rx.Var[TaskView], number: rx.Var[int]) -> rx.Component:
    mark = rx.match(
        one.outcome,
        ("right", rx.el.strong("✓ ", msg("outcome-right"), style={"color": "var(--good)"})),
        ("wrong", rx.el.strong("✗ ", msg("outcome-wrong"), style={"color": "var(--bad)"})),
        rx.el.span(msg("check-open"), class_name="soft"),
    )
    return rx.el.li(rx.el.span(msg("check-task", number=number + 1), " · ", one.title), mark, class_name="check-task")


def checkup() -> rx.Component:
    """The page."""
    shown = CheckupState.shown
    result = rx.el.div(
        rx.el.p(msg("check-right", right=shown.right, count=shown.count), class_name="lead"),
        rx.el.p(outcome(shown)),
        rx.el.p(msg("check-interval", low=shown.low, high=shown.high), class_name="soft small"),
        rx.el.div(
            link(msg("check-back"), href="/progress", class_name="button primary"),
            link(msg("back-today"), href="/today", class_name="button"),
            class_name="row",
        ),
        class_name="card stack-s",
        role="status",
    )
    ahead = rx.el.div(
        rx.el.p(msg("check-lead"), class_name="soft"),
        rx.el.div(
            link(
                msg("check-next"),
                href="/learn/" + shown.next_id + "?check=" + shown.checkup_id,
                class_name="button primary",
            ),
            class_name="row",
        ),
        class_name="stack-s",
    )
    missing = rx.fragment(
        rx.el.h1(msg("check-none"), class_name="sr"),
        empty_state(
            msg("check-none"), msg("check-none-text"), link(msg("check-back"), href="/progress", class_name="button")
        ),
    )
    whole = rx.fragment(
        rx.el.p(msg("check-title"), class_name="eyebrow"),
        rx.el.h1(shown.kc),
        rx.el.ol(rx.foreach(shown.tasks, _task), class_name="plain-list card"),
        rx.cond(shown.done, result, rx.cond(shown.next_id != "", ahead)),
    )
    return shell(
        rx.cond(
            CheckupState.checkup_ready,
            rx.cond(CheckupState.absent, missing, whole),
            rx.fragment(rx.el.h1(msg("check-title"), class_name="sr"), loading(msg("loading"))),
        ),
        width="narrow",
    )
