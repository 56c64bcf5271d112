"""Setting up an authenticator app: the picture, the same to type, the first code, the codes for a lost phone."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.text import msg
from learnapp.state.sign_in_steps import SetUpView


def code_field(control_id: str, *, recovery: bool = False, focus: bool = False) -> rx.Component:
    """Return the field for a code.

    Args:
        control_id: Id of the control.
        recovery: A recovery code fits, too.
        focus: The page begins there.
    """
    return rx.el.div(
        rx.el.label(msg("factor-code-or" if recovery else "factor-code"), html_for=control_id),
        rx.el.input(
            id=control_id, name="code", required=True, auto_complete="one-time-code", spell_check=False,
            auto_focus=focus, input_mode="text" if recovery else "numeric", max_length=14, class_name="input",
            style={"max-width": "14rem"},
        ),
        class_name="field",
    )  # fmt: skip


def setting_up(shown: rx.Var[SetUpView], on_submit: Any, key: Any) -> rx.Component:
    """Return what is scanned or typed into the app, and the form for its first code."""
    return rx.el.div(
        rx.el.ol(
            rx.el.li(msg("factor-how-app")),
            rx.el.li(msg("factor-how-scan")),
            rx.el.li(msg("factor-how-code")),
            style={"list-style": "decimal", "padding-inline-start": "1.4rem", "margin": "0"},
        ),
        rx.el.img(
            src=shown.picture, alt=msg("factor-picture"),
            style={"border-radius": ".6rem", "width": "15rem", "align-self": "flex-start"},
        ),
        rx.el.p(msg("factor-typed"), " ", rx.el.code(shown.secret, id="factor-secret", class_name="temp-password")),
        rx.el.form(
            code_field("factor-first", focus=True),
            rx.el.button(
                msg("factor-confirm"), type="submit", class_name="button primary", style={"align-self": "flex-start"},
            ),
            on_submit=on_submit,
            key=key,
            class_name="stack-s",
        ),
        class_name="stack",
    )  # fmt: skip


def recovery_codes(codes: rx.Var[list[str]]) -> rx.Component:
    """Return the codes that are shown once."""
    return rx.el.div(
        rx.el.p(rx.el.strong(msg("factor-keep"))),
        rx.el.p(msg("factor-keep-why")),
        rx.el.ul(
            rx.foreach(codes, lambda code: rx.el.li(rx.el.code(code))),
            class_name="plain-list",
            style={"columns": "2", "max-width": "22rem", "font-size": "1.05rem", "line-height": "2"},
        ),
        class_name="note",
        role="status",
    )
