"""Parts of the page of exports: forms for what is taken out, and a card for each time that it was."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.status import status_badge
from learnapp.components.text import moment, msg
from learnapp.state.admin.exports import ExportsState, Fact, FileLine, PlanLine, RunCard
from learnapp.state.base import AppState

S = ExportsState
Card = rx.Var[RunCard]
MAY = AppState.roles.contains("admin")
"""Auditors read the page and find no control on it."""
TABLES = (
    "events", "answers", "voided_answers", "topic_states", "people", "classes", "enrolments", "assignments",
    "assessments", "attempts", "recommendations", "discussion",
)  # fmt: skip
_GRID = {"display": "grid", "grid-template-columns": "repeat(auto-fill, minmax(12rem, 1fr))", "gap": "0.25rem 1rem"}
_NARROW = {"width": "14rem", "max-width": "100%"}


def _tick(name: str, label: str, hint: str = "") -> rx.Component:
    box = rx.el.label(
        rx.el.input(type="checkbox", name=name, id=f"ex-{name}", aria_describedby=f"ex-{name}-hint" if hint else ""),
        rx.el.span(msg(label)),
        html_for=f"ex-{name}",
        class_name="check",
    )
    return rx.el.div(box, rx.el.p(msg(hint), id=f"ex-{name}-hint", class_name="soft small")) if hint else box


def _form_of_file(of: str) -> rx.Component:
    return labelled(
        "ex-form",
        rx.el.select(
            rx.el.option(msg("ex-form-csv"), value="csv"), rx.el.option(msg("ex-form-parquet"), value="parquet"),
            id=f"ex-form-{of}", name="form", class_name="select", style=_NARROW,
        ),
        f"ex-form-{of}",
    )  # fmt: skip


def planning() -> rx.Component:
    """Return the form for a new export."""
    tables = [_tick(f"table-{name}", f"export-data-{name.replace('_', '-')}") for name in TABLES]
    when = rx.el.select(
        *(rx.el.option(msg(f"ex-schedule-{one}"), value=one) for one in ("once", "daily", "weekly")),
        id="ex-schedule", name="schedule", class_name="select", style=_NARROW,
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("ex-plan"), id="ex-plan"),
        rx.el.form(
            rx.el.fieldset(rx.el.legend(msg("ex-tables")), rx.el.div(*tables, style=_GRID), class_name="fieldset"),
            rx.el.div(_form_of_file("new"), labelled("ex-schedule", when, "ex-schedule"), class_name="row"),
            _tick("incremental", "ex-incremental", "ex-incremental-hint"),
            _tick("names", "ex-names", "ex-names-hint"),
            rx.el.div(rx.el.button(msg("ex-make"), type="submit", class_name="button primary"), class_name="row"),
            on_submit=S.add,
            key=AppState.taken,
            class_name="stack",
        ),
        aria_labelledby="ex-plan",
        class_name="card stack",
    )


def for_research() -> rx.Component:
    """Return the form for an export for research."""
    return rx.el.section(
        rx.el.h2(msg("ex-research"), id="ex-research"),
        rx.el.p(msg("ex-research-lead"), class_name="soft"),
        rx.el.form(
            labelled(
                "ex-k",
                rx.el.input(
                    id="ex-k", name="k", type="number", min=5, max=1000, default_value="10", required=True,
                    class_name="input", style={"width": "7rem"}, aria_describedby="ex-k-hint",
                ),
                "ex-k",
            ),
            rx.el.p(msg("ex-k-hint"), id="ex-k-hint", class_name="soft small"),
            _form_of_file("research"),
            rx.el.div(rx.el.button(msg("ex-research-make"), type="submit", class_name="button"), class_name="row"),
            on_submit=S.research,
            key="research" + AppState.taken.to_string(),
            class_name="stack",
        ),
        aria_labelledby="ex-research",
        class_name="card stack",
    )  # fmt: skip


def _named_tables(tables: rx.Var[list[str]]) -> rx.Component:
    return rx.el.ul(rx.foreach(tables, lambda key: rx.el.li(msg(key), class_name="small")), class_name="plain-list row")


def plan_line(one: rx.Var[PlanLine]) -> rx.Component:
    """Return a plan, with how to carry it out again."""
    return rx.el.li(
        _named_tables(one.tables),
        rx.el.p(
            msg("ex-form-" + one.form), " · ", msg("ex-schedule-" + one.schedule),
            rx.cond(one.incremental, rx.fragment(" · ", msg("ex-incremental"))),
            rx.cond(one.names, rx.fragment(" · ", msg("ex-with-names"))),
            class_name="small",
        ),
        rx.cond(one.next != "", rx.el.p(msg("ex-next", at=moment(one.next)), class_name="small")),
        rx.cond(
            MAY,
            rx.el.div(
                rx.el.button(msg("ex-again"), type="button", on_click=S.again(one.id), class_name="button"),
                rx.cond(
                    one.next != "",
                    rx.el.button(msg("ex-quiet"), type="button", on_click=S.quiet(one.id), class_name="button"),
                ),
                class_name="row",
            ),
        ),
        key=one.id,
        class_name="stack-s",
    )  # fmt: skip


def _fact(label: Any, *value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(msg(label)), rx.el.dd(*value, style={"overflow-wrap": "anywhere"}))


def _file(run: Card, one: rx.Var[FileLine]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            MAY,
            rx.el.button(
                msg("ex-take"), rx.el.span(": ", one.name, class_name="sr"), type="button", class_name="button",
                on_click=S.take(run.id, one.name),
            ),
        ),
        rx.el.code(one.name, style={"overflow-wrap": "anywhere"}),
        rx.el.span(msg("ex-file", size=one.size, lines=one.lines), class_name="small"),
        rx.el.span("SHA-256 ", rx.el.code(one.mark, "…"), class_name="soft small"),
        key=one.name,
        class_name="row",
    )  # fmt: skip


def _report(one: Card) -> rx.Component:
    """Return what was found out about a research export before it may leave."""

    def line(fact: rx.Var[Fact]) -> rx.Component:
        return _fact(fact.key, fact.value)

    return rx.el.div(
        rx.el.h4(msg("ex-report")),
        rx.el.dl(rx.foreach(one.facts, line), class_name="known"),
        rx.cond(
            one.coarser.length() > 0,
            rx.fragment(
                rx.el.h4(msg("ex-coarser")),
                rx.el.p(msg("ex-coarser-hint"), class_name="soft small"),
                rx.el.dl(rx.foreach(one.coarser, line), class_name="known"),
            ),
        ),
        rx.el.p(msg("ex-report-limits"), class_name="soft small"),
        class_name="stack-s",
    )


def _controls(one: Card) -> rx.Component:
    ready = rx.cond(
        one.own,
        rx.el.p(msg("ex-release-other"), class_name="note"),
        rx.el.div(
            rx.el.button(msg("ex-release"), type="button", on_click=S.release(one.id), class_name="button primary"),
            class_name="row",
        ),
    )
    stopped = (one.state == "stopped") | (one.state == "interrupted")
    return rx.el.div(
        rx.cond(one.state == "ready", ready),
        rx.el.div(
            rx.cond(
                one.live,
                rx.el.button(msg("ex-stop"), type="button", on_click=S.stop(one.id), class_name="button"),
            ),
            rx.cond(
                stopped,
                rx.el.button(msg("ex-resume"), type="button", on_click=S.resume(one.id), class_name="button"),
            ),
            rx.cond(
                one.state == "ready",
                rx.el.button(
                    msg("ex-discard"), type="button", on_click=S.discard(one.id), class_name="button danger"
                ),
            ),
            class_name="row",
        ),
        class_name="stack-s",
    )  # fmt: skip


def run_card(one: Card) -> rx.Component:
    """Return an export."""
    return rx.el.li(
        rx.el.div(
            rx.el.h3(msg("ex-kind-" + one.kind), " · ", moment(one.started), style={"margin": "0"}),
            status_badge(one.tone, msg("ex-state-" + one.state)),
            class_name="row between",
        ),
        _named_tables(one.tables),
        rx.cond(one.error != "", rx.el.p(msg("ex-error-" + one.error), class_name="note bad")),
        rx.cond(
            one.live & (one.at != ""),
            rx.el.p(msg("ex-at", table=msg(one.at), lines=one.lines), role="status"),
        ),
        rx.el.dl(
            _fact("ex-form", msg("ex-form-" + one.form)),
            _fact("ex-lines", one.lines),
            rx.cond(one.kind == "data", _fact("ex-holds", rx.cond(
                one.since != "", msg("ex-holds-new", at=moment(one.since)), msg("ex-holds-all")))),
            rx.cond(one.names, _fact("ex-with-names", msg("ex-with-names-yes"))),
            rx.cond(
                one.ends != "",
                _fact("ex-ends", rx.cond(one.gone, msg("ex-gone"), moment(one.ends))),
            ),
            class_name="known",
        ),
        rx.cond(one.facts.length() > 0, _report(one)),
        rx.cond(MAY, _controls(one)),
        rx.cond(
            one.files.length() > 0,
            rx.el.details(
                rx.el.summary(msg("ex-files", count=one.files.length())),
                rx.el.p(msg("ex-files-lead"), class_name="soft small"),
                rx.el.ul(rx.foreach(one.files, lambda file: _file(one, file)), class_name="plain-list stack-s"),
                rx.el.p(msg("ex-place"), " ", rx.el.code(one.place, style={"overflow-wrap": "anywhere"}),
                        class_name="soft small"),
            ),
        ),
        key=one.id,
        class_name="card stack",
    )  # fmt: skip
