"""What is assigned to a class, who is done and who is missing, and what is pinned to the top of its path."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import if_may, may
from learnapp.components.assigning import assign_form, change_form, picker
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import pager
from learnapp.components.text import moment, msg
from learnapp.pages.instructor.classes import tabs
from learnapp.state.assigning import AssigningState, AssignmentView, PinView, WaitingView


def _title(one: rx.Var[AssignmentView]) -> rx.Var[str]:
    return rx.cond(one.title != "", one.title, msg("assign-gone")).to(str)


def _goal(one: rx.Var[AssignmentView]) -> rx.Component:
    """Return what it is, and for a topic when it is done."""
    aim = rx.cond(one.answers > 0, msg("assign-goal-answers", count=one.answers), msg("assign-goal-mastered"))
    what = rx.fragment(
        msg("kind-" + one.kind.to(str)), rx.cond(one.kind == "topic", rx.fragment(", ", aim)),
        rx.cond(one.kind == "test", rx.fragment(", ", msg("assign-goal-test"))), " · "
    )  # fmt: skip
    return rx.el.p(
        rx.cond(one.kind != "gone", what),
        rx.cond(one.everyone, msg("assign-for-everyone"), msg("assign-for-some", count=one.of)),
        class_name="eyebrow",
    )


def _when(one: rx.Var[AssignmentView]) -> rx.Component:
    return rx.cond(
        one.due == "",
        msg("assign-due-never"),
        rx.cond(one.over, msg("assign-was-due", when=moment(one.due)), msg("assign-due-on", when=moment(one.due))),
    )


def _name(one: rx.Var[WaitingView]) -> rx.Component:
    return rx.el.li(link(one.name, href=f"/teach/{AssigningState.section_id}/students/{one.id}"))


def _missing(one: rx.Var[AssignmentView]) -> rx.Component:
    """Return who is not done yet, behind one click."""
    count = one.of - one.done
    return rx.cond(
        count > 0,
        rx.el.details(
            rx.el.summary(rx.cond(one.over, msg("assign-late", count=count), msg("assign-missing", count=count))),
            rx.el.ul(rx.foreach(one.waiting, _name)),
            rx.cond(one.more > 0, rx.el.p(msg("assign-more", count=one.more), class_name="soft")),
        ),
        rx.cond(one.of > 0, rx.el.p("✓ ", msg("assign-all-done"))),
    )


def _tools(one: rx.Var[AssignmentView]) -> rx.Component:
    state = AssigningState
    sure = rx.el.div(
        rx.el.p(msg("assign-sure")),
        rx.el.div(
            rx.el.button(
                msg("assign-sure-yes"), type="button", on_click=state.withdraw, class_name="button danger",
                auto_focus=True,
            ),
            rx.el.button(
                msg("cancel"), type="button", on_click=state.ask_withdraw(one.id), class_name="button plain"
            ),
            class_name="row",
        ),
        class_name="note stack-s",
        role="alert",
    )  # fmt: skip
    shown = rx.cond(
        state.confirming == one.id,
        sure,
        rx.el.div(
            rx.el.button(
                msg("assign-change"),
                type="button",
                on_click=state.open_change(one.id),
                aria_label=msg("assign-change-of", title=_title(one)),
                class_name="button plain small",
            ),
            rx.el.button(
                msg("assign-withdraw"),
                type="button",
                on_click=state.ask_withdraw(one.id),
                aria_label=msg("assign-withdraw-of", title=_title(one)),
                class_name="button plain small",
            ),
            class_name="row",
        ),
    )
    return if_may("assignment", "write", shown)


def _assignment(one: rx.Var[AssignmentView]) -> rx.Component:
    done = msg("assign-of", done=one.done, count=one.of)
    return rx.el.li(
        rx.el.h3(_title(one)),
        _goal(one),
        rx.cond(one.words != "", rx.el.p(one.words, class_name="said")),
        rx.el.p(_when(one), class_name="soft"),
        rx.cond(one.day_off & ~one.over, rx.el.p(msg("assign-day-off"), class_name="note")),
        rx.cond(
            one.withdrawn,
            rx.el.p(status_badge("warn", msg("pick-withdrawn")), " ", msg("assign-item-withdrawn"), class_name="note"),
        ),
        rx.cond(
            one.of > 0,
            rx.el.div(
                rx.el.progress(value=one.done.to_string(), max=one.of.to_string(), aria_label=done, key=one.id),
                rx.el.strong(done),
                class_name="progress",
            ),
            rx.el.p(done, class_name="soft"),
        ),
        _missing(one),
        _tools(one),
        class_name="card stack-s",
        key=one.id,
    )


def _list() -> rx.Component:
    state = AssigningState
    return rx.el.section(
        rx.el.h2(msg("assign-list"), class_name="section-title"),
        rx.el.ul(rx.foreach(state.assigned, _assignment), class_name="grid plain-list"),
        rx.cond(
            state.total > state.assigned.length(),
            rx.el.div(
                pager(state.offset, state.assigned.length(), state.total, state.turn, "assign-turn"), class_name="below"
            ),
        ),
    )


def _move(one: rx.Var[PinView], by: int, sign: str, words: str, stuck: rx.Var[bool]) -> rx.Component:
    return rx.el.button(
        rx.el.span(sign, aria_hidden="true"),
        rx.el.span(msg(words, title=one.title), class_name="sr"),
        type="button",
        on_click=AssigningState.move_pin(one.id, by),
        aria_disabled=stuck,
        class_name="button small-button",
    )


def _pin(one: rx.Var[PinView], place: rx.Var[int]) -> rx.Component:
    title = rx.cond(one.title != "", one.title, msg("assign-gone")).to(str)
    return rx.el.li(
        rx.el.span(place + 1, class_name="place-number", aria_hidden="true"),
        rx.el.div(
            rx.el.strong(title),
            rx.cond(one.kind != "gone", rx.el.div(msg("kind-" + one.kind.to(str)), class_name="soft small")),
            rx.cond(one.withdrawn, status_badge("warn", msg("pick-withdrawn"))),
            class_name="pin-what",
        ),
        if_may(
            "pinned_content",
            "write",
            rx.el.span(
                _move(one, -1, "▲", "pin-up", place == 0),
                _move(one, 1, "▼", "pin-down", place == AssigningState.pinned.length() - 1),
                rx.el.button(
                    msg("pin-away"),
                    type="button",
                    on_click=AssigningState.unpin(one.id),
                    aria_label=msg("pin-away-of", title=title),
                    class_name="button plain small",
                ),
                class_name="row actions",
            ),
        ),
        key=one.id,
    )


def _pins() -> rx.Component:
    return rx.el.section(
        rx.el.h2(msg("pins-title"), class_name="section-title"),
        rx.el.p(msg("pins-lead"), class_name="soft"),
        rx.cond(
            AssigningState.pinned.length() > 0,
            rx.el.ol(rx.foreach(AssigningState.pinned, _pin), class_name="order"),
            rx.el.p(msg("pins-none"), class_name="note"),
        ),
    )


def assignments() -> rx.Component:
    """The page."""
    state = AssigningState

    def opener(kind: str = "button") -> rx.Component:
        opens = rx.el.button(
            msg("assign-open"), type="button", on_click=state.pick, aria_expanded=state.picking, class_name=kind
        )
        return if_may("assignment", "write", opens)

    choosing = state.picking | (state.chosen.id != "")
    whole = rx.fragment(
        rx.el.p(msg("assign-lead"), class_name="soft"),
        rx.cond(
            state.class_closed,
            rx.el.p(status_badge("idle", msg("status-closed")), " ", msg("assign-closed"), class_name="note"),
        ),
        rx.cond(
            state.chosen.id != "",
            assign_form(),
            rx.cond(
                state.changing.id != "",
                change_form(),
                rx.cond(
                    (choosing | (state.total > 0)) & may("assignment", "write"),
                    rx.fragment(
                        rx.el.div(rx.cond(choosing, opener(), opener("button primary")), class_name="row"),
                        rx.cond(state.picking, picker()),
                    ),
                ),
            ),
        ),
        rx.cond(
            state.total > 0,
            _list(),
            rx.cond(
                choosing,
                rx.fragment(),
                empty_state(msg("assign-none"), msg("assign-none-text"), opener("button primary")),
            ),
        ),
        _pins(),
    )
    return shell(
        rx.el.p(msg("assign-title"), class_name="eyebrow"),
        rx.el.h1(state.section),
        rx.cond(
            state.assigning_ready,
            rx.fragment(tabs(state.section_id, "assignments"), whole),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("assign-title"))
    app.add_page(assignments, route="/teach/[class_id]/assignments", title=title, on_load=AssigningState.load)
