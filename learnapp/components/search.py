"""Search: the field in the header, and what was found."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state
from learnapp.components.links import link
from learnapp.components.table import pager
from learnapp.components.text import moment, msg
from learnapp.state.base import AppState
from learnapp.state.searching import MAX_QUERY, GroupLine, Part, ResultView, SearchState

_FIELD = "search-everything"


def search_field() -> rx.Component:
    """Return the labelled field with its button, for who may search."""
    lens = rx.el.svg(
        rx.el.circle(cx="10", cy="10", r="6", fill="none", stroke="currentColor", stroke_width="2.5"),
        rx.el.path(d="M15 15 L21 21", stroke="currentColor", stroke_width="2.5", stroke_linecap="round"),
        view_box="0 0 24 24",
        aria_hidden="true",
    )
    return rx.cond(
        SearchState.can_search,
        rx.el.form(
            rx.el.label(msg("search-label"), html_for=_FIELD, class_name="sr"),
            rx.el.input(
                id=_FIELD,
                name="q",
                type="search",
                placeholder=msg("search-label"),
                max_length=MAX_QUERY,
                auto_complete="off",
                enter_key_hint="search",
                default_value=SearchState.in_field,
                key=SearchState.in_field,
                class_name="input",
            ),
            rx.el.button(
                lens,
                # Pages with a search of their own have a button named so; this one says what it searches.
                rx.el.span(msg("search-label"), class_name="sr"),
                type="submit",
                title=msg("search-label"),
                class_name="button",
            ),
            on_submit=SearchState.go,
            role="search",
            class_name="search",
        ),
        # Its place is kept until the page knows who reads it, or everything below would move.
        rx.cond(AppState.signed_in, rx.fragment(), rx.el.div(class_name="search", style={"min-height": "2.75rem"})),
    )


def _part(part: rx.Var[Part]) -> rx.Component:
    return rx.cond(part.hit, rx.el.mark(part.text), rx.el.span(part.text))


def _result(one: rx.Var[ResultView]) -> rx.Component:
    title = rx.foreach(one.title, _part)
    return rx.el.li(
        rx.el.h3(rx.cond(one.address != "", link(title, href=one.address), rx.el.span(title))),
        rx.cond(
            (one.where != "") | (one.by != ""),
            rx.el.p(
                one.where,
                rx.cond((one.where != "") & (one.by != ""), " · ", ""),
                rx.cond(one.by != "", rx.fragment(one.by, " · ", moment(one.at))),
                class_name="soft small",
            ),
        ),
        rx.cond(one.snippet.length() > 0, rx.el.p(rx.foreach(one.snippet, _part), class_name="snippet")),
        class_name="card result",
    )


def _group(group: rx.Var[GroupLine]) -> rx.Component:
    return rx.cond(
        group.results.length() > 0,
        rx.el.section(
            rx.el.div(
                rx.el.h2(msg("search-kind-" + group.kind), " ", rx.el.span(group.total, class_name="soft")),
                rx.cond(
                    group.more,
                    link(
                        msg("search-all-of-kind", count=group.total),
                        rx.el.span(" · ", msg("search-kind-" + group.kind), class_name="sr"),
                        href=group.address,
                        class_name="button plain",
                    ),
                ),
                class_name="row between",
            ),
            rx.el.ul(rx.foreach(group.results, _result), class_name="plain-list stack-s"),
            class_name="stack-s",
        ),
    )


def _kind(group: rx.Var[GroupLine]) -> rx.Component:
    return link(
        msg("search-kind-" + group.kind),
        rx.el.span(group.total, class_name="soft"),
        href=group.address,
        aria_current=rx.cond(SearchState.kind == group.kind, "page", "false"),
        class_name="button small",
    )


def _kinds() -> rx.Component:
    return rx.el.nav(
        link(
            msg("search-every-kind"),
            rx.el.span(SearchState.results, class_name="soft"),
            href=SearchState.every,
            aria_current=rx.cond(SearchState.kind == "", "page", "false"),
            class_name="button small",
        ),
        rx.foreach(SearchState.groups, _kind),
        aria_label=msg("search-kinds"),
        class_name="row",
    )


def found() -> rx.Component:
    """Return what was found, or what to try when nothing was."""
    state = SearchState
    nothing = rx.cond(
        state.said == "",
        empty_state(msg("search-nothing-typed"), msg("search-nothing-typed-text")),
        empty_state(msg("search-nothing", query=state.said), msg("search-nothing-text")),
    )
    return rx.el.div(
        rx.el.p(
            rx.cond(state.said != "", msg("search-count", count=state.results, query=state.said), ""),
            role="status",
            # With nothing found the heading below says it to everybody who sees it.
            class_name=rx.cond(state.results > 0, "soft", "sr"),
        ),
        rx.cond(
            state.results > 0,
            rx.fragment(
                _kinds(),
                rx.foreach(state.groups, _group),
                rx.cond(
                    (state.kind != "") & (state.shown == 0),
                    empty_state(msg("search-none-of-kind"), msg("search-none-of-kind-text")),
                ),
                rx.cond(
                    state.of_kind > state.shown,
                    pager(state.offset, state.shown, state.of_kind, state.turn, "search-turn"),
                ),
            ),
            nothing,
        ),
        class_name="stack",
    )
