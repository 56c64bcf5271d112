"""The landing page of admins: the few numbers that matter, each a link to where something can be done about it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.adoption import recommend_question, tour
from learnapp.components.empty_states import loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.school_news import announced
from learnapp.components.status import progress, status_badge
from learnapp.components.text import msg
from learnapp.components.transfer import ticker
from learnapp.state.admin.content import ImportLine
from learnapp.state.admin.health import HealthLine
from learnapp.state.admin.overview import OverviewState
from learnapp.state.adoption import AdoptionState
from learnapp.state.base import AppState
from learnapp.state.school_news import NewsState


def _figure(title: str, value: rx.Component | rx.Var, text: rx.Component | rx.Var, href: str, go: str) -> rx.Component:
    """Return one number with what it means and the way to its page."""
    return rx.el.li(
        rx.el.h2(msg(title), class_name="eyebrow"),
        rx.el.p(value, class_name="figure"),
        rx.el.p(text, class_name="soft"),
        rx.el.p(link(msg(go), href=href)),
        class_name="card",
    )


def _importing(row: rx.Var[ImportLine]) -> rx.Component:
    words = rx.cond(row.percent >= 0, msg("import-progress", done=row.done, total=row.total), msg("import-looking"))
    return rx.el.li(
        rx.el.h2(msg("overview-import"), class_name="eyebrow"),
        rx.el.p(row.source, class_name="wrap"),
        status_badge(row.tone, msg("import-state-" + row.status)),
        progress(row.percent, words),
        rx.el.p(link(msg("overview-go-content"), href="/admin/content")),
        class_name="card stack-s",
    )


def _trouble(part: rx.Var[HealthLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(part.name, ": "),
        status_badge(part.tone, msg("health-state-" + part.state)),
        rx.el.ul(rx.foreach(part.facts, lambda fact: rx.el.li(fact)), class_name="soft small facts"),
    )


def _health() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(msg("health-title")),
            status_badge(OverviewState.tone, msg("health-state-" + OverviewState.worst)),
            class_name="row between",
        ),
        rx.el.p(msg("health-worst-" + OverviewState.worst)),
        rx.cond(
            OverviewState.troubled.length() > 0,
            rx.el.ul(rx.foreach(OverviewState.troubled, _trouble), class_name="plain-list stack-s"),
        ),
        rx.el.p(link(msg("overview-go-health"), href="/admin/health")),
        class_name="card stack-s",
    )


def _way_to_start() -> rx.Component:
    """Return the way to the first class, while there is none that runs."""
    return rx.cond(
        OverviewState.starting,
        rx.el.section(
            rx.el.h2(msg("setup-card")),
            rx.el.p(msg("setup-card-text")),
            rx.el.div(link(msg("setup-card-go"), href="/admin/start", class_name="button primary"), class_name="row"),
            class_name="card first stack-s",
            style={"margin-bottom": "1.5rem"},
        ),
    )


def overview() -> rx.Component:
    """Where an admin's day begins."""
    sealed = rx.cond(
        OverviewState.sealed != "",
        msg("overview-sealed-ago", ago=OverviewState.sealed),
        msg("overview-sealed-never"),
    )
    return shell(
        rx.el.div(
            rx.el.h1(msg("overview-title")),
            rx.cond(
                AppState.roles.contains("admin"),
                rx.el.div(
                    link(msg("mission-link"), href="/admin/mission", class_name="button"),
                    link(msg("view-title"), href="/admin/views", class_name="button"),
                    link(msg("nav-author"), href="/author", class_name="button"),
                    class_name="row",
                ),
            ),
            class_name="row between",
        ),
        announced(),
        _way_to_start(),
        tour(),
        rx.cond(
            OverviewState.ready,
            rx.fragment(
                ticker(15, OverviewState.load),
                _health(),
                rx.el.ul(
                    _figure(
                        "overview-active",
                        OverviewState.active,
                        msg("overview-active-text"),
                        "/admin/people",
                        "overview-go-people",
                    ),
                    _figure(
                        "overview-waiting",
                        OverviewState.waiting,
                        rx.cond(OverviewState.waiting > 0, msg("overview-waiting-text"), msg("reviews-none")),
                        "/admin/reviews",
                        "overview-go-reviews",
                    ),
                    _figure(
                        "overview-jobs",
                        OverviewState.failed_jobs,
                        rx.cond(OverviewState.failed_jobs > 0, msg("overview-jobs-text"), msg("overview-jobs-none")),
                        "/admin/health",
                        "overview-go-health",
                    ),
                    _figure(
                        "overview-sealed", sealed, msg("overview-sealed-text"), "/admin/audit", "overview-go-audit"
                    ),
                    rx.foreach(OverviewState.importing, _importing),
                    class_name="grid plain-list",
                ),
                recommend_question(),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        overview,
        route="/admin",
        title=msg("page-title", page=msg("overview-title")),
        on_load=[NewsState.load, AdoptionState.load_welcome, OverviewState.load],
    )
