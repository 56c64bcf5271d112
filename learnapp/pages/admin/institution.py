"""How the institution is set up: its look, its school year, what is switched on, what it announces."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.institution.announcing import announcing
from learnapp.components.institution.branding import branding
from learnapp.components.institution.calendar import calendar
from learnapp.components.institution.review_pace import review_pace
from learnapp.components.institution.school_zone import school_zone
from learnapp.components.institution.switches import switches
from learnapp.components.institution.tutor_policy import tutor_policy
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.admin.announcing import AnnouncingState
from learnapp.state.admin.branding import BrandingState
from learnapp.state.admin.calendar import CalendarState
from learnapp.state.admin.review_pace import PaceState
from learnapp.state.admin.school_zone import ZoneState
from learnapp.state.admin.switches import SwitchesState
from learnapp.state.admin.tutor_policy import TutorPolicyState
from learnapp.state.base import AppState


def institution() -> rx.Component:
    """The page."""
    return shell(
        rx.el.h1(msg("institution-title")),
        rx.el.p(msg("institution-lead"), class_name="soft"),
        rx.el.p(
            link(msg("lms-title"), href="/admin/lms"),
            link(msg("nav-clients"), href="/admin/clients"),
            link(msg("llm-title"), href="/admin/language-model"),
            link(msg("deliveries-title"), href="/admin/notifications"),
            link(msg("nav-open-data"), href="/admin/open-data"),
            link(msg("nav-exports"), href="/admin/exports"),
            link(msg("nav-webhooks"), href="/admin/webhooks"),
            link(msg("nav-support"), href="/support"),
            class_name="row",
        ),
        rx.cond(
            AppState.roles.contains("admin"),
            rx.el.p(link(msg("sign-on-link"), href="/admin/sign-in", class_name="button")),
        ),
        rx.cond(
            CalendarState.calendar_ready,
            rx.el.div(
                branding(),
                school_zone(),
                calendar(),
                announcing(),
                switches(),
                tutor_policy(),
                review_pace(),
                class_name="stack",
            ),
            loading(msg("loading")),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        institution,
        route="/admin/institution",
        title=msg("page-title", page=msg("institution-title")),
        on_load=[
            BrandingState.load,
            ZoneState.load,
            CalendarState.load,
            AnnouncingState.load,
            SwitchesState.load,
            PaceState.load,
            TutorPolicyState.load,
        ],
    )
