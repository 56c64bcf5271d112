"""What is switched on: for the institution, and the sections that differ."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.institution.spans import small_button
from learnapp.components.text import msg
from learnapp.state.admin.announcing import AnnouncingState
from learnapp.state.admin.switches import FeatureView, SectionSwitch, SwitchesState
from learnapp.state.base import AppState


def _section(feature: rx.Var[FeatureView], one: rx.Var[Any]) -> rx.Component:
    section = one.to(SectionSwitch)
    return rx.el.li(
        rx.el.span(section.title),
        rx.el.span(rx.cond(section.on, msg("switch-on"), msg("switch-off")), class_name="badge"),
        rx.cond(
            AppState.roles.contains("admin"),
            small_button("switch-follow", SwitchesState.follow(feature.key, section.section_id), section.title),
        ),
        class_name="row",
    )


def _differ(feature: rx.Var[FeatureView]) -> rx.Component:
    name = "differ-" + feature.key.to(str)
    return rx.el.form(
        rx.el.input(type="hidden", name="feature", value=feature.key),
        rx.el.div(
            rx.el.label(
                rx.cond(feature.on, msg("switch-but-off"), msg("switch-but-on")),
                rx.el.span(": ", msg("feature-" + feature.key.to(str)), class_name="sr"),
                html_for=name,
            ),
            rx.el.select(
                rx.foreach(AnnouncingState.sections, lambda one: rx.el.option(one.title, value=one.value)),
                id=name,
                name="section",
                class_name="select",
            ),
            class_name="field",
        ),
        rx.el.button(
            msg("switch-differ"), rx.el.span(": ", msg("feature-" + feature.key.to(str)), class_name="sr"),
            type="submit", class_name="button",
        ),
        on_submit=SwitchesState.differ,
        class_name="row end",
    )  # fmt: skip


def _feature(one: rx.Var[FeatureView]) -> rx.Component:
    return rx.el.li(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                role="switch",
                checked=one.on,
                disabled=~AppState.roles.contains("admin"),
                on_change=SwitchesState.everywhere(one.key, ~one.on),
            ),
            rx.el.strong(msg("feature-" + one.key.to(str))),
            class_name="check",
        ),
        rx.el.p(msg("feature-" + one.key.to(str) + "-text"), class_name="soft small"),
        rx.cond(
            one.sections.length() > 0,
            rx.el.ul(rx.foreach(one.sections, lambda section: _section(one, section)), class_name="plain-list stack-s"),
        ),
        rx.cond(AppState.roles.contains("admin") & (one.on | one.rollout), _differ(one)),
        class_name="announced stack-s",
    )


def switches() -> rx.Component:
    """Return every feature with its switch and the sections that differ."""
    return rx.el.section(
        rx.el.h2(msg("switches-title"), id="switches"),
        rx.el.p(msg("switches-lead"), class_name="soft"),
        rx.el.ul(rx.foreach(SwitchesState.features, _feature), class_name="plain-list"),
        aria_labelledby="switches",
        class_name="card stack-s",
    )
