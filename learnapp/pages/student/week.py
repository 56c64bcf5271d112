"""My week: what was done on each day, which topics moved, what was reached and written."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.goals import goal_name
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.mastery import badge
from learnapp.components.printing import print_button, print_head
from learnapp.components.table import table
from learnapp.components.text import date_of, moment, msg
from learnapp.pages.student.ways import ways
from learnapp.state.student.week import DayView, MoveView, ReachedView, WeekState, WrittenView


def _turn() -> rx.Component:
    week = WeekState.week
    return rx.el.div(
        rx.el.button(
            "← ",
            msg("week-before"),
            type="button",
            disabled=~week.earlier,
            on_click=WeekState.turn(-1),
            class_name="button small",
        ),
        rx.el.button(
            msg("week-now"),
            type="button",
            disabled=week.ago == 0,
            on_click=WeekState.show_now,
            class_name="button small plain",
        ),
        rx.el.button(
            msg("week-after"),
            " →",
            type="button",
            disabled=week.ago == 0,
            on_click=WeekState.turn(1),
            class_name="button small",
        ),
        role="group",
        aria_label=msg("week-turn"),
        class_name="row",
    )


def _nothing() -> rx.Component:
    return rx.el.span("–", class_name="soft nothing")


def _names(names: rx.Var[list[str]]) -> rx.Component:
    return rx.cond(names.length() > 0, rx.el.span(names.join(" · ")), _nothing())


def _day(day: rx.Var[DayView]) -> rx.Component:
    row = rx.el.tr(
        rx.el.th(
            msg("weekday-" + day.weekday.to_string()),
            rx.el.span(date_of(day.date), class_name="soft small block"),
            scope="row",
        ),
        rx.el.td(
            rx.cond(day.answers > 0, msg("change-right", right=day.right, count=day.answers), _nothing()),
        ),
        rx.el.td(rx.cond(day.minutes > 0, msg("week-minutes", count=day.minutes), _nothing())),
        rx.el.td(_names(day.topics)),
        rx.el.td(_names(day.texts)),
    )
    return rx.cond(~day.ahead, row)


def _move(one: rx.Var[MoveView]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(one.topic),
        rx.match(
            one.direction,
            ("up", rx.el.span("↑ ", msg("week-up"))),
            ("down", rx.el.span("↓ ", msg("week-down"))),
            rx.el.span(msg("week-new")),
        ),
        # Of what is new, where it stood before says nothing.
        rx.cond(
            one.was != "unknown",
            rx.fragment(
                badge(one.was), rx.el.span("→", aria_hidden="true"), rx.el.span(msg("week-to"), class_name="sr")
            ),
        ),
        badge(one.now),
        rx.cond(
            one.was != "unknown",
            rx.el.span(msg("week-from-to", before=one.before, after=one.after), class_name="soft small"),
            rx.cond(one.now != "unknown", rx.el.span(msg("mastery-about", value=one.after), class_name="soft small")),
        ),
        class_name="row",
    )


def _reached(one: rx.Var[ReachedView]) -> rx.Component:
    return rx.el.li(
        rx.el.span("★", aria_hidden="true", class_name="goal-good"),
        rx.el.strong(goal_name(one.kind, one.topic, one.target)),
        rx.el.span(msg("goal-reached", day=date_of(one.date)), class_name="soft"),
        class_name="row",
    )


def _post(one: rx.Var[WrittenView]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.cond(one.reply, msg("verb-forum_replied"), msg("verb-forum_posted")),
            " · ",
            moment(one.at),
            rx.cond(one.content_id != "", rx.fragment(" · ", link(one.title, href="/learn/" + one.content_id))),
            class_name="soft small",
        ),
        rx.el.p(one.text, class_name="said"),
        class_name="reply",
    )


def _section(title: str, shown: rx.Var[bool], body: rx.Component) -> rx.Component:
    return rx.cond(shown, rx.el.section(rx.el.h2(msg(title), class_name="section-title"), body))


def _week() -> rx.Component:
    week = WeekState.week
    return rx.fragment(
        rx.el.p(
            rx.cond(
                week.answers > 0,
                msg("week-sum", count=week.answers, right=week.right, minutes=week.minutes),
                msg("week-no-answers"),
            ),
            class_name="lead",
        ),
        table(
            msg("week-days"),
            ("week-day", "week-answers", "week-practice", "week-topics", "week-read"),
            rx.foreach(week.days, _day),
            "stacked",
        ),
        rx.el.p(msg("week-minutes-note"), class_name="soft small"),
        _section(
            "week-moves",
            week.moves.length() > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(week.moves, _move), class_name="plain-list stack-s"),
                rx.el.p(link(msg("goal-evidence"), href="/progress"), class_name="small below not-printed"),
            ),
        ),
        _section(
            "week-reached",
            week.reached.length() > 0,
            rx.el.ul(rx.foreach(week.reached, _reached), class_name="plain-list stack-s"),
        ),
        _section(
            "week-posts",
            week.posts.length() > 0,
            rx.el.ul(rx.foreach(week.posts, _post), class_name="plain-list stack-s"),
        ),
    )


def week() -> rx.Component:
    """The page."""
    shown = WeekState.week
    title = rx.match(
        shown.ago,
        (0, msg("week-this")),
        (1, msg("week-last")),
        msg("week-of", day=date_of(shown.first)),
    )
    return shell(
        print_head(every_class=True),
        rx.el.div(
            rx.el.h1(rx.cond(WeekState.week_ready, title, msg("week-title"))), print_button(), class_name="row between"
        ),
        ways("/week"),
        rx.cond(
            WeekState.week_ready,
            rx.fragment(
                rx.el.p(
                    msg("week-span", first=date_of(shown.first), last=date_of(shown.last)),
                    class_name="soft",
                    role="status",
                ),
                _turn(),
                rx.cond(
                    shown.nothing,
                    empty_state(
                        msg("week-none"),
                        rx.cond(shown.ago == 0, msg("week-none-text"), msg("week-none-then")),
                        link(msg("nav-today"), href="/today", class_name="button primary"),
                    ),
                    _week(),
                ),
            ),
            loading(msg("loading")),
        ),
    )
