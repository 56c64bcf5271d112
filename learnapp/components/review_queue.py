"""The review queue: what the system is not sure about, with what is needed to decide."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.allowed import if_may, may
from learnapp.components.empty_states import empty_state
from learnapp.components.forms import labelled
from learnapp.components.item import prose
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import pager
from learnapp.components.text import moment, msg
from learnapp.state.reviewing import ReviewLine, ReviewQueue


def _confirm(state: type[ReviewQueue], entry: rx.Var[ReviewLine]) -> rx.Component:
    """Return the form that asks for a note before anything happens."""
    return rx.el.form(
        _correction(state, entry),
        labelled(
            "review-note",
            rx.el.textarea(id="review-note", name="note", rows="2", max_length=500, class_name="textarea"),
            "review-note",
        ),
        rx.el.div(
            rx.el.button(
                rx.cond(
                    entry.kind == "at_risk",
                    rx.cond(
                        state.approving,
                        msg("risk-confirm-accept"),
                        rx.cond(state.unhelpful, msg("risk-confirm-unhelpful"), msg("risk-confirm-dismiss")),
                    ),
                    rx.cond(
                        state.approving,
                        msg("review-confirm-approve"),
                        rx.cond(state.correcting, msg("generated-confirm"), msg("review-confirm-reject")),
                    ),
                ),
                type="submit",
                class_name="button primary",
            ),
            rx.el.button(msg("cancel"), type="button", class_name="button", on_click=state.cancel),
            class_name="row",
        ),
        on_submit=state.decide,
        class_name="stack-s",
        aria_label=entry.title,
    )


def _correction(state: type[ReviewQueue], entry: rx.Var[ReviewLine]) -> rx.Component:
    """Return the field for what should have been said."""
    return rx.cond(
        state.correcting,
        labelled(
            "generated-correction",
            rx.el.textarea(
                id="generated-correction",
                name="correction",
                default_value=entry.sentence,
                rows="3",
                max_length=600,
                required=True,
                class_name="textarea",
            ),
            "generated-correction",
        ),
    )


def _generated_buttons(state: type[ReviewQueue], entry: rx.Var[ReviewLine]) -> rx.Component:
    """Return the three answers about a generated sentence, for who is certified."""
    return rx.cond(
        entry.certified,
        rx.el.div(
            rx.el.button(
                msg("generated-approve"),
                type="button",
                class_name="button",
                aria_label=msg("generated-approve-of", sentence=entry.sentence),
                on_click=state.choose(entry.id, True),
            ),
            rx.el.button(
                msg("generated-correct"),
                type="button",
                class_name="button",
                aria_label=msg("generated-correct-of", sentence=entry.sentence),
                on_click=state.choose_correction(entry.id),
            ),
            rx.el.button(
                msg("generated-reject"),
                type="button",
                class_name="button",
                aria_label=msg("generated-reject-of", sentence=entry.sentence),
                on_click=state.choose(entry.id, False),
            ),
            class_name="row",
        ),
        rx.el.p(msg("generated-not-certified"), class_name="note"),
    )


def _generated(entry: rx.Var[ReviewLine]) -> rx.Component:
    """Return a sentence that a language model wrote, the answer around it, and what it was checked with."""
    return rx.cond(
        entry.sentence != "",
        rx.fragment(
            rx.el.figure(
                rx.el.figcaption(msg("generated-sentence"), class_name="soft small"),
                rx.el.blockquote(prose(entry.sentence), class_name="note wrap"),
                class_name="plain-list",
            ),
            rx.el.details(
                rx.el.summary(msg("generated-passages")),
                rx.el.ul(
                    rx.foreach(entry.passages, lambda passage: rx.el.li(prose(passage), class_name="note wrap")),
                    class_name="plain-list stack-s",
                ),
            ),
            rx.el.details(rx.el.summary(msg("generated-draft")), prose(entry.draft)),
        ),
    )


def _buttons(state: type[ReviewQueue], entry: rx.Var[ReviewLine]) -> rx.Component:
    return rx.el.div(
        rx.el.button(
            msg("review-approve"),
            type="button",
            class_name="button primary",
            aria_label=msg("review-approve-of", title=entry.title),
            on_click=state.choose(entry.id, True),
        ),
        rx.el.button(
            msg("review-reject"),
            type="button",
            class_name="button",
            aria_label=msg("review-reject-of", title=entry.title),
            on_click=state.choose(entry.id, False),
        ),
        class_name="row",
    )


def _risk_buttons(state: type[ReviewQueue], entry: rx.Var[ReviewLine]) -> rx.Component:
    """Return the three answers to an entry about a student: a person decides, and says whether it was of use."""

    def button(key: str, handler: Any, kind: str = "") -> rx.Component:
        return rx.el.button(
            msg(f"risk-{key}"),
            type="button",
            class_name=f"button {kind}",
            aria_label=msg(f"risk-{key}-of", title=entry.title),
            on_click=handler,
        )

    return rx.el.div(
        button("accept", state.choose(entry.id, True), "primary"),
        button("dismiss", state.choose(entry.id, False)),
        button("unhelpful", state.choose_unhelpful(entry.id), "plain"),
        class_name="row",
    )


def _evidence(entry: rx.Var[ReviewLine]) -> rx.Component:
    """Return what speaks for an entry about a student, one click away, and what may help."""
    return rx.cond(
        entry.signs.length() > 0,
        rx.fragment(
            rx.el.details(
                rx.el.summary(msg("risk-signs")),
                rx.el.ul(rx.foreach(entry.signs, lambda sign: rx.el.li(sign)), class_name="bullets"),
                rx.cond(entry.kind == "at_risk", rx.el.p(msg("risk-signs-only"), class_name="soft small")),
            ),
            rx.cond(
                entry.help.length() > 0,
                rx.el.div(
                    rx.el.h3(msg("risk-help")),
                    rx.el.ul(rx.foreach(entry.help, lambda tip: rx.el.li(tip)), class_name="bullets"),
                ),
            ),
        ),
    )


def _shown(entry: rx.Var[ReviewLine]) -> rx.Component:
    return rx.cond(
        entry.is_post,
        rx.el.figure(
            rx.el.figcaption(
                rx.cond(
                    entry.page != "",
                    link(msg("review-post-of", name=entry.who), href=entry.page),
                    msg("review-post-of", name=entry.who),
                ),
                class_name="soft small",
            ),
            rx.el.blockquote(entry.text, class_name="note wrap"),
            class_name="plain-list",
        ),
        rx.cond(
            entry.text != "",
            rx.el.details(rx.el.summary(msg("review-preview")), prose(entry.text)),
        ),
    )


def _entry(state: type[ReviewQueue], entry: rx.Var[ReviewLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(msg("review-kind-" + entry.kind), class_name="badge"),
            status_badge(entry.tone, msg("review-" + entry.status)),
            rx.el.span(moment(entry.created), class_name="soft small"),
            rx.cond(entry.where != "", rx.el.span(entry.where, class_name="soft small")),
            class_name="row",
        ),
        rx.el.h2(entry.title),
        rx.el.p(entry.reason),
        rx.cond(
            (entry.who != "") & ~entry.is_post,
            rx.el.p(
                rx.cond(
                    entry.page != "",
                    link(msg("review-about", name=entry.who), href=entry.page),
                    msg("review-about", name=entry.who),
                )
            ),
        ),
        rx.cond(
            entry.facts.length() > 0,
            rx.el.ul(rx.foreach(entry.facts, lambda fact: rx.el.li(fact)), class_name="soft small facts"),
        ),
        rx.cond(
            entry.reports.length() > 0,
            rx.el.div(
                rx.el.h3(msg("review-reports")),
                rx.el.ul(
                    rx.foreach(entry.reports, lambda report: rx.el.li(report, class_name="note wrap")),
                    class_name="plain-list stack-s",
                ),
            ),
        ),
        _evidence(entry),
        _shown(entry),
        _generated(entry),
        rx.cond(entry.item != "", rx.el.p(link(msg("review-item-open"), href=entry.item))),
        rx.cond(entry.decided != "", rx.el.p(entry.decided, class_name="soft small")),
        rx.cond(entry.unhelpful, rx.el.p(msg("risk-was-unhelpful"), class_name="soft small")),
        rx.cond(entry.note != "", rx.el.p(msg("review-note-was", note=entry.note), class_name="note wrap")),
        rx.cond(
            (entry.status == "open") & may("review_item", "decide"),
            rx.cond(
                state.review_id == entry.id,
                _confirm(state, entry),
                rx.match(
                    entry.kind,
                    ("at_risk", _risk_buttons(state, entry)),
                    ("generated", _generated_buttons(state, entry)),
                    _buttons(state, entry),
                ),
            ),
        ),
        class_name="card stack-s",
    )


def review_queue(
    state: type[ReviewQueue], kinds: tuple[str, ...], lead: rx.Var[str], none: rx.Var[str]
) -> rx.Component:
    """Return the queue: what waits, what was decided, and the forms in which it is.

    Args:
        state: Whose queue.
        kinds: Kinds of entries that occur in it.
        lead: What it is.
        none: What will come here, while it is empty.
    """
    tabs = [
        rx.el.button(
            msg(f"review-{status}"),
            type="button",
            class_name="button",
            aria_pressed=rx.cond(state.status == status, "true", "false"),
            on_click=state.show(status),
        )
        for status in ("open", "approved", "rejected")
    ]
    choice = labelled(
        "review-kind",
        rx.el.select(
            rx.el.option(msg("review-kind-all"), value="all"),
            *[rx.el.option(msg(f"review-kind-{kind}"), value=kind) for kind in kinds],
            id="review-kind",
            value=rx.cond(state.kind == "", "all", state.kind),
            on_change=state.show_kind,
            class_name="select",
        ),
        "review-kind",
    )
    return rx.fragment(
        rx.el.div(
            rx.el.h1(msg("reviews-title")),
            if_may(
                "class_export",
                "read",
                rx.el.button(msg("csv"), type="button", class_name="button", on_click=state.download),
            ),
            class_name="row between",
        ),
        rx.el.p(lead, class_name="soft"),
        rx.el.div(
            rx.el.div(*tabs, class_name="row", role="group", aria_label=msg("status")),
            choice,
            class_name="row between end",
        ),
        rx.cond(
            state.entries.length() > 0,
            rx.el.ul(rx.foreach(state.entries, lambda entry: _entry(state, entry)), class_name="stack plain-list"),
            rx.cond(
                state.loaded,
                rx.cond(
                    (state.status == "open") & (state.kind == ""),
                    empty_state(msg("reviews-none"), none),
                    rx.el.p(msg("reviews-none-here"), class_name="soft"),
                ),
            ),
        ),
        rx.cond(state.total > 0, pager(state.offset, state.entries.length(), state.total, state.turn)),
    )
