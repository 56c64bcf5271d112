"""Services outside that know facts: a form for each, and what a trial has found."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.language_model import MAY
from learnapp.components.status import status_badge
from learnapp.components.text import msg
from learnapp.state.admin.fact_services import FactServicesState, FactServiceView

_WIDE = {"width": "30rem", "max-width": "100%"}


def _service(one: rx.Var[FactServiceView]) -> rx.Component:
    state = FactServicesState
    name = msg("facts-kind-" + one.kind.to(str))
    about = rx.el.span(": ", name, class_name="sr")
    form = rx.el.form(
        rx.el.input(type="hidden", name="kind", value=one.kind),
        labelled(
            "facts-base",
            rx.el.input(
                id="facts-base-" + one.kind, name="base", type="url", required=True, default_value=one.base_url,
                dir="ltr", max_length=500, class_name="input", style=_WIDE,
            ),
            "facts-base-" + one.kind,
        ),
        rx.cond(
            one.kind != "wikipedia",
            rx.el.div(
                labelled(
                    "facts-key",
                    rx.el.input(
                        id="facts-key-" + one.kind, name="key", type="password", auto_complete="off", dir="ltr",
                        max_length=200, class_name="input", style=_WIDE,
                    ),
                    "facts-key-" + one.kind,
                ),
                rx.cond(one.has_key, rx.el.p(msg("facts-key-kept"), class_name="soft small")),
            ),
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name="on", default_checked=one.on), msg("facts-on"), about, class_name="check"
        ),
        rx.el.div(
            rx.el.button(msg("facts-save"), about, type="submit", class_name="button"),
            rx.el.button(
                msg("facts-try"), about, type="button", class_name="button", disabled=state.trying,
                on_click=state.try_out(one.kind),
            ),
            rx.el.button(
                msg("facts-remove"), about, type="button", class_name="button plain", on_click=state.remove(one.kind)
            ),
            class_name="row",
        ),
        on_submit=state.save,
        key=one.kind + one.base_url + state.taken.to_string(),
        class_name="stack-s",
    )  # fmt: skip
    return rx.el.li(
        rx.el.div(
            rx.el.h3(name),
            rx.cond(one.on, status_badge("good", msg("facts-is-on")), status_badge("idle", msg("facts-is-off"))),
            class_name="row between",
        ),
        rx.el.div(
            rx.cond(
                one.problem != "",
                rx.el.p(msg("facts-why-" + one.problem.to(str)), class_name="note bad"),
                rx.cond(state.tried == one.kind, rx.el.p(msg("facts-works"), class_name="note good")),
            ),
            role="status",
        ),
        rx.cond(MAY, form),
        class_name="stack-s",
    )


def fact_services() -> rx.Component:
    """Return the part of the page."""
    return rx.el.section(
        rx.el.h2(msg("facts-title"), id="facts-title"),
        rx.el.p(msg("facts-lead"), class_name="soft"),
        rx.el.ul(rx.foreach(FactServicesState.services, _service), class_name="plain-list stack"),
        aria_labelledby="facts-title",
        class_name="card stack",
    )
