"""The ways between plan, goals, week, notes and the tutor, which are not in the main navigation."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import link
from learnapp.components.text import msg

_WAYS = (
    ("/plan", "plan-title"), ("/goals", "goals-title"), ("/week", "week-title"), ("/notes", "notes-title"),
    ("/tutor", "tutor-title"), ("/results", "quiz-results"), ("/progress", "nav-progress"),
)  # fmt: skip


def ways(here: str) -> rx.Component:
    """Return the links to the neighbours of a page."""
    return rx.el.nav(
        *(
            link(msg(key), href=href, aria_current="page" if href == here else "false", class_name="button small plain")
            for href, key in _WAYS
        ),
        aria_label=msg("planning-ways"),
        class_name="row ways tabs",
    )
