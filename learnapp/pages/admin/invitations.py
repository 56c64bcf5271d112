"""Inviting many people by their e-mail addresses."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.forms import labelled
from learnapp.components.inviting import attest_box
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import day, msg
from learnapp.state.admin.bulk_inviting import BulkInvitingState, ListLine, PersonalLine
from learnapp.state.base import AppState

_ROLES = ("student", "instructor", "assistant")


def _form() -> rx.Component:
    state = BulkInvitingState
    choose = rx.el.label(
        rx.upload.root(
            rx.el.div(rx.el.span(msg("bulk-file"), class_name="button")),
            id="bulk-file",
            accept={"text/csv": [".csv"], "text/plain": [".txt"]},
            multiple=False,
            max_files=1,
            max_size=200_000,
            no_click=True,
            on_drop=state.upload(rx.upload_files(upload_id="bulk-file")),
            border="none",
            padding="0",
        ),
    )
    form = rx.el.form(
        labelled(
            "bulk-text",
            rx.el.textarea(
                id="bulk-text", name="text", rows="6", required=True, class_name="textarea", spell_check=False,
                dir="ltr",
                placeholder="ann@school.example\nben@school.example, teacher, Math 7",
            ),
            "bulk-text",
        ),
        rx.el.p(msg("bulk-hint"), class_name="soft small"),
        rx.el.div(
            labelled(
                "bulk-role",
                rx.el.select(
                    *(rx.el.option(msg(f"invite-role-{role}"), value=role) for role in _ROLES),
                    id="bulk-role", name="role", class_name="select",
                ),
                "bulk-role",
            ),
            labelled(
                "bulk-section",
                rx.el.select(
                    rx.foreach(state.places, lambda one: rx.el.option(one.title, value=one.id)),
                    id="bulk-section", name="section", required=True, class_name="select",
                ),
                "bulk-section",
            ),
            labelled(
                "invite-days",
                rx.el.input(
                    id="bulk-days", name="days", type="number", min=1, max=90, placeholder="14", class_name="input",
                    style={"width": "9rem"},
                ),
                "bulk-days",
            ),
            class_name="row end",
        ),
        attest_box("bulk-attest"),
        rx.el.div(rx.el.button(msg("bulk-check"), type="submit", class_name="button primary"), class_name="row"),
        on_submit=state.check,
        key=AppState.taken,
        class_name="stack-s",
    )  # fmt: skip
    return rx.el.section(rx.el.h2(msg("bulk-list")), choose, form, class_name="card stack-s")


def _line(one: rx.Var[ListLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(one.number, class_name="number"),
        rx.el.th(rx.el.bdi(one.email), scope="row", class_name="wrap"),
        rx.el.td(rx.cond(one.state == "role", one.role, msg("role-" + one.role))),
        rx.el.td(one.section, class_name="wrap"),
        rx.el.td(
            status_badge(rx.cond(one.state == "ready", "good", "warn"), msg("bulk-line-" + one.state)),
            class_name="wrap",
        ),
    )


def _checked() -> rx.Component:
    state = BulkInvitingState
    return rx.cond(
        state.bulk_checked,
        rx.el.section(
            rx.el.h2(msg("bulk-checked")),
            rx.el.p(msg("bulk-counts", good=state.bulk_good, bad=state.bulk_bad), role="status"),
            table(
                msg("bulk-checked"), ("roster-line", "email", "bulk-role", "bulk-section", "status"),
                rx.foreach(state.bulk_lines, _line),
            ),
            rx.cond(
                state.bulk_good > 0,
                rx.el.div(
                rx.el.button(
                    rx.cond(
                        state.bulk_mail,
                        msg("bulk-send", count=state.bulk_good),
                        msg("bulk-make", count=state.bulk_good),
                    ),
                    type="button", class_name="button primary", on_click=state.invite,
                ),
                class_name="row",
                ),
            ),
            class_name="card stack-s",
        ),
    )  # fmt: skip


def _done() -> rx.Component:
    state = BulkInvitingState
    return rx.el.div(
        rx.cond(
            state.bulk_done > 0,
            rx.cond(
                state.bulk_links,
                rx.el.div(
                    rx.el.p(msg("bulk-made", count=state.bulk_done)),
                    rx.el.button(msg("bulk-download"), type="button", class_name="button primary",
                                 on_click=state.download),
                    class_name="note good stack-s",
                ),
                rx.el.p(msg("bulk-sent", count=state.bulk_done), class_name="note good"),
            ),
        ),
        role="status",
    )  # fmt: skip


def _personal(one: rx.Var[PersonalLine]) -> rx.Component:
    state = BulkInvitingState
    who = rx.cond(one.email != "", one.email, msg("bulk-forgotten"))
    tone = rx.match(one.state, ("open", "good"), ("used", "good"), ("closed", "warn"), "idle")
    again = (one.state == "open") | (one.state == "expired")
    return rx.el.tr(
        rx.el.th(rx.el.bdi(who), scope="row", class_name="wrap"),
        rx.el.td(msg("role-" + one.role)),
        rx.el.td(one.section, class_name="wrap"),
        rx.el.td(status_badge(tone, msg("bulk-state-" + one.state))),
        rx.el.td(
            rx.cond(one.sent != "", day(one.sent), "–"),
            rx.cond(
                one.returned != "",
                rx.el.div(status_badge("warn", msg("bulk-returned")), " ", day(one.returned)),
            ),
            class_name="nowrap",
        ),
        rx.el.td(day(one.until), class_name="nowrap"),
        rx.el.td(
            rx.el.div(
                rx.cond(
                    again & (one.email != ""),
                    rx.el.button(
                        msg("bulk-again"), rx.el.span(": ", one.email, class_name="sr"), type="button",
                        class_name="button plain", on_click=state.again(one.id),
                    ),
                ),
                rx.cond(
                    one.state == "open",
                    rx.el.button(
                        msg("bulk-withdraw"), rx.el.span(": ", one.email, class_name="sr"), type="button",
                        class_name="button plain", on_click=state.withdraw(one.id),
                    ),
                ),
                class_name="row actions",
            )
        ),
    )  # fmt: skip


def invitations() -> rx.Component:
    """The page."""
    state = BulkInvitingState
    whole = rx.el.div(
        _done(),
        rx.cond(~state.bulk_mail, rx.el.p(msg("bulk-no-mail"), class_name="note")),
        _form(),
        _checked(),
        rx.cond(
            state.personal_total > 0,
            rx.el.section(
                rx.el.h2(msg("bulk-invited")),
                table(
                    msg("bulk-invited"),
                    ("email", "people-role", "bulk-section", "status", "bulk-sent-on", "invite-until", ""),
                    rx.foreach(state.personal, _personal),
                ),
                pager(state.personal_offset, state.personal.length(), state.personal_total, state.turn),
            ),
        ),
        class_name="stack",
    )
    return shell(
        rx.el.p(link(msg("nav-people"), href="/admin/people"), class_name="eyebrow"),
        rx.el.h1(msg("bulk-title")),
        rx.el.p(msg("bulk-lead"), class_name="soft"),
        rx.cond(state.bulk_ready, whole, loading(msg("loading"))),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        invitations,
        route="/admin/invitations",
        title=msg("page-title", page=msg("bulk-title")),
        on_load=BulkInvitingState.load,
    )
