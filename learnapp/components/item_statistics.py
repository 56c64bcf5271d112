"""What the answers say about a question: in words first, with the table behind each figure."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.charts import answers_chart
from learnapp.components.counting import moving, uncounted
from learnapp.components.prose import prose
from learnapp.components.table import table
from learnapp.components.text import moment, msg
from learnapp.state.class_items import BinView, DayView, Freshness, GivenView, ItemRow, KeyStepView


def standing(fresh: rx.Var[Freshness], partial: rx.Var[str]) -> rx.Component:
    """Return how fresh the figures are, and in full words what is missing when something is."""
    return rx.fragment(
        rx.match(
            fresh.state,
            ("daily", rx.el.p(msg("items-degraded-daily", at=moment(fresh.at)), class_name="note bad", role="status")),
            (
                "cached",
                rx.el.p(msg("analytics-degraded-cached", at=moment(fresh.at)), class_name="note bad", role="status"),
            ),
            rx.fragment(),
        ),
        moving(fresh.moving),
        rx.cond(partial != "", rx.el.p(msg("items-partial", at=moment(partial)), class_name="note bad", role="status")),
        rx.cond(
            partial == "",
            rx.el.p(
                rx.match(
                    fresh.state,
                    ("live", rx.fragment(msg("analytics-fresh-live"))),
                    ("cached", rx.fragment(msg("analytics-fresh-cached", at=moment(fresh.at)))),
                    ("daily", rx.fragment(msg("items-fresh-daily", at=moment(fresh.at)))),
                    uncounted(fresh.state, "analytics-fresh-none"),
                ),
                class_name="soft",
                role="status",
            ),
        ),
    )


def why(code: rx.Var[str], reports: rx.Var[int]) -> rx.Var[str]:
    """Return why a question looks broken."""
    return msg("item-why-" + code, count=reports)


def figures(row: rx.Var[ItemRow]) -> rx.Component:
    """Return the figures of a question as sentences."""
    value = row.apart / 100
    return rx.el.section(
        rx.el.h2(msg("item-figures")),
        rx.el.ul(
            rx.el.li(msg("item-say-answers", answers=row.answers, students=row.students)),
            rx.cond(
                row.tries > 0,
                rx.fragment(
                    rx.el.li(msg("item-say-share", share=row.share, low=row.low, high=row.high)),
                    rx.el.li(msg("item-say-" + row.reading, value=value)),
                ),
            ),
            rx.cond(row.seconds >= 0, rx.el.li(msg("item-say-time", seconds=row.seconds))),
            rx.cond(row.answers > 0, rx.el.li(msg("item-say-hints", count=row.hints))),
            class_name="stack-s",
        ),
    )


def key_step(step: rx.Var[KeyStepView]) -> rx.Component:
    """Return one step with its choices, its right answer, hints and solution."""
    return rx.el.div(
        prose(step.prompt),
        rx.cond(
            step.picture != "",
            rx.el.img(src="/pictures/" + step.picture + ".svg", alt=step.alt, class_name="drawn-picture"),
        ),
        rx.cond(
            step.rows.length() > 0,
            rx.el.ul(rx.foreach(step.rows, lambda text: rx.el.li(prose(text)))),
        ),
        rx.cond(
            step.table.length() > 0,
            rx.el.div(
                rx.el.table(
                    rx.el.caption(msg("item-shown"), class_name="sr"),
                    rx.el.tbody(
                        rx.foreach(
                            step.table,
                            lambda line: rx.el.tr(rx.foreach(line, lambda cell: rx.el.td(prose(cell)))),
                        )
                    ),
                ),
                class_name="table-wrap",
                tab_index=0,
                role="region",
                aria_label=msg("item-shown"),
            ),
        ),
        rx.cond(
            step.choices.length() > 0,
            rx.el.ul(rx.foreach(step.choices, lambda text: rx.el.li(prose(text)))),
        ),
        rx.el.div(
            rx.el.p(msg("item-key"), class_name="eyebrow"),
            rx.foreach(step.accepted, lambda text: prose(text)),
            class_name="note good",
        ),
        rx.cond(
            step.solution != "",
            rx.el.details(rx.el.summary(msg("item-solution")), prose(step.solution)),
        ),
        rx.cond(
            step.hints.length() > 0,
            rx.el.details(
                rx.el.summary(msg("item-hints")),
                rx.el.ol(rx.foreach(step.hints, lambda text: rx.el.li(prose(text)))),
            ),
        ),
        class_name="stack-s",
    )


def _bar(width: rx.Var[int], tone: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(style={"width": width.to_string() + "%"}, class_name="bar-fill", custom_attrs={"data-tone": tone}),
        class_name="bar",
        aria_hidden="true",
    )


def _answer(one: rx.Var[GivenView]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.cond(
                one.text != "",
                rx.fragment(
                    prose(one.text),
                    rx.cond(one.kind == "right", rx.el.span("✓ ", msg("item-is-right"), class_name="small good-text")),
                ),
                rx.match(
                    one.kind,
                    ("right", rx.el.span("✓ ", msg("item-given-right"), class_name="good-text")),
                    rx.el.span(msg("item-given-others"), class_name="soft"),
                ),
            ),
            scope="row",
        ),
        rx.el.td(
            rx.el.span(one.times, " (", msg("percent", value=one.share), ")", class_name="nowrap"),
            _bar(one.share, rx.cond(one.kind == "right", "good", "bad")),
            custom_attrs={"data-label": msg("item-times-given")},
        ),
        rx.cond(
            one.meaning != "",
            rx.el.td(prose(one.meaning), custom_attrs={"data-label": msg("item-meaning")}),
            rx.el.td(),
        ),
    )


def given(step: rx.Var[KeyStepView], several: Any) -> rx.Component:
    """Return what was answered to a step, with the misconception that each wrong answer shows."""
    return rx.fragment(
        rx.cond(several, rx.el.h3(msg("item-given-step", number=step.number))),
        rx.cond(
            step.given.length() > 0,
            table(
                msg("item-given-step", number=step.number),
                ("item-answer", "item-times-given", "item-meaning"),
                rx.foreach(step.given, _answer),
                "stacked labels",
            ),
            rx.el.p(msg("item-given-none"), class_name="soft"),
        ),
    )


def _bin(one: rx.Var[BinView]) -> rx.Component:
    span = rx.cond(
        one.low == 0,
        msg("item-time-below", high=one.high),
        rx.cond(
            one.high == 0,
            msg("item-time-above", low=one.low),
            msg("item-time-between", low=one.low, high=one.high),
        ),
    )
    return rx.el.tr(
        rx.el.th(span, scope="row", class_name="nowrap"),
        rx.el.td(one.count, class_name="number"),
        rx.el.td(_bar(one.width, "busy"), class_name="bar-cell"),
    )


def times(bins: rx.Var[list[BinView]]) -> rx.Component:
    """Return how long first tries took: a table whose last column is the picture."""
    return rx.el.section(
        rx.el.h2(msg("item-times")),
        rx.cond(
            bins.length() > 0,
            rx.el.div(
                rx.el.table(
                    rx.el.caption(msg("item-times"), class_name="sr"),
                    rx.el.thead(
                        rx.el.tr(
                            rx.el.th(msg("item-time"), scope="col"),
                            rx.el.th(msg("item-tries"), scope="col"),
                            rx.el.th(rx.el.span(msg("item-bar"), class_name="sr"), scope="col"),
                        )
                    ),
                    rx.el.tbody(rx.foreach(bins, _bin)),
                ),
                class_name="table-wrap",
                tab_index=0,
                role="region",
                aria_label=msg("item-times"),
            ),
            rx.el.p(msg("item-times-none"), class_name="soft"),
        ),
    )


def tries_by_day(
    days: rx.Var[list[DayView]], names: rx.Var[list[str]], right: rx.Var[list[int]], wrong: rx.Var[list[int]]
) -> rx.Component:
    """Return first tries over time, as a picture and as a table."""
    return rx.el.section(
        rx.el.h2(msg("item-days")),
        rx.cond(
            days.length() > 0,
            rx.fragment(
                answers_chart(names, right, wrong, (msg("item-right"), msg("item-wrong"))),
                rx.el.details(
                    rx.el.summary(msg("activity-table")),
                    table(
                        msg("item-days"),
                        ("item-day", "item-tries", "item-right"),
                        rx.foreach(
                            days,
                            lambda one: rx.el.tr(
                                rx.el.th(one.day, scope="row", class_name="nowrap"),
                                rx.el.td(one.tries, class_name="number"),
                                rx.el.td(one.right, class_name="number"),
                            ),
                        ),
                    ),
                ),
            ),
            rx.el.p(msg("item-days-none"), class_name="soft"),
        ),
    )
