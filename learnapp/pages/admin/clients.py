"""API clients: programs of other systems that the institution lets in."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import copyable, labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import pager
from learnapp.components.text import day, moment, msg
from learnapp.state.admin.clients import ClientLine, ClientsState, SecretLine
from learnapp.state.base import AppState

_SCOPES = (
    "roster:read", "records:read", "events:write", "assert_results", "statements:write", "statements:read",
    "events:read", "exports:read", "exports:write",
)  # fmt: skip
_WRAPPED = {"white-space": "pre-wrap", "overflow-wrap": "anywhere"}
_DOTS = {"list-style": "disc", "padding-inline-start": "1.3rem", "margin": "0"}


def _address(text: str) -> rx.Component:
    return rx.el.code(text, style={"overflow-wrap": "anywhere"})


def _secret() -> rx.Component:
    state = ClientsState
    return rx.el.div(
        rx.cond(
            state.client_secret != "",
            rx.el.div(
                rx.el.p(rx.el.strong(msg("clients-secret", name=state.client_secret_name))),
                copyable("clients-id", state.client_secret_id, "client-id"),
                copyable("clients-secret-label", state.client_secret, "client-secret"),
                rx.el.p(msg("clients-once"), class_name="small"),
                rx.el.button(
                    msg("people-secret-done"), type="button", class_name="button", on_click=state.put_away
                ),
                class_name="note good stack-s",
            ),
        ),
        role="status",
    )  # fmt: skip


def _adding() -> rx.Component:
    boxes = [
        rx.el.label(
            rx.el.input(
                type="checkbox", value="yes",
                name="scope-" + scope.replace(":", "-"), id="scope-" + scope.replace(":", "-"),
            ),
            rx.el.span(msg("clients-scope-" + scope.replace(":", "-")), " ", rx.el.code(scope)),
            html_for="scope-" + scope.replace(":", "-"),
            class_name="check",
        )
        for scope in _SCOPES
    ]  # fmt: skip
    return rx.el.details(
        rx.el.summary(msg("clients-add")),
        rx.el.form(
            labelled(
                "clients-name",
                rx.el.input(id="client-name", name="name", required=True, max_length=120, class_name="input"),
                "client-name",
            ),
            rx.el.fieldset(
                rx.el.legend(msg("clients-scopes")), rx.el.div(*boxes, class_name="stack-s"), class_name="fieldset"
            ),
            labelled(
                "clients-days",
                rx.el.input(
                    id="client-days", name="days", type="number", min=1, max=730, placeholder="365", class_name="input",
                    style={"width": "9rem"},
                ),
                "client-days",
            ),
            rx.el.div(
                rx.el.button(msg("clients-add-button"), type="submit", class_name="button primary"), class_name="row"
            ),
            on_submit=ClientsState.add,
            key=AppState.taken,
            class_name="stack-s",
        ),
        class_name="card quiet",
    )  # fmt: skip


def _secret_line(client: rx.Var[ClientLine], one: rx.Var[SecretLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.code("…", one.mark),
            rx.el.span(msg("clients-made", day=day(one.made)), class_name="small"),
            rx.el.span(
                rx.cond(one.used != "", msg("clients-used", at=moment(one.used)), msg("clients-never")),
                class_name="small",
            ),
            rx.el.span(
                rx.cond(one.ends != "", msg("clients-ends", day=day(one.ends)), msg("clients-endless")),
                class_name="small",
            ),
            rx.cond(
                client.two & AppState.roles.contains("admin"),
                rx.el.button(
                    msg("clients-secret-remove"),
                    rx.el.span(": ", client.name, " ", one.mark, class_name="sr"),
                    type="button",
                    class_name="button plain",
                    on_click=ClientsState.remove_secret(client.id, one.mark),
                ),
            ),
            class_name="row",
        ),
    )


def _client(one: rx.Var[ClientLine]) -> rx.Component:
    state = ClientsState
    tone = rx.match(one.state, ("active", "good"), ("off", "idle"), "warn")
    actions = rx.el.div(
        rx.cond(
            ~one.two,
            rx.el.button(
                msg("clients-rotate"), rx.el.span(": ", one.name, class_name="sr"), type="button", class_name="button",
                on_click=state.rotate(one.id),
            ),
        ),
        rx.el.button(
            rx.cond(one.state == "off", msg("lms-switch-on"), msg("lms-switch-off")),
            rx.el.span(": ", one.name, class_name="sr"), type="button", class_name="button",
            on_click=state.switch(one.id, one.state == "off"),
        ),
        class_name="row",
    )  # fmt: skip
    remove = rx.el.details(
        rx.el.summary(msg("clients-remove"), rx.el.span(": ", one.name, class_name="sr")),
        rx.el.p(msg("clients-remove-text")),
        rx.el.button(
            msg("clients-remove-button"), rx.el.span(": ", one.name, class_name="sr"), type="button",
            class_name="button danger", on_click=state.remove(one.id),
        ),
        class_name="quiet",
    )  # fmt: skip
    return rx.el.li(
        rx.el.div(
            rx.el.h2(rx.el.bdi(one.name), style={"overflow-wrap": "anywhere"}),
            status_badge(tone, msg("clients-state-" + one.state)),
            class_name="row between",
        ),
        rx.el.dl(
            rx.el.div(rx.el.dt(msg("clients-id")), rx.el.dd(rx.el.code(one.id, style={"overflow-wrap": "anywhere"}))),
            rx.el.div(
                rx.el.dt(msg("clients-last")),
                rx.el.dd(rx.cond(one.used != "", moment(one.used), msg("clients-never"))),
            ),
            class_name="known",
        ),
        rx.el.p(msg("clients-may"), class_name="label"),
        rx.el.ul(rx.foreach(one.scopes, lambda scope: rx.el.li(rx.el.code(scope))), style=_DOTS),
        rx.el.p(msg("clients-secrets"), class_name="label"),
        rx.el.ul(rx.foreach(one.secrets, lambda each: _secret_line(one, each)), class_name="plain-list stack-s"),
        rx.cond(AppState.roles.contains("admin"), rx.fragment(actions, remove)),
        class_name="card stack-s",
    )


def _help() -> rx.Component:
    origin = ClientsState.client_origin
    return rx.el.section(
        rx.el.h2(msg("clients-how")),
        rx.el.p(msg("clients-how-token")),
        rx.el.pre(
            "curl -u CLIENT_ID:SECRET -d grant_type=client_credentials ", origin, "/oauth/token",
            class_name="note", dir="ltr", style=_WRAPPED,
        ),
        rx.el.p(msg("clients-how-read")),
        rx.el.pre(
            'curl -H "Authorization: Bearer TOKEN" "', origin, '/api/v1/classes?size=50"',
            class_name="note", dir="ltr", style=_WRAPPED,
        ),
        rx.el.ul(
            rx.el.li(_address("GET /api/v1/classes"), " · roster:read"),
            rx.el.li(_address("GET /api/v1/classes/{class_id}/people"), " · roster:read"),
            rx.el.li(_address("GET /api/v1/classes/{class_id}/progress"), " · records:read"),
            rx.el.li(_address("POST /api/v1/events"), " · events:write"),
            rx.el.li(_address("POST /xapi/statements"), " · statements:write"),
            dir="ltr",
            style=_DOTS,
        ),
        rx.el.p(rx.el.a(msg("clients-openapi"), href="/api/v1/openapi.json")),
        class_name="card stack-s",
    )  # fmt: skip


def clients() -> rx.Component:
    """The page."""
    state = ClientsState
    whole = rx.el.div(
        _secret(),
        rx.cond(AppState.roles.contains("admin"), _adding()),
        rx.cond(
            state.clients.length() > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(state.clients, _client), class_name="plain-list stack"),
                rx.cond(
                    state.client_total > state.clients.length(),
                    pager(state.client_offset, state.clients.length(), state.client_total, state.turn),
                ),
            ),
            empty_state(msg("clients-none"), msg("clients-none-text")),
        ),
        _help(),
        class_name="stack",
    )
    return shell(
        # It has its room before the page knows who reads it.
        rx.el.p(
            rx.cond(AppState.roles.contains("admin"), link(msg("institution-title"), href="/admin/institution")),
            class_name="eyebrow",
        ),
        rx.el.h1(msg("clients-title")),
        rx.el.p(msg("clients-lead"), class_name="soft"),
        rx.cond(state.clients_ready, whole, loading(msg("loading"))),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        clients, route="/admin/clients", title=msg("page-title", page=msg("clients-title")), on_load=ClientsState.load
    )
