"""The audit trail: who did what, and proof that nobody changed it since."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import msg
from learnapp.state.admin.audit import AuditLine, AuditState

_HEADS = ("audit-number", "audit-at", "audit-who", "audit-action", "audit-object", "audit-about", "audit-outcome")


def _entry(entry: rx.Var[AuditLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(entry.number, class_name="num"),
        rx.el.td(entry.at, class_name="nowrap"),
        rx.el.th(entry.who, scope="row"),
        rx.el.td(entry.action),
        rx.el.td(
            entry.thing,
            rx.cond(
                entry.thing_key != "",
                rx.el.code(entry.thing_key, class_name="soft small block"),
            ),
        ),
        rx.el.td(entry.about),
        rx.el.td(status_badge(entry.tone, msg("outcome-" + entry.outcome))),
    )


def _choice(key: str, name: str, options: list[rx.Component] | rx.Component) -> rx.Component:
    inner = options if isinstance(options, list) else [options]
    return labelled(
        key,
        rx.el.select(
            rx.el.option(msg("audit-all"), value=""), *inner, id=f"audit-{name}", name=name, class_name="select"
        ),
        f"audit-{name}",
    )


def _field(key: str, name: str, kind: str = "text") -> rx.Component:
    return labelled(
        key,
        rx.el.input(id=f"audit-{name}", name=name, type=kind, max_length=254, class_name="input"),
        f"audit-{name}",
    )


def _search() -> rx.Component:
    outcomes = [rx.el.option(msg(f"outcome-{name}"), value=name) for name in ("ok", "denied", "error")]
    return rx.el.form(
        _field("audit-person", "person"),
        _choice(
            "audit-action",
            "action",
            rx.foreach(AuditState.actions, lambda action: rx.el.option(action[1], value=action[0])),
        ),
        labelled(
            "audit-thing",
            rx.fragment(
                rx.el.input(id="audit-thing", name="thing", max_length=80, list="audit-things", class_name="input"),
                rx.el.datalist(
                    rx.foreach(AuditState.things, lambda thing: rx.el.option(thing[1], value=thing[0])),
                    id="audit-things",
                ),
            ),
            "audit-thing",
        ),
        _choice("audit-outcome", "outcome", outcomes),
        _field("audit-first", "first", "date"),
        _field("audit-last", "last", "date"),
        rx.el.button(msg("search"), type="submit", class_name="button"),
        on_submit=AuditState.search,
        class_name="filters",
    )


def _verdict() -> rx.Component:
    return rx.el.div(
        rx.cond(
            AuditState.verdict != "",
            rx.el.div(
                rx.el.p(
                    status_badge(
                        rx.cond(AuditState.sound, "good", "bad"),
                        rx.cond(AuditState.sound, msg("audit-is-sound"), msg("audit-is-not")),
                    )
                ),
                rx.el.p(AuditState.verdict),
                rx.el.ul(rx.foreach(AuditState.problems, lambda problem: rx.el.li(problem))),
                rx.el.p(AuditState.range_text),
                rx.cond(
                    AuditState.root != "",
                    rx.el.p(msg("audit-root"), " ", rx.el.code(AuditState.root, class_name="wrap")),
                ),
                class_name=rx.cond(AuditState.sound, "note good", "note bad"),
            ),
        ),
        role="status",
    )


def audit() -> rx.Component:
    """Who did what, and proof that nobody changed it since."""
    return shell(
        rx.el.div(
            rx.el.h1(msg("audit-title")),
            rx.el.div(
                rx.el.button(msg("csv"), type="button", class_name="button", on_click=AuditState.download),
                rx.el.button(
                    msg("audit-verify"), type="button", class_name="button primary", on_click=AuditState.verify
                ),
                class_name="row",
            ),
            class_name="row between",
        ),
        rx.el.p(msg("audit-lead"), class_name="soft"),
        _verdict(),
        _search(),
        rx.cond(
            (AuditState.total > 0) | ~AuditState.loaded,
            table(
                msg("audit-title"),
                _HEADS,
                rx.foreach(AuditState.entries, _entry),
            ),
            rx.el.p(msg("audit-none"), class_name="soft"),
        ),
        pager(AuditState.offset, AuditState.entries.length(), AuditState.total, AuditState.turn),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(audit, route="/admin/audit", title=msg("page-title", page=msg("audit-title")), on_load=AuditState.load)
