"""Experiments as an admin designs, starts, watches and ends them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.ml.outcomes import METRICS
from learnapp.security.access import Actor
from learnapp.services import current, experiments
from learnapp.services.experiment_designs import MOST_CHANCE, MOST_DAYS, Choice, Draft, choices
from learnapp.services.experiment_views import (
    ArmView,
    ExperimentLine,
    ExperimentView,
    FindingView,
    GuardView,
    SeriesDay,
    SeriesView,
)
from learnapp.state.admin.calendar import parse_day
from learnapp.state.base import AppState, id_in_path, parse_id

__all__ = [
    "METRICS",
    "MOST_CHANCE",
    "MOST_DAYS",
    "ArmView",
    "Choice",
    "ExperimentLine",
    "ExperimentState",
    "ExperimentView",
    "ExperimentsState",
    "FindingView",
    "GuardView",
    "SeriesDay",
    "SeriesView",
]
PAGE = 10
_LONG = 600
_WEEKS = timedelta(weeks=6)
_EFFECT = {"points": 0.5, "share": 5.0}
"""Smallest difference worth finding that the form begins with, by the figure's unit, points."""


class ExperimentsState(AppState):
    """The list, and the form of a new one."""

    experiments: list[ExperimentLine] = []
    experiments_total: int = 0
    experiments_offset: int = 0
    experiments_ready: bool = False
    varies: str = "weights"
    choices: list[Choice] = []
    metric: str = "mastery_per_minute"
    effect: float = _EFFECT["points"]
    suggested_end: str = ""

    async def _fill(self, actor: Actor) -> None:
        found = await experiments.experiments(actor, offset=self.experiments_offset, size=PAGE)
        self.experiments, self.experiments_total = found.rows, found.total
        self.choices = choices(self.varies, await experiments.versions(actor))
        self.suggested_end = (current().clock.now().date() + _WEEKS).isoformat()
        self.experiments_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the newest."""
        actor = await self._enter("admin")
        self.experiments_offset, self.varies = 0, "weights"
        self.metric, self.effect = "mastery_per_minute", _EFFECT["points"]
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        actor = await self._actor("admin")
        self.experiments_offset = max(0, self.experiments_offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def vary(self, varies: str) -> None:
        """Offer other ways of choosing in the form."""
        actor = await self._actor("admin")
        if varies not in ("weights", "model"):
            raise InvalidInputError("Choose what is varied from the list.")
        self.varies, self.choices = varies, choices(varies, await experiments.versions(actor))

    @rx.event
    async def be_about(self, metric: str) -> None:
        """Take another figure into the form, with a difference that is worth finding for it."""
        await self._actor("admin")
        if metric not in METRICS:
            raise InvalidInputError("There is no such figure. Choose one of the list.")
        self.metric, self.effect = metric, _EFFECT[METRICS[metric].unit]

    @rx.event
    async def create(self, form: dict[str, Any]) -> Any:
        """Keep what is in the form as a draft, and show it."""
        actor = await self._actor("admin")
        arms = {
            one.arm: _whole(form.get(f"arm-{one.arm}", "0"))
            for one in choices(self.varies, await experiments.versions(actor))
        }
        draft = Draft(
            str(form.get("name", ""))[:_LONG],
            str(form.get("question", ""))[:_LONG],
            self.varies,
            str(form.get("unit", "")),
            _whole(form.get("share", "")),
            {arm: share for arm, share in arms.items() if share > 0},
            str(form.get("metric", "")),
            _number(form.get("effect", "")) / 100.0,
            _whole(form.get("days", "")),
            parse_day(form.get("planned_end", "")),
        )
        made = await experiments.create(actor, draft)
        self.taken += 1
        return rx.redirect(f"/admin/experiments/{made}")


class ExperimentState(AppState):
    """One experiment."""

    experiment_id: str = ""
    experiment: ExperimentView = ExperimentView()
    experiment_ready: bool = False

    async def _fill(self, actor: Actor) -> None:
        self.experiment = await experiments.experiment(actor, parse_id(self.experiment_id))
        self.experiment_ready = True

    @rx.event
    async def load(self) -> None:
        """Show what may be said of it today."""
        self.experiment_ready = False
        actor = await self._enter("admin")
        self.experiment_id = str(id_in_path(self, 2))
        await self._fill(actor)

    @rx.event
    async def start(self) -> Any:
        """Start it."""
        actor = await self._actor("admin")
        await experiments.start(actor, parse_id(self.experiment_id))
        await self._fill(actor)
        return AppState.thank("experiment-started")

    @rx.event
    async def grow(self, form: dict[str, Any]) -> Any:
        """Let more students in."""
        actor = await self._actor("admin")
        await experiments.grow(actor, parse_id(self.experiment_id), _whole(form.get("share", "")))
        await self._fill(actor)
        return AppState.thank("experiment-grown")

    @rx.event
    async def stop(self) -> Any:
        """Stop it."""
        actor = await self._actor("admin")
        await experiments.stop(actor, parse_id(self.experiment_id))
        await self._fill(actor)
        return AppState.thank("experiment-stopped")

    @rx.event
    async def stop_arm(self, arm: str) -> Any:
        """Stop one of its arms."""
        actor = await self._actor("admin")
        await experiments.stop_arm(actor, parse_id(self.experiment_id), str(arm)[:60])
        await self._fill(actor)
        return AppState.thank("experiment-arm-ended")

    @rx.event
    async def conclude(self, form: dict[str, Any]) -> Any:
        """Write down what came of it."""
        actor = await self._actor("admin")
        await experiments.conclude(actor, parse_id(self.experiment_id), str(form.get("words", ""))[:_LONG])
        await self._fill(actor)
        return AppState.thank("experiment-concluded")


def _whole(text: object) -> int:
    """Return a whole number that a form has sent, 0 for nothing.

    Raises:
        InvalidInputError: It is none.
    """
    words = str(text)[:20].strip() or "0"
    try:
        return int(words)
    except ValueError as error:
        raise InvalidInputError("Shares and days are whole numbers. Correct them, then save again.") from error


def _number(text: object) -> float:
    """Return a number that a form has sent; a comma is taken for a point.

    Raises:
        InvalidInputError: It is none.
    """
    try:
        return float(str(text)[:20].strip().replace(",", "."))
    except ValueError as error:
        raise InvalidInputError("Points are a number, for example 2.5. Correct them, then save again.") from error
