"""The services that put the tutor's answers into words, what they may cost, and what they have."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.fact_services import fact_services
from learnapp.components.language_model import MAY, adding, budget, provider, used
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.admin.fact_services import FactServicesState
from learnapp.state.admin.language_model import LanguageModelState


def language_model() -> rx.Component:
    """The page."""
    state = LanguageModelState
    switched = rx.cond(
        state.llm_on,
        rx.el.p(msg("llm-on"), class_name="note good"),
        rx.el.div(
            rx.el.p(msg("llm-off")),
            rx.el.p(link(msg("llm-switch"), href="/admin/institution", class_name="button")),
            class_name="note stack-s",
        ),
    )
    whole = rx.el.div(
        rx.cond(
            state.cards.length() > 0,
            rx.fragment(
                switched,
                rx.el.section(
                    rx.el.h2(msg("llm-chain"), id="llm-chain"),
                    rx.el.ol(rx.foreach(state.cards, provider), class_name="plain-list stack"),
                    aria_labelledby="llm-chain",
                ),
            ),
            empty_state(msg("llm-none"), rx.cond(MAY, msg("llm-none-text"), msg("llm-none-read"))),
        ),
        rx.cond(MAY, adding()),
        budget(),
        used(),
        fact_services(),
        class_name="stack",
    )
    return shell(
        rx.el.p(link(msg("institution-title"), href="/admin/institution"), class_name="eyebrow"),
        rx.el.h1(msg("llm-title")),
        rx.el.p(msg("llm-lead"), class_name="soft"),
        rx.el.p(msg("llm-private"), class_name="soft"),
        rx.cond(state.llm_ready, whole, loading(msg("loading"))),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        language_model,
        route="/admin/language-model",
        title=msg("page-title", page=msg("llm-title")),
        on_load=[LanguageModelState.load, FactServicesState.load],
    )
