"""What a trial of something outside found, step by step: the first one that fails is named."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trial.

    Attributes:
        name: As the trial lists them.
        outcome: `ok`, `failed`, `open` (works without it, or cannot be said yet) or `skipped` (one before it failed).
        reason: Code of what is wrong, "" otherwise.
    """

    name: str
    outcome: str
    reason: str = ""
