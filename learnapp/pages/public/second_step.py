"""The second step of signing in."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.forms import post_form
from learnapp.components.layout import bare, brand, language_choice, theme_button
from learnapp.components.links import link
from learnapp.components.second_step import code_field, recovery_codes, setting_up
from learnapp.components.text import msg
from learnapp.state.base import AppState
from learnapp.state.sign_in_steps import SecondStepState

S = SecondStepState


def _finish(*children: rx.Component, button: str) -> rx.Component:
    return post_form(
        *children,
        rx.el.input(type="hidden", name="next", value=S.step_next, read_only=True),
        rx.el.button(msg(button), type="submit", class_name="button primary"),
        action="/auth/second-step",
        class_name="stack",
    )


def _set_up() -> rx.Component:
    return rx.el.div(
        rx.el.p(msg("step-set-up-lead")),
        rx.cond(
            S.set_up.secret != "",
            setting_up(S.set_up, S.confirm, AppState.taken),
            rx.el.button(
                msg("factor-begin"), type="button", on_click=S.begin, class_name="button primary",
                style={"align-self": "flex-start"},
            ),
        ),
        class_name="stack",
    )  # fmt: skip


def second_step() -> rx.Component:
    """The page: a plain form for the code, so that it works before any script has run."""
    return bare(
        rx.el.div(brand(), rx.el.div(language_choice(), theme_button(), class_name="row"), class_name="row between"),
        rx.el.div(
            rx.el.h1(msg("step-title")),
            rx.el.div(rx.cond(S.step_error != "", rx.el.p(msg(S.step_error), class_name="note bad")), role="alert"),
            rx.match(
                S.mode,
                (
                    "code",
                    rx.el.div(
                        rx.el.p(msg("step-lead"), class_name="soft"),
                        _finish(code_field("step-code", recovery=True, focus=True), button="step-button"),
                        rx.el.p(msg("step-lost"), class_name="soft small"),
                        class_name="stack",
                    ),
                ),
                ("over", rx.el.p(msg("error-step_over"))),
                ("set-up", _set_up()),
                ("passed", rx.el.div(recovery_codes(S.new_codes), _finish(button="factor-kept"), class_name="stack")),
                loading(msg("loading")),
            ),
            class_name="card",
        ),
        rx.el.p(link(msg("step-again"), href="/sign-in")),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        second_step, route="/second-step", title=msg("page-title", page=msg("step-title")), on_load=SecondStepState.load
    )
