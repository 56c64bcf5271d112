"""The figures that a notice of a kept view carries: numbers alone, put into words for each reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from learnapp.core.i18n import translate
from learnapp.services.saved_views import CompareLine

KEYS = frozenset({"engaged", "there", "minutes", "first_try", "mastered", "velocity", "finished", "followed"})
UNITS = frozenset({"share", "minutes", "topics"})
CHANGES = frozenset({"none", "few", "early", "level", "longer", "up", "down"})


def of(lines: Iterable[CompareLine]) -> list[dict[str, Any]]:
    """Return the figures of a view as a notice keeps them."""
    return [asdict(one) for one in lines]


def read(kept: Iterable[Mapping[str, Any]]) -> list[CompareLine]:
    """Return the figures that a notice keeps, without those that this version has no words for."""
    known = {one.name for one in fields(CompareLine)}
    found = [CompareLine(**{name: value for name, value in one.items() if name in known}) for one in kept]
    return [one for one in found if one.key in KEYS and one.unit in UNITS and one.change in CHANGES]


def line(locale: str, one: CompareLine) -> str:
    """Return a figure in words of a language."""
    name = translate(locale, f"notice-figure-{one.key}")
    if not one.known:
        return translate(locale, "notice-figure-line-few", name=name)
    value = translate(locale, f"notice-value-{one.unit}", value=one.value, low=one.low, high=one.high)
    moved = f"{one.change}-{one.unit}" if one.change in ("up", "down") else one.change
    low, high = (-one.by_high, -one.by_low) if one.change == "down" else (one.by_low, one.by_high)
    change = translate(locale, f"notice-moved-{moved}", low=low, high=high)
    return translate(locale, "notice-figure-line", name=name, value=value, change=change)
