"""How people sign in: the school's own providers, and what is asked of everybody."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.institution.providers import new_provider, new_saml_provider, provider_card
from learnapp.components.institution.sign_in_rules import sign_in_rules
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.admin.sign_on import SignInRulesState, SignOnState


def sign_on() -> rx.Component:
    """The page."""
    return shell(
        rx.el.p(link(msg("institution-title"), href="/admin/institution"), class_name="eyebrow"),
        rx.el.h1(msg("sign-on-title")),
        rx.el.p(msg("sign-on-lead"), class_name="soft"),
        rx.cond(
            SignOnState.sign_on_ready,
            rx.el.div(
                rx.el.div(
                    rx.cond(
                        SignOnState.sign_on_error != "", rx.el.p(msg(SignOnState.sign_on_error), class_name="note bad")
                    ),
                    role="alert",
                ),
                rx.foreach(SignOnState.cards, provider_card),
                new_provider(),
                new_saml_provider(),
                sign_in_rules(),
                class_name="stack",
            ),
            loading(msg("loading")),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        sign_on,
        route="/admin/sign-in",
        title=msg("page-title", page=msg("sign-on-title")),
        on_load=[SignOnState.load, SignInRulesState.load],
    )
