"""What is switched on: for the institution, and the sections that differ."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.institution.spans import small_button
from learnapp.components.table import pager
from learnapp.components.text import day, msg
from learnapp.state.admin.announcing import AnnouncingState
from learnapp.state.admin.switches import FeatureView, SectionSwitch, SwitchesState, TrialSection
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


def _trial_row(feature: rx.Var[FeatureView], one: rx.Var[Any]) -> rx.Component:
    section = one.to(TrialSection)
    return rx.el.li(
        rx.el.span(section.title),
        rx.el.span(msg("trial-why-" + section.why.to(str)), class_name="badge"),
        rx.cond(section.since != "", rx.el.span(msg("trial-since", day=day(section.since)), class_name="soft small")),
        rx.cond(
            AppState.roles.contains("admin"),
            rx.cond(
                section.why == "chosen",
                small_button("switch-follow", SwitchesState.follow(feature.key, section.section_id), section.title),
                small_button("trial-not-here", SwitchesState.leave_out(feature.key, section.section_id), section.title),
            ),
        ),
        class_name="row",
    )


def _share(feature: rx.Var[FeatureView]) -> rx.Component:
    """Return the form for a share, and the way back from everything that was chosen."""
    name = "share-" + feature.key.to(str)
    about = rx.el.span(": ", msg("feature-" + feature.key.to(str)), class_name="sr")
    return rx.el.div(
        rx.el.form(
            rx.el.input(type="hidden", name="feature", value=feature.key),
            rx.el.div(
                rx.el.label(msg("trial-share"), about, html_for=name),
                rx.el.input(
                    id=name,
                    name="share",
                    type="number",
                    min=1,
                    max=99,
                    required=True,
                    default_value=rx.cond(feature.share > 0, feature.share.to(str), "25"),
                    class_name="input",
                ),
                class_name="field",
            ),
            rx.el.button(msg("trial-share-out"), about, type="submit", class_name="button"),
            on_submit=SwitchesState.share_out,
            class_name="row end",
        ),
        rx.cond(
            feature.stage != "off",
            rx.el.button(
                msg("trial-take-back"), about, type="button", on_click=SwitchesState.take_back(feature.key),
                class_name="button",
            ),
        ),
        class_name="row end between",
    )  # fmt: skip


def _trial(feature: rx.Var[FeatureView]) -> rx.Component:
    """Return how far a feature in trial has come, and which sections have it since when."""
    rows = feature.trial.to(list[TrialSection])
    return rx.el.div(
        rx.el.p(
            rx.el.strong(msg("trial-stage-" + feature.stage.to(str), share=feature.share)),
            " ",
            msg("trial-count", count=feature.total, of=feature.active),
            rx.cond(
                feature.since != "",
                rx.el.span(" ", msg("trial-chosen", day=day(feature.since)), class_name="soft small"),
            ),
            role="status",
        ),
        rx.cond(
            feature.total > 0,
            rx.fragment(
                rx.el.ul(
                    rx.foreach(rows, lambda section: _trial_row(feature, section)),
                    class_name="plain-list stack-s",
                    aria_label=msg("trial-list"),
                ),
                rx.cond(
                    feature.total > rows.length(),
                    pager(
                        feature.offset,
                        rows.length(),
                        feature.total,
                        lambda step: SwitchesState.turn(feature.key, step),
                        "trial-turn",
                    ),
                ),
            ),
        ),
        class_name="stack-s",
    )


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
        rx.cond(one.rollout, _trial(one)),
        rx.cond(
            one.sections.length() > 0,
            rx.el.ul(rx.foreach(one.sections, lambda section: _section(one, section)), class_name="plain-list stack-s"),
        ),
        rx.cond(AppState.roles.contains("admin") & one.rollout & ~one.on, _share(one)),
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
