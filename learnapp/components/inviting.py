"""Invitation links: the one that was just made, the form that makes one, the table of a class."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import day, msg
from learnapp.state.base import AppState
from learnapp.state.inviting import HelperRow, InvitingState, LinkRow


def new_link() -> rx.Component:
    """Return the link that was just made; it is shown until the reader turns to another class."""
    state = InvitingState
    return rx.el.div(
        rx.cond(
            state.shown_link != "",
            rx.el.div(
                rx.el.label(
                    rx.el.strong(msg("invite-shown-" + state.shown_role)), html_for="invite-link", class_name="field"
                ),
                rx.el.div(
                    rx.el.input(
                        id="invite-link", value=state.shown_link, read_only=True, class_name="input", dir="ltr",
                        style={"flex": "1 1 20rem", "width": "auto", "min-width": "0"},
                    ),
                    rx.el.button(
                        msg("invite-copy"), type="button", class_name="button",
                        on_click=rx.set_clipboard(state.shown_link),
                    ),
                    class_name="row",
                ),
                rx.el.p(
                    msg("invite-shown-once", until=day(state.shown_until), count=state.shown_uses),
                    class_name="soft small",
                ),
                class_name="note good stack-s",
            ),
        ),
        role="status",
    )  # fmt: skip


def attest_box(control_id: str) -> rx.Component:
    """Return the statement that the institution's contract covers who gets the link."""
    return rx.el.div(
        rx.el.label(
            rx.el.input(type="checkbox", name="attest", value="yes", id=control_id),
            " ",
            msg("invite-attest"),
            html_for=control_id,
        ),
        rx.el.p(msg("invite-attest-children"), class_name="soft small"),
    )


def make_form() -> rx.Component:
    """Return the form that makes a link, with everything that can be chosen."""
    state = InvitingState
    role = rx.cond(
        state.may_staff,
        labelled(
            "invite-role",
            rx.el.select(
                rx.el.option(msg("invite-role-student"), value="student"),
                rx.el.option(msg("invite-role-instructor"), value="instructor"),
                rx.el.option(msg("invite-role-assistant"), value="assistant"),
                id="invite-role",
                name="role",
                class_name="select",
            ),
            "invite-role",
        ),
    )

    def number(name: str, label: str, most: int, usual: rx.Var[str] | str) -> rx.Component:
        return labelled(
            label,
            rx.el.input(
                id=f"invite-{name}", name=name, type="number", min=1, max=most, placeholder=usual, class_name="input",
                style={"width": "9rem"},
            ),
            f"invite-{name}",
        )  # fmt: skip

    return rx.el.form(
        rx.el.div(
            role,
            number("days", "invite-days", 90, "14"),
            number("uses", "invite-uses", 500, msg("invite-uses-usual")),
            class_name="row end",
        ),
        rx.cond(state.may_staff, attest_box("invite-attest")),
        rx.el.div(rx.el.button(msg("invite-make"), type="submit", class_name="button primary"), class_name="row"),
        on_submit=InvitingState.make,
        key=AppState.taken,
        class_name="stack",
    )


def _row(link: rx.Var[LinkRow]) -> rx.Component:
    tone = rx.match(link.state, ("open", "good"), ("used", "idle"), ("expired", "idle"), ("revoked", "idle"), "warn")
    return rx.el.tr(
        rx.el.th(
            msg("invite-role-" + link.role),
            rx.cond(link.attested, rx.el.div(msg("invite-attested"), class_name="soft small")),
            scope="row",
        ),
        rx.el.td(status_badge(tone, msg("invite-state-" + link.state))),
        rx.el.td(msg("invite-uses-of", uses=link.uses, most=link.most), class_name="nowrap"),
        rx.el.td(day(link.until), class_name="nowrap"),
        rx.el.td(day(link.made), " · ", link.by, class_name="nowrap"),
        rx.el.td(
            rx.cond(
                link.state == "open",
                rx.el.button(
                    msg("invite-revoke"), type="button", class_name="button plain",
                    aria_label=msg("invite-revoke-of", role=msg("invite-role-" + link.role), day=day(link.made)),
                    on_click=InvitingState.revoke(link.id),
                ),
            )
        ),
    )  # fmt: skip


def links_table() -> rx.Component:
    """Return the links of the class with their uses."""
    state = InvitingState
    return rx.cond(
        state.total > 0,
        rx.fragment(
            table(
                msg("invite-links"),
                ("invite-role", "status", "invite-used", "invite-until", "invite-made", ""),
                rx.foreach(state.links, _row),
            ),
            pager(state.offset, state.links.length(), state.total, state.turn),
        ),
        rx.el.p(msg("invite-none"), class_name="soft"),
    )


def _helper(one: rx.Var[HelperRow]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(rx.el.bdi(one.name)),
        rx.el.span(msg("assistants-since", day=day(one.since)), class_name="soft small"),
        rx.el.label(
            rx.el.input(
                type="checkbox", checked=one.may_change, id="trust-" + one.id,
                aria_label=msg("assistants-may-of", name=one.name),
                on_change=InvitingState.trust(one.id, ~one.may_change),
            ),
            rx.el.span(msg("assistants-may")),
            html_for="trust-" + one.id,
            class_name="check",
        ),
        class_name="row",
    )  # fmt: skip


def helpers() -> rx.Component:
    """Return who helps in the class, and what each of them may change."""
    return rx.el.section(
        rx.el.h2(msg("assistants-title")),
        rx.el.p(msg("assistants-lead"), class_name="soft"),
        rx.cond(
            InvitingState.helpers.length() > 0,
            rx.el.ul(rx.foreach(InvitingState.helpers, _helper), class_name="plain-list stack-s"),
            rx.el.p(msg("assistants-none")),
        ),
        class_name="card stack-s",
    )
