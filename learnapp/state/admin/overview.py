"""Where an admin's day begins."""

from __future__ import annotations

import reflex as rx

from learnapp.services import current, first_steps, overview
from learnapp.state.admin.content import ImportLine, import_line
from learnapp.state.admin.health import TONES, HealthLine, duration, line
from learnapp.state.base import AppState


class OverviewState(AppState):
    """The few numbers that matter."""

    active: int = 0
    waiting: int = 0
    failed_jobs: int = 0
    sealed: str = ""
    worst: str = ""
    tone: str = "idle"
    troubled: list[HealthLine] = []
    importing: list[ImportLine] = []
    starting: bool = False
    """Whether no class runs yet, so that the way there is shown."""
    ready: bool = False

    @rx.event
    async def load(self) -> None:
        """Read them now; the page asks again every 15 seconds."""
        actor = await self._enter("admin")
        found = await overview.overview(actor)
        self.active, self.waiting, self.failed_jobs = found.active, found.waiting, found.failed_jobs
        age = (current().clock.now() - found.sealed_at).total_seconds() if found.sealed_at else None
        self.sealed = duration(self.locale, max(0.0, age)) if age is not None else ""
        self.worst, self.tone = found.worst, TONES[found.worst]
        self.troubled = [line(self.locale, check) for check in found.troubled]
        self.importing = [import_line(found.running)] if found.running else []
        self.starting = await first_steps.is_new(actor)
        self.ready = True
