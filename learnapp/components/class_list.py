"""The people of a class, with the way out of it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.table import cell, pager, table
from learnapp.components.text import day, msg
from learnapp.state.class_list import MemberRow
from learnapp.state.inviting import InvitingState


def _question(one: rx.Var[MemberRow]) -> rx.Component:
    state = InvitingState
    return rx.el.div(
        rx.el.p(msg("members-sure", name=one.name)),
        rx.el.p(msg("members-sure-elsewhere"), class_name="soft small"),
        rx.el.div(
            rx.el.button(
                msg("members-sure-yes"), type="button", class_name="button danger", auto_focus=True,
                on_click=state.take_out,
            ),
            rx.el.button(msg("cancel"), type="button", class_name="button plain", on_click=state.ask_leave(one.id)),
            class_name="row",
        ),
        class_name="note stack-s",
        role="alert",
    )  # fmt: skip


def _row(one: rx.Var[MemberRow]) -> rx.Component:
    state = InvitingState
    way_out = rx.cond(
        state.leaving.id == one.id,
        _question(one),
        rx.el.button(
            msg("members-out"), type="button", class_name="button plain", on_click=state.ask_leave(one.id),
            aria_label=msg("members-out-of", name=one.name),
        ),
    )  # fmt: skip
    return rx.el.tr(
        rx.el.th(rx.el.bdi(one.name), scope="row"),
        cell("members-as", msg("role-" + one.role)),
        cell("members-since", day(one.since), class_name="nowrap"),
        rx.cond(state.may_manage, rx.el.td(way_out)),
        key=one.id,
    )


def _list(*last: str) -> rx.Component:
    rows = rx.foreach(InvitingState.members, _row)
    return table(msg("members-title"), ("members-name", "members-as", "members-since", *last), rows, "stacked")


def class_list() -> rx.Component:
    """Return who is in the class; who may manage it takes people out here."""
    state = InvitingState
    gone = rx.cond(
        state.left.id != "",
        rx.el.div(
            rx.el.p(msg("members-gone", name=state.left.name)),
            rx.el.button(msg("members-undo"), type="button", class_name="button", on_click=state.put_back),
            class_name="note good row between",
        ),
    )
    return rx.el.section(
        rx.el.h2(msg("members-title")),
        rx.el.div(gone, role="status"),
        rx.cond(
            state.members_total > 0,
            rx.fragment(
                rx.cond(state.may_manage, _list(""), _list()),
                pager(
                    state.members_offset, state.members.length(), state.members_total, state.turn_members,
                    "members-turn",
                ),
            ),
            rx.el.p(msg("members-none"), class_name="soft"),
        ),
        rx.cond(~state.may_manage, rx.el.p(msg("members-ask"), class_name="soft small")),
        class_name="stack-s",
    )  # fmt: skip
