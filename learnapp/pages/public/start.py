"""Beginning a school on one's own."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state
from learnapp.components.entry_form import form_keeper, zone_field
from learnapp.components.forms import field, post_form
from learnapp.components.layout import bare, brand, theme_button
from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.base import AppState
from learnapp.state.sign_up import StartState

KINDS = ("k12", "university")


def _kinds() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(msg("start-kind")),
        rx.el.div(
            *(
                rx.el.label(
                    rx.el.input(type="radio", name="kind", value=kind, default_checked=kind == "k12", required=True),
                    msg(f"start-kind-{kind}"),
                    class_name="choice",
                )
                for kind in KINDS
            ),
            class_name="row",
        ),
        class_name="fieldset",
    )


def _places() -> rx.Component:
    language = rx.el.select(
        rx.el.option("English", value="en"),
        rx.el.option("Español", value="es"),
        id="field-locale",
        name="locale",
        value=AppState.locale,
        on_change=AppState.choose_language,
        class_name="select",
    )
    return rx.el.div(
        rx.el.div(rx.el.label(msg("language"), html_for="field-locale"), language, class_name="field"),
        rx.el.div(
            rx.el.label(msg("look-time_zone"), html_for="field-zone"),
            zone_field("field-zone", "time_zone"),
            class_name="field",
        ),
        class_name="row end",
    )


def _form() -> rx.Component:
    return post_form(
        field("school", "start-school", "text", "organization", max_length=120, auto_focus=True),
        _kinds(),
        _places(),
        rx.el.h2(msg("start-you"), style={"margin": ".5rem 0 0"}),
        field("name", "start-name", "text", "name", max_length=120),
        field("email", "email", "email", "username", max_length=254, hint=msg("start-unverified")),
        field(
            "password", "password", "password", "new-password", min_length=12, max_length=256,
            hint=msg("start-password-rule"),
        ),
        rx.el.button(msg("start-button"), type="submit", class_name="button primary"),
        id="start-form",
        action="/auth/start",
        class_name="stack",
    )  # fmt: skip


def start() -> rx.Component:
    """The page: a plain form, so that it works before any script has run."""
    return bare(
        rx.el.div(brand(), theme_button(), class_name="row between"),
        rx.cond(
            StartState.may_start,
            rx.fragment(
                rx.el.div(
                    rx.el.h1(msg("start-title")),
                    rx.el.p(msg("start-lead"), class_name="soft"),
                    rx.el.div(
                        rx.cond(
                            StartState.start_error != "", rx.el.p(msg(StartState.start_error), class_name="note bad")
                        ),
                        role="alert",
                    ),
                    _form(),
                    form_keeper("start-form"),
                    class_name="card",
                ),
                rx.el.p(msg("start-have"), " ", link(msg("sign-in-title"), href="/sign-in")),
            ),
            rx.fragment(
                rx.el.h1(msg("start-title"), class_name="sr"),
                empty_state(
                    msg("start-closed"),
                    msg("error-sign_up_closed"),
                    link(msg("sign-in-title"), href="/sign-in", class_name="button primary"),
                ),
            ),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(start, route="/start", title=msg("page-title", page=msg("start-title")), on_load=StartState.load)
