"""What is asked of everybody who signs in: the provider, the second step, an end to every session."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import copyable, labelled
from learnapp.components.status import status_badge
from learnapp.components.text import msg
from learnapp.state.admin.sign_on import AdminLine, SignInRulesState

R = SignInRulesState


def tick(control_id: Any, label: str, checked: Any, on_change: Any, hint: str = "", *, disabled: Any = False) -> Any:
    """Return a box to tick, with what it means below it."""
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                type="checkbox", id=control_id, checked=checked, on_change=on_change, disabled=disabled,
            ),
            msg(label),
            html_for=control_id,
            class_name="check",
            style={"gap": ".6rem"},
        ),
        rx.el.p(msg(hint), class_name="soft small") if hint else rx.fragment(),
    )  # fmt: skip


def _admin(one: rx.Var[AdminLine]) -> rx.Component:
    return rx.el.li(
        rx.el.label(
            rx.el.input(
                type="checkbox", id="glass-" + one.id, checked=one.named,
                on_change=lambda on: R.name_admin(one.id, on),
            ),
            one.name,
            html_for="glass-" + one.id,
            class_name="check",
            style={"gap": ".6rem"},
        ),
        rx.cond(one.safe, status_badge("good", msg("asked-safe")), status_badge("idle", msg("asked-not-safe"))),
        class_name="row",
    )  # fmt: skip


def sign_in_rules() -> rx.Component:
    """Return the rules with their forms."""
    return rx.el.section(
        rx.el.h2(msg("asked-title"), id="rules"),
        tick(
            "asked-enforced", "asked-enforced", R.rule_enforced, R.enforce, "asked-enforced-hint",
            disabled=~R.may_enforce & ~R.rule_enforced,
        ),
        rx.el.div(
            rx.el.p(msg("asked-before")),
            copyable("asked-command", "learnapp sign-in rescue " + R.rule_school + " ADDRESS", "asked-command"),
            rx.cond(R.would_lock & ~R.rule_enforced, rx.el.p(rx.el.strong(msg("asked-before-self")))),
            class_name="note stack-s",
        ),
        rx.el.fieldset(
            rx.el.legend(msg("asked-glass")),
            rx.el.p(msg("asked-glass-hint"), class_name="soft small"),
            rx.el.ul(rx.foreach(R.rule_admins, _admin), class_name="plain-list"),
            class_name="fieldset",
        ),
        tick("asked-second-step", "asked-second-step", R.rule_second_step, R.demand, "asked-second-step-hint"),
        rx.el.form(
            labelled(
                "asked-idle",
                rx.el.input(
                    id="asked-idle", name="idle", type="number", min="5", max=R.most_idle.to(str), required=True,
                    default_value=R.rule_idle.to(str), class_name="input", style={"width": "8rem"},
                ),
                "asked-idle",
            ),
            labelled(
                "asked-hours",
                rx.el.input(
                    id="asked-hours", name="hours", type="number", min="1", max=R.most_hours.to(str), required=True,
                    default_value=R.rule_hours.to(str), class_name="input", style={"width": "8rem"},
                ),
                "asked-hours",
            ),
            rx.el.button(msg("institution-save"), type="submit", class_name="button"),
            on_submit=R.limit,
            key=R.rule_idle.to(str) + "-" + R.rule_hours.to(str),
            class_name="row end",
        ),
        rx.el.p(msg("asked-limits-hint", idle=R.most_idle, hours=R.most_hours), class_name="soft small"),
        aria_labelledby="rules",
        class_name="card stack",
    )  # fmt: skip
