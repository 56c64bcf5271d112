"""Who is in a class and the links that invite into it, for admins and for who teaches it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.class_list import class_list
from learnapp.components.empty_states import loading
from learnapp.components.inviting import helpers, links_table, make_form, new_link
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.base import AppState
from learnapp.state.inviting import InvitingState


def _waiting() -> rx.Component:
    return rx.cond(
        InvitingState.waiting > 0,
        rx.el.p(
            msg("invite-waiting", count=InvitingState.waiting),
            " ",
            rx.cond(
                InvitingState.may_staff,
                link(msg("invite-waiting-go"), href="/admin/consents?section=" + InvitingState.invite_section.to(str)),
                msg("invite-waiting-ask"),
            ),
            class_name="note",
        ),
    )


def invite() -> rx.Component:
    """The page."""
    return shell(
        rx.el.p(
            rx.cond(
                AppState.is_instructor & ~InvitingState.may_staff,
                link(InvitingState.invite_title, href="/teach/" + InvitingState.invite_section.to(str)),
                link(msg("nav-sections"), href="/admin/sections"),
            ),
            class_name="eyebrow",
        ),
        rx.el.h1(
            rx.cond(
                InvitingState.invite_title != "",
                msg("invite-title", title=InvitingState.invite_title),
                msg("invite-page"),
            )
        ),
        rx.el.p(msg("invite-lead"), class_name="soft"),
        rx.cond(
            InvitingState.listed,
            rx.el.div(
                new_link(),
                _waiting(),
                rx.el.section(rx.el.h2(msg("invite-new")), make_form(), class_name="card stack-s"),
                rx.el.section(rx.el.h2(msg("invite-links")), links_table(), class_name="stack-s"),
                class_list(),
                helpers(),
                class_name="stack",
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        invite, route="/invite/[class_id]", title=msg("page-title", page=msg("invite-page")), on_load=InvitingState.load
    )
