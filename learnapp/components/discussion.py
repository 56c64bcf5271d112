"""A discussion: the form to write, posts with their replies, what helped, and the rules for who moderates."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.empty_states import empty_state
from learnapp.components.links import link
from learnapp.components.table import pager
from learnapp.components.text import moment, msg
from learnapp.state.base import AppState
from learnapp.state.discussing import DiscussionState, ReplyView, ThreadView


def _form(
    label: str,
    send: str,
    on_submit: Any,
    name: str,
    most: int,
    *extra: rx.Component,
    key: rx.Var[Any] | None = None,
    text: rx.Var[str] | None = None,
) -> rx.Component:
    """Return a form of one text; with another `key` it is empty again, or filled with `text`."""
    filled = {} if text is None else {"default_value": text}
    return rx.el.form(
        rx.el.label(msg(label), html_for=name),
        rx.el.textarea(id=name, name="text", required=True, max_length=most, rows="3", class_name="textarea", **filled),
        rx.el.div(rx.el.button(msg(send), type="submit", class_name="button primary"), *extra, class_name="row"),
        on_submit=on_submit,
        key=name if key is None else key,
        class_name="stack-s",
    )


def _cancel(on_click: Any) -> rx.Component:
    return rx.el.button(msg("cancel"), type="button", on_click=on_click, class_name="button plain")


def _said(one: rx.Var[Any]) -> rx.Component:
    """Return who wrote what and when, and what became of it."""
    gone = rx.el.p(msg("discussion-removed"), class_name="note small")
    whole = rx.fragment(
        rx.el.p(
            rx.el.strong(rx.cond(one.mine, msg("discussion-by-you"), one.author)),
            rx.cond(one.teaches, rx.el.span(msg("discussion-teacher"), class_name="badge")),
            rx.el.span(moment(one.at), class_name="soft small"),
            rx.cond(
                one.edited != "",
                rx.el.span(msg("discussion-edited", at=moment(one.edited)), class_name="soft small"),
            ),
            class_name="row",
        ),
        rx.cond(one.text != "", rx.el.p(one.text, class_name="said")),
        rx.match(
            one.status,
            ("removed", gone),
            ("held", rx.el.p(msg("discussion-held"), class_name="note small")),
            ("hidden", rx.el.p(msg("discussion-hidden"), class_name="note small")),
            rx.fragment(),
        ),
    )
    return rx.cond((one.status == "removed") & ~DiscussionState.moderates, gone, whole)


def _own(one: rx.Var[Any]) -> rx.Component:
    """Return what its author can do with a post: change it as long as nobody looks at it, and take it back."""
    state = DiscussionState
    return rx.cond(
        one.mine,
        rx.fragment(
            rx.cond(
                one.status == "visible",
                rx.el.button(
                    msg("discussion-edit"), type="button", on_click=state.choose_edit(one.id),
                    aria_label=msg("discussion-edit-of", text=one.text), aria_expanded=state.editing == one.id,
                    class_name="button plain small",
                ),
            ),
            rx.el.button(
                msg("discussion-remove"), type="button", on_click=state.choose_remove(one.id),
                aria_label=msg("discussion-remove-of", text=one.text), aria_expanded=state.removing == one.id,
                class_name="button plain small",
            ),
        ),
    )  # fmt: skip


def _own_forms(one: rx.Var[Any]) -> rx.Component:
    state = DiscussionState
    sure = rx.el.div(
        rx.el.p(msg("discussion-remove-sure")),
        rx.el.div(
            rx.el.button(
                msg("discussion-remove-yes"), type="button", on_click=state.remove(one.id), class_name="button danger",
            ),
            _cancel(state.choose_remove(one.id)),
            class_name="row",
        ),
        class_name="note stack-s",
        role="group",
        aria_label=msg("discussion-remove-of", text=one.text),
    )  # fmt: skip
    return rx.fragment(
        rx.cond(
            state.editing == one.id,
            _form(
                "discussion-edit-your", "discussion-edit-save", state.edit, "edit-text", 2000,
                _cancel(state.choose_edit(one.id)), key="edit-" + one.id.to(str), text=state.edited,
            ),
        ),
        rx.cond(state.removing == one.id, sure),
    )  # fmt: skip


def _tools(one: rx.Var[Any]) -> rx.Component:
    """Return what can be done with somebody else's post."""
    return rx.fragment(
        rx.cond(
            DiscussionState.moderates,
            rx.cond(
                one.status == "hidden",
                rx.el.button(
                    msg("discussion-show"), type="button", on_click=DiscussionState.hide(one.id, False),
                    aria_label=msg("discussion-show-of", name=one.author), class_name="button plain small",
                ),
                rx.el.button(
                    msg("discussion-hide"), type="button", on_click=DiscussionState.hide(one.id, True),
                    aria_label=msg("discussion-hide-of", name=one.author), class_name="button plain small",
                ),
            ),
            rx.cond(
                ~one.mine,
                rx.el.button(
                    msg("discussion-report"), type="button", on_click=DiscussionState.choose_report(one.id),
                    aria_label=msg("discussion-report-of", name=one.author),
                    aria_expanded=DiscussionState.reporting == one.id, class_name="button plain small",
                ),
            ),
        ),
    )  # fmt: skip


def _report_form(one: rx.Var[Any]) -> rx.Component:
    return rx.cond(
        DiscussionState.reporting == one.id,
        _form(
            "discussion-report-what", "send", DiscussionState.report, "report-post", 500,
            _cancel(DiscussionState.choose_report(one.id)),
        ),
    )  # fmt: skip


def _reply(one: rx.Var[ReplyView]) -> rx.Component:
    helped = rx.cond(
        one.mine,
        rx.cond(one.helped > 0, rx.el.span(msg("discussion-helped", count=one.helped), class_name="soft small")),
        rx.el.button(
            "★ ",
            msg("discussion-helpful"),
            rx.cond(one.helped > 0, rx.el.span(" · ", one.helped, aria_hidden="true")),
            rx.cond(one.helped > 0, rx.el.span(". ", msg("discussion-helped", count=one.helped), class_name="sr")),
            type="button",
            on_click=DiscussionState.helpful(one.id, ~one.marked),
            aria_pressed=one.marked,
            class_name="button small",
        ),
    )
    return rx.el.li(
        _said(one),
        rx.cond(
            one.status != "removed",
            rx.el.div(rx.cond(one.status == "visible", helped), _own(one), _tools(one), class_name="row"),
        ),
        _own_forms(one),
        _report_form(one),
        # A form in it stays with it, wherever it comes to stand when somebody else has written.
        key=one.id,
        class_name="reply",
    )


def _thread(one: rx.Var[ThreadView]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            (one.content_id != "") & (DiscussionState.place == ""),
            rx.cond(
                AppState.is_student,
                rx.el.p(link(one.title, href="/learn/" + one.content_id), class_name="eyebrow"),
                rx.el.p(one.title, class_name="eyebrow"),
            ),
        ),
        _said(one),
        rx.cond(one.status != "removed", rx.el.div(
            rx.el.button(
                msg("discussion-reply"), type="button", on_click=DiscussionState.choose_reply(one.id),
                aria_label=msg("discussion-reply-to", name=one.author),
                aria_expanded=DiscussionState.replying == one.id, class_name="button small",
            ),
            _own(one),
            _tools(one),
            class_name="row",
        )),
        _own_forms(one),
        _report_form(one),
        rx.cond(
            DiscussionState.replying == one.id,
            _form(
                "discussion-your-reply", "discussion-reply", DiscussionState.reply, "reply-text", 2000,
                _cancel(DiscussionState.choose_reply(one.id)),
            ),
        ),
        rx.cond(
            one.replies.length() > 0,
            rx.el.ul(rx.foreach(one.replies, _reply), class_name="plain-list replies"),
        ),
        key=one.id,
        class_name="card stack-s",
    )  # fmt: skip


def rules() -> rx.Component:
    """Return what the class allows, for who moderates."""

    def choice(policy: str) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="radio", name="policy", value=policy, checked=DiscussionState.policy == policy,
                on_change=DiscussionState.choose_policy(policy),
            ),
            msg(f"discussion-policy-{policy}"),
            class_name="check",
        )  # fmt: skip

    return rx.cond(
        DiscussionState.moderates,
        rx.el.section(
            rx.el.h2(msg("discussion-rules")),
            rx.el.fieldset(
                rx.el.legend(msg("discussion-policy")),
                rx.el.div(*(choice(policy) for policy in ("open", "held", "off")), class_name="row"),
                class_name="fieldset",
            ),
            rx.el.label(
                rx.el.input(
                    type="checkbox", checked=DiscussionState.under_13, on_change=DiscussionState.choose_under_13
                ),
                msg("discussion-children"),
                class_name="check",
            ),
            rx.el.p(msg("discussion-rules-note"), class_name="soft small"),
            class_name="card stack-s",
        ),
    )


def discussion(name: str = "discussion-text") -> rx.Component:
    """Return the posts of the place that is open, with the form to write one; or why there is nothing."""
    state = DiscussionState
    return rx.cond(
        state.barred != "",
        rx.el.p(msg(state.barred), class_name="note"),
        rx.el.div(
            _form("discussion-write", "discussion-post", state.post, name, 2000, key=state.written),
            rx.el.div(
                rx.cond(state.waits, rx.el.p(msg("discussion-waits"), class_name="note")),
                rx.cond(state.waits_again, rx.el.p(msg("discussion-edit-waits"), class_name="note")),
                role="status",
            ),
            rx.cond(
                state.threads.length() > 0,
                rx.el.ul(rx.foreach(state.threads, _thread), class_name="stack plain-list"),
                empty_state(msg("discussion-none"), msg("discussion-none-text")),
            ),
            rx.cond(
                state.total > state.threads.length(),
                pager(state.offset, state.threads.length(), state.total, state.turn, "discussion-turn"),
            ),
            class_name="stack",
        ),
    )
