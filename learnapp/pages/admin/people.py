"""People and the roster import."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.roster import roster_import
from learnapp.components.table import pager, table
from learnapp.components.text import msg
from learnapp.state.admin.people import PeopleState, PersonRow, RosterState
from learnapp.state.base import AppState

_ADMIN = AppState.roles.contains("admin")
ROLES = ("student", "guardian", "instructor", "assistant", "admin", "auditor")


def _role_choice(control_id: str, *, every: bool) -> rx.Component:
    options = [rx.el.option(msg(f"role-{role}"), value=role) for role in ROLES]
    if every:
        options.insert(0, rx.el.option(msg("role-all"), value=""))
    return rx.el.select(*options, id=control_id, name="role", class_name="select")


def _row(person: rx.Var[PersonRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(link(person.name, href="/admin/people/" + person.id), scope="row"),
        rx.el.td(person.email),
        rx.el.td(rx.foreach(person.roles, lambda role: rx.el.span(msg("role-" + role.to(str)), class_name="badge"))),
        rx.el.td(msg("status-" + person.status)),
        rx.el.td(
            rx.cond(_ADMIN, _actions(person)),
        ),
    )


def _actions(person: rx.Var[PersonRow]) -> rx.Component:
    return rx.el.div(
        rx.el.button(
            msg("person-reset"),
            type="button",
            class_name="button plain",
            aria_label=msg("person-reset-of", name=person.name),
            on_click=PeopleState.new_password(person.id),
        ),
        rx.cond(
            person.status == "active",
            rx.el.button(
                msg("person-suspend"),
                type="button",
                class_name="button plain",
                aria_label=msg("person-suspend-of", name=person.name),
                on_click=PeopleState.set_status(person.id, "suspended"),
            ),
            rx.el.button(
                msg("person-reopen"),
                type="button",
                class_name="button plain",
                aria_label=msg("person-reopen-of", name=person.name),
                on_click=PeopleState.set_status(person.id, "active"),
            ),
        ),
        class_name="row actions",
    )


def people() -> rx.Component:
    """Everybody of the institution."""
    search = rx.el.form(
        labelled(
            "people-search",
            rx.el.input(id="people-query", name="query", class_name="input", default_value=PeopleState.query),
            "people-query",
        ),
        labelled("people-role", _role_choice("people-role", every=True), "people-role"),
        rx.el.button(msg("search"), type="submit", class_name="button"),
        on_submit=PeopleState.search,
        class_name="row end",
    )
    new = rx.el.details(
        rx.el.summary(msg("people-add")),
        rx.el.form(
            labelled(
                "name",
                rx.el.input(id="new-name", name="name", required=True, max_length=120, class_name="input"),
                "new-name",
            ),
            labelled(
                "email",
                rx.el.input(id="new-email", name="email", type="email", required=True, class_name="input"),
                "new-email",
            ),
            labelled("people-role", _role_choice("new-role", every=False), "new-role"),
            rx.el.button(msg("people-add-button"), type="submit", class_name="button primary"),
            on_submit=PeopleState.add,
            key=AppState.taken,
            class_name="row end",
        ),
        class_name="card quiet",
    )
    secret = rx.el.div(
        rx.cond(
            PeopleState.secret != "",
            rx.el.div(
                rx.el.p(msg("people-secret", email=PeopleState.secret_for)),
                rx.el.p(rx.el.code(PeopleState.secret)),
                rx.el.button(
                    msg("people-secret-done"), type="button", class_name="button", on_click=PeopleState.put_away
                ),
                class_name="note good",
            ),
        ),
        role="status",
    )
    return shell(
        rx.el.div(
            rx.el.h1(msg("people-title")),
            rx.el.div(
                rx.cond(
                    AppState.is_admin,
                    rx.el.button(msg("csv"), type="button", class_name="button", on_click=PeopleState.download),
                ),
                rx.cond(
                    _ADMIN,
                    rx.fragment(
                        link(msg("bulk-title"), href="/admin/invitations", class_name="button"),
                        link(msg("oneroster-title"), href="/admin/oneroster", class_name="button"),
                        link(msg("people-roster"), href="/admin/roster", class_name="button primary"),
                    ),
                ),
                class_name="row",
            ),
            class_name="row between",
        ),
        search,
        rx.cond(
            PeopleState.loaded,
            rx.fragment(
                rx.cond(_ADMIN, new),
                secret,
                table(
                    msg("people-title"),
                    ("name", "email", "people-role", "status", ""),
                    rx.foreach(PeopleState.people, _row),
                ),
                pager(PeopleState.offset, PeopleState.people.length(), PeopleState.total, PeopleState.turn),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def roster() -> rx.Component:
    """Import people from a CSV file: first look at what would happen, then do it."""
    return shell(
        rx.el.h1(msg("roster-title")),
        rx.el.p(msg("roster-lead"), class_name="soft"),
        roster_import("email,name,role,section,birth_date,guardian_email", RosterState.run),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    app.add_page(
        people, route="/admin/people", title=msg("page-title", page=msg("people-title")), on_load=PeopleState.load
    )
    app.add_page(
        roster, route="/admin/roster", title=msg("page-title", page=msg("roster-title")), on_load=RosterState.load
    )
