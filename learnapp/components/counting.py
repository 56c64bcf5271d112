"""What a page of figures says when none has been counted: whether somebody has to do something, and who."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.base import AppState


def see_health() -> rx.Component:
    """Return the link to what runs and what does not, for administrators."""
    return link(msg("counting-see-health"), href="/admin/health")


def moving(days: rx.Var[bool] | bool) -> rx.Component:
    """Return that days are being counted anew, where they are: the school's time zone has changed."""
    return rx.cond(days, rx.el.p(msg("counting-moving"), class_name="note", role="status"))


def uncounted(state: rx.Var[str], nothing: str) -> rx.Component:
    """Return why no figure is there.

    Args:
        state: Of the figures, `none` or `never`.
        nothing: Key of the sentence where nothing has happened that could be counted.
    """
    never = rx.fragment(
        rx.el.strong(msg("counting-never")),
        " ",
        rx.cond(
            AppState.is_admin, rx.fragment(msg("counting-never-admin"), " ", see_health()), msg("counting-never-staff")
        ),
    )
    return rx.cond(state == "never", never, msg(nothing))
