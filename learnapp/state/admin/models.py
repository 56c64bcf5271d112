"""Trained models: what serves, what is tried and trained, and the card of one version."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import reflex as rx
from reflex_base.event import EventSpec

from learnapp.core.i18n import translate
from learnapp.services import model_cards, model_registry, model_training, model_views
from learnapp.services.model_cards import (
    ChangeLine,
    FigureLine,
    GateView,
    GroupLine,
    StepLine,
    StratumLine,
    VersionView,
)
from learnapp.services.model_views import KindView, PlaceView, RunLine, VersionLine
from learnapp.state.base import AppState, id_in_path, on_error, parse_id

__all__ = [
    "ChangeLine",
    "FigureLine",
    "GateView",
    "GroupLine",
    "KindView",
    "ModelsState",
    "PlaceView",
    "RunLine",
    "StepLine",
    "StratumLine",
    "VersionLine",
    "VersionState",
]
RUNS_PAGE = 10
VERSIONS_PAGE = 10
_WHY = 200


class ModelsState(AppState):
    """How each kind of model stands, its trainings and its versions."""

    kinds: list[KindView] = []
    runs: list[RunLine] = []
    runs_total: int = 0
    runs_offset: int = 0
    versions: list[VersionLine] = []
    versions_total: int = 0
    versions_offset: int = 0
    training: bool = False
    models_ready: bool = False

    async def _fill(self) -> None:
        actor = await self._enter("admin")
        newest = await model_training.list_runs(actor, size=RUNS_PAGE)
        page = newest
        if self.runs_offset:
            page = await model_training.list_runs(actor, offset=self.runs_offset, size=RUNS_PAGE)
        latest = [model_views.run_line(row) for row in newest.rows]
        states = await model_registry.kinds(actor)
        self.kinds = [model_views.kind_view(one, latest) for one in states]
        self.runs = [model_views.run_line(row) for row in page.rows]
        self.runs_total, self.runs_offset = page.total, page.offset
        self.training = any(run.live for run in latest)
        stands = {one.kind: one.stands for one in states}
        listed = await model_registry.list_versions(actor, offset=self.versions_offset, size=VERSIONS_PAGE)
        self.versions = [
            model_views.version_line(row, stands[row.kind].stage_of(row.version_id) if row.kind in stands else "")
            for row in listed.rows
        ]
        self.versions_total, self.versions_offset = listed.total, listed.offset
        self.models_ready = True

    async def _begin(self, training: Awaitable[object]) -> EventSpec | None:
        """Begin a training, or say why not and show the one that somebody else, or the night, has begun meanwhile."""
        told = None
        try:
            await training
        except model_training.TrainingRunsError as error:
            told = on_error(error)
        self.runs_offset = 0
        await self._fill()
        return told

    @rx.event
    async def load(self) -> None:
        """Show how the models stand."""
        self.runs_offset = self.versions_offset = 0
        await self._fill()

    @rx.event
    async def refresh(self) -> None:
        """Show how far a training is; the page asks every two seconds while one runs."""
        await self._fill()

    @rx.event
    async def turn_runs(self, step: int) -> None:
        """Go one page of trainings back or on."""
        self.runs_offset = max(0, self.runs_offset + (RUNS_PAGE if step > 0 else -RUNS_PAGE))
        await self._fill()

    @rx.event
    async def turn_versions(self, step: int) -> None:
        """Go one page of versions back or on."""
        self.versions_offset = max(0, self.versions_offset + (VERSIONS_PAGE if step > 0 else -VERSIONS_PAGE))
        await self._fill()

    @rx.event
    async def train(self, kind: str) -> EventSpec | None:
        """Let the worker train a model."""
        return await self._begin(model_training.start(await self._actor("admin"), str(kind)[:40]))

    @rx.event
    async def stop(self, run_id: str) -> None:
        """Stop a training; what is done stays."""
        await model_training.stop(await self._actor("admin"), parse_id(run_id))
        await self._fill()

    @rx.event
    async def resume(self, run_id: str) -> EventSpec | None:
        """Let a stopped or interrupted training go on."""
        return await self._begin(model_training.resume(await self._actor("admin"), parse_id(run_id)))

    @rx.event
    async def go_back(self, kind: str) -> None:
        """Go back to the version before."""
        name = await model_registry.rollback(await self._actor("admin"), str(kind)[:40])
        await self._fill()
        self._notify(translate(self.locale, "models-went-back", version=model_views.number_of(name) or "none"))

    @rx.event
    async def clear(self, kind: str, stage: str) -> None:
        """Take what stands in the shadow or in a canary away."""
        await model_registry.clear(await self._actor("admin"), str(kind)[:40], str(stage)[:20])
        await self._fill()


class VersionState(AppState):
    """The card of one version."""

    version: VersionView = VersionView()
    version_ready: bool = False

    async def _fill(self, version_id: str) -> None:
        self.version = await model_cards.version_view(await self._enter("admin"), parse_id(version_id))
        self.version_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the version that the address names."""
        await self._enter("admin")
        self.version_ready = False
        await self._fill(str(id_in_path(self, 2)))

    @rx.event
    async def move(self, form: dict[str, Any]) -> None:
        """Put the version into another stage."""
        actor = await self._actor("admin")
        stage, share = str(form.get("stage", ""))[:20], str(form.get("share", "10"))
        wanted = int(share) / 100 if share.isascii() and share.isdigit() and len(share) < 4 else 0.0
        version_id, why = parse_id(self.version.version_id), str(form.get("why", ""))[:_WHY]
        await model_registry.move(actor, version_id, stage, share=wanted, why=why)
        await self._fill(self.version.version_id)
        self.taken += 1
        self._notify(translate(self.locale, f"models-moved-{stage}", kind=self.version.kind))

    @rx.event
    async def go_back(self, form: dict[str, Any]) -> None:
        """Go back to the version that was in production before this one."""
        actor = await self._actor("admin")
        name = await model_registry.rollback(actor, self.version.kind, why=str(form.get("why", ""))[:_WHY])
        await self._fill(self.version.version_id)
        self.taken += 1
        self._notify(translate(self.locale, "models-went-back", version=model_views.number_of(name) or "none"))

    @rx.event
    async def clear(self) -> None:
        """Take the version out of the shadow or the canary."""
        actor = await self._actor("admin")
        await model_registry.clear(actor, self.version.kind, self.version.stage)
        await self._fill(self.version.version_id)
