"""What each topic needs: a table to change it, the picture of it, what a change would do, and the versions before."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import if_may, may
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.table import pager, table
from learnapp.components.text import day, msg
from learnapp.state.prerequisites import (
    MOST_WORDS,
    NeedView,
    PrerequisitesState,
    TopicEffect,
    TopicRow,
    VersionView,
)
from learnapp.state.student.today import BOX_H, BOX_W, COLUMN, ROW


def _need(row: rx.Var[TopicRow], need: rx.Var[NeedView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(need.name, rx.cond(need.changed, rx.el.span(" ", msg("need-own"), class_name="soft small"))),
        if_may(
            "course_graph",
            "write",
            rx.el.button(
                rx.el.span("✕", aria_hidden="true"),
                rx.el.span(msg("need-remove-of", topic=row.name, needed=need.name), class_name="sr"),
                type="button",
                on_click=PrerequisitesState.remove(row.id, need.id),
                class_name="button plain small-button",
            ),
        ),
        class_name="row",
        key=need.id,
    )


def _row(row: rx.Var[TopicRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.name, scope="row"),
        rx.el.td(
            rx.cond(
                row.needs.length() > 0,
                rx.el.ul(rx.foreach(row.needs, lambda need: _need(row, need)), class_name="plain-list"),
                rx.el.span(msg("need-nothing"), class_name="soft"),
            ),
            rx.cond(
                row.lost.length() > 0,
                rx.el.p(msg("need-lost", topics=row.lost.join(", ")), class_name="soft small"),
            ),
        ),
        rx.el.td(msg("need-tasks", count=row.tasks), class_name="nowrap"),
        key=row.id,
    )


def _table() -> rx.Component:
    state = PrerequisitesState
    find = labelled(
        "need-search",
        rx.el.input(
            id="need-search",
            type="search",
            max_length=100,
            value=state.query,
            on_change=state.search.debounce(300),
            class_name="input",
        ),
        "need-search",
    )
    return rx.el.section(
        rx.el.h2(msg("need-list"), class_name="section-title"),
        find,
        rx.cond(
            state.rows.length() > 0,
            table(msg("need-list"), ("topic", "need-needs", "need-items"), rx.foreach(state.rows, _row), "stacked"),
            rx.el.p(msg("pick-none"), class_name="note"),
        ),
        rx.cond(
            state.found.length() > state.rows.length(),
            rx.el.div(
                pager(state.shown_from, state.rows.length(), state.found.length(), state.turn, "need-turn"),
                class_name="below",
            ),
        ),
        class_name="stack-s",
    )


def _add() -> rx.Component:
    state = PrerequisitesState

    def choice(name: str, label: str) -> rx.Component:
        # A list to choose from that a keyboard finds a topic in by its first letters.
        return labelled(
            label,
            rx.el.select(
                rx.el.option(msg("rule-topic-choose"), value=""),
                rx.foreach(state.every, lambda one: rx.el.option(one.name, value=one.id)),
                id=f"need-{name}",
                name=name,
                required=True,
                class_name="select",
            ),
            f"need-{name}",
        )

    return rx.el.section(
        rx.el.h2(msg("need-add")),
        rx.el.form(
            choice("topic", "need-add-topic"),
            choice("needed", "need-add-needed"),
            rx.el.button(msg("need-add-send"), type="submit", class_name="button"),
            on_submit=state.add,
            class_name="row end",
        ),
        rx.el.div(
            rx.cond(
                state.circle.length() > 0,
                rx.el.div(
                    rx.el.p(msg("need-circle")),
                    rx.el.ol(rx.foreach(state.circle, lambda pair: _pair(pair, "need-step"))),
                    class_name="note bad",
                ),
            ),
            rx.cond(state.refused != "", rx.el.p(state.refused, class_name="note bad")),
            role="alert",
        ),
        class_name="card stack-s",
    )


def _pair(pair: rx.Var[list[str]], key: str) -> rx.Component:
    return rx.el.li(msg(key, topic=pair[0], needed=pair[1]))


def _effect(one: rx.Var[TopicEffect], key: str) -> rx.Component:
    return rx.el.li(msg(key, topic=one.name, count=one.count))


def _change() -> rx.Component:
    """Return what saving would do, and the form that saves."""
    state, seen = PrerequisitesState, PrerequisitesState.preview
    students = rx.cond(
        seen.students > 0,
        rx.fragment(
            rx.el.p(
                rx.el.strong(msg("need-effect", opened=seen.opened, closed=seen.closed, count=seen.students)),
            ),
            rx.el.ul(
                rx.foreach(seen.opens, lambda one: _effect(one, "need-opens")),
                rx.foreach(seen.closes, lambda one: _effect(one, "need-closes")),
            ),
            rx.el.p(msg("need-effect-stays"), class_name="soft small"),
        ),
        rx.el.p(msg("need-effect-nobody"), class_name="soft"),
    )
    return rx.cond(
        state.changed,
        rx.el.section(
            rx.el.h2(msg("need-change")),
            rx.el.ul(
                rx.foreach(seen.added, lambda pair: _pair(pair, "need-added")),
                rx.foreach(seen.removed, lambda pair: _pair(pair, "need-removed")),
            ),
            students,
            rx.el.form(
                labelled(
                    "need-words",
                    rx.el.input(
                        id="need-words",
                        name="words",
                        max_length=MOST_WORDS,
                        required=True,
                        auto_complete="off",
                        class_name="input",
                    ),
                    "need-words",
                ),
                rx.el.div(
                    rx.el.button(msg("need-save"), type="submit", class_name="button primary"),
                    rx.el.button(msg("need-discard"), type="button", on_click=state.discard, class_name="button plain"),
                    class_name="row",
                ),
                on_submit=state.save,
                class_name="stack-s",
            ),
            class_name="card stack-s",
            aria_live="polite",
        ),
    )


def _node(one: rx.Var[TopicRow]) -> rx.Component:
    return rx.el.svg.foreign_object(
        rx.el.div(rx.el.span(one.name, class_name="node-name"), class_name="node still"),
        x=one.layer * COLUMN + 4,
        y=one.order * ROW + 4,
        width=BOX_W,
        height=BOX_H,
    )


def _edge(edge: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.svg.path(d=edge["d"], class_name=rx.cond(edge["new"] != "", "edge on", "edge"))


def _picture() -> rx.Component:
    state = PrerequisitesState
    return rx.el.section(
        rx.el.h2(msg("need-picture"), class_name="section-title"),
        rx.el.p(msg("need-picture-text"), class_name="soft small"),
        rx.el.div(
            rx.el.svg(
                rx.foreach(state.edges, _edge),
                rx.foreach(state.every, _node),
                custom_attrs={"viewBox": f"0 0 {state.width} {state.height}"},
                width=state.width,
                height=state.height,
                style={"min-width": f"{state.width}px"},
                aria_hidden="true",
            ),
            class_name="map",
            role="group",
            tab_index=0,
            aria_label=msg("need-picture"),
        ),
    )


def _version(one: rx.Var[VersionView]) -> rx.Component:
    state = PrerequisitesState
    return rx.el.li(
        rx.el.h3(msg("need-version", number=one.number)),
        rx.el.p(msg("rule-by", who=one.who, day=day(one.at)), class_name="eyebrow"),
        rx.el.p(rx.el.q(one.words), class_name="said"),
        rx.el.ul(
            rx.foreach(one.added, lambda pair: _pair(pair, "need-added")),
            rx.foreach(one.removed, lambda pair: _pair(pair, "need-removed")),
        ),
        rx.cond(
            one.added.length() + one.removed.length() == 0, rx.el.p(msg("need-like-author"), class_name="soft small")
        ),
        rx.cond(
            one.holds,
            rx.el.p("✓ ", msg("need-holds")),
            if_may(
                "course_graph",
                "write",
                rx.el.button(
                    msg("need-restore"),
                    type="button",
                    on_click=state.restore(one.id, msg("need-restored-words", number=one.number)),
                    aria_label=msg("need-restore-of", number=one.number),
                    class_name="button small",
                ),
            ),
        ),
        class_name="card stack-s",
        key=one.id,
    )


def _past() -> rx.Component:
    state = PrerequisitesState
    return rx.cond(
        state.number > 0,
        rx.el.section(
            rx.el.h2(msg("need-past"), class_name="section-title"),
            rx.el.ul(rx.foreach(state.past, _version), class_name="grid plain-list"),
            rx.cond(
                state.past_total > state.past.length(),
                rx.el.div(
                    pager(state.past_offset, state.past.length(), state.past_total, state.turn_past, "need-past-turn"),
                    class_name="below",
                ),
            ),
            rx.cond(
                ~state.like_author & may("course_graph", "write"),
                rx.el.div(
                    rx.el.button(
                        msg("need-author"),
                        type="button",
                        on_click=state.restore("", msg("need-author-words")),
                        class_name="button",
                    ),
                    class_name="row below",
                ),
            ),
        ),
    )


def _scope() -> rx.Component:
    state = PrerequisitesState

    def choice(value: str) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="radio",
                name="need-scope",
                value=value,
                checked=state.scope == value,
                on_change=state.choose_scope(value),
            ),
            msg(f"need-scope-{value}"),
            class_name="check",
        )

    return rx.cond(
        state.for_school,
        rx.el.fieldset(
            rx.el.legend(msg("need-scope")),
            rx.el.div(choice("class"), choice("school"), class_name="row"),
            class_name="fieldset",
        ),
    )


def prerequisites() -> rx.Component:
    """The page."""
    state = PrerequisitesState
    whole = rx.fragment(
        rx.el.p(msg("need-lead"), class_name="soft"),
        _scope(),
        rx.el.p(
            rx.cond(
                state.scope == "school",
                msg("need-for-school"),
                rx.cond(state.follows, msg("need-follows"), msg("need-for-class")),
            ),
            class_name="note",
        ),
        rx.cond(
            state.idle.length() > 0,
            rx.el.div(
                rx.el.p(msg("need-idle")),
                rx.el.ul(rx.foreach(state.idle, lambda pair: _pair(pair, "need-added"))),
                class_name="note",
            ),
        ),
        if_may("course_graph", "write", _add(), _change()),
        _table(),
        _picture(),
        _past(),
    )
    return shell(
        rx.el.p(link(state.section, href=f"/teach/{state.section_id}/rules"), class_name="eyebrow"),
        rx.el.h1(msg("need-title")),
        rx.cond(
            state.needs_ready,
            rx.cond(state.course != "", whole, empty_state(msg("class-no-course"), msg("class-no-course-text"))),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("need-title"))
    app.add_page(prerequisites, route="/teach/[class_id]/prerequisites", title=title, on_load=PrerequisitesState.load)
