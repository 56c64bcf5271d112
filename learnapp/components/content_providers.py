"""Parts of the page of content providers: one card for each, its readings, and the form of a provider."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import copyable, labelled
from learnapp.components.status import status_badge
from learnapp.components.table import table
from learnapp.components.text import moment, msg
from learnapp.components.trial_steps import trial_steps
from learnapp.state.admin.content_providers import (
    USUAL_QUERY,
    ContentProvidersState,
    CourseChoice,
    NoteLine,
    ProviderCard,
    RunLine,
    TrialItem,
)
from learnapp.state.base import AppState

S = ContentProvidersState
Card = rx.Var[ProviderCard]
MAY = AppState.roles.contains("admin")
"""Auditors read the page and find no control on it."""
PLACES = (
    "items", "next", "id", "title", "kind", "body", "media", "captions", "poster", "code", "level", "licence",
    "updated", "withdrawn",
)  # fmt: skip
_WIDE = {"width": "30rem", "max-width": "100%"}
_NARROW = {"width": "14rem", "max-width": "100%"}


def _input(of: Any, name: str, value: Any = "", hint: str = "", style: Any = _WIDE, **props: Any) -> rx.Component:
    """Return a field; its label is `provider-NAME`."""
    where = "shelf-" + name.replace("_", "-")
    named = where + "-" + of
    if hint:
        props["aria_describedby"] = named + "-hint"
    return rx.el.div(
        labelled(
            where,
            rx.el.input(id=named, name=name, default_value=value, class_name="input", style=style, **props),
            named,
        ),
        rx.el.p(msg(hint), id=named + "-hint", class_name="soft small wrap") if hint else rx.fragment(),
    )


def _select(of: Any, name: str, value: Any, *options: rx.Component) -> rx.Component:
    named = "shelf-" + name + "-" + of
    return labelled(
        "shelf-" + name,
        rx.el.select(*options, id=named, name=name, default_value=value, class_name="select", style=_WIDE),
        named,
    )


def _course(one: rx.Var[CourseChoice]) -> rx.Component:
    return rx.el.option(one.title, value=one.id)


def _fields(of: Any, one: Card | None) -> list[rx.Component]:
    """Return the fields of a provider; of a new one without `one`."""

    def now(name: str, usual: Any = "") -> Any:
        return getattr(one, name) if one is not None else usual

    query = "shelf-query-" + of
    return [
        _input(of, "name", now("name"), "shelf-name-hint" if one is None else "", required=True, max_length=100),
        _select(
            of, "kind", now("kind", "rest"),
            rx.el.option(msg("shelf-kind-rest"), value="rest"),
            rx.el.option(msg("shelf-kind-graphql"), value="graphql"),
        ),
        _input(
            of, "address", now("address"), "shelf-address-hint" if one is None else "", required=True, type="url",
            dir="ltr", max_length=500,
        ),
        _input(
            of, "key", "", "shelf-key-hint" if one is not None else "", type="password", auto_complete="off",
            dir="ltr", max_length=1000,
        ),
        _select(
            of, "paging", now("paging", "page"),
            rx.el.option(msg("shelf-paging-page"), value="page"),
            rx.el.option(msg("shelf-paging-cursor"), value="cursor"),
            rx.el.option(msg("shelf-paging-link"), value="link"),
        ),
        _input(of, "licence", now("licence"), "shelf-licence-hint" if one is None else "", max_length=120),
        _input(of, "attribution", now("attribution"), max_length=200),
        _select(
            of, "language", now("language", "en"),
            rx.el.option("English", value="en"), rx.el.option("Español", value="es"),
        ),
        _select(
            of, "course", now("course"),
            rx.el.option(msg("shelf-course-own"), value=""), rx.foreach(S.provider_courses, _course),
        ),
        rx.el.label(
            rx.el.input(
                type="checkbox", name="daily", id="shelf-daily-" + of, value="yes",
                default_checked=now("daily", True),
            ),
            rx.el.span(msg("shelf-daily")),
            html_for="shelf-daily-" + of,
            class_name="check",
        ),
        rx.el.details(
            rx.el.summary(msg("shelf-places"), rx.el.span(": ", now("name"), class_name="sr")),
            rx.el.p(msg("shelf-places-lead"), class_name="soft small"),
            rx.el.div(
                *(
                    _input(
                        of, "at_" + name, one.mapping[name] if one is not None else "", style=_NARROW, dir="ltr",
                        max_length=120,
                    )
                    for name in PLACES
                ),
                class_name="row end",
            ),
            labelled(
                "shelf-query",
                rx.el.textarea(
                    id=query, name="query", default_value=now("query"), rows="8", class_name="textarea", dir="ltr",
                    placeholder=USUAL_QUERY, aria_describedby=query + "-hint", spell_check=False,
                ),
                query,
            ),
            rx.el.p(msg("shelf-query-hint"), id=query + "-hint", class_name="soft small wrap"),
        ),
    ]  # fmt: skip


def adding() -> rx.Component:
    """Return the form for another provider."""
    return rx.el.section(
        rx.el.h2(msg("shelf-add"), id="shelf-add"),
        rx.el.p(msg("shelf-add-lead"), class_name="soft"),
        rx.el.form(
            *_fields("new", None),
            rx.el.div(
                rx.el.button(msg("shelf-add-button"), type="submit", class_name="button primary"), class_name="row"
            ),
            on_submit=S.add,
            key=AppState.taken,
            class_name="stack",
        ),
        aria_labelledby="shelf-add",
        class_name="card stack",
    )


def secret() -> rx.Component:
    """Return what signs a provider's webhooks, once after it was made."""
    return rx.el.div(
        rx.cond(
            S.hook_secret != "",
            rx.el.div(
                rx.el.p(rx.el.strong(msg("shelf-secret", name=S.hook_name))),
                copyable("shelf-hook", S.hook_url, "shelf-hook-url"),
                copyable("shelf-secret-label", S.hook_secret, "shelf-hook-secret"),
                rx.el.p(msg("shelf-secret-once"), class_name="small"),
                rx.el.button(
                    msg("people-secret-done"), type="button", class_name="button", on_click=S.put_away
                ),
                class_name="note good stack-s",
            ),
        ),
        role="status",
    )  # fmt: skip


def _fact(label: str, *value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(msg(label)), rx.el.dd(*value, style={"overflow-wrap": "anywhere"}))


def _tried(one: rx.Var[TrialItem]) -> rx.Component:
    def cell(label: str, value: Any) -> rx.Component:
        return rx.el.td(value, custom_attrs={"data-label": msg(label)}, class_name="wrap")

    return rx.el.tr(
        rx.el.th(one.title, scope="row", class_name="wrap"),
        cell("shelf-column-kind", one.kind),
        cell("shelf-column-code", one.code),
        cell("shelf-column-licence", one.licence),
    )


def _trial(one: Card) -> rx.Component:
    """Return the buttons of a trial and of a reading, and what a trial found."""
    name = rx.el.span(": ", one.name, class_name="sr")
    return rx.el.div(
        rx.el.div(
            rx.el.button(
                rx.cond(S.trying == one.id, msg("shelf-trying"), msg("shelf-try")), name, type="button",
                on_click=S.try_out(one.id), disabled=S.trying != "",
                class_name=rx.cond(one.tried == "", "button primary", "button"),
            ),
            rx.el.button(
                rx.cond(one.busy, msg("shelf-reading"), msg("shelf-sync")), name, type="button",
                on_click=S.sync(one.id), disabled=one.busy, class_name="button",
            ),
            rx.cond(
                one.busy,
                rx.el.button(msg("shelf-refresh"), name, type="button", on_click=S.refresh, class_name="button"),
            ),
            class_name="row",
        ),
        rx.el.p(msg("shelf-try-hint"), class_name="soft small"),
        rx.el.div(
            rx.cond(
                S.tried == one.id,
                rx.fragment(
                    trial_steps(S.steps, "shelf"),
                    rx.cond(
                        S.trial_items.length() > 0,
                        table(
                            msg("shelf-first-items"),
                            ["shelf-column-title", "shelf-column-kind", "shelf-column-code",
                             "shelf-column-licence"],
                            rx.foreach(S.trial_items, _tried), "stacked labels",
                        ),
                    ),
                ),
            ),
            role="status",
        ),
        class_name="stack-s",
    )  # fmt: skip


def _note(one: rx.Var[NoteLine]) -> rx.Component:
    return rx.el.li(
        msg("shelf-note", times=one.times), " ", one.text, " ", rx.el.span(one.places, class_name="soft small"),
        class_name="wrap",
    )  # fmt: skip


def _run(one: rx.Var[RunLine]) -> rx.Component:
    counts = msg(
        "shelf-run-counts", new=one.new, changed=one.changed, unchanged=one.unchanged, withdrawn=one.withdrawn,
        refused=one.refused,
    )  # fmt: skip
    return rx.el.li(
        rx.el.div(
            status_badge(one.tone, msg("shelf-run-" + one.status)),
            rx.el.span(
                msg("shelf-cause-" + one.cause), " · ", moment(one.at),
                rx.cond(one.whole, rx.fragment(" · ", msg("shelf-run-whole"))), class_name="soft small",
            ),
            class_name="row",
        ),
        rx.el.p(rx.cond(one.same, msg("shelf-run-same"), counts), class_name="small"),
        rx.cond(one.problem != "", rx.el.p(msg("shelf-why-" + one.problem), class_name="note bad")),
        rx.cond(one.notes.length() > 0, rx.el.ul(rx.foreach(one.notes, _note), class_name="small stack-s")),
        key=one.id,
    )  # fmt: skip


def _changing(one: Card) -> rx.Component:
    sure = S.removing == one.id
    name = rx.el.span(": ", one.name, class_name="sr")
    return rx.el.details(
        rx.el.summary(msg("shelf-edit"), name),
        rx.el.form(
            rx.el.input(type="hidden", name="provider", value=one.id, read_only=True),
            *_fields(one.id, one),
            rx.el.div(rx.el.button(msg("institution-save"), type="submit", class_name="button"), class_name="row"),
            on_submit=S.change,
            key=one.id + one.address + one.name + one.has_key.to_string() + one.course + one.kind + one.paging
            + AppState.taken.to_string(),
            class_name="stack",
        ),
        rx.el.div(
            rx.el.button(
                msg("shelf-renew"), name, type="button", on_click=S.renew(one.id), class_name="button"
            ),
            rx.el.button(
                rx.cond(sure, msg("shelf-remove-sure"), msg("shelf-remove")), name, type="button",
                on_click=S.remove(one.id), class_name="button danger",
            ),
            class_name="row below",
        ),
        rx.el.p(msg("shelf-renew-hint"), class_name="soft small"),
    )  # fmt: skip


def provider(one: Card) -> rx.Component:
    """Return one provider."""
    waiting = rx.el.button(
        msg("shelf-look", count=one.held), rx.el.span(": ", one.name, class_name="sr"), type="button",
        on_click=S.show_held(one.id), class_name="button",
    )  # fmt: skip
    return rx.el.li(
        rx.el.div(
            rx.el.h3(one.name, style={"margin": "0"}),
            status_badge(one.tone, msg("shelf-state-" + one.state)),
            class_name="row between",
        ),
        rx.cond(
            one.problem != "",
            rx.el.p(msg("shelf-problem"), " ", msg("shelf-why-" + one.problem), class_name="note bad"),
        ),
        rx.cond(
            one.failing > 0,
            rx.el.p(
                msg("shelf-copies", count=one.failing, since=moment(one.failing_since)), " ",
                rx.cond(one.copied != "", msg("shelf-copied", at=moment(one.copied)), ""), class_name="note warn",
            ),
        ),
        rx.el.dl(
            _fact("shelf-is-kind", msg("shelf-kind-" + one.kind)),
            _fact("shelf-is-address", rx.el.code(one.address, dir="ltr")),
            _fact("shelf-is-key", rx.cond(one.has_key, msg("shelf-key-kept"), msg("shelf-key-none"))),
            _fact("shelf-hook", rx.el.code(one.hook, dir="ltr")),
            _fact("shelf-is-tried", rx.cond(one.tried != "", moment(one.tried), msg("shelf-tried-never"))),
            _fact("shelf-is-items", msg("shelf-items", approved=one.approved, held=one.held)),
            class_name="known",
        ),
        rx.cond(one.held > 0, rx.el.div(waiting, class_name="row")),
        rx.cond(MAY, _trial(one)),
        rx.cond(
            one.runs.length() > 0,
            rx.el.details(
                rx.el.summary(msg("shelf-runs"), rx.el.span(": ", one.name, class_name="sr")),
                rx.el.ul(rx.foreach(one.runs, _run), class_name="plain-list stack"),
                open=True,
            ),
        ),
        rx.cond(MAY, _changing(one)),
        key=one.id,
        class_name="card stack",
    )  # fmt: skip
