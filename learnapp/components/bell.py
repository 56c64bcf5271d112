"""The bell of the header, and the list of what the reader was told."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state
from learnapp.components.links import link
from learnapp.components.table import pager
from learnapp.components.text import date_of, moment, msg
from learnapp.state.base import AppState
from learnapp.state.noticing import CompareLine, DayView, NoticeState, NoticeView, PartView


def bell() -> rx.Component:
    """Return the way to the notifications, with the number of those that are new."""
    picture = rx.el.svg(
        rx.el.path(
            d="M12 3 a6 6 0 0 0 -6 6 v4 l-2 3 h16 l-2 -3 v-4 a6 6 0 0 0 -6 -6 z",
            fill="none", stroke="currentColor", stroke_width="2", stroke_linejoin="round",
        ),
        rx.el.path(d="M10 19 a2 2 0 0 0 4 0", fill="none", stroke="currentColor", stroke_width="2"),
        view_box="0 0 24 24",
        class_name="bell-mark",
        aria_hidden="true",
    )  # fmt: skip
    return link(
        picture,
        rx.cond(
            AppState.unread > 0,
            rx.el.span(
                rx.cond(AppState.unread > 99, "99+", AppState.unread.to_string()),
                class_name="bell-count",
                aria_hidden="true",
            ),
        ),
        href="/notices",
        aria_label=msg("notices-bell", count=AppState.unread),
        title=msg("notices-title"),
        class_name="button plain bell",
    )


def _words(one: rx.Var[PartView]) -> rx.Component:
    said = msg(one.key, name=one.name, title=one.title, place=one.place, count=one.count)
    return rx.cond(
        one.href != "",
        link(said, href=one.href, on_click=NoticeState.open_one(one.id)),
        rx.el.span(said),
    )


def _new(one: rx.Var[PartView]) -> rx.Component:
    return rx.cond(one.fresh, rx.el.span("● ", msg("notices-new"), class_name="badge fresh"))


def _figure(one: rx.Var[CompareLine]) -> rx.Component:
    name = msg("notice-figure-" + one.key)
    value = msg("notice-value-" + one.unit, value=one.value, low=one.low, high=one.high)
    down = one.change == "down"
    moved = rx.cond((one.change == "up") | down, one.change + "-" + one.unit, one.change).to(str)
    low, high = rx.cond(down, -one.by_high, one.by_low), rx.cond(down, -one.by_low, one.by_high)
    return rx.el.li(
        rx.cond(
            one.known,
            msg(
                "notice-figure-line", name=name, value=value,
                change=msg("notice-moved-" + moved, low=low, high=high),
            ),
            msg("notice-figure-line-few", name=name),
        )
    )  # fmt: skip


def _figures(one: rx.Var[PartView]) -> rx.Component:
    return rx.cond(
        one.figures.length() > 0, rx.el.ul(rx.foreach(one.figures, _figure), class_name="bullets small wrap")
    )


def _part(one: rx.Var[PartView]) -> rx.Component:
    return rx.el.li(_words(one), _figures(one), class_name="told-part")


def _notice(one: rx.Var[NoticeView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.cond(
                    one.notice.key == "notice-summary",
                    rx.el.strong(_words(one.notice)),
                    _words(one.notice),
                ),
                class_name="told-words",
            ),
            _new(one.notice),
            class_name="row between",
        ),
        _figures(one.notice),
        rx.cond(
            one.notice.key == "notice-summary",
            rx.cond(
                one.parts.length() > 0,
                rx.el.ul(rx.foreach(one.parts, _part), class_name="told-parts"),
                rx.el.p(msg("notices-gone"), class_name="soft small"),
            ),
        ),
        rx.el.p(moment(one.notice.at), class_name="soft small"),
        class_name=rx.cond(one.notice.fresh, "told fresh", "told"),
    )


def _day(one: rx.Var[DayView]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(date_of(one.day), class_name="told-day"),
        rx.el.ul(rx.foreach(one.notices, _notice), class_name="plain-list card told-list"),
    )


def told() -> rx.Component:
    """Return the page of what the reader was told, by days."""
    state = NoticeState
    return rx.cond(
        state.told_total == 0,
        empty_state(msg("notices-none"), msg("notices-none-text")),
        rx.el.div(
            rx.el.div(
                rx.el.p(msg("notices-unread", count=state.told_unread), role="status", class_name="soft"),
                rx.cond(
                    state.told_unread > 0,
                    rx.el.button(
                        msg("notices-all-read"), type="button", on_click=state.read_all, class_name="button"
                    ),
                ),
                class_name="row between",
            ),
            rx.foreach(state.told, _day),
            rx.cond(
                state.told_total > state.told_shown,
                pager(state.told_offset, state.told_shown, state.told_total, state.turn, "notices-turn"),
            ),
            class_name="stack",
        ),
    )  # fmt: skip
