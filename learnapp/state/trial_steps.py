"""Steps of a trial, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from learnapp.services.trial_steps import Step

_TONES = {"ok": "good", "failed": "bad", "open": "idle", "skipped": "idle"}


@dataclass(frozen=True)
class TrialStep:
    """One step of a trial; see `services.trial_steps.Step`."""

    name: str
    outcome: str
    reason: str
    tone: str


def shown(found: Iterable[Step]) -> list[TrialStep]:
    """Return the steps with the tone of each outcome."""
    return [TrialStep(one.name, one.outcome, one.reason, _TONES[one.outcome]) for one in found]
