"""Parts of the page of open data: one card for each endpoint, a form for another one, and our own door."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import copyable, labelled
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import cell, pager, table
from learnapp.components.text import moment, msg
from learnapp.components.trial_steps import trial_steps
from learnapp.state.admin.open_data import ArrivalLine, EndpointCard, OpenDataState
from learnapp.state.base import AppState

S = OpenDataState
Card = rx.Var[EndpointCard]
MAY = AppState.roles.contains("admin")
"""Auditors read the page and find no control on it."""
_WIDE = {"width": "30rem", "max-width": "100%"}
_STATES = ("event", "none", "refused", "new")
_REASONS = (
    "thing", "own", "verb", "moment", "actor", "class", "consent_missing", "forbidden", "not_found", "invalid_input",
    "conflict", "blocked", "rule", "broken",
)  # fmt: skip


def _input(of: Any, name: str, value: Any = "", hint: str = "", **props: Any) -> rx.Component:
    """Return a field; its label is `od-NAME`."""
    named = "od-" + name + "-" + of
    if hint:
        props["aria_describedby"] = named + "-hint"
    return rx.el.div(
        labelled(
            "od-" + name,
            rx.el.input(id=named, name=name, default_value=value, class_name="input", style=_WIDE, dir="ltr", **props),
            named,
        ),
        rx.el.p(msg(hint), id=named + "-hint", class_name="soft small wrap") if hint else rx.fragment(),
    )


def _fields(of: Any, one: Card | None) -> list[rx.Component]:
    return [
        _input(
            of, "url", one.url if one is not None else "", "od-url-hint" if one is None else "", required=True,
            type="url", max_length=500,
        ),
        _input(
            of, "username", one.username if one is not None else "", "od-username-hint" if one is None else "",
            auto_complete="off", max_length=1000,
        ),
        _input(
            of, "secret", "", "od-secret-hint" if one is not None else "", type="password",
            auto_complete="new-password", max_length=1000,
        ),
    ]  # fmt: skip


def adding() -> rx.Component:
    """Return the form for another endpoint."""
    kinds = rx.el.select(
        rx.el.option(msg("od-kind-xapi"), value="xapi"),
        rx.el.option(msg("od-kind-caliper"), value="caliper"),
        id="od-kind-new", name="kind", class_name="select", style=_WIDE,
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("od-add"), id="od-add"),
        rx.el.p(msg("od-add-lead"), class_name="soft"),
        rx.el.form(
            labelled("od-kind", kinds, "od-kind-new"),
            *_fields("new", None),
            rx.el.div(rx.el.button(msg("od-add-button"), type="submit", class_name="button primary"), class_name="row"),
            on_submit=S.add,
            key=AppState.taken,
            class_name="stack",
        ),
        aria_labelledby="od-add",
        class_name="card stack",
    )


def _fact(label: str, *value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(msg(label)), rx.el.dd(*value, style={"overflow-wrap": "anywhere"}))


def _named(key: str, one: Card) -> list[Any]:
    return [msg(key), rx.el.span(": ", one.url, class_name="sr")]


def _controls(one: Card) -> rx.Component:
    """Return the switch, the trial, and what it found."""
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                type="checkbox", role="switch", checked=one.on, on_change=S.switch(one.id, ~one.on),
                aria_describedby="od-on-hint-" + one.id,
            ),
            rx.el.span(*_named("od-on", one)),
            class_name="check",
        ),
        rx.el.p(msg("od-on-hint"), id="od-on-hint-" + one.id, class_name="soft small"),
        rx.el.div(
            rx.el.button(
                rx.cond(S.trying == one.id, msg("od-trying"), msg("od-try")),
                rx.el.span(": ", one.url, class_name="sr"),
                type="button", on_click=S.try_out(one.id), disabled=S.trying != "",
                class_name=rx.cond(one.on, "button", "button primary"),
            ),
            rx.el.button(*_named("od-look-again", one), type="button", on_click=S.look_again, class_name="button"),
            rx.cond(
                (one.refused > 0) | ((one.problem != "") & (one.waiting > 0)),
                rx.el.button(*_named("od-again", one), type="button", on_click=S.again(one.id), class_name="button"),
            ),
            class_name="row",
        ),
        rx.el.p(msg("od-try-hint"), class_name="soft small"),
        rx.el.div(
            rx.cond(S.tried == one.id, trial_steps(S.steps, "od")),
            role="status",
        ),
        class_name="stack-s",
    )  # fmt: skip


def _changing(one: Card) -> rx.Component:
    sure = S.removing == one.id
    return rx.el.details(
        rx.el.summary(*_named("od-edit", one)),
        rx.el.form(
            rx.el.input(type="hidden", name="endpoint", value=one.id, read_only=True),
            *_fields(one.id, one),
            rx.el.div(rx.el.button(msg("institution-save"), type="submit", class_name="button"), class_name="row"),
            on_submit=S.change,
            key=one.id + one.url + one.username + one.has_secret.to_string(),
            class_name="stack",
        ),
        rx.el.button(
            rx.cond(sure, msg("od-remove-sure"), msg("od-remove")), rx.el.span(": ", one.url, class_name="sr"),
            type="button", on_click=S.remove(one.id), class_name="button danger below",
        ),
    )  # fmt: skip


def endpoint(one: Card) -> rx.Component:
    """Return one endpoint."""
    return rx.el.li(
        rx.el.div(
            rx.el.h3(msg("od-kind-" + one.kind), style={"margin": "0"}),
            status_badge(one.tone, msg("od-state-" + one.state)),
            class_name="row between",
        ),
        rx.cond(
            one.problem != "",
            rx.el.p(
                msg("od-problem", at=moment(one.problem_at)), " ", msg("od-why-" + one.problem), class_name="note bad"
            ),
        ),
        rx.el.dl(
            _fact("od-url-is", rx.el.code(one.url, dir="ltr")),
            rx.cond(one.username != "", _fact("od-username", rx.el.code(one.username, dir="ltr"))),
            _fact("od-secret", rx.cond(one.has_secret, msg("od-secret-kept"), msg("od-secret-none"))),
            _fact("od-waiting", one.waiting),
            _fact("od-sent", one.sent),
            _fact("od-refused", one.refused),
            _fact("od-sent-at", rx.cond(one.sent_at != "", moment(one.sent_at), msg("od-sent-never"))),
            class_name="known",
        ),
        rx.cond(MAY, rx.fragment(_controls(one), _changing(one))),
        key=one.id,
        class_name="card stack",
    )


def door() -> rx.Component:
    """Return how other tools write to us."""
    return rx.el.section(
        rx.el.h2(msg("od-door"), id="od-door"),
        rx.el.p(msg("od-door-lead"), class_name="soft"),
        copyable("od-door-address", S.door, "od-door-address"),
        copyable("od-profile", S.profile, "od-profile-address"),
        rx.el.p(msg("od-door-how")),
        rx.el.p(link(msg("nav-clients"), href="/admin/clients", class_name="button")),
        aria_labelledby="od-door",
        class_name="card stack",
    )


def _arrival(one: rx.Var[ArrivalLine]) -> rx.Component:
    why = rx.match(
        one.reason,
        *((code, msg(f"od-came-why-{code.replace('_', '-')}")) for code in _REASONS),
        rx.cond(one.state == "event", "", "–"),
    )
    return rx.el.tr(
        cell("od-came-at", moment(one.at), class_name="nowrap"),
        cell("od-came-tool", rx.cond(one.tool != "", one.tool, "–")),
        cell("od-came-verb", rx.el.code(one.verb, dir="ltr")),
        cell("od-came-host", rx.cond(one.host != "", rx.el.code(one.host, dir="ltr"), "–")),
        cell("od-came-state", status_badge(one.tone, msg("od-came-" + one.state))),
        cell("od-came-why", why, class_name="wrap"),
    )  # fmt: skip


def arrivals() -> rx.Component:
    """Return what other tools have sent: how much of it became what, and the latest, one by one."""
    heads = ["od-came-at", "od-came-tool", "od-came-verb", "od-came-host", "od-came-state", "od-came-why"]
    choice = rx.el.select(
        rx.el.option(msg("wh-state-all"), value=""),
        *(rx.el.option(msg(f"od-came-{state}"), value=state) for state in _STATES),
        value=S.arrivals_state, on_change=S.sift, aria_label=msg("od-came-state"), class_name="select small",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("od-came"), id="od-came"),
        rx.el.p(msg("od-came-lead"), class_name="soft"),
        rx.el.dl(*(_fact(f"od-came-{state}", S.arrived[state]) for state in _STATES), class_name="known"),
        rx.cond(S.arrived_capped, rx.el.p(msg("od-came-capped"), class_name="soft small")),
        rx.el.div(
            choice,
            rx.el.button(
                msg("od-look-again"), rx.el.span(": ", msg("od-came"), class_name="sr"), type="button",
                on_click=S.look_again, class_name="button",
            ),
            class_name="row",
        ),
        rx.cond(
            S.arrivals_total > 0,
            rx.fragment(
                table(msg("od-came-latest"), heads, rx.foreach(S.arrivals, _arrival), "stacked"),
                pager(S.arrivals_offset, S.arrivals.length(), S.arrivals_total, S.turn),
            ),
            rx.el.p(msg("od-came-nothing"), class_name="soft"),
        ),
        aria_labelledby="od-came",
        class_name="card stack",
    )  # fmt: skip
