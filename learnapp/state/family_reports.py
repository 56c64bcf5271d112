"""Reports for families: one student's, and those of a whole class."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import family_reports, report_batches
from learnapp.services.family_reports import MAX_NOTE, ReportForm
from learnapp.services.report_batches import PAGE, BatchView, ClassReports
from learnapp.state.base import AppState, parse_id
from learnapp.state.instructor.classes import place

__all__ = ["MAX_NOTE", "PAGE", "BatchView", "ClassReportsState", "PupilReportState"]
_DATE, _LANGUAGE = 10, 2


class PupilReportState(AppState):
    """The report of one student: what the teacher adds to it, and what it is about."""

    report_ready: bool = False
    section_id: str = ""
    student_id: str = ""
    report: ReportForm = ReportForm()

    async def _fill(self, actor: Actor) -> None:
        self.report = await family_reports.form(actor, parse_id(self.section_id), parse_id(self.student_id))
        self.report_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the form."""
        actor = await self._enter("instructor", "admin")
        if self._still_open() and self.report_ready:
            return
        self.report_ready = False
        self.section_id, self.student_id = str(place(self, 1)), str(place(self, 3))
        await self._fill(actor)

    @rx.event
    async def keep(self, form: dict[str, Any]) -> Any:
        """Keep what the teacher adds."""
        actor = await self._actor("instructor", "admin")
        said = str(form.get("note", ""))
        await family_reports.write_note(actor, parse_id(self.section_id), parse_id(self.student_id), said)
        await self._fill(actor)
        return AppState.thank("report-note-kept")


class ClassReportsState(AppState):
    """The reports of a class."""

    reports_ready: bool = False
    section_id: str = ""
    view: ClassReports = ClassReports()

    @rx.var
    def live(self) -> bool:
        """Whether something is being made, so that the page looks again."""
        return any(one.live for one in self.view.batches)

    async def _fill(self, actor: Actor, offset: int = 0) -> None:
        self.view = await report_batches.view(actor, parse_id(self.section_id), offset=offset)
        self.reports_ready = True

    @rx.event
    async def load(self) -> None:
        """Show what was made."""
        actor = await self._enter("instructor", "admin")
        self.reports_ready = False
        self.section_id = str(place(self, 1))
        await self._fill(actor)

    @rx.event
    async def refresh(self) -> None:
        """Look how far it is."""
        await self._fill(await self._actor("instructor", "admin"), self.view.offset)

    @rx.event
    async def turn(self, step: int) -> None:
        """Show older or newer ones."""
        actor = await self._actor("instructor", "admin")
        await self._fill(actor, max(0, self.view.offset + (PAGE if step > 0 else -PAGE)))

    @rx.event
    async def make(self, form: dict[str, Any]) -> Any:
        """Let the reports of the whole class be made."""
        actor = await self._actor("instructor", "admin")
        said = {name: str(form.get(name, ""))[:most] for name, most in (
            ("first", _DATE), ("last", _DATE), ("language", _LANGUAGE),
        )}  # fmt: skip
        await report_batches.start(actor, parse_id(self.section_id), **said)
        await self._fill(actor)
        return AppState.thank("report-begun")

    @rx.event
    async def stop(self, batch_id: str) -> None:
        """Make no more."""
        actor = await self._actor("instructor", "admin")
        await report_batches.stop(actor, parse_id(batch_id))
        await self._fill(actor)

    @rx.event
    async def go_on(self, batch_id: str) -> None:
        """Go on with what was stopped."""
        actor = await self._actor("instructor", "admin")
        await report_batches.resume(actor, parse_id(batch_id))
        await self._fill(actor)
