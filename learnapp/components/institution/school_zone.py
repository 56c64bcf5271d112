"""The time zone whose midnight the school's days begin with."""

from __future__ import annotations

import reflex as rx

from learnapp.components.counting import moving
from learnapp.components.forms import labelled
from learnapp.components.text import moment_in, msg
from learnapp.state.admin.school_zone import ZoneState
from learnapp.state.base import AppState


def school_zone() -> rx.Component:
    """Return the form; who may only look sees the zone."""
    now = ZoneState.school_zone
    form = rx.el.form(
        labelled(
            "look-time_zone",
            rx.el.select(
                rx.foreach(ZoneState.school_zones, lambda zone: rx.el.option(zone, value=zone)),
                id="school-zone",
                name="zone",
                default_value=now.name,
                aria_describedby="school-zone-follows",
                class_name="select",
            ),
            "school-zone",
        ),
        rx.el.button(msg("save"), type="submit", class_name="button"),
        on_submit=ZoneState.save,
        key="zone-" + now.name,
        class_name="row end",
    )
    return rx.el.section(
        rx.el.h2(msg("school-zone-title"), id="school-zone-title"),
        rx.el.p(msg("school-zone-text"), class_name="soft"),
        rx.el.p(msg("school-zone-now", zone=now.name, now=moment_in(now.now, now.name))),
        moving(now.moving),
        rx.cond(
            AppState.roles.contains("admin"),
            rx.fragment(form, rx.el.p(msg("school-zone-follows"), id="school-zone-follows", class_name="soft small")),
        ),
        aria_labelledby="school-zone-title",
        class_name="card stack-s",
    )
