"""Whether groups of students are treated evenly: gaps with their intervals, as pictures and in words."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.model_pages import model_pages
from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import date_of, day, msg
from learnapp.state.admin.fairness import FairnessState, GroupLine, RateLine, ReportLine, SliceLine


def _rate(head: str, one: rx.Var[RateLine], points: str = "") -> rx.Component:
    """Return a figure, its interval, and both as a picture."""
    picture = rx.el.div(
        rx.el.div(
            style={"inset_inline_start": one.left.to_string() + "%", "width": one.width.to_string() + "%"},
            class_name="track-range",
        ),
        rx.el.div(style={"inset_inline_start": one.dot.to_string() + "%"}, class_name="track-dot"),
        class_name="track",
        aria_hidden="true",
    )
    shown = rx.fragment(
        rx.el.strong(msg(f"fairness-value{points}", value=one.value)),
        rx.el.div(msg(f"fairness-between{points}", low=one.low, high=one.high), class_name="soft small nowrap"),
        picture,
    )
    return rx.el.td(rx.cond(one.known, shown, "–"), custom_attrs={"data-label": msg(head)})


def _group(one: rx.Var[GroupLine], words: str) -> rx.Component:
    students = rx.el.td(one.students, custom_attrs={"data-label": msg("fairness-column-students")})
    return rx.cond(
        one.enough,
        rx.el.tr(
            rx.el.th(one.name, scope="row"),
            students,
            _rate(f"fairness-column-flagged{words}", one.flagged),
            _rate(f"fairness-column-hit{words}", one.hit),
            _rate(f"fairness-column-false_alarm{words}", one.false_alarm),
            _rate("fairness-column-gap", one.gap, "-points"),
        ),
        rx.el.tr(
            rx.el.th(one.name, scope="row"),
            students,
            rx.el.td(msg("fairness-few"), col_span=4, class_name="soft"),
        ),
    )


def _slice(one: rx.Var[SliceLine], words: str) -> rx.Component:
    rates = (f"{name}{words}" for name in ("flagged", "hit", "false_alarm"))
    heads = tuple(f"fairness-column-{name}" for name in ("group", "students", *rates, "gap"))
    return rx.el.section(
        rx.el.div(
            rx.el.h3(msg("fairness-by-" + one.attribute)),
            status_badge(one.tone, msg("fairness-state-" + one.state)),
            class_name="row between",
        ),
        rx.el.ul(rx.foreach(one.said, lambda said: rx.el.li(said)), class_name="bullets"),
        rx.cond(
            one.state == "concern",
            rx.el.p(msg("fairness-in-queue"), " ", link(msg("overview-go-reviews"), href="/admin/reviews")),
        ),
        rx.cond(
            one.groups.length() > 0,
            table(one.caption, heads, rx.foreach(one.groups, lambda group: _group(group, words)), "stacked labels"),
        ),
        class_name="stack-s",
    )


def _report(one: rx.Var[ReportLine]) -> rx.Component:
    return rx.cond(one.kind == "mastery_predictor", _told(one, "-answers"), _told(one, ""))


def _told(one: rx.Var[ReportLine], words: str) -> rx.Component:
    """Return a report in the words of what was judged: who falls behind, or the next answer."""
    return rx.el.li(
        rx.el.h2(msg("fairness-kind-" + one.kind), " · ", one.version),
        rx.el.p(
            msg("fairness-made"), " ", day(one.at), ". ",
            rx.cond(one.since != "", rx.fragment(msg("fairness-since", day=day(one.since)), " ")),
            msg(f"fairness-rests{words}", rows=one.rows, students=one.students, outcomes=one.outcomes), " ",
            rx.cond(
                one.first != "", msg(f"fairness-days{words}", first=date_of(one.first), last=date_of(one.last)), ""
            ),
            class_name="soft",
        ),
        rx.cond(one.source == "rule", rx.el.p(msg("fairness-rule"))),
        rx.cond(one.auc >= 0, rx.el.p(msg(f"fairness-auc{words}", auc=one.auc))),
        rx.foreach(one.slices, lambda each: _slice(each, words)),
        class_name="card stack",
    )  # fmt: skip


def fairness() -> rx.Component:
    """The page."""
    state = FairnessState
    how = rx.el.details(
        rx.el.summary(msg("fairness-how")),
        rx.el.ul(
            *(
                rx.el.li(msg(f"fairness-how-{name}"))
                for name in ("outcome", "columns", "answers", "interval", "abroca", "limits")
            ),
            class_name="bullets",
        ),
    )
    listed = rx.cond(
        state.total > 0,
        rx.fragment(
            rx.el.ul(rx.foreach(state.reports, _report), class_name="stack plain-list"),
            rx.cond(
                state.total > state.reports.length(),
                pager(state.offset, state.reports.length(), state.total, state.turn),
            ),
        ),
        empty_state(msg("fairness-none"), msg("fairness-none-text")),
    )
    return shell(
        model_pages("/admin/fairness"),
        rx.el.div(
            rx.el.h1(msg("fairness-title")),
            rx.cond(
                state.roles.contains("admin"),
                rx.el.button(msg("fairness-ask"), type="button", class_name="button", on_click=state.ask),
            ),
            class_name="row between",
        ),
        rx.el.div(rx.cond(state.asked, rx.el.p(msg("fairness-asked"), class_name="note")), role="status"),
        rx.el.p(msg("fairness-lead"), class_name="soft"),
        rx.el.p(msg("fairness-missing"), class_name="note"),
        how,
        rx.el.p(link(msg("transparency-link"), href="/models")),
        rx.cond(state.fairness_ready, listed, loading(msg("loading"))),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        fairness, route="/admin/fairness", title=msg("page-title", page=msg("fairness-title")),
        on_load=FairnessState.load,
    )  # fmt: skip
