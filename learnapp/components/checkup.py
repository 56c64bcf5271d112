"""I disagree: the question under a number, and what the latest check-ups have shown."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.links import link
from learnapp.components.text import moment, msg
from learnapp.state.student.checkup import CheckupState, CheckupView


def disagree_button(kc: Any) -> rx.Component:
    """Return the button that asks about one topic."""
    return rx.el.button(
        rx.cond(kc.enough, msg("disagree"), msg("disagree-known")),
        rx.el.span(": ", kc.name, class_name="sr"),
        type="button",
        on_click=CheckupState.ask(kc.kc_id, kc.name),
        aria_expanded=CheckupState.asked_kc == kc.kc_id,
        class_name="button plain small",
    )


def disagree_question(kc: Any) -> rx.Component:
    """Return the question, below the topic that it is about."""
    return rx.el.div(
        rx.el.p(rx.el.strong(msg("disagree-question", topic=kc.name))),
        rx.el.p(msg("disagree-how"), class_name="soft small"),
        rx.el.div(
            rx.el.button(
                msg("disagree-more"), type="button", on_click=CheckupState.begin("more"), class_name="button primary"
            ),
            rx.el.button(msg("disagree-less"), type="button", on_click=CheckupState.begin("less"), class_name="button"),
            rx.el.button(
                msg("cancel"), type="button", on_click=CheckupState.ask(kc.kc_id, kc.name), class_name="button plain"
            ),
            class_name="row",
        ),
        class_name="stack-s",
        role="group",
        aria_label=msg("disagree-question", topic=kc.name),
    )


def outcome(one: rx.Var[CheckupView]) -> rx.Component:
    """Return in words what a check-up has shown: the same words for whoever was right about it."""
    words = {"topic": one.kc, "before": one.before, "after": one.after}
    return rx.match(
        one.claim + "-" + one.moved,
        ("more-up", msg("check-more-up", **words)),
        ("more-same", msg("check-more-same", **words)),
        ("more-down", msg("check-more-down", **words)),
        ("less-up", msg("check-less-up", **words)),
        ("less-same", msg("check-less-same", **words)),
        msg("check-less-down", **words),
    )


def past_checkups() -> rx.Component:
    """Return the latest check-ups, with the way to go on where one is open."""

    def entry(one: rx.Var[CheckupView]) -> rx.Component:
        return rx.el.li(
            rx.el.span(moment(one.started_at), class_name="soft small"),
            rx.cond(
                one.done,
                rx.el.p(outcome(one)),
                rx.el.p(link(msg("check-go-on", topic=one.kc), href="/check/" + one.checkup_id)),
            ),
        )

    return rx.cond(
        CheckupState.past.length() > 0,
        rx.el.section(
            rx.el.h2(msg("check-past"), class_name="section-title"),
            rx.el.ul(rx.foreach(CheckupState.past, entry), class_name="stack-s plain-list"),
        ),
    )
