"""The choices about notifications, on the account page: each one is kept at once."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.text import msg
from learnapp.state.noticing import MODES, ChoiceView, NoticeChoiceState


def _mode(one: rx.Var[ChoiceView], mode: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="notices-" + one.kind,
            value=mode,
            checked=one.mode == mode,
            on_change=NoticeChoiceState.choose(one.kind, mode),
        ),
        msg(f"notices-mode-{mode}"),
        class_name="check",
    )


def _kind(one: rx.Var[ChoiceView]) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(msg("notices-kind-" + one.kind)),
        rx.cond(
            one.fixed,
            rx.el.p(
                rx.el.strong(msg("notices-always")), " ", msg("notices-why-" + one.kind), class_name="soft small"
            ),
            rx.el.div(*(_mode(one, mode) for mode in MODES), class_name="row modes"),
        ),
        class_name="fieldset notice-kind",
    )  # fmt: skip


def _hours(name: str, label: str, value: Any, on_change: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(msg(label), html_for=name),
        rx.el.select(
            *(rx.el.option(f"{hour:02}:00", value=str(hour)) for hour in range(24)),
            id=name,
            value=value.to_string(),
            disabled=~NoticeChoiceState.quiet,
            on_change=on_change,
            class_name="select",
        ),
        class_name="field",
    )


def notice_choices() -> rx.Component:
    """Return the section of the account page."""
    state = NoticeChoiceState
    return rx.el.section(
        rx.el.h2(msg("notices-choices"), id="notices"),
        rx.el.div(
            rx.el.p(msg("notices-choices-lead"), " ", msg("notices-daily-note"), class_name="soft"),
            rx.foreach(state.choices, _kind),
            rx.el.fieldset(
                rx.el.legend(msg("notices-quiet")),
                rx.el.label(
                    rx.el.input(type="checkbox", checked=state.quiet, on_change=state.choose_quiet),
                    msg("notices-quiet-on"),
                    class_name="check",
                ),
                rx.el.div(
                    _hours("quiet-from", "notices-quiet-from", state.quiet_first, state.choose_first),
                    _hours("quiet-until", "notices-quiet-until", state.quiet_last, state.choose_last),
                    class_name="row",
                ),
                rx.el.p(msg("notices-quiet-note"), class_name="soft small"),
                class_name="fieldset notice-kind",
            ),
            class_name="card stack",
        ),
    )
