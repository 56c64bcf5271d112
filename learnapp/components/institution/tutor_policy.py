"""Who may read what students say to the tutor: the institution's choice."""

from __future__ import annotations

import reflex as rx

from learnapp.components.text import msg
from learnapp.state.admin.tutor_policy import READERS, TutorPolicyState
from learnapp.state.base import AppState


def _reader(one: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio", name="readers", value=one, default_checked=TutorPolicyState.readers == one
        ),
        msg(f"tutor-policy-{one}"),
        class_name="choice",
    )  # fmt: skip


def tutor_policy() -> rx.Component:
    """Return the form; who may only look sees what holds."""
    state = TutorPolicyState
    form = rx.el.form(
        rx.el.fieldset(
            rx.el.legend(msg("tutor-policy-who")),
            *[_reader(one) for one in READERS],
            class_name="stack-s",
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name="deletable", default_checked=state.deletable),
            msg("tutor-policy-deletable"),
            class_name="choice",
        ),
        rx.el.div(rx.el.button(msg("save"), type="submit", class_name="button"), class_name="row"),
        on_submit=state.save,
        key="tutor-policy-" + state.readers + state.deletable.to_string(),
        class_name="stack",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("tutor-policy-title")),
        rx.el.p(msg("tutor-policy-text"), class_name="soft"),
        rx.cond(AppState.roles.contains("admin"), form, rx.el.p(msg("tutor-policy-" + state.readers.to(str)))),
        id="tutor-policy",
        class_name="card stack-s",
    )
