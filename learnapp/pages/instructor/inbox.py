"""The inbox of a class: who struggles, how sure that is, and what goes out."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import if_may, may
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.inbox_line import inbox_line
from learnapp.components.layout import shell
from learnapp.components.table import pager, table
from learnapp.components.text import msg
from learnapp.pages.instructor.classes import tabs
from learnapp.state.class_inbox import SNOOZES, TABS, ClassInboxState, HelpLine

_TRIGGERS = (
    "wheel_spinning", "prerequisite_gap", "gaming", "hint_abuse", "sudden_drop", "inactive", "at_risk", "teacher",
)  # fmt: skip
_BY_HAND = ("explanation", "prerequisite", "easier", "peer")


def _parts() -> rx.Component:
    state = ClassInboxState
    return rx.el.div(
        *[
            rx.el.button(
                msg(f"inbox-tab-{tab}", count=state.view.counts[tab]),
                type="button",
                on_click=state.show(tab),
                aria_pressed=state.tab == tab,
                class_name=rx.cond(state.tab == tab, "button primary", "button"),
            )
            for tab in TABS
        ],
        role="group",
        aria_label=msg("inbox-parts"),
        class_name="row",
    )


def _filters() -> rx.Component:
    state = ClassInboxState
    triggers = rx.el.select(
        rx.el.option(msg("inbox-all"), value=""),
        *[rx.el.option(msg(f"inbox-short-{one}"), value=one) for one in _TRIGGERS],
        id="inbox-trigger",
        value=state.trigger,
        on_change=state.narrow,
        class_name="select",
    )
    return rx.el.div(
        labelled("inbox-noticed", triggers, "inbox-trigger"),
        rx.el.label(
            rx.el.input(type="checkbox", checked=state.mine, on_change=state.only_mine, class_name="check"),
            msg("inbox-mine"),
            class_name="row",
        ),
        class_name="row end",
    )


def _bulk() -> rx.Component:
    state = ClassInboxState
    later = rx.el.select(
        rx.el.option(msg("inbox-snooze"), value=""),
        *[rx.el.option(msg("inbox-snooze-days", count=days), value=str(days)) for days in SNOOZES],
        value="",
        on_change=state.snooze_all,
        aria_label=msg("inbox-snooze-chosen"),
        class_name="select",
    )
    whom = rx.el.select(
        rx.el.option(msg("inbox-assign"), value=""),
        rx.el.option(msg("inbox-nobody"), value="nobody"),
        rx.foreach(state.view.colleagues, lambda one: rx.el.option(one.name, value=one.id)),
        value="",
        on_change=state.assign_all,
        aria_label=msg("inbox-assign-chosen"),
        class_name="select",
    )
    none = state.chosen.length() == 0
    return rx.el.div(
        rx.el.button(msg("inbox-choose-all"), type="button", on_click=state.choose_all, class_name="button small"),
        rx.el.span(msg("inbox-chosen", count=state.chosen.length()), role="status", class_name="soft small"),
        rx.cond(
            ~none,
            rx.fragment(
                rx.cond(
                    (state.tab == "waiting") | (state.tab == "held"),
                    rx.el.button(
                        msg("inbox-approve-all"), type="button", on_click=state.act_all("approve"),
                        class_name="button small",
                    ),
                ),
                rx.cond(
                    state.tab != "over",
                    rx.el.button(
                        msg("inbox-dismiss-all"), type="button", on_click=state.act_all("dismiss"),
                        class_name="button small",
                    ),
                ),
                rx.cond(state.tab == "waiting", later),
                rx.cond((state.tab == "waiting") | (state.tab == "out"), whom),
                rx.cond(
                    state.any_undo,
                    rx.el.button(
                        msg("inbox-undo-all"), type="button", on_click=state.undo_all, class_name="button small"
                    ),
                ),
            ),
        ),
        role="group",
        aria_label=msg("inbox-bulk"),
        class_name="row",
    )  # fmt: skip


def _left() -> rx.Component:
    """Return who was left out of the last decision about several, and why."""
    state = ClassInboxState
    return rx.cond(
        state.left.length() > 0,
        rx.el.div(
            rx.el.p(msg("inbox-left", count=state.left.length())),
            rx.el.ul(
                rx.foreach(
                    state.left, lambda one: rx.el.li(rx.el.strong(one.name), ": ", msg("inbox-left-" + one.why))
                ),
                class_name="bullets",
            ),
            role="status",
            class_name="note warn",
        ),
    )


def _hand() -> rx.Component:
    state = ClassInboxState
    student = rx.el.select(
        rx.foreach(state.pupils, lambda one: rx.el.option(one.name, value=one.id)),
        id="hand-student",
        name="student",
        required=True,
        on_change=state.choose_pupil,
        class_name="select",
    )
    kind = rx.el.select(
        rx.cond(state.hand_home, rx.el.option(msg("inbox-help-home"), value="home")),
        *[rx.el.option(msg(f"inbox-help-{one}"), value=one) for one in _BY_HAND],
        id="hand-help",
        name="help",
        class_name="select",
    )
    words = rx.el.textarea(
        id="hand-words", name="words", rows="3", max_length=500, class_name="textarea", aria_describedby="hand-hint"
    )
    return rx.el.section(
        rx.el.button(
            msg("inbox-hand"),
            type="button",
            on_click=state.open_hand,
            aria_expanded=state.hand_open,
            class_name="button",
        ),
        rx.cond(
            state.hand_open,
            rx.el.form(
                labelled("inbox-hand-student", student, "hand-student"),
                labelled("inbox-hand-what", kind, "hand-help"),
                rx.cond(~state.hand_home, rx.el.p(msg("inbox-hand-nobody"), role="status", class_name="soft small")),
                labelled("inbox-words", words, "hand-words"),
                rx.el.p(msg("inbox-hand-hint"), id="hand-hint", class_name="soft small"),
                rx.el.div(
                    rx.el.button(msg("inbox-hand-send"), type="submit", class_name="button primary"),
                    class_name="row",
                ),
                on_submit=state.send_by_hand,
                key="hand-" + state.taken.to_string(),
                class_name="card stack-s below",
            ),
        ),
        class_name="below",
    )


def _share(percent: rx.Var[int], of: rx.Var[int]) -> rx.Component:
    return rx.cond(of > 0, msg("inbox-share", percent=percent, of=of), msg("inbox-none-yet"))


def _help(one: rx.Var[HelpLine]) -> rx.Component:
    difference = rx.cond(
        one.known, msg("inbox-difference", value=one.difference, low=one.low, high=one.high), msg("inbox-none-yet")
    )
    state = rx.cond(
        one.retired,
        msg("inbox-verdict-retired"),
        rx.cond(one.by_page, msg("inbox-verdict-" + one.verdict), msg("inbox-verdict-person")),
    )
    back = rx.cond(
        one.retired,
        if_may(
            "intervention",
            "decide",
            rx.el.button(
                msg("inbox-help-again"),
                type="button",
                on_click=ClassInboxState.bring_back(one.help),
                aria_label=msg("inbox-help-again-of", help=msg("inbox-help-" + one.help)),
                class_name="button small",
            ),
        ),
    )
    return rx.el.tr(
        rx.el.th(msg("inbox-help-" + one.help), scope="row"),
        rx.el.td(rx.cond(one.by_page, _share(one.sent, one.sent_of), "–")),
        rx.el.td(rx.cond(one.by_page, _share(one.held, one.held_of), "–")),
        rx.el.td(rx.cond(one.by_page, difference, "–")),
        rx.el.td(_share(one.hand, one.hand_of)),
        rx.el.td(state, " ", back),
    )


def _helps() -> rx.Component:
    return rx.el.section(
        rx.el.h2(msg("inbox-helps-title")),
        rx.el.p(msg("inbox-helps-text"), class_name="soft"),
        table(
            msg("inbox-helps-title"),
            (
                "inbox-helps-help", "inbox-helps-sent", "inbox-helps-held", "inbox-helps-difference",
                "inbox-helps-hand", "inbox-helps-verdict",
            ),
            rx.foreach(ClassInboxState.view.helps, _help),
            "stacked",
        ),
        rx.el.p(msg("inbox-helps-how"), class_name="soft small"),
        class_name="stack-s",
        style={"margin-top": "2.5rem"},
    )  # fmt: skip


def inbox() -> rx.Component:
    """What waits, what went out and what came of it."""
    state, view = ClassInboxState, ClassInboxState.view
    return shell(
        rx.el.p(msg("inbox-title"), class_name="eyebrow"),
        rx.el.h1(view.section),
        rx.cond(
            state.inbox_ready,
            rx.fragment(
                tabs(state.section_id, "inbox"),
                rx.el.p(msg("inbox-lead"), class_name="soft"),
                rx.cond(~view.on, rx.el.p(msg("inbox-off"), class_name="note")),
                _parts(),
                _filters(),
                rx.cond(state.tab == "held", rx.el.p(msg("inbox-held-why"), class_name="note")),
                _left(),
                rx.cond(
                    view.rows.length() > 0,
                    rx.fragment(
                        rx.cond(may("intervention", "decide"), _bulk()),
                        rx.el.ul(rx.foreach(view.rows, inbox_line), class_name="plain-list stack"),
                        pager(view.offset, view.rows.length(), view.total, state.turn, "inbox-turn"),
                    ),
                    empty_state(msg("inbox-empty-" + state.tab), msg("inbox-empty-text")),
                ),
                if_may("intervention", "decide", _hand()),
                _helps(),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        inbox,
        route="/teach/[class_id]/inbox",
        title=msg("page-title", page=msg("inbox-title")),
        on_load=ClassInboxState.load,
    )
