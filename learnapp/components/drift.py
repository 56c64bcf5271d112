"""Parts of the page of drift: errors over time with their alarms, what has moved, what came of recommendations."""

from __future__ import annotations

import reflex as rx

from learnapp.components.charts import colour, drawn
from learnapp.components.status import status_badge
from learnapp.components.table import cell, table
from learnapp.components.text import date_of, day, moment, msg
from learnapp.state.admin.drift import AlarmView, DayView, DriftView, MovedView


def errors_chart(one: rx.Var[DriftView]) -> rx.Component:
    """Return the errors by day with the usual rate as a line and alarms as marks."""
    x = one.chart_days
    return drawn(
        [
            {
                "type": "scatter", "mode": "lines+markers", "x": x, "y": one.chart_errors, "name": msg("drift-errors"),
                "line": {"color": colour("accent"), "width": 2.5}, "marker": {"size": 6},
            },
            {
                "type": "scatter", "mode": "lines", "x": x, "y": one.chart_usual, "name": msg("drift-usual"),
                "line": {"color": colour("ink-soft"), "width": 2, "dash": "dash"}, "hoverinfo": "skip",
            },
            {
                "type": "scatter", "mode": "markers", "x": one.alarm_days, "y": one.alarm_errors,
                "name": msg("drift-alarm"),
                "marker": {"color": colour("bad"), "size": 14, "symbol": "triangle-up"},
            },
        ],
        240,
        across={"type": "date"},
        up={"ticksuffix": " %", "rangemode": "tozero"},
    )  # fmt: skip


def _share(known: rx.Var[bool], value: rx.Var[float]) -> rx.Component:
    return rx.cond(known, msg("drift-percent", value=value), "–")


def days(one: rx.Var[DriftView]) -> rx.Component:
    """Return the days of a model as a table."""

    def row(given: rx.Var[DayView]) -> rx.Component:
        each = given.to(DayView)
        return rx.el.tr(
            rx.el.th(date_of(each.day), scope="row", class_name="nowrap"),
            cell("drift-column-answers", each.answers.to_string()),
            cell("drift-column-errors", _share(each.errors_known, each.errors)),
            cell("drift-column-shown", each.shown.to_string()),
            cell("drift-column-click", _share(each.click_known, each.click)),
            cell("drift-column-completion", _share(each.completion_known, each.completion)),
        )

    heads = ("drift-column-day", "drift-column-answers", "drift-column-errors", "drift-column-shown",
             "drift-column-click", "drift-column-completion")  # fmt: skip
    return table(
        msg("drift-days-of", model=one.model), heads, rx.foreach(one.days.to(list[DayView]), row), "stacked labels"
    )


def moved(one: rx.Var[DriftView]) -> rx.Component:
    """Return how the numbers that a model reads have moved."""

    def row(given: rx.Var[MovedView]) -> rx.Component:
        each = given.to(MovedView)
        tone = rx.match(each.says, ("steady", "good"), ("moved", "warn"), ("changed", "bad"), "idle")
        return rx.el.tr(
            rx.el.th(msg("drift-feature-" + each.feature), scope="row"),
            cell("drift-column-index", msg("drift-index", value=each.index)),
            cell("drift-column-says", status_badge(tone, msg("drift-says-" + each.says))),
        )

    heads = ("drift-column-feature", "drift-column-index", "drift-column-says")
    return rx.cond(
        one.moved.length() > 0,
        table(
            msg("drift-moved-of", model=one.model), heads, rx.foreach(one.moved.to(list[MovedView]), row),
            "stacked labels",
        ),
        rx.el.p(msg("drift-moved-none", least=one.least), class_name="soft"),
    )  # fmt: skip


def alarms(one: rx.Var[DriftView]) -> rx.Component:
    """Return the alarms of a model: what, since when, how much, and what happens next."""

    def line(given: rx.Var[AlarmView]) -> rx.Component:
        each = given.to(AlarmView)
        return rx.el.li(
            rx.el.strong(
                rx.cond(
                    each.subject != "",
                    msg("drift-kind-feature", feature=msg("drift-feature-" + each.subject)),
                    msg("drift-kind-" + each.kind),
                )
            ),
            rx.el.p(
                rx.cond(
                    (each.kind == "feature") | (each.kind == "score"),
                    msg("drift-by-index", value=each.amount),
                    msg("drift-by", was=each.was, now=each.now, amount=each.amount),
                ),
                " ",
                msg("drift-since", since=day(each.since), noticed=moment(each.noticed)),
                class_name="soft small",
            ),
            rx.el.p(msg("drift-next-" + each.next), class_name="small"),
            class_name="announced",
        )

    return rx.cond(
        one.alarms.length() > 0,
        rx.el.ul(rx.foreach(one.alarms.to(list[AlarmView]), line), class_name="plain-list"),
        rx.el.p(msg("drift-no-alarm"), class_name="soft"),
    )


def model(one: rx.Var[DriftView]) -> rx.Component:
    """Return everything that is known of one model."""
    tone = rx.match(one.stands, ("quiet", "good"), ("alarm", "bad"), "idle")
    return rx.el.section(
        rx.el.div(rx.el.h2(one.model), status_badge(tone, msg("drift-stands-" + one.stands)), class_name="row between"),
        rx.el.p(
            rx.cond(
                one.learning,
                msg("drift-learning", answers=one.answers, learn=one.learn),
                msg("drift-watching", usual=one.usual, seen=one.seen, level=one.level),
            )
        ),
        rx.el.p(msg("drift-looked", when=moment(one.looked)), class_name="soft small"),
        rx.el.h3(msg("drift-errors-title")),
        rx.cond(one.chart_days.length() > 0, errors_chart(one), rx.el.p(msg("drift-no-answers"), class_name="soft")),
        rx.el.h3(msg("drift-alarms-title")),
        alarms(one),
        rx.el.h3(msg("drift-moved-title")),
        moved(one),
        rx.cond(
            one.days.length() > 0,
            rx.el.details(
                rx.el.summary(msg("drift-days-title"), rx.el.span(": ", one.model, class_name="sr")), days(one)
            ),
        ),
        class_name="card stack-s",
    )
