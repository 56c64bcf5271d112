"""Parts of the page of language models: one card for each provider, the budget, and what was used."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.status import progress, status_badge
from learnapp.components.table import table
from learnapp.components.text import moment, msg
from learnapp.components.trial_steps import OneStep, trial_steps
from learnapp.state.admin.language_model import WARNED_AT, LanguageModelState, ProviderCard, UseLine
from learnapp.state.base import AppState

S = LanguageModelState
Card = rx.Var[ProviderCard]
MAY = AppState.roles.contains("admin")
"""Auditors read the page and find no control on it."""
_WIDE = {"width": "30rem", "max-width": "100%"}
_NARROW = {"width": "10rem", "max-width": "100%"}


def _input(of: Any, name: str, value: Any = "", hint: str = "", style: Any = _WIDE, **props: Any) -> rx.Component:
    """Return a field; its label is `llm-NAME`."""
    where = "llm-" + name.replace("_", "-")
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


def _fields(of: Any, one: Card | None) -> list[rx.Component]:
    """Return the fields of a provider; of a new one without `one`."""

    def now(name: str) -> Any:
        return getattr(one, name) if one is not None else ""

    def price(name: str) -> Any:
        return getattr(one, name).to_string() if one is not None else "0"

    return [
        _input(of, "name", now("name"), "llm-name-hint" if one is None else "", required=True, max_length=100),
        _input(
            of, "base_url", now("base_url"), "llm-base-url-hint" if one is None else "", required=True, type="url",
            dir="ltr", max_length=500,
        ),
        _input(
            of, "key", "", "llm-key-hint" if one is not None else "", type="password", auto_complete="off", dir="ltr",
            max_length=1000,
        ),
        _input(of, "model", now("model"), required=True, dir="ltr", max_length=200),
        _input(of, "small_model", now("small_model"), "llm-optional", dir="ltr", max_length=200),
        rx.el.div(
            _input(of, "price_in", price("price_in"), style=_NARROW, input_mode="decimal", dir="ltr"),
            _input(of, "price_out", price("price_out"), style=_NARROW, input_mode="decimal", dir="ltr"),
            class_name="row end",
        ),
    ]  # fmt: skip


def adding() -> rx.Component:
    """Return the form for another provider."""
    return rx.el.section(
        rx.el.h2(msg("llm-add"), id="llm-add"),
        rx.el.p(msg("llm-add-lead"), class_name="soft"),
        rx.el.form(
            *_fields("new", None),
            rx.el.div(
                rx.el.button(msg("llm-add-button"), type="submit", class_name="button primary"), class_name="row"
            ),
            on_submit=S.add,
            key=AppState.taken,
            class_name="stack",
        ),
        aria_labelledby="llm-add",
        class_name="card stack",
    )


def _fact(label: str, *value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(msg(label)), rx.el.dd(*value, style={"overflow-wrap": "anywhere"}))


def _sure(one: OneStep) -> rx.Component:
    return rx.cond(
        (one.name == "sure") & (one.outcome == "open"), rx.el.p(msg("llm-sure-open"), class_name="soft small")
    )


def _trial(one: Card) -> rx.Component:
    """Return the button of a trial, and what it found."""
    return rx.el.div(
        rx.el.div(
            rx.el.button(
                rx.cond(S.trying == one.id, msg("llm-trying"), msg("llm-try")),
                rx.el.span(": ", one.name, class_name="sr"),
                type="button",
                on_click=S.try_out(one.id),
                disabled=S.trying != "",
                class_name=rx.cond(one.tried == "", "button primary", "button"),
            ),
            _arrow(one, "llm-up", -1, one.first),
            _arrow(one, "llm-down", 1, one.last),
            class_name="row",
        ),
        rx.el.p(msg("llm-try-hint"), class_name="soft small"),
        rx.el.div(
            rx.cond(S.tried == one.id, trial_steps(S.steps, "llm", unsaid="llm-outcome-open", more=_sure)),
            role="status",
        ),
        class_name="stack-s",
    )


def _arrow(one: Card, key: str, step: int, ended: rx.Var[bool]) -> rx.Component:
    return rx.el.button(
        msg(key), rx.el.span(": ", one.name, class_name="sr"), type="button", on_click=S.move(one.id, step),
        disabled=ended, class_name="button plain",
    )  # fmt: skip


def provider(one: Card) -> rx.Component:
    """Return one provider."""
    sure = S.removing == one.id
    changing = rx.el.details(
        rx.el.summary(msg("llm-edit"), rx.el.span(": ", one.name, class_name="sr")),
        rx.el.form(
            rx.el.input(type="hidden", name="provider", value=one.id, read_only=True),
            *_fields(one.id, one),
            rx.el.div(rx.el.button(msg("institution-save"), type="submit", class_name="button"), class_name="row"),
            on_submit=S.change,
            key=one.id + one.base_url + one.model + one.name + one.has_key.to_string(),
            class_name="stack",
        ),
        rx.el.button(
            rx.cond(sure, msg("llm-remove-sure"), msg("llm-remove")),
            rx.el.span(": ", one.name, class_name="sr"),
            type="button",
            on_click=S.remove(one.id),
            class_name="button danger below",
        ),
    )
    price = msg("llm-price", **{"in": one.price_in, "out": one.price_out, "currency": S.spending.currency})
    return rx.el.li(
        rx.el.div(
            rx.el.h3(
                rx.el.span(msg("llm-place", place=one.place), class_name="soft small"), " ", one.name,
                style={"margin": "0"},
            ),
            status_badge(one.tone, msg("llm-state-" + one.state)),
            class_name="row between",
        ),
        rx.cond(
            one.problem != "",
            rx.el.p(msg("llm-problem"), " ", msg("llm-why-" + one.problem), class_name="note bad"),
        ),
        rx.el.dl(
            _fact("llm-model-is", rx.el.code(one.model)),
            rx.cond(one.small_model != "", _fact("llm-small-is", rx.el.code(one.small_model))),
            _fact("llm-address-is", rx.el.code(one.base_url, dir="ltr")),
            _fact("llm-key-is", rx.cond(one.has_key, msg("llm-key-kept"), msg("llm-key-none"))),
            _fact("llm-price-is", price),
            _fact("llm-tried-is", rx.cond(one.tried != "", moment(one.tried), msg("llm-tried-never"))),
            class_name="known",
        ),
        rx.cond(MAY, rx.fragment(_trial(one), changing)),
        key=one.id,
        class_name="card stack",
    )  # fmt: skip


def budget() -> rx.Component:
    """Return what an hour may cost, and what it has."""
    now = S.spending
    return rx.el.section(
        rx.el.h2(msg("llm-budget"), id="llm-budget"),
        rx.el.p(msg("llm-budget-lead", share=WARNED_AT), class_name="soft"),
        rx.el.h3(msg("llm-hour")),
        progress(now.share, msg("llm-hour-tokens", used=now.tokens, most=now.most_tokens, share=now.share)),
        rx.el.p(
            rx.cond(
                now.most_cost >= 0,
                msg("llm-hour-cost", used=now.cost, most=now.most_cost, currency=now.currency),
                msg("llm-hour-cost-free", used=now.cost, currency=now.currency),
            ),
            " · ",
            msg("llm-hour-ends", at=moment(now.ends)),
            class_name="soft small",
        ),
        rx.cond(
            MAY,
            rx.el.form(
                rx.el.div(
                    _input(
                        "budget", "budget_tokens", now.most_tokens.to_string(), style=_NARROW, input_mode="numeric",
                        required=True, dir="ltr",
                    ),
                    _input(
                        "budget", "budget_cost", rx.cond(now.most_cost >= 0, now.most_cost.to_string(), ""),
                        style=_NARROW, input_mode="decimal", dir="ltr",
                    ),
                    _input("budget", "currency", now.currency, style=_NARROW, required=True, max_length=3, dir="ltr"),
                    class_name="row end",
                ),
                rx.el.p(msg("llm-budget-cost-hint"), class_name="soft small"),
                rx.el.div(rx.el.button(msg("institution-save"), type="submit", class_name="button"), class_name="row"),
                on_submit=S.set_budget,
                key=now.most_tokens.to_string() + now.most_cost.to_string() + now.currency,
                class_name="stack-s",
            ),
        ),
        aria_labelledby="llm-budget",
        class_name="card stack",
    )  # fmt: skip


def _use(one: rx.Var[UseLine]) -> rx.Component:
    def cell(label: str, *value: Any, number: bool = True) -> rx.Component:
        return rx.el.td(*value, custom_attrs={"data-label": msg(label)}, class_name="number" if number else "")

    return rx.el.tr(
        rx.el.th(msg("llm-purpose-" + one.purpose), scope="row"),
        cell("llm-provider", rx.cond(one.kind != "", msg(one.kind), one.provider), number=False),
        cell("llm-asked", one.asked),
        cell("llm-tokens-in", one.tokens_in),
        cell("llm-tokens-out", one.tokens_out),
        cell("llm-cost", one.cost),
    )


def used() -> rx.Component:
    """Return what was used this month."""
    now = S.spending
    return rx.el.section(
        rx.el.h2(msg("llm-month"), id="llm-month"),
        rx.cond(
            S.uses.length() > 0,
            rx.fragment(
                rx.el.p(msg("llm-month-cost", cost=now.month, currency=now.currency)),
                rx.cond(
                    now.students > 0,
                    rx.el.p(
                        msg("llm-month-student", cost=now.each, currency=now.currency, students=now.students),
                        class_name="soft",
                    ),
                ),
                table(
                    msg("llm-use"),
                    ["llm-purpose", "llm-provider", "llm-asked", "llm-tokens-in", "llm-tokens-out", "llm-cost"],
                    rx.foreach(S.uses, _use),
                    "stacked labels",
                ),
            ),
            rx.el.p(msg("llm-month-none"), class_name="soft"),
        ),
        aria_labelledby="llm-month",
        class_name="card stack",
    )
