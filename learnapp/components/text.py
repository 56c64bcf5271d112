"""Sentences for people: catalogue keys, translated in the browser into the reader's language."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData
from reflex_base.vars.base import LiteralVar
from reflex_base.vars.function import FunctionStringVar

from learnapp.state.base import AppState

_TRANSLATE: Any = FunctionStringVar.create(
    "translate",
    _var_data=VarData(imports={"$/utils/learnapp_i18n": [ImportVar(tag="translate")]}),
)

_WHEN: Any = FunctionStringVar.create(
    "when",
    _var_data=VarData(imports={"$/utils/learnapp_dates": [ImportVar(tag="when")]}),
)

_DAY: Any = FunctionStringVar.create(
    "day",
    _var_data=VarData(imports={"$/utils/learnapp_dates": [ImportVar(tag="day")]}),
)

_POINTS: Any = FunctionStringVar.create(
    "points",
    _var_data=VarData(imports={"$/utils/learnapp_i18n": [ImportVar(tag="points")]}),
)


class _StaffWords(rx.Fragment):
    def add_imports(self) -> dict[str, str]:
        return {"": "$/utils/learnapp_staff_words"}


class _TransparencyWords(rx.Fragment):
    def add_imports(self) -> dict[str, str]:
        return {"": "$/utils/learnapp_transparency_words"}


def staff_words() -> rx.Component:
    """Return nothing to see: the page that holds it knows the sentences of `core.i18n.STAFF_PARTS` too."""
    return _StaffWords.create()


def transparency_words() -> rx.Component:
    """Return nothing to see: the page that holds it knows what is said of models and rules to everybody."""
    return _TransparencyWords.create()


def msg(key: str | rx.Var, **args: Any) -> rx.Var[str]:
    """Return the sentence for a catalogue key, as a var that follows the reader's language.

    Args:
        key: Name of the message, or a var that holds it.
        args: Variables of the message, values or vars.
    """
    return _TRANSLATE.call(AppState.locale, key, LiteralVar.create(dict(args))).to(str)


def moment(iso: rx.Var[str]) -> rx.Var[str]:
    """Return a time for people, in the reader's language and time zone, from an ISO text."""
    return _WHEN.call(AppState.locale, iso, AppState.look["time_zone"]).to(str)


def moment_in(iso: rx.Var[str], zone: rx.Var[str]) -> rx.Var[str]:
    """Return a time for people, in the reader's language and a time zone that is not theirs, from an ISO text."""
    return _WHEN.call(AppState.locale, iso, zone).to(str)


def day(iso: rx.Var[str]) -> rx.Var[str]:
    """Return the date of a moment for people, in the reader's language and time zone, from an ISO text."""
    return _DAY.call(AppState.locale, iso, AppState.look["time_zone"]).to(str)


def date_of(iso: rx.Var[str]) -> rx.Var[str]:
    """Return a date for people, in the reader's language, from an ISO date: a day is the same everywhere."""
    return _DAY.call(AppState.locale, iso.to(str) + "T12:00:00Z", "UTC").to(str)


def points(at: Any, value: Any, low: Any, high: Any) -> rx.Var[list[str]]:
    """Return a line of HTML for each point of a curve, in the reader's language and time zone.

    Args:
        at: Moments as ISO texts.
        value: P(mastered) after each, per cent.
        low: Lower ends of its interval.
        high: Upper ends.
    """
    return _POINTS.call(AppState.locale, at, value, low, high, AppState.look["time_zone"]).to(list[str])
