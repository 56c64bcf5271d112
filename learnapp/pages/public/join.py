"""Where an invitation link leads."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.entry_form import form_keeper
from learnapp.components.forms import field, post_form
from learnapp.components.layout import bare, brand, language_choice, theme_button
from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.joining import JoinState


def _whither() -> rx.Component:
    """Return what the link is for: school, class, role."""
    return rx.fragment(
        rx.el.p(JoinState.school, class_name="eyebrow"),
        rx.el.h1(msg("join-title", title=JoinState.class_title)),
        rx.el.p(msg("join-as-" + JoinState.join_role), class_name="soft"),
    )


def _error() -> rx.Component:
    return rx.el.div(
        rx.cond(JoinState.join_error != "", rx.el.p(msg(JoinState.join_error), class_name="note bad")), role="alert"
    )


def _newcomer() -> rx.Component:
    """Return the form of somebody who has no account: the browser itself posts it."""
    student = JoinState.join_role == "student"
    return rx.fragment(
        post_form(
            rx.el.input(type="hidden", name="code", value=JoinState.join_code, read_only=True),
            rx.el.input(type="hidden", name="locale", value=JoinState.locale, read_only=True),
            field("name", "join-name", "text", "name", max_length=120),
            field("email", "email", "email", "username", max_length=254, hint=msg("join-email-rule")),
            rx.cond(
                JoinState.asks_birth,
                field("birth_date", "join-birth", "date", "bday", hint=msg("join-birth-rule")),
            ),
            field(
                "password", "join-password", "password", "new-password", max_length=256,
                min_length=rx.cond(student, 8, 12),
                hint=rx.cond(student, msg("join-password-rule"), msg("start-password-rule")),
            ),
            rx.el.button(msg("join-button"), type="submit", class_name="button primary"),
            id="join-form",
            action="/auth/join",
            class_name="stack",
        ),
        form_keeper("join-form"),
        rx.el.p(
            msg("join-have"), " ", link(msg("sign-in-title"), href="/sign-in?next=/join/" + JoinState.join_code.to(str))
        ),
    )  # fmt: skip


def _sign_out() -> rx.Component:
    return post_form(
        rx.el.button(msg("sign-out"), type="submit", class_name="button"), action="/auth/sign-out"
    )  # fmt: skip


def _here() -> rx.Component:
    """Return what somebody who is signed in is asked or told."""
    return rx.match(
        JoinState.stand,
        (
            "confirm",
            rx.el.div(
                rx.el.p(msg("join-confirm", name=JoinState.me)),
                rx.el.div(
                    rx.el.button(
                        msg("join-confirm-button"), type="button", on_click=JoinState.join, class_name="button primary"
                    ),
                    _sign_out(),
                    class_name="row",
                ),
                class_name="stack",
            ),
        ),
        (
            "member",
            rx.el.div(
                rx.el.p(msg("join-member", name=JoinState.me)),
                link(msg("join-go-on"), href="/", class_name="button primary"),
                class_name="stack",
            ),
        ),
        (
            "other",
            rx.el.div(
                rx.el.p(msg("join-other-" + JoinState.join_role, name=JoinState.me)), _sign_out(), class_name="stack"
            ),
        ),
        ("elsewhere", rx.el.div(rx.el.p(msg("join-elsewhere", name=JoinState.me)), _sign_out(), class_name="stack")),
        rx.fragment(),
    )  # fmt: skip


def _closed() -> rx.Component:
    return rx.fragment(
        rx.el.h1(msg("join-closed"), class_name="sr"),
        empty_state(
            msg("join-closed"),
            rx.cond(JoinState.join_error != "", msg(JoinState.join_error), msg("error-invitation_closed")),
            link(msg("sign-in-title"), href="/sign-in", class_name="button primary"),
        ),
    )


def join() -> rx.Component:
    """The page."""
    return bare(
        rx.el.div(brand(), rx.el.div(language_choice(), theme_button(), class_name="row"), class_name="row between"),
        rx.match(
            JoinState.stand,
            ("closed", _closed()),
            ("", rx.fragment(rx.el.h1(msg("join-page"), class_name="sr"), loading(msg("loading")))),
            rx.el.div(
                _whither(),
                _error(),
                rx.cond(JoinState.stand == "new", _newcomer(), _here()),
                class_name="card stack-s",
            ),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(join, route="/join/[code]", title=msg("page-title", page=msg("join-page")), on_load=JoinState.load)
