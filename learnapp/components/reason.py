"""Reasons and the evidence they rest on, one click away."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import link
from learnapp.components.text import moment, msg
from learnapp.state.base import AppState
from learnapp.state.student.today import CardView, EvidenceView, ReasonView


def evidence_line(one: rx.Var[EvidenceView]) -> rx.Component:
    """Return one event: what, how it went, when."""
    return rx.el.li(
        rx.match(
            one.outcome,
            ("right", rx.el.strong("✓ ", msg("outcome-right"), style={"color": "var(--good)"})),
            ("wrong", rx.el.strong("✗ ", msg("outcome-wrong"), style={"color": "var(--bad)"})),
            rx.el.strong(msg("verb-" + one.verb.to(str))),
        ),
        rx.el.span(one.title),
        rx.cond(one.voided, rx.el.span(msg("evidence-voided"), class_name="badge")),
        rx.cond(one.hints > 0, rx.el.span(msg("with-hints", count=one.hints), class_name="soft")),
        rx.cond(
            one.after >= 0,
            rx.el.span(
                rx.cond(
                    one.low == one.high,
                    msg("evidence-after-about", value=one.after),
                    msg("evidence-after", value=one.after, low=one.low, high=one.high),
                ),
                class_name="soft",
            ),
        ),
        rx.cond(
            AppState.is_student & (one.verb == "answered"),
            link(
                msg("wording-link"),
                href="/asked/" + one.event_id,
                aria_label=msg("wording-link-of", title=one.title),
                class_name="small",
            ),
        ),
        rx.el.span(moment(one.at), class_name="soft", style={"margin-inline-start": "auto"}),
    )


def evidence_list(found: rx.Var[list[EvidenceView]]) -> rx.Component:
    """Return a list of events."""
    return rx.el.ul(rx.foreach(found, evidence_line), class_name="evidence")


def _reason(reason: rx.Var[ReasonView]) -> rx.Component:
    return rx.el.li(
        reason.text,
        rx.cond(
            reason.evidence.length() > 0,
            rx.el.details(
                rx.el.summary(msg("why-evidence", count=reason.evidence.length()), class_name="small"),
                evidence_list(reason.evidence),
            ),
        ),
    )


def reasons(card: rx.Var[CardView]) -> rx.Component:
    """Return every reason of a recommendation, each with its evidence."""
    return rx.el.ul(rx.foreach(card.reasons, _reason), class_name="reasons", aria_label=msg("why"))


def facts(card: rx.Var[CardView]) -> rx.Component:
    """Return kind, topic and time of a recommendation in one quiet line."""
    return rx.el.p(
        msg("kind-" + card.kind.to(str)),
        rx.cond(card.kc != "", rx.fragment(" · ", card.kc)),
        " · ",
        msg("minutes", count=card.minutes),
        class_name="eyebrow",
    )
