"""What can be done about a broken question: offer it no longer, cancel its answers, and take both back."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.allowed import if_may
from learnapp.components.status import progress
from learnapp.components.text import day, moment, msg
from learnapp.components.transfer import ticker
from learnapp.state.class_items import ItemState, VoidView


def _form(name: str, on_submit: Any, *fields: rx.Component) -> rx.Component:
    return rx.el.form(
        rx.el.p(msg(f"item-{name}-lead")),
        rx.el.div(
            rx.el.label(msg("item-reason"), html_for=f"{name}-reason"),
            rx.el.textarea(
                id=f"{name}-reason", name="reason", required=True, max_length=500, rows="3", class_name="textarea"
            ),
            class_name="field",
        ),
        *fields,
        rx.el.div(
            rx.el.button(msg(f"item-{name}-confirm"), type="submit", class_name="button danger"),
            rx.el.button(msg("cancel"), type="button", on_click=ItemState.choose(name), class_name="button plain"),
            class_name="row",
        ),
        on_submit=on_submit,
        class_name="stack-s",
        aria_label=msg(f"item-{name}"),
    )


def _open(name: str) -> rx.Component:
    return rx.el.button(
        msg(f"item-{name}"), type="button", on_click=ItemState.choose(name), class_name="button",
        aria_expanded=ItemState.doing == name,
    )  # fmt: skip


def _since() -> rx.Component:
    return rx.el.div(
        rx.el.label(msg("item-since"), html_for="void-since"),
        rx.el.input(id="void-since", name="since", type="date", class_name="input"),
        class_name="field",
    )


def _void_form() -> rx.Component:
    return rx.cond(ItemState.doing == "void", _form("void", ItemState.void, _since()))


def _past(one: rx.Var[VoidView]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            msg("item-past-made", name=one.made_by),
            rx.cond(one.since != "", rx.fragment(" (", msg("item-past-since", day=day(one.since)), ")")),
            ": ",
            one.reason,
        ),
        rx.el.p(moment(one.made_at), class_name="soft small"),
        rx.cond(
            one.undone_at != "",
            rx.fragment(
                rx.el.p(msg("item-past-undone", name=one.undone_by)),
                rx.el.p(moment(one.undone_at), class_name="soft small"),
            ),
        ),
    )


def withdrawal() -> rx.Component:
    """Return how the question stands in this class, and what can be done."""
    out = ItemState.item.withdrawal
    in_use = rx.fragment(
        rx.el.div(
            if_may("class_item", "withdraw", _open("withdraw")), if_may("class_item", "void", _open("void")),
            class_name="row",
        ),
        rx.cond(ItemState.doing == "withdraw", _form("withdraw", ItemState.withdraw)),
        _void_form(),
    )  # fmt: skip
    flagged = rx.fragment(
        rx.el.p(msg("item-flagged-by", name=out.by, reason=out.reason), class_name="note wrap"),
        rx.el.p(moment(out.at), class_name="soft small"),
        rx.el.div(
            if_may(
                "class_item", "withdraw",
                rx.el.button(
                    msg("item-offer-again"), type="button", on_click=ItemState.offer_again, class_name="button"
                ),
            ),
            if_may("class_item", "void", _open("void")),
            class_name="row",
        ),
        _void_form(),
    )  # fmt: skip
    barred = rx.fragment(
        rx.el.p(msg("item-barred-" + out.reason), class_name="note wrap"),
        rx.el.p(moment(out.at), class_name="soft small"),
    )
    voided = rx.fragment(
        rx.el.p(msg("item-voided-by", name=out.past[0].made_by, reason=out.past[0].reason), class_name="note wrap"),
        rx.el.p(msg("item-restore-lead"), class_name="soft"),
        if_may(
            "class_item", "void",
            rx.el.button(msg("item-restore"), type="button", on_click=ItemState.restore, class_name="button"),
        ),
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("item-broken")),
        rx.match(out.state, ("flagged", flagged), ("voided", voided), ("barred", barred), in_use),
        rx.el.div(
            rx.cond(
                out.busy,
                rx.fragment(
                    progress(
                        rx.cond(out.affected > 0, out.done * 100 // out.affected, -1),
                        msg("item-busy", done=out.done, of=out.affected),
                    ),
                    ticker(2, ItemState.tick),
                ),
                rx.cond(out.past.length() > 0, rx.el.p(msg("item-done", count=out.affected), class_name="small")),
            ),
            role="status",
        ),
        rx.cond(
            out.past.length() > 0,
            rx.el.details(
                rx.el.summary(msg("item-past")),
                rx.el.ul(rx.foreach(out.past, _past), class_name="plain-list stack-s"),
            ),
        ),
        class_name="card stack-s",
    )
