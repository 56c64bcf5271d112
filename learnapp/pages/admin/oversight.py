"""Review queue, audit trail and system health."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state
from learnapp.components.layout import shell
from learnapp.components.table import pager, table
from learnapp.components.text import msg
from learnapp.pages.admin.people import labelled
from learnapp.state.admin.oversight import (
    AuditLine,
    AuditState,
    HealthLine,
    HealthState,
    ReviewLine,
    ReviewsState,
)


def _review(entry: rx.Var[ReviewLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.span(entry.kind, class_name="badge"), " ", rx.el.span(entry.created, class_name="soft small")),
        rx.el.h2(entry.title),
        rx.el.p(entry.reason),
        rx.cond(entry.detail != "", rx.el.blockquote(entry.detail, class_name="note")),
        rx.cond(
            entry.status == "open",
            rx.el.div(
                rx.el.button(
                    msg("review-approve"),
                    type="button",
                    class_name="button primary",
                    aria_label=msg("review-approve-of", title=entry.title),
                    on_click=ReviewsState.decide(entry.id, True),
                ),
                rx.el.button(
                    msg("review-reject"),
                    type="button",
                    class_name="button",
                    aria_label=msg("review-reject-of", title=entry.title),
                    on_click=ReviewsState.decide(entry.id, False),
                ),
                class_name="row",
            ),
        ),
        class_name="card stack-s",
    )


def reviews() -> rx.Component:
    """What waits for a person's eye."""
    tabs = [
        rx.el.button(
            msg(f"review-{status}"),
            type="button",
            class_name="button",
            aria_pressed=rx.cond(ReviewsState.status == status, "true", "false"),
            on_click=ReviewsState.show(status),
        )
        for status in ("open", "approved", "rejected")
    ]
    return shell(
        rx.el.h1(msg("reviews-title")),
        rx.el.p(msg("reviews-lead"), class_name="soft"),
        rx.el.div(*tabs, class_name="row", role="group", aria_label=msg("status")),
        rx.cond(
            ReviewsState.entries.length() > 0,
            rx.el.ul(rx.foreach(ReviewsState.entries, _review), class_name="stack plain-list"),
            rx.cond(ReviewsState.loaded, empty_state(msg("reviews-none"), msg("reviews-none-text"))),
        ),
        pager(ReviewsState.offset, ReviewsState.entries.length(), ReviewsState.total, ReviewsState.turn),
    )


def _audit(entry: rx.Var[AuditLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(entry.at),
        rx.el.th(entry.who, scope="row"),
        rx.el.td(rx.el.code(entry.action)),
        rx.el.td(entry.about),
        rx.el.td(rx.el.span(msg("outcome-" + entry.outcome), class_name="badge", data_outcome=entry.outcome)),
    )


def audit() -> rx.Component:
    """Who did what, and proof that nobody changed it since."""
    return shell(
        rx.el.div(
            rx.el.h1(msg("audit-title")),
            rx.el.button(msg("audit-verify"), type="button", class_name="button primary", on_click=AuditState.verify),
            class_name="row between",
        ),
        rx.el.div(
            rx.cond(
                AuditState.verdict != "",
                rx.el.div(
                    rx.el.p(AuditState.verdict),
                    rx.el.ul(rx.foreach(AuditState.problems, lambda problem: rx.el.li(problem))),
                    class_name=rx.cond(AuditState.sound, "note good", "note bad"),
                ),
            ),
            role="status",
        ),
        rx.el.form(
            labelled(
                "audit-action",
                rx.el.select(
                    rx.el.option(msg("audit-all"), value=""),
                    rx.foreach(AuditState.actions, lambda action: rx.el.option(action, value=action)),
                    id="audit-action",
                    name="action",
                    class_name="select",
                ),
                "audit-action",
            ),
            labelled(
                "audit-outcome",
                rx.el.select(
                    rx.el.option(msg("audit-all"), value=""),
                    *[rx.el.option(msg(f"outcome-{name}"), value=name) for name in ("ok", "denied", "error")],
                    id="audit-outcome",
                    name="outcome",
                    class_name="select",
                ),
                "audit-outcome",
            ),
            rx.el.button(msg("search"), type="submit", class_name="button"),
            on_submit=AuditState.search,
            class_name="row end",
        ),
        table(
            msg("audit-title"),
            ("audit-at", "audit-who", "audit-action", "audit-about", "audit-outcome"),
            rx.foreach(AuditState.entries, _audit),
        ),
        pager(AuditState.offset, AuditState.entries.length(), AuditState.total, AuditState.turn),
        width="wide",
    )


def _health(check: rx.Var[HealthLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h2(check.name),
            rx.el.span(msg("health-state-" + check.state), class_name="badge", data_outcome=check.state),
            class_name="row between",
        ),
        rx.el.ul(rx.foreach(check.facts, lambda fact: rx.el.li(fact)), class_name="soft small"),
        class_name="card",
    )


def health() -> rx.Component:
    """How each part of the system stands."""
    return shell(
        rx.el.div(
            rx.el.h1(msg("health-title")),
            rx.el.button(msg("health-again"), type="button", class_name="button", on_click=HealthState.load),
            class_name="row between",
        ),
        rx.cond(HealthState.worst != "", rx.el.p(msg("health-worst-" + HealthState.worst), role="status")),
        rx.el.ul(rx.foreach(HealthState.checks, _health), class_name="grid plain-list"),
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    for page, name, load in (
        (reviews, "reviews", ReviewsState.load),
        (audit, "audit", AuditState.load),
        (health, "health", HealthState.load),
    ):
        app.add_page(page, route=f"/admin/{name}", title=msg("page-title", page=msg(f"{name}-title")), on_load=load)
