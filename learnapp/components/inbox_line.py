"""One line of a class's inbox: what was noticed, how sure, what may help, and what can be done with it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import may
from learnapp.components.forms import labelled
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.text import moment, msg
from learnapp.state.class_inbox import SNOOZES, ClassInboxState, InboxLine, ProofLine, SignView


def _tone(state: rx.Var[str]) -> rx.Var[str]:
    return rx.match(
        state, ("waiting", "busy"), ("due", "busy"), ("sent", "good"), ("seen", "good"), ("taken", "warn"),
        ("declined", "warn"), "idle",
    )  # fmt: skip


def _sign(sign: rx.Var[SignView]) -> rx.Component:
    figures = sign.figures
    return rx.el.li(
        msg(
            sign.key, days=figures["days"], now=figures["now"], usual=figures["usual"], count=figures["count"],
            percent=figures["percent"],
        )
    )  # fmt: skip


def _event(one: rx.Var[ProofLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(moment(one.at), class_name="soft small"),
        " ",
        one.title,
        ": ",
        msg("inbox-outcome-" + one.outcome),
        rx.cond(one.hints > 0, rx.fragment(" · ", msg("inbox-event-hints", count=one.hints))),
        rx.cond(one.seconds >= 0, rx.fragment(" · ", msg("inbox-event-seconds", count=one.seconds))),
    )


def _evidence(row: rx.Var[InboxLine]) -> rx.Component:
    state = ClassInboxState
    here = state.proof_of == row.id
    return rx.fragment(
        rx.cond(
            row.signs.length() > 0,
            rx.el.details(
                rx.el.summary(msg("risk-signs")),
                rx.el.ul(rx.foreach(row.signs, _sign), class_name="bullets"),
                rx.el.p(msg("risk-signs-only"), class_name="soft small"),
            ),
        ),
        rx.cond(
            row.events > 0,
            rx.el.button(
                rx.cond(here, msg("inbox-proof-hide"), msg("inbox-proof", count=row.events)),
                rx.el.span(": ", row.student, class_name="sr"),
                type="button",
                on_click=state.evidence(row.id),
                aria_expanded=here,
                class_name="button plain small",
                style={"align_self": "flex-start", "justify_self": "start"},
            ),
        ),
        rx.cond(here, rx.el.ol(rx.foreach(state.proof, _event), class_name="note")),
    )


def _edit(row: rx.Var[InboxLine]) -> rx.Component:
    state = ClassInboxState
    kind = rx.el.select(
        rx.foreach(state.choices, lambda one: rx.el.option(msg("inbox-help-" + one), value=one)),
        id="edit-help",
        name="help",
        default_value=row.help,
        class_name="select",
    )
    words = rx.el.textarea(
        id="edit-words", name="words", rows="3", max_length=500, default_value=row.words, class_name="textarea"
    )
    return rx.cond(
        state.editing == row.id,
        rx.el.form(
            labelled("inbox-edit-help", kind, "edit-help"),
            labelled("inbox-words", words, "edit-words"),
            rx.el.p(msg("inbox-words-hint"), class_name="soft small"),
            rx.el.div(
                rx.el.button(msg("inbox-edit-keep"), type="submit", class_name="button primary"),
                rx.el.button(msg("cancel"), type="button", on_click=state.begin_edit(row.id), class_name="button"),
                class_name="row",
            ),
            on_submit=state.edit,
            class_name="stack-s below",
        ),
    )


def _button(row: rx.Var[InboxLine], key: str, on_click: object, *, primary: bool = False) -> rx.Component:
    return rx.el.button(
        msg(key),
        rx.el.span(": ", row.student, class_name="sr"),
        type="button",
        on_click=on_click,
        class_name="button primary small" if primary else "button small",
    )


def _buttons(row: rx.Var[InboxLine]) -> rx.Component:
    state = ClassInboxState
    later = rx.el.select(
        rx.el.option(msg("inbox-snooze"), value=""),
        *[rx.el.option(msg("inbox-snooze-days", count=days), value=str(days)) for days in SNOOZES],
        value="",
        on_change=lambda days: state.snooze(row.id, days),
        aria_label=msg("inbox-snooze-of", name=row.student),
        class_name="select",
    )
    whom = rx.el.select(
        rx.el.option(msg("inbox-nobody"), value=""),
        rx.foreach(state.view.colleagues, lambda one: rx.el.option(one.name, value=one.id)),
        value=row.assigned_to,
        on_change=lambda person: state.assign(row.id, person),
        aria_label=msg("inbox-assign-of", name=row.student),
        class_name="select",
    )
    waits = row.state == "waiting"
    open_ = waits | (row.state == "held")
    return rx.el.div(
        rx.cond(
            open_,
            rx.fragment(
                rx.el.button(
                    msg("inbox-approve-" + row.help),
                    rx.el.span(": ", row.student, class_name="sr"),
                    type="button",
                    on_click=state.approve(row.id),
                    class_name="button primary small",
                ),
                _button(row, "inbox-edit", state.begin_edit(row.id)),
            ),
        ),
        rx.cond(row.state == "taken", _button(row, "inbox-finish", state.finish(row.id), primary=True)),
        rx.cond(
            open_ | (row.state == "due") | (row.state == "sent") | (row.state == "seen") | (row.state == "taken"),
            _button(row, "inbox-dismiss", state.dismiss(row.id)),
        ),
        rx.cond(row.undo, _button(row, "inbox-undo", state.undo(row.id))),
        rx.cond(waits, later),
        rx.cond(waits | (row.state == "taken"), whom),
        class_name="row",
    )


def _told(row: rx.Var[InboxLine]) -> rx.Component:
    """Return when things happened, and what came of it."""
    return rx.el.p(
        msg("inbox-at", at=moment(row.at)),
        rx.cond(row.due != "", rx.fragment(" · ", msg("inbox-due", at=moment(row.due)))),
        rx.cond(row.sent != "", rx.fragment(" · ", msg("inbox-sent", at=moment(row.sent)))),
        rx.cond(row.seen != "", rx.fragment(" · ", msg("inbox-seen", at=moment(row.seen)))),
        rx.cond(row.until != "", rx.fragment(" · ", msg("inbox-until", at=moment(row.until)))),
        rx.cond(row.assigned != "", rx.fragment(" · ", msg("inbox-assigned", name=row.assigned))),
        rx.cond(row.decided != "", rx.fragment(" · ", msg("inbox-decided", name=row.decided))),
        rx.cond(row.outcome != "", rx.fragment(" · ", msg("inbox-result-" + row.outcome))),
        class_name="soft small",
    )


def inbox_line(row: rx.Var[InboxLine]) -> rx.Component:
    """Return one line."""
    state = ClassInboxState
    return rx.el.li(
        rx.el.div(
            rx.cond(
                may("intervention", "decide"),
                rx.el.input(
                    type="checkbox",
                    checked=state.chosen.contains(row.id),
                    on_change=lambda _on: state.choose(row.id),
                    aria_label=msg("inbox-choose-of", name=row.student),
                    class_name="check",
                ),
            ),
            rx.el.h2(link(row.student, href=f"/teach/{state.section_id}/students/{row.student_id}")),
            status_badge(_tone(row.state), msg("inbox-state-" + row.state)),
            rx.cond(
                row.percent >= 0,
                rx.el.span(msg("inbox-sure", percent=row.percent), class_name="soft small"),
            ),
            class_name="row",
        ),
        rx.el.p(
            msg(
                "inbox-why-" + row.trigger, topic=rx.cond(row.topic != "", row.topic, "–"), tries=row.tries,
                right=row.right, fast=row.fast, given=row.given_up, days=row.days,
            )
        ),
        rx.el.p(
            rx.el.strong(msg("inbox-help-" + row.help)),
            rx.cond(row.leads != "", rx.fragment(": ", row.leads)),
            rx.cond(row.by_hand, rx.fragment(" · ", msg("inbox-by-hand"))),
        ),
        rx.cond(row.words != "", rx.el.blockquote(row.words, class_name="note wrap")),
        rx.cond(row.note != "", rx.el.p(msg("review-note-was", note=row.note), class_name="soft small wrap")),
        _told(row),
        _evidence(row),
        rx.cond(may("intervention", "decide"), rx.fragment(_buttons(row), _edit(row))),
        class_name="card stack-s",
    )  # fmt: skip
