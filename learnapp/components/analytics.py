"""Figures with their intervals, trends, spreads and topics: what the pages of analytics are made of."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.counting import moving, uncounted
from learnapp.components.forms import labelled
from learnapp.components.impact import track
from learnapp.components.table import cell, table
from learnapp.components.text import date_of, moment, msg
from learnapp.state.class_analytics import (
    PERIODS,
    BinView,
    DaysView,
    DayView,
    FigureView,
    Freshness,
    HourView,
    SpreadView,
    StandOut,
    TopicLine,
)


def _bar(width: rx.Var[int]) -> rx.Component:
    return rx.el.div(
        rx.el.div(style={"width": width.to_string() + "%"}, class_name="bar-fill"),
        style={"color": "var(--accent)"},
        class_name="bar",
        aria_hidden="true",
    )


def periods(chosen: rx.Var[str], first: rx.Var[str], last: rx.Var[str], choose: Any, days: Any) -> rx.Component:
    """Return the choice of the period, and the two days of one's own where they are chosen.

    Args:
        chosen: The period.
        first: First day of one's own, ISO.
        last: Last day.
        choose: Event handler that takes a period.
        days: Event handler that takes the form.
    """

    def day(name: str, value: rx.Var[str]) -> rx.Component:
        control = rx.el.input(
            id=f"analytics-{name}", name=name, type="date", required=True, default_value=value, class_name="input",
            key=name + value,
        )  # fmt: skip
        return labelled(f"analytics-{name}", control, f"analytics-{name}")

    return rx.el.div(
        labelled(
            "analytics-period",
            rx.el.select(
                *(rx.el.option(msg(f"analytics-period-{key}"), value=key) for key in PERIODS),
                id="analytics-period",
                value=chosen,
                on_change=choose,
                class_name="select",
            ),
            "analytics-period",
        ),
        rx.cond(
            chosen == "custom",
            rx.el.form(
                day("first", first),
                day("last", last),
                rx.el.button(msg("analytics-show"), type="submit", class_name="button"),
                on_submit=days,
                class_name="row end",
            ),
        ),
        class_name="row end not-printed",
    )


def standing(days: rx.Var[DaysView], fresh: rx.Var[Freshness]) -> rx.Component:
    """Return which days are shown, how fresh they are, and in full words what is missing when something is."""
    return rx.fragment(
        rx.match(
            fresh.state,
            ("daily", rx.el.p(msg("analytics-degraded-daily"), class_name="note bad", role="status")),
            (
                "cached",
                rx.el.p(msg("analytics-degraded-cached", at=moment(fresh.at)), class_name="note bad", role="status"),
            ),
            rx.fragment(),
        ),
        moving(fresh.moving),
        rx.el.p(
            rx.cond(
                days.first != "",
                rx.fragment(
                    msg("analytics-days", first=date_of(days.first), last=date_of(days.last)),
                    " ",
                    rx.cond(
                        days.before_first != "",
                        msg("analytics-days-before", first=date_of(days.before_first), last=date_of(days.before_last)),
                        msg("analytics-days-alone"),
                    ),
                    " ",
                ),
            ),
            rx.match(
                fresh.state,
                ("live", rx.fragment(msg("analytics-fresh-live"))),
                ("daily", rx.fragment(msg("analytics-fresh-daily", at=moment(fresh.at)))),
                ("cached", rx.fragment(msg("analytics-fresh-cached", at=moment(fresh.at)))),
                uncounted(fresh.state, "analytics-fresh-none"),
            ),
            class_name="soft",
            role="status",
        ),
    )


def outs(found: rx.Var[list[StandOut]]) -> rx.Component:
    """Return the sentences that say what stands out."""

    def one(out: rx.Var[StandOut]) -> rx.Component:
        text = msg("analytics-out-" + out.key, name=out.name, count=out.count, of=out.of, low=out.low, high=out.high)
        return rx.el.li(text)

    return rx.el.section(
        rx.el.h2(msg("analytics-outs")),
        rx.el.ul(rx.foreach(found, one), class_name="bullets"),
        class_name="note",
    )


def _stated(one: rx.Var[FigureView], rests: str) -> rx.Component:
    return rx.cond(
        one.known,
        rx.fragment(
            rx.el.strong(msg("analytics-value-" + one.unit, value=one.value)),
            rx.el.div(msg("analytics-between-" + one.unit, low=one.low, high=one.high), class_name="soft small nowrap"),
            rx.el.div(msg(rests, students=one.students), class_name="soft small"),
        ),
        rx.el.span(msg("analytics-too-few"), class_name="soft"),
    )


def _before(one: rx.Var[FigureView]) -> rx.Component:
    return rx.cond(
        one.was_known,
        rx.fragment(
            msg("analytics-value-" + one.unit, value=one.was),
            rx.el.div(
                msg("analytics-between-" + one.unit, low=one.was_low, high=one.was_high), class_name="soft small nowrap"
            ),
        ),
        rx.cond(one.change == "longer", "–", rx.el.span(msg("analytics-too-few"), class_name="soft")),
    )


def _change(one: rx.Var[FigureView]) -> rx.Var[str]:
    return rx.cond(
        one.change == "down",
        msg("analytics-change-down-" + one.unit, low=-one.by_high, high=-one.by_low),
        msg("analytics-change-" + one.change + "-" + one.unit, low=one.by_low, high=one.by_high),
    ).to(str)


def figures(
    found: rx.Var[list[FigureView]], caption: rx.Var[str] | str, *, before: bool = True,
    rests: str = "analytics-rests",
) -> rx.Component:  # fmt: skip
    """Return a table of figures, each with its interval, what it was before and what can be said of the change.

    Args:
        found: The figures.
        caption: Names the table.
        before: Whether what it was before has a column.
        rests: Sentence of how many a figure rests on.
    """

    def row(one: rx.Var[FigureView]) -> rx.Component:
        return rx.el.tr(
            rx.el.th(
                msg("analytics-" + one.key),
                rx.el.div(msg("analytics-" + one.key + "-text"), class_name="soft small"),
                scope="row",
                class_name="wrap",
            ),
            cell("analytics-column-now", _stated(one, rests)),
            rx.el.td(rx.cond(one.known, track(one.left, one.width, one.dot)), class_name="track-cell"),
            *([cell("analytics-column-before", _before(one))] if before else []),
            rx.cond(one.change == "none", rx.el.td(), cell("analytics-column-change", _change(one))),
        )

    heads = ["analytics-column-figure", "analytics-column-now", "analytics-picture"]
    heads += [*(["analytics-column-before"] if before else []), "analytics-column-change"]
    return table(caption, heads, rx.foreach(found, row), "stacked labels")


def _columns(days: rx.Var[list[DayView]], height: str) -> rx.Component:
    return rx.el.div(
        rx.foreach(
            days,
            lambda day: rx.el.div(
                rx.el.div(style={"height": getattr(day, height).to_string() + "%"}), title=date_of(day.day)
            ),
        ),
        class_name="day-bars slim",
        aria_hidden="true",
    )


def trend(days: rx.Var[list[DayView]], weekly: rx.Var[bool]) -> rx.Component:
    """Return how many were there and what they did as columns, and the same as a table that can be opened."""

    def row(day: rx.Var[DayView]) -> rx.Component:
        return rx.el.tr(
            rx.el.th(date_of(day.day), scope="row", class_name="nowrap"),
            rx.el.td(day.students, class_name="number"),
            rx.el.td(day.answers, class_name="number"),
            rx.el.td(day.minutes, class_name="number"),
        )

    heads = ("analytics-column-students", "analytics-column-answers", "analytics-column-minutes")
    title = rx.cond(weekly, msg("analytics-trend-weeks"), msg("analytics-trend"))
    students = rx.cond(weekly, msg("analytics-trend-week-students"), msg("analytics-trend-students"))
    return rx.el.section(
        rx.el.h2(title),
        rx.el.div(
            rx.el.div(rx.el.p(students, class_name="small"), _columns(days, "height")),
            rx.el.div(rx.el.p(msg("analytics-trend-answers"), class_name="small"), _columns(days, "answers_height")),
            class_name="halves",
        ),
        rx.el.details(
            rx.el.summary(msg("analytics-trend-table")),
            rx.cond(
                weekly,
                table(title, ("analytics-column-week", *heads), rx.foreach(days, row)),
                table(title, ("analytics-column-day", *heads), rx.foreach(days, row)),
            ),
        ),
        class_name="stack-s",
    )


def hours(found: rx.Var[list[HourView]], since: rx.Var[str]) -> rx.Component:
    """Return the answers by the hour of the day, and since when these are kept where that is not the whole period."""

    def most(one: rx.Var[HourView]) -> rx.Component:
        return rx.cond(one.most, rx.el.li(msg("analytics-hours-most", hour=one.hour)))

    return rx.el.section(
        rx.el.h2(msg("analytics-hours")),
        rx.el.p(msg("analytics-hours-text"), class_name="soft"),
        rx.cond(since != "", rx.el.p(msg("analytics-hours-since", day=date_of(since)))),
        rx.el.ul(rx.foreach(found, most), class_name="plain-list"),
        rx.el.div(
            rx.foreach(
                found,
                lambda one: rx.el.div(
                    rx.el.div(style={"height": one.height.to_string() + "%"}),
                    rx.cond(one.hour % 6 == 0, one.hour.to_string(), " "),
                ),
            ),
            class_name="day-bars slim",
            aria_hidden="true",
        ),
        class_name="stack-s",
    )


def _range(one: rx.Var[BinView]) -> rx.Var[str]:
    """Return a range in words; nothing at all has a name of its own."""
    return rx.cond(
        one.high == 0,
        msg("analytics-bin-open", low=one.low),
        rx.cond(
            one.low == 0, msg("analytics-bin-first", high=one.high), msg("analytics-bin", low=one.low, high=one.high)
        ),
    ).to(str)


def _spread(one: rx.Var[SpreadView]) -> rx.Component:
    def row(part: rx.Var[BinView]) -> rx.Component:
        return rx.el.tr(
            rx.el.th(_range(part), scope="row", class_name="nowrap"),
            rx.el.td(part.students, class_name="number"),
            rx.el.td(_bar(part.width), class_name="bar-cell"),
        )

    return rx.el.div(
        rx.el.h3(msg("analytics-spread-" + one.key)),
        rx.cond(
            one.known,
            rx.fragment(
                rx.el.p(
                    msg(
                        "analytics-spread-say", n=one.n, low=one.p25, high=one.p75, middle=one.p50, least=one.p10,
                        most=one.p90,
                    )
                ),
                table(
                    msg("analytics-spread-" + one.key),
                    ("analytics-column-range", "analytics-column-students", "analytics-picture"),
                    rx.foreach(one.bins, row),
                ),
            ),
            rx.el.p(msg("analytics-too-few"), class_name="soft"),
        ),
        class_name="stack-s",
    )  # fmt: skip


def spreads(found: rx.Var[list[SpreadView]], answer_seconds: rx.Var[list[int]]) -> rx.Component:
    """Return how the students differ."""
    return rx.el.section(
        rx.el.h2(msg("analytics-spreads")),
        rx.cond(
            answer_seconds.length() > 1,
            rx.el.p(msg("analytics-answer-time", half=answer_seconds[0], most=answer_seconds[1])),
        ),
        rx.el.div(rx.foreach(found, _spread), class_name="halves"),
        class_name="stack-s",
    )


def shared(column: str, one: Any, of: rx.Var[str]) -> list[rx.Component]:
    """Return two cells of a line: its share with its interval, in words and as a picture.

    Args:
        column: What the share is of, as the head of the column is named.
        one: The line.
        of: Of how many it is, and its interval.
    """
    said = rx.fragment(
        rx.el.strong(msg("analytics-topic-share", share=one.share)), rx.el.div(of, class_name="soft small")
    )
    return [
        cell(
            f"analytics-column-{column}",
            rx.cond(one.known, said, rx.el.span(msg("analytics-too-few"), class_name="soft")),
        ),
        rx.el.td(rx.cond(one.known, track(one.low, one.high - one.low, one.share)), class_name="track-cell"),
    ]


def topics(lines: rx.Var[list[TopicLine]]) -> rx.Component:
    """Return the topics of the course as a class stands with them."""

    def row(one: rx.Var[TopicLine]) -> rx.Component:
        return rx.el.tr(
            rx.el.th(one.name, scope="row", class_name="wrap"),
            *shared("mastered", one, msg(
                "analytics-topic-of", mastered=one.mastered, students=one.students, low=one.low, high=one.high,
            )),
            cell("analytics-column-gained", rx.cond(one.known, one.gained.to_string(), "–")),
            cell("analytics-column-answers", one.answers),
            cell(
                "analytics-column-right",
                rx.cond(one.right >= 0, msg("analytics-topic-right", share=one.right), "–"),
            ),
            cell("analytics-column-minutes", one.minutes),
        )  # fmt: skip

    heads = (
        "analytics-column-topic", "analytics-column-mastered", "analytics-picture", "analytics-column-gained",
        "analytics-column-answers", "analytics-column-right", "analytics-column-minutes",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("analytics-topics")),
        rx.el.p(msg("analytics-topics-text"), class_name="soft"),
        table(msg("analytics-topics"), heads, rx.foreach(lines, row), "stacked labels"),
        class_name="stack-s",
    )
