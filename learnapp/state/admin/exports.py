"""What an institution takes out of its data, as an admin plans it, follows it and lets it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.integrations.exports.datasets import DATASETS
from learnapp.security.access import Actor
from learnapp.services import export_files, exports, research_export
from learnapp.services.exports import LIVE, PlanDraft, RunView
from learnapp.state.base import AppState, parse_id
from learnapp.storage.repositories.exports import PlanRow

PAGE = 10
_TONES = {
    "done": "good",
    "failed": "bad",
    "interrupted": "bad",
    "ready": "warn",
    "stopped": "idle",
    "discarded": "idle",
}
_CHECKED = (
    "students", "without_consent", "without_answers", "left_out", "given", "k", "smallest", "groups", "alike",
    "answers_of_rare_topics", "items_blanked",
)  # fmt: skip


@dataclass(frozen=True)
class FileLine:
    """One file; `size` in KB."""

    name: str = ""
    size: int = 0
    lines: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Fact:
    """One line of a report: `key` of what it is, and its value."""

    key: str = ""
    value: str = ""


@dataclass(frozen=True)
class RunCard:
    """An export."""

    id: str = ""
    kind: str = "data"
    tables: list[str] = field(default_factory=list)
    form: str = "csv"
    names: bool = False
    state: str = "waiting"
    tone: str = "busy"
    live: bool = False
    at: str = ""
    """The table that it is at, as a key of the catalogue."""
    lines: int = 0
    started: str = ""
    finished: str = ""
    since: str = ""
    ends: str = ""
    gone: bool = False
    error: str = ""
    own: bool = False
    """The reader has asked for it, so somebody else releases it."""
    place: str = ""
    files: list[FileLine] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    coarser: list[Fact] = field(default_factory=list)


@dataclass(frozen=True)
class PlanLine:
    """A plan that comes round by itself, or that can be carried out again."""

    id: str = ""
    tables: list[str] = field(default_factory=list)
    form: str = "csv"
    schedule: str = "daily"
    incremental: bool = False
    names: bool = False
    next: str = ""


class ExportsState(AppState):
    """Plans, exports and their files."""

    runs: list[RunCard] = []
    run_total: int = 0
    run_offset: int = 0
    plans: list[PlanLine] = []
    exports_ready: bool = False
    busy: bool = False
    """Something is being made: the page asks again every few seconds."""

    async def _fill(self, actor: Actor) -> None:
        page = await exports.runs(actor, offset=self.run_offset, size=PAGE)
        self.runs = [_card(one, actor) for one in page.rows]
        self.run_total, self.run_offset = page.total, page.offset
        planned = (await exports.plans(actor)).rows
        self.plans = [_plan(one) for one in planned if one.kind == "data"]
        self.busy, self.exports_ready = any(one.live for one in self.runs), True

    @rx.event
    async def load(self) -> None:
        """Read what was planned and made."""
        actor = await self._enter("admin", "auditor")
        self.run_offset = 0
        await self._fill(actor)

    @rx.event
    async def look_again(self) -> None:
        """Read again how far exports are."""
        await self._fill(await self._actor("admin", "auditor"))

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        actor = await self._actor("admin", "auditor")
        self.run_offset = max(0, self.run_offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Plan an export and make it."""
        actor = await self._actor("admin")
        draft = PlanDraft(
            tuple(name for name in DATASETS if form.get(f"table-{name}")), str(form.get("form", "csv"))[:20],
            incremental=bool(form.get("incremental")), names=bool(form.get("names")),
            schedule=str(form.get("schedule", "once"))[:20],
        )  # fmt: skip
        await exports.add(actor, draft)
        self.taken += 1
        self.run_offset = 0
        await self._fill(actor)
        return AppState.thank("ex-begun")

    @rx.event
    async def research(self, form: dict[str, Any]) -> Any:
        """Ask for an export for research."""
        actor = await self._actor("admin")
        typed = str(form.get("k", "")).strip()[:6]
        if not typed.isascii() or not typed.isdecimal():
            raise InvalidInputError("How many students have to look alike is a number from 5 to 1000.")
        await research_export.plan(actor, k=int(typed), form=str(form.get("form", "csv"))[:20])
        self.taken += 1
        self.run_offset = 0
        await self._fill(actor)
        return AppState.thank("ex-begun")

    @rx.event
    async def again(self, plan: str) -> Any:
        """Carry a plan out once more."""
        actor = await self._actor("admin")
        await exports.start(actor, parse_id(plan))
        await self._fill(actor)
        return AppState.thank("ex-begun")

    @rx.event
    async def quiet(self, plan: str) -> None:
        """Carry a plan out no more by itself."""
        actor = await self._actor("admin")
        await exports.quiet(actor, parse_id(plan))
        await self._fill(actor)

    @rx.event
    async def stop(self, run: str) -> None:
        """Stop an export after its part."""
        actor = await self._actor("admin")
        await exports.stop(actor, parse_id(run))
        await self._fill(actor)

    @rx.event
    async def resume(self, run: str) -> None:
        """Let an export go on."""
        actor = await self._actor("admin")
        await exports.resume(actor, parse_id(run))
        await self._fill(actor)

    @rx.event
    async def release(self, run: str) -> Any:
        """Let a research export out."""
        actor = await self._actor("admin")
        await research_export.release(actor, parse_id(run))
        await self._fill(actor)
        return AppState.thank("ex-released")

    @rx.event
    async def discard(self, run: str) -> None:
        """Do not let a research export out."""
        actor = await self._actor("admin")
        await research_export.discard(actor, parse_id(run))
        await self._fill(actor)

    @rx.event
    async def take(self, run: str, name: str) -> Any:
        """Take a file: the address is made now, for this person."""
        actor = await self._actor("admin")
        address = await export_files.link(actor, parse_id(run), str(name)[:120])
        return rx.download(url=address, filename=str(name)[:120])


def _tables(plan: PlanRow) -> list[str]:
    return [f"export-data-{name.replace('_', '-')}" for name in plan.datasets]


def _plan(one: PlanRow) -> PlanLine:
    return PlanLine(
        str(one.plan_id), _tables(one), one.format, one.schedule, one.incremental, one.names,
        one.next_at.isoformat() if one.next_at else "",
    )  # fmt: skip


def _card(view: RunView, actor: Actor) -> RunCard:
    run, plan, report = view.run, view.plan, view.run.report
    files = view.files if run.status == "done" else ()
    return RunCard(
        str(run.run_id), plan.kind, _tables(plan), plan.format, plan.names, run.status, _TONES.get(run.status, "busy"),
        run.status in LIVE, f"export-data-{run.dataset.replace('_', '-')}" if run.dataset else "", run.rows,
        run.started_at.isoformat(), run.finished_at.isoformat() if run.finished_at else "",
        run.since_at.isoformat() if run.since_at else "", run.expires_at.isoformat() if run.expires_at else "",
        run.pruned_at is not None, run.error, run.requested_by == actor.person_id, view.place,
        [FileLine(one.name, max(1, round(one.bytes / 1000)), one.rows, one.sha256[:12]) for one in files],
        [Fact(f"ex-fact-{name.replace('_', '-')}", str(report[name])) for name in _CHECKED if name in report],
        [Fact(f"ex-level-{name.replace('_', '-')}", f"{level[0]} / {level[1]}")
         for name, level in report.get("levels", {}).items()],
    )  # fmt: skip
