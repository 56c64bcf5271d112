"""How each part of the system stands, in words."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from learnapp.core.i18n import translate
from learnapp.services import operations, overview
from learnapp.services.operations import Check
from learnapp.state.base import AppState

TONES = {"ok": "good", "degraded": "warn", "away": "bad"}


@dataclass(frozen=True)
class HealthLine:
    """One part of the system."""

    name: str
    state: str
    tone: str
    facts: list[str]


def duration(locale: str, seconds: float) -> str:
    """Return a length of time in the largest unit that says enough: 12 s, 4 min, 3 h, 2 days."""
    for unit, size in (("days", 172_800), ("hours", 7200), ("minutes", 120)):
        if seconds >= size:
            return translate(locale, f"duration-{unit}", count=int(seconds // (size // 2)))
    return translate(locale, "duration-seconds", count=int(seconds))


def line(locale: str, check: Check) -> HealthLine:
    """Return a part with its facts as sentences."""
    facts = [
        translate(
            locale,
            f"fact-{name}",
            value=duration(locale, float(value)) if name.endswith("_s") else value,
        )
        for name, value in check.facts.items()
    ]
    name = translate(locale, f"health-{check.name}")
    return HealthLine(name, check.state, TONES[check.state], facts)


class HealthState(AppState):
    """How each part stands."""

    checks: list[HealthLine] = []
    worst: str = ""
    tone: str = "idle"

    @rx.event
    async def load(self) -> None:
        """Ask every part."""
        actor = await self._enter("admin", "operator")
        found = await operations.health(actor)
        self.checks = [line(self.locale, check) for check in found]
        self.worst = overview.worst_of(found)
        self.tone = TONES[self.worst]
