"""The name that is shown, the accent and the logo, with a preview in both themes."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.text import msg
from learnapp.components.theme import DARK, LIGHT
from learnapp.components.transfer import file_sender
from learnapp.state.admin.branding import ADDRESS, BrandingState
from learnapp.state.base import AppState


def _name() -> rx.Component:
    return rx.el.form(
        labelled(
            "brand-name",
            rx.el.input(
                id="brand-name", name="name", required=True, max_length=100, default_value=BrandingState.shown_name,
                class_name="input", style={"width": "26rem", "max-width": "100%"},
            ),
            "brand-name",
        ),
        rx.el.button(msg("brand-name-save"), type="submit", class_name="button"),
        on_submit=BrandingState.save_name,
        key="brand-" + BrandingState.shown_name,
        class_name="row end",
    )  # fmt: skip


def _preview(theme: str, shown: Any, ink: str) -> rx.Component:
    """Return how header, text and filled places look in one theme, whatever theme the page has."""
    logo = rx.cond(AppState.logo != "", rx.el.img(src=AppState.logo, alt="", class_name="brand-logo"), rx.el.span("●"))
    return rx.el.figure(
        rx.el.div(
            rx.el.div(logo, rx.el.span(BrandingState.shown_name), class_name="preview-bar"),
            rx.el.div(
                rx.el.span(msg("accent-as-text"), class_name="preview-line"),
                rx.el.span(msg("accent-as-ground"), class_name="preview-fill"),
                class_name="preview-text",
            ),
            class_name=f"{theme} preview",
            style={"--shown": shown, "--on-shown": ink},
        ),
        rx.el.figcaption(msg(f"preview-{theme}"), class_name="soft small"),
        style={"margin": "0"},
    )


def _accent() -> rx.Component:
    tried = BrandingState.tried
    said = rx.cond(
        tried.passes,
        rx.el.p(msg("accent-passes", ratio=tried.ratio), class_name="note good"),
        rx.el.div(
            rx.el.p(msg("accent-fails", ratio=tried.ratio, offer=tried.offer)),
            rx.el.button(
                msg("accent-take", offer=tried.offer), type="button", on_click=BrandingState.try_accent(tried.offer),
                class_name="button",
            ),
            class_name="note bad",
        ),
    )  # fmt: skip
    return rx.fragment(
        rx.el.div(
            labelled(
                "accent-colour",
                rx.el.input(
                    id="accent-colour", type="color", value=tried.colour,
                    on_change=BrandingState.try_accent.debounce(200), class_name="input colour",
                ),
                "accent-colour",
            ),
            rx.el.button(
                msg("accent-save"), type="button", on_click=BrandingState.save_accent, class_name="button",
                disabled=(tried.colour == BrandingState.kept.colour) | ~tried.passes,
            ),
            class_name="row end",
        ),
        rx.el.div(said, role="status"),
    )  # fmt: skip


def _logo() -> rx.Component:
    return rx.fragment(
        file_sender(
            address=ADDRESS,
            label=msg("logo-choose"),
            accept=".png,.jpg,.jpeg,.webp",
            name="logo-file",
            on_done=BrandingState.sent,
        ),
        rx.cond(
            AppState.logo != "",
            rx.el.button(
                msg("logo-remove"), type="button", on_click=BrandingState.remove_logo, class_name="button plain danger",
                style={"align-self": "flex-start"},
            ),
        ),
    )  # fmt: skip


def branding() -> rx.Component:
    """Return how the institution looks, with its forms for admins."""
    tried = BrandingState.tried
    return rx.el.section(
        rx.el.h2(msg("branding-title"), id="branding"),
        rx.el.p(msg("branding-lead"), class_name="soft"),
        rx.cond(AppState.roles.contains("admin"), rx.fragment(_name(), _accent(), _logo())),
        rx.el.div(
            _preview("light", tried.light, LIGHT["accent-ink"]),
            _preview("dark", tried.dark, DARK["accent-ink"]),
            class_name="previews",
        ),
        aria_labelledby="branding",
        class_name="card stack-s",
    )
