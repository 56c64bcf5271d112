"""The figures that a notice of a kept view carries: numbers alone, put into words for each reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from learnapp.core.i18n import translate
from learnapp.services.saved_views import CompareLine


@dataclass(frozen=True)
class FigureSaid:
    """One figure; `by_low` and `by_high` say by how much it is higher or lower, whichever it is."""

    key: str = ""
    unit: str = "share"
    known: bool = False
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0
    change: str = "none"
    by_low: float = 0.0
    by_high: float = 0.0


KEYS = frozenset({"engaged", "there", "minutes", "first_try", "mastered", "velocity", "finished", "followed"})
UNITS = frozenset({"share", "minutes", "topics"})
CHANGES = frozenset({"none", "few", "early", "level", "longer", "up", "down"})


def of(lines: Iterable[CompareLine]) -> list[dict[str, Any]]:
    """Return the figures of a view as a notice keeps them."""
    found = []
    for one in lines:
        low, high = (-one.by_high, -one.by_low) if one.change == "down" else (one.by_low, one.by_high)
        found.append(
            asdict(FigureSaid(one.key, one.unit, one.known, one.value, one.low, one.high, one.change, low, high))
        )
    return found


def read(kept: Iterable[Mapping[str, Any]]) -> list[FigureSaid]:
    """Return the figures that a notice keeps, without those that this version has no words for."""
    found = [FigureSaid(**{name: one[name] for name in FigureSaid.__dataclass_fields__ if name in one}) for one in kept]
    return [one for one in found if one.key in KEYS and one.unit in UNITS and one.change in CHANGES]


def line(locale: str, one: FigureSaid) -> str:
    """Return a figure in words of a language."""
    name = translate(locale, f"notice-figure-{one.key}")
    if not one.known:
        return translate(locale, "notice-figure-line-few", name=name)
    value = translate(locale, f"notice-value-{one.unit}", value=one.value, low=one.low, high=one.high)
    moved = f"{one.change}-{one.unit}" if one.change in ("up", "down") else one.change
    change = translate(locale, f"notice-moved-{moved}", low=one.by_low, high=one.by_high)
    return translate(locale, "notice-figure-line", name=name, value=value, change=change)
