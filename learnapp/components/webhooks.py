"""Parts of the page of webhooks: a card for each receiver, a form for another one, and the log."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import copyable, labelled
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import moment, msg
from learnapp.state.admin.webhooks import HookCard, HookLine, WebhooksState
from learnapp.state.base import AppState

S = WebhooksState
Card = rx.Var[HookCard]
MAY = AppState.roles.contains("admin")
KINDS = (
    "enrolment.changed", "mastery.reached", "assignment.done", "assessment.results_shown", "intervention.sent",
    "import.finished", "export.finished",
)  # fmt: skip
_WIDE = {"width": "30rem", "max-width": "100%"}


def _key(kind: str) -> str:
    return "wh-kind-" + kind.replace(".", "-").replace("_", "-")


def _fields(of: Any, one: Card | None) -> list[rx.Component]:
    boxes = [
        rx.el.label(
            rx.el.input(
                type="checkbox", name=f"kind-{kind}",
                default_checked=one.kinds.contains(kind) if one is not None else False,
            ),
            rx.el.span(msg(_key(kind)), " ", rx.el.code(kind, class_name="soft small")),
            class_name="check",
        )
        for kind in KINDS
    ]  # fmt: skip
    return [
        labelled(
            "wh-url",
            rx.el.input(
                id="wh-url-" + of, name="url", type="url", required=True, max_length=500, dir="ltr",
                default_value=one.url if one is not None else "", class_name="input", style=_WIDE,
            ),
            "wh-url-" + of,
        ),
        rx.el.fieldset(
            rx.el.legend(msg("wh-kinds")), rx.el.div(*boxes, class_name="stack-s"), class_name="fieldset"
        ),
    ]  # fmt: skip


def adding() -> rx.Component:
    """Return the form for another receiver."""
    return rx.el.section(
        rx.el.h2(msg("wh-add"), id="wh-add"),
        rx.el.p(msg("wh-add-lead"), class_name="soft"),
        rx.el.form(
            *_fields("new", None),
            rx.el.div(rx.el.button(msg("od-add-button"), type="submit", class_name="button primary"), class_name="row"),
            on_submit=S.add,
            key=AppState.taken,
            class_name="stack",
        ),
        aria_labelledby="wh-add",
        class_name="card stack",
    )


def secret() -> rx.Component:
    """Return a new secret, this once."""
    return rx.cond(
        S.hook_secret != "",
        rx.el.section(
            rx.el.h2(msg("wh-secret")),
            rx.el.p(msg("wh-secret-lead", url=S.hook_secret_of), style={"overflow-wrap": "anywhere"}),
            copyable("wh-secret-is", S.hook_secret, "wh-secret"),
            rx.el.button(msg("wh-secret-away"), type="button", on_click=S.put_away, class_name="button"),
            class_name="card stack",
            role="status",
        ),
    )


def _fact(label: str, *value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(msg(label)), rx.el.dd(*value, style={"overflow-wrap": "anywhere"}))


def _named(key: str, one: Card) -> list[Any]:
    return [msg(key), rx.el.span(": ", one.url, class_name="sr")]


def _controls(one: Card) -> rx.Component:
    result = rx.cond(
        S.tried_problem == "",
        rx.el.p(msg("wh-try-good"), class_name="note good"),
        rx.el.p(msg("od-why-" + S.tried_problem), class_name="note bad"),
    )
    sure = S.removing == one.id
    return rx.el.div(
        rx.el.label(
            rx.el.input(type="checkbox", role="switch", checked=one.on, on_change=S.switch(one.id, ~one.on)),
            rx.el.span(*_named("wh-on", one)),
            class_name="check",
        ),
        rx.el.div(
            rx.el.button(
                rx.cond(S.trying == one.id, msg("od-trying"), msg("od-try")),
                rx.el.span(": ", one.url, class_name="sr"),
                type="button", on_click=S.try_out(one.id), disabled=S.trying != "",
                class_name=rx.cond(one.on, "button", "button primary"),
            ),
            rx.el.button(*_named("wh-rotate", one), type="button", on_click=S.rotate(one.id), class_name="button"),
            class_name="row",
        ),
        rx.el.div(rx.cond(S.tried == one.id, result), role="status"),
        rx.el.details(
            rx.el.summary(*_named("od-edit", one)),
            rx.el.form(
                rx.el.input(type="hidden", name="endpoint", value=one.id, read_only=True),
                *_fields(one.id, one),
                rx.el.div(rx.el.button(msg("institution-save"), type="submit", class_name="button"), class_name="row"),
                on_submit=S.change,
                key=one.id + one.url + one.kinds.to_string(),
                class_name="stack",
            ),
            rx.el.button(
                rx.cond(sure, msg("wh-remove-sure"), msg("od-remove")), rx.el.span(": ", one.url, class_name="sr"),
                type="button", on_click=S.remove(one.id), class_name="button danger below",
            ),
        ),
        class_name="stack-s",
    )  # fmt: skip


def _line(hook: Card, one: rx.Var[HookLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(moment(one.at)),
        rx.el.td(msg(one.kind), rx.el.br(), rx.el.span(one.about, class_name="soft small wrap")),
        rx.el.td(
            status_badge(one.tone, msg("wh-state-" + one.state)),
            rx.cond(one.problem != "", rx.el.p(msg("od-why-" + one.problem), class_name="small")),
            rx.cond((one.state == "waiting") & (one.due != ""), rx.el.p(msg("wh-due", at=moment(one.due)),
                                                                         class_name="small")),
        ),
        rx.el.td(one.attempts, class_name="number"),
        rx.el.td(rx.cond(one.status > 0, one.status.to_string(), "–"), class_name="number"),
        rx.el.td(
            rx.cond(
                MAY & (one.state != "waiting"),
                rx.el.button(
                    msg("wh-replay"), rx.el.span(": ", one.id, class_name="sr"), type="button", class_name="button",
                    on_click=S.replay(hook.id, one.id),
                ),
            )
        ),
        key=one.id,
    )  # fmt: skip


def _log(one: Card) -> rx.Component:
    heads = ["wh-head-at", "wh-head-what", "wh-head-state", "wh-head-tries", "wh-head-status", ""]
    choice = rx.el.select(
        rx.el.option(msg("wh-state-all"), value=""),
        *(rx.el.option(msg(f"wh-state-{state}"), value=state) for state in ("waiting", "sent", "failed")),
        value=S.log_state, on_change=S.sift, aria_label=msg("wh-head-state"), class_name="select small",
    )  # fmt: skip
    days = rx.el.form(
        rx.el.input(type="hidden", name="endpoint", value=one.id, read_only=True),
        rx.el.div(
            labelled("wh-since", rx.el.input(id="wh-since", name="since", type="date", required=True,
                                             class_name="input"), "wh-since"),
            labelled("wh-until", rx.el.input(id="wh-until", name="until", type="date", class_name="input"), "wh-until"),
            rx.el.button(msg("wh-replay-days"), type="submit", class_name="button"),
            class_name="row",
        ),
        on_submit=S.replay_days,
    )  # fmt: skip
    return rx.el.div(
        rx.el.div(choice, rx.el.button(msg("od-look-again"), type="button", on_click=S.look_again, class_name="button"),
                  class_name="row"),
        rx.cond(
            S.log_total > 0,
            rx.fragment(
                table(msg("wh-log"), heads, rx.foreach(S.log, lambda line: _line(one, line)), "stacked"),
                pager(S.log_offset, S.log.length(), S.log_total, S.turn),
            ),
            rx.el.p(msg("wh-log-none"), class_name="soft"),
        ),
        rx.cond(MAY, days),
        class_name="stack",
    )  # fmt: skip


def _gap(one: Card) -> rx.Component:
    """Return since when nothing is kept, or for how long nothing was, and where that can be had."""
    return rx.el.div(
        rx.el.p(
            rx.cond(
                one.quiet_until != "",
                msg("wh-quiet-was", since=moment(one.quiet_since), until=moment(one.quiet_until)),
                msg("wh-quiet-is", since=moment(one.quiet_since)),
            )
        ),
        rx.el.p(msg("wh-quiet-way"), " ", link(msg("nav-exports"), href="/admin/exports")),
        class_name="note stack-s",
    )


def hook(one: Card) -> rx.Component:
    """Return one receiver."""
    return rx.el.li(
        rx.el.div(
            rx.el.h3(one.url, style={"margin": "0", "overflow-wrap": "anywhere"}, dir="ltr"),
            status_badge(one.tone, msg("wh-is-" + one.state)),
            class_name="row between",
        ),
        rx.cond(
            one.given_up_at != "", rx.el.p(msg("wh-given-up", at=moment(one.given_up_at)), class_name="note bad")
        ),
        rx.cond(one.quiet_since != "", _gap(one)),
        rx.cond(
            one.problem != "",
            rx.el.p(
                msg("od-problem", at=moment(one.problem_at)), " ", msg("od-why-" + one.problem), class_name="note bad"
            ),
        ),
        rx.cond(one.both_until != "", rx.el.p(msg("wh-both", at=moment(one.both_until)), class_name="small")),
        rx.el.dl(
            _fact("wh-kinds-told", rx.foreach(one.kinds, lambda kind: rx.el.code(kind, " "))),
            _fact("od-waiting", one.waiting),
            _fact("od-sent", one.sent),
            _fact("wh-failed", one.failed),
            _fact("od-sent-at", rx.cond(one.sent_at != "", moment(one.sent_at), msg("od-sent-never"))),
            class_name="known",
        ),
        rx.cond(MAY, _controls(one)),
        rx.el.button(
            rx.cond(S.shown == one.id, msg("wh-log-hide"), msg("wh-log-show")),
            rx.el.span(": ", one.url, class_name="sr"), type="button", on_click=S.show(one.id), class_name="button",
            aria_expanded=rx.cond(S.shown == one.id, "true", "false"), style={"align-self": "flex-start"},
        ),
        rx.cond(S.shown == one.id, _log(one)),
        key=one.id,
        class_name="card stack",
    )  # fmt: skip
