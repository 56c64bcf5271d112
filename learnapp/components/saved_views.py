"""Views of figures that people keep: the list, one that is open beside other days, its tables as files, a new one."""

from __future__ import annotations

import reflex as rx

from learnapp.components.counting import moving, uncounted
from learnapp.components.empty_states import empty_state
from learnapp.components.figure_files import class_files, institution_files
from learnapp.components.forms import labelled
from learnapp.components.narrowing import narrowing
from learnapp.components.status import status_badge
from learnapp.components.table import pager
from learnapp.components.text import date_of, moment, msg
from learnapp.state.base import AppState
from learnapp.state.saved_views import (
    EVERY,
    MOST_NAME,
    PERIODS,
    CompareLine,
    OpenView,
    SavedViewsState,
    ViewCard,
)


def _days(card: rx.Var[ViewCard]) -> rx.Component:
    own = msg("view-days", first=date_of(card.first), last=date_of(card.last))
    return rx.fragment(
        rx.cond(card.period == "custom", own, msg("view-period-" + card.period)),
        rx.cond(
            card.other_first != "",
            rx.fragment(" · ", msg("view-beside", first=date_of(card.other_first), last=date_of(card.other_last))),
        ),
        rx.cond(card.course != "", rx.fragment(" · ", card.course)),
        rx.cond(card.term != "", rx.fragment(" · ", card.term)),
    )


def _card(card: rx.Var[ViewCard]) -> rx.Component:
    state = SavedViewsState
    here = state.shown.card.id == card.id
    letters = rx.el.select(
        *(rx.el.option(msg(f"view-letters-{one or 'never'}"), value=one) for one in EVERY),
        value=card.every,
        on_change=lambda every: state.want(card.id, every),
        aria_label=msg("view-letters-of", name=card.name),
        class_name="select small",
    )
    rename = rx.el.form(
        labelled(
            "view-name",
            rx.el.input(
                id="view-rename", name="name", default_value=card.name, required=True, max_length=MOST_NAME,
                class_name="input", auto_complete="off",
            ),
            "view-rename",
        ),
        rx.el.button(msg("view-rename-save"), type="submit", class_name="button"),
        on_submit=state.rename,
        class_name="row end",
    )  # fmt: skip
    own = rx.fragment(
        rx.el.button(
            msg("view-rename"), type="button", on_click=state.ask_name(card.id), class_name="button plain small",
            aria_label=msg("view-rename-of", name=card.name), aria_expanded=state.renaming == card.id,
        ),
        rx.el.button(
            rx.cond(card.shared, msg("view-unshare"), msg("view-share")), type="button",
            on_click=state.share(card.id), class_name="button plain small",
        ),
        rx.el.button(
            msg("view-remove"), type="button", on_click=state.remove(card.id), class_name="button plain small",
            aria_label=msg("view-remove-of", name=card.name),
        ),
    )  # fmt: skip
    return rx.el.li(
        rx.el.div(
            rx.el.h3(card.name),
            rx.cond(
                card.own,
                rx.cond(card.shared, status_badge("idle", msg("view-is-shared"))),
                rx.el.span(msg("view-of", who=card.who), class_name="soft small"),
            ),
            class_name="row between",
        ),
        rx.el.p(_days(card), class_name="soft small"),
        rx.el.div(
            rx.el.button(
                rx.cond(here, msg("view-close"), msg("view-open")), rx.el.span(": ", card.name, class_name="sr"),
                type="button", on_click=state.show(card.id), class_name="button", aria_expanded=here,
            ),
            rx.el.label(msg("view-letters"), " ", letters, class_name="row"),
            rx.cond(card.own, own),
            class_name="row",
        ),
        rx.cond(state.renaming == card.id, rename),
        rx.cond(here, _open()),
        class_name="card stack-s",
        key=card.id,
    )  # fmt: skip


def _said(line: rx.Var[CompareLine], value: rx.Var[float], low: rx.Var[float], high: rx.Var[float]) -> rx.Var[str]:
    return msg("view-value-" + line.unit.to(str), value=value, low=low, high=high)


def _line(line: rx.Var[CompareLine]) -> rx.Component:
    tone = rx.match(line.change, ("up", "good"), ("down", "warn"), "idle")
    moved = rx.cond(
        (line.change == "up") | (line.change == "down"),
        rx.el.div(msg("view-by-" + line.unit.to(str), low=line.by_low, high=line.by_high), class_name="soft small"),
    )
    return rx.el.tr(
        rx.el.th(msg("view-figure-" + line.key), scope="row"),
        rx.el.td(rx.cond(line.known, _said(line, line.value, line.low, line.high), msg("view-too-few"))),
        rx.el.td(
            rx.cond(
                (line.change == "none") | (line.change == "longer"),
                "–",
                rx.cond(line.was_known, _said(line, line.was, line.was_low, line.was_high), msg("view-too-few")),
            )
        ),
        rx.el.td(status_badge(tone, msg("view-change-" + line.change)), moved),
        key=line.key,
    )


def _files(view: rx.Var[OpenView]) -> rx.Component:
    state = SavedViewsState
    return rx.cond(
        state.section_id != "",
        class_files(state.section_id, view.card.files),
        institution_files(view.card.files),
    )


def _open() -> rx.Component:
    view = SavedViewsState.shown
    now = msg("view-days", first=date_of(view.days.first), last=date_of(view.days.last))
    before = rx.cond(
        view.other_first != "", msg("view-days", first=date_of(view.other_first), last=date_of(view.other_last)), "–"
    )
    table = rx.el.table(
        rx.el.caption(msg("view-table"), class_name="sr"),
        rx.el.thead(
            rx.el.tr(
                rx.el.th(msg("view-figure"), scope="col"),
                rx.el.th(now, scope="col"),
                rx.el.th(before, scope="col"),
                rx.el.th(msg("view-change"), scope="col"),
            )
        ),
        rx.el.tbody(rx.foreach(view.lines, _line)),
    )
    return rx.el.div(
        rx.el.p(
            rx.cond(
                (view.fresh.state == "none") | (view.fresh.state == "never"),
                uncounted(view.fresh.state, "view-fresh-none"),
                msg("view-fresh-" + view.fresh.state, at=moment(view.fresh.at), minutes=view.fresh.minutes),
            ),
            class_name="soft small",
            role="status",
        ),
        moving(view.fresh.moving),
        rx.cond(view.overlap, rx.el.p(msg("view-overlap"), class_name="note")),
        rx.cond(
            view.lines.length() > 0,
            rx.el.div(table, class_name="table-wrap"),
            rx.el.p(msg("view-few"), class_name="note"),
        ),
        rx.el.details(
            rx.el.summary(msg("view-how")),
            rx.el.ul(*(rx.el.li(msg(f"view-how-{part}")) for part in ("range", "before", "few"))),
        ),
        _files(view),
        class_name="stack-s below",
        aria_live="polite",
    )


def _date(name: str, label: str, *, required: bool) -> rx.Component:
    control = rx.el.input(id=f"view-{name}", name=name, type="date", required=required, class_name="input date")
    return labelled(label, control, f"view-{name}")


def _new() -> rx.Component:
    state = SavedViewsState
    return rx.el.form(
        rx.el.div(
            labelled(
                "view-name",
                rx.el.input(
                    id="view-name", name="name", required=True, max_length=MOST_NAME, class_name="input",
                    auto_complete="off",
                ),
                "view-name",
            ),
            labelled(
                "view-period",
                rx.el.select(
                    *(rx.el.option(msg(f"view-period-{one}"), value=one) for one in PERIODS),
                    id="view-period", name="period", value=state.period, on_change=state.choose_period,
                    class_name="select",
                ),
                "view-period",
            ),
            rx.cond(
                state.period == "custom",
                rx.fragment(_date("first", "view-first", required=True), _date("last", "view-last", required=True)),
            ),
            rx.cond(
                state.section_id == "", rx.fragment(
                    narrowing("course", "view-course", state.courses, name="course"),
                    narrowing("term", "view-term", state.terms, name="term"),
                ),
            ),
            class_name="row end",
        ),
        rx.el.details(
            rx.el.summary(msg("view-compare")),
            rx.el.p(msg("view-compare-what"), class_name="soft small"),
            rx.el.div(
                _date("other_first", "view-first", required=False), _date("other_last", "view-last", required=False),
                class_name="row end",
            ),
        ),
        rx.el.label(rx.el.input(type="checkbox", name="shared"), " ", msg("view-shared"), class_name="row"),
        rx.el.div(rx.el.button(msg("view-keep"), type="submit", class_name="button primary"), class_name="row"),
        on_submit=state.keep,
        key=AppState.taken,
        class_name="card stack",
    )  # fmt: skip


def saved_views() -> rx.Component:
    """Return the list of views and the form for a new one."""
    state = SavedViewsState
    return rx.el.div(
        rx.cond(
            state.total > 0,
            rx.fragment(
                rx.el.h2(msg("view-list"), class_name="sr"),
                rx.el.ul(rx.foreach(state.cards, _card), class_name="plain-list stack"),
                rx.cond(
                    state.total > state.cards.length(),
                    pager(state.offset, state.cards.length(), state.total, state.turn, "view-turn"),
                ),
            ),
            empty_state(msg("view-none"), msg("view-none-text")),
        ),
        rx.el.section(rx.el.h2(msg("view-new")), _new(), class_name="stack-s"),
        class_name="stack",
    )
