"""A question as it was asked when the student answered it, whatever it says today."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.prose import prose
from learnapp.components.text import moment, msg
from learnapp.state.student.asked import AskedState


def asked() -> rx.Component:
    """The question, the answer, and whether it reads otherwise today."""
    one = AskedState.asked
    outcome = rx.match(
        one.outcome,
        ("right", rx.el.strong("✓ ", msg("outcome-right"), style={"color": "var(--good)"})),
        ("wrong", rx.el.strong("✗ ", msg("outcome-wrong"), style={"color": "var(--bad)"})),
        rx.fragment(),
    )
    whole = rx.el.article(
        rx.el.h1(one.title),
        rx.el.p(moment(one.at), class_name="soft"),
        rx.cond(one.changed, rx.el.p(msg("wording-changed"), class_name="note")),
        rx.cond(one.body != "", prose(one.body)),
        rx.cond(one.prompt != "", prose(one.prompt)),
        rx.cond(
            one.choices.length() > 0,
            rx.el.ul(rx.foreach(one.choices, lambda text: rx.el.li(prose(text))), class_name="bullets"),
        ),
        rx.el.h2(msg("wording-said")),
        rx.el.p(outcome, " ", rx.el.q(one.said), class_name="wrap"),
        class_name="stack",
    )
    return shell(
        rx.el.p(link("← ", msg("nav-progress"), href="/progress"), class_name="eyebrow"),
        rx.cond(
            AskedState.asked_ready,
            rx.cond(
                AskedState.no_answer,
                rx.fragment(
                    rx.el.h1(msg("wording-none"), class_name="sr"),
                    empty_state(msg("wording-none"), msg("wording-none-text")),
                ),
                whole,
            ),
            rx.fragment(rx.el.h1(msg("wording-title"), class_name="sr"), loading(msg("loading"))),
        ),
        width="narrow",
    )
