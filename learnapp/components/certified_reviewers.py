"""Who may decide about generated text: an admin certifies by name and takes it back."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.table import pager
from learnapp.components.text import moment, msg
from learnapp.state.admin.reviewers import ReviewerLine, ReviewersState


def _line(one: rx.Var[ReviewerLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.name, class_name="strong"),
        rx.el.span(msg("reviewers-by", name=one.by), " ", moment(one.since), class_name="soft small"),
        rx.el.button(
            msg("reviewers-withdraw"),
            type="button",
            class_name="button",
            aria_label=msg("reviewers-withdraw-of", name=one.name),
            on_click=ReviewersState.withdraw(one.id),
        ),
        class_name="row between",
    )


def certified_reviewers() -> rx.Component:
    """Return the section; the list is loaded when it is opened."""
    form = rx.el.form(
        labelled(
            "reviewers-who",
            rx.el.input(id="reviewers-who", name="who", type="email", required=True, class_name="input"),
            "reviewers-who",
        ),
        rx.el.button(msg("reviewers-certify"), type="submit", class_name="button"),
        on_submit=ReviewersState.certify,
        reset_on_submit=True,
        class_name="row end",
    )
    opened = rx.fragment(
        rx.cond(
            ReviewersState.reviewers.length() > 0,
            rx.el.ul(rx.foreach(ReviewersState.reviewers, _line), class_name="plain-list stack-s"),
            rx.el.p(msg("reviewers-none"), class_name="soft"),
        ),
        rx.cond(
            ReviewersState.total > 10,
            pager(
                ReviewersState.offset,
                ReviewersState.reviewers.length(),
                ReviewersState.total,
                ReviewersState.turn,
            ),
        ),
        form,
    )
    return rx.el.section(
        rx.el.h2(msg("reviewers-title"), id="reviewers-title"),
        rx.el.p(msg("reviewers-lead"), class_name="soft"),
        rx.cond(
            ReviewersState.shown,
            opened,
            rx.el.div(
                rx.el.button(msg("reviewers-show"), type="button", class_name="button", on_click=ReviewersState.show)
            ),
        ),
        aria_labelledby="reviewers-title",
        class_name="card stack-s",
    )
