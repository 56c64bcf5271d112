"""Ranges of a class, as words and as pictures: what the system's acts are worth, and outcomes with their intervals."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.table import cell, table
from learnapp.components.text import date_of, msg
from learnapp.state.class_impact import ActView, FigureView, ImpactState, SpanView, WeekView


def span(found: rx.Var[SpanView]) -> rx.Var[str]:
    """Return a range of time in words."""
    return msg("impact-span-" + found.unit, low=found.low, high=found.high)


def track(left: Any, width: Any, dot: Any) -> rx.Component:
    """Return a range as a picture: a bar from its low to its high end, with a mark where the figure is."""
    return rx.el.div(
        rx.el.div(
            style={"inset_inline_start": left.to_string() + "%", "width": width.to_string() + "%"},
            class_name="track-range",
        ),
        rx.el.div(style={"inset_inline_start": dot.to_string() + "%"}, class_name="track-dot"),
        class_name="track",
        aria_hidden="true",
    )


def _minutes(act: rx.Var[ActView], end: str, value: rx.Var[float]) -> rx.Component:
    name = "impact-" + act.kind + "-" + end
    return rx.el.div(
        rx.el.label(msg(f"impact-{end}"), html_for=name),
        rx.el.input(
            id=name, name=end, type="number", min="0", max="120", step="any", required=True, default_value=value,
            class_name="input number",
        ),
        class_name="field",
    )  # fmt: skip


def _assumption(act: rx.Var[ActView]) -> rx.Component:
    """Return what is counted, what we assume of it, and the form that changes it."""
    form = rx.el.form(
        rx.el.input(type="hidden", name="kind", value=act.kind, read_only=True),
        rx.el.fieldset(
            rx.el.legend(msg("impact-minutes-each")),
            rx.el.div(
                _minutes(act, "low", act.low),
                _minutes(act, "usual", act.usual),
                _minutes(act, "high", act.high),
                class_name="row end",
            ),
            class_name="fieldset",
        ),
        rx.el.div(
            rx.el.button(msg("save"), type="submit", class_name="button"),
            rx.cond(
                act.own,
                rx.el.button(
                    msg("impact-ours-again"), type="button", on_click=ImpactState.unassume(act.kind),
                    class_name="button plain",
                ),
            ),
            class_name="row",
        ),
        on_submit=ImpactState.assume,
        key=act.kind + act.low.to_string() + act.usual.to_string() + act.high.to_string(),
        class_name="stack-s",
    )  # fmt: skip
    return rx.el.details(
        rx.el.summary(
            msg("impact-each", low=act.low, high=act.high),
            rx.cond(act.own, rx.fragment(" · ", msg("impact-own"))),
            rx.el.span(" ", msg("impact-act-" + act.kind), class_name="sr"),
        ),
        rx.el.p(msg("impact-how-" + act.kind)),
        rx.el.p(rx.cond(act.own, msg("impact-yours"), msg("impact-ours")), class_name="soft small"),
        rx.el.div(form, class_name="not-printed"),
        class_name="wrap",
    )


def acts() -> rx.Component:
    """Return the table of what the system did; its last column is the picture."""
    view = ImpactState.view

    def row(act: rx.Var[ActView]) -> rx.Component:
        return rx.el.tr(
            rx.el.th(msg("impact-act-" + act.kind), scope="row"),
            cell(
                "impact-column-count",
                rx.el.strong(msg("impact-count", count=act.count)),
                rx.cond(
                    view.before_first != "", rx.el.div(msg("impact-before", count=act.before), class_name="soft small")
                ),
            ),
            cell("impact-column-each", _assumption(act)),
            cell("impact-column-worth", rx.cond(act.count > 0, span(act.worth), "–")),
            rx.el.td(rx.cond(act.width > 0, track(act.left, act.width, act.dot)), class_name="track-cell"),
        )

    return table(
        msg("impact-acts"),
        ("impact-column-act", "impact-column-count", "impact-column-each", "impact-column-worth", "impact-picture"),
        rx.foreach(view.acts, row),
        "stacked labels",
    )


def _stated(one: rx.Var[FigureView]) -> rx.Component:
    return rx.cond(
        one.known,
        rx.fragment(
            rx.el.strong(msg("impact-value-" + one.unit, value=one.value)),
            rx.el.div(msg("impact-between-" + one.unit, low=one.low, high=one.high), class_name="soft small nowrap"),
            rx.el.div(msg("impact-rests-" + one.key, n=one.n, students=one.students), class_name="soft small"),
        ),
        rx.el.span(msg("impact-few"), class_name="soft"),
    )


def _before(one: rx.Var[FigureView]) -> rx.Component:
    return rx.cond(
        one.was_known,
        rx.fragment(
            msg("impact-value-" + one.unit, value=one.was),
            rx.el.div(
                msg("impact-between-" + one.unit, low=one.was_low, high=one.was_high), class_name="soft small nowrap"
            ),
        ),
        rx.el.span(msg("impact-few"), class_name="soft"),
    )


def outcomes() -> rx.Component:
    """Return the table of outcomes with the sentence that each comparison allows."""
    view = ImpactState.view
    compared = view.before_first != ""

    def row(one: rx.Var[FigureView]) -> rx.Component:
        return rx.el.tr(
            rx.el.th(
                msg("impact-" + one.key),
                rx.el.div(msg("impact-" + one.key + "-text"), class_name="soft small"),
                scope="row",
                class_name="wrap",
            ),
            cell("impact-column-now", _stated(one)),
            rx.el.td(rx.cond(one.known, track(one.left, one.width, one.dot)), class_name="track-cell"),
            rx.cond(compared, cell("impact-column-before", _before(one))),
            rx.cond(
                compared,
                rx.cond(
                    one.change == "none",
                    rx.el.td(),
                    cell(
                        "impact-column-change",
                        rx.cond(
                            one.change == "down",
                            msg("impact-down-" + one.unit, low=-one.by_high, high=-one.by_low),
                            msg("impact-" + one.change + "-" + one.unit, low=one.by_low, high=one.by_high),
                        ),
                    ),
                ),
            ),
        )

    head = [
        rx.el.th(msg("impact-column-outcome"), scope="col"),
        rx.el.th(msg("impact-column-now"), scope="col"),
        rx.el.th(msg("impact-picture"), scope="col"),
        rx.cond(compared, rx.el.th(msg("impact-column-before"), scope="col")),
        rx.cond(compared, rx.el.th(msg("impact-column-change"), scope="col")),
    ]
    return rx.el.div(
        rx.el.table(
            rx.el.caption(msg("impact-outcomes"), class_name="sr"),
            rx.el.thead(rx.el.tr(*head)),
            rx.el.tbody(rx.foreach(view.figures, row)),
            class_name="stacked labels",
        ),
        class_name="table-wrap",
        tab_index=0,
        role="region",
        aria_label=msg("impact-outcomes"),
    )


def weeks() -> rx.Component:
    """Return how many students were there each week, a table whose last column is the picture."""

    def row(one: rx.Var[WeekView]) -> rx.Component:
        return rx.el.tr(
            rx.el.th(msg("impact-week-of", day=date_of(one.first)), scope="row", class_name="nowrap"),
            rx.el.td(one.students, class_name="number"),
            rx.el.td(
                rx.el.div(
                    rx.el.div(style={"width": one.width.to_string() + "%"}, class_name="bar-fill"),
                    style={"color": "var(--accent)"},
                    class_name="bar",
                    aria_hidden="true",
                ),
                class_name="bar-cell",
            ),
        )

    return table(
        msg("impact-weeks"),
        ("impact-column-week", "impact-column-students", "impact-picture"),
        rx.foreach(ImpactState.view.weeks, row),
    )


def periods(keys: tuple[str, ...]) -> rx.Component:
    """Return the choice of the period."""
    return labelled(
        "impact-period",
        rx.el.select(
            *(rx.el.option(msg(f"impact-period-{key}"), value=key) for key in keys),
            id="impact-period",
            value=ImpactState.period,
            on_change=ImpactState.choose_period,
            class_name="select",
        ),
        "impact-period",
    )
