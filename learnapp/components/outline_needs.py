"""What a topic needs first, as its author sets it: the list of it, and the form for one more."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.text import msg
from learnapp.state.author_outline import OutlineState, OutlineTopic, TopicName

S = OutlineState


def needs_line(topic: rx.Var[OutlineTopic]) -> rx.Component:
    """Return what a topic needs in a line; nothing where it needs nothing."""
    return rx.cond(
        topic.needs.length() > 0,
        rx.el.p(
            rx.el.span(msg("outline-needs-first"), " "),
            rx.foreach(
                topic.needs, lambda one, place: rx.el.span(rx.cond(place > 0, ", ", ""), one.name, key=one.id)
            ),
            class_name="soft small",
        ),
    )  # fmt: skip


def _need(topic: rx.Var[OutlineTopic], one: rx.Var[TopicName]) -> rx.Component:
    return rx.el.li(
        one.name,
        rx.el.button(
            rx.el.span("✕", aria_hidden="true"),
            rx.el.span(msg("need-remove-of", topic=topic.name, needed=one.name), class_name="sr"),
            type="button",
            class_name="button plain small-button",
            on_click=S.remove_need(topic.id, one.id),
        ),
        class_name="row",
        key=one.id,
    )


def needs_form(topic: rx.Var[OutlineTopic]) -> rx.Component:
    """Return what a topic needs, with the ways to take one away and to add one; it stays open for more."""
    here = rx.cond(
        topic.needs.length() > 0,
        rx.el.ul(rx.foreach(topic.needs, lambda needed: _need(topic, needed)), class_name="plain-list"),
        rx.el.p(msg("outline-needs-nothing"), class_name="soft"),
    )
    more = rx.el.form(
        labelled(
            "outline-needs-add",
            rx.el.select(
                rx.el.option(msg("rule-topic-choose"), value=""),
                rx.foreach(S.needable, lambda one: rx.el.option(one.name, value=one.id)),
                # After each change the form is a new one, so that the keyboard goes on here.
                id="outline-needed", name="needed", required=True, auto_focus=True, class_name="select",
            ),
            "outline-needed",
        ),
        rx.el.button(msg("need-add-send"), type="submit", class_name="button primary"),
        on_submit=S.add_need,
        key=S.taken.to(str),
        class_name="row end",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h4(msg("outline-needs-of", topic=topic.name)),
        rx.el.p(msg("outline-needs-text"), class_name="soft small"),
        rx.el.div(here, role="status"),
        rx.cond(S.needable.length() > 0, more),
        rx.el.div(
            rx.el.button(
                msg("outline-close"),
                # Where nothing is left to add, there is no field that could have the focus.
                key=rx.cond(S.needable.length() > 0, "more", "all"),
                auto_focus=S.needable.length() == 0,
                type="button",
                class_name="button plain",
                on_click=S.open_form("", "", ""),
            ),
            class_name="row",
        ),
        class_name="card stack-s",
    )
