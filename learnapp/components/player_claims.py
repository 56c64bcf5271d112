"""What programs of others say of a student's work with them, for who teaches the student."""

from __future__ import annotations

import reflex as rx

from learnapp.components.text import moment, msg
from learnapp.state.instructor.pupil import ClaimView


def pupil_claims(found: rx.Var[list[ClaimView]]) -> rx.Component:
    """Return what programs say of a student's work with them, for who teaches the student."""

    def entry(one: rx.Var[ClaimView]) -> rx.Component:
        return rx.el.li(
            rx.el.strong(one.title),
            rx.el.span(rx.cond(one.done, msg("claims-done"), msg("claims-begun"))),
            rx.cond(one.share >= 0, rx.el.span(msg("player-claimed", share=one.share))),
            rx.el.span(moment(one.at), class_name="soft small"),
            class_name="row",
        )

    return rx.cond(
        found.length() > 0,
        rx.el.section(
            rx.el.h2(msg("claims-title"), class_name="section-title"),
            rx.el.p(msg("claims-text"), class_name="soft small"),
            rx.el.ul(rx.foreach(found, entry), class_name="stack-s plain-list"),
        ),
    )
