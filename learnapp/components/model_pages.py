"""The way between the pages about models."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import link
from learnapp.components.text import msg

MODEL_PAGES = (
    ("/admin/models", "nav-models"),
    ("/admin/features", "nav-features"),
    ("/admin/experiments", "nav-experiments"),
    ("/admin/drift", "nav-drift"),
    ("/admin/fairness", "nav-fairness"),
    ("/admin/interventions", "inbox-helps-title"),
)


def model_pages(here: str) -> rx.Component:
    """Return the links to the pages about models.

    Args:
        here: Address of the page that is open.
    """
    return rx.el.nav(
        *[
            link(msg(key), href=href, class_name="button", aria_current="page" if href == here else "false")
            for href, key in MODEL_PAGES
        ],
        class_name="row tabs",
        aria_label=msg("models-pages"),
    )
