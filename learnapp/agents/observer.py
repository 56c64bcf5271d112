"""Who is told how long steps take and what gave way: metrics in the app, nobody in tests and benchmarks."""

from __future__ import annotations

from typing import Protocol


class Observer(Protocol):
    """Receives timings and fallbacks; bound to the metrics."""

    def step(self, agent: str, step: str, seconds: float) -> None:
        """Note how long a step took."""
        ...

    def fallback(self, agent: str, name: str) -> None:
        """Note that a fallback served."""
        ...

    def denied(self, code: str) -> None:
        """Note a refusal of the guardrail."""
        ...


class SilentObserver:
    """An observer for where nobody watches."""

    def step(self, agent: str, step: str, seconds: float) -> None:
        """Drop it."""

    def fallback(self, agent: str, name: str) -> None:
        """Drop it."""

    def denied(self, code: str) -> None:
        """Drop it."""
