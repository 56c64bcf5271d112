"""Review queue, audit trail and system health."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.i18n import translate
from learnapp.services import operations, people, review, sealing, trail
from learnapp.state.base import AppState, parse_id

PAGE = 25


def _detail(evidence: dict[str, Any]) -> str:
    """Return what students wrote about an item; held posts are read in their discussion."""
    reports = evidence.get("reports")
    texts = [str(report.get("text", "")) for report in reports.values()] if isinstance(reports, dict) else []
    return " · ".join(text for text in texts if text)[:600]


@dataclass(frozen=True)
class ReviewLine:
    """One entry of the queue."""

    id: str
    kind: str
    title: str
    reason: str
    detail: str
    created: str
    status: str


class ReviewsState(AppState):
    """The review queue."""

    entries: list[ReviewLine] = []
    total: int = 0
    offset: int = 0
    status: str = "open"
    loaded: bool = False

    async def _fill(self) -> None:
        actor = await self._enter("admin")
        page = await review.list_reviews(actor, status=self.status, offset=self.offset, size=PAGE)
        self.entries = [
            ReviewLine(
                str(row.review_id),
                translate(self.locale, f"review-kind-{row.kind}"),
                row.title,
                translate(self.locale, row.reason_code),
                _detail(row.evidence),
                f"{row.created_at:%Y-%m-%d %H:%M}",
                row.status,
            )
            for row in page.rows
        ]
        self.total, self.offset, self.loaded = page.total, page.offset, True

    @rx.event
    async def load(self) -> None:
        """Show what is open."""
        self.offset, self.status = 0, "open"
        await self._fill()

    @rx.event
    async def show(self, status: str) -> None:
        """Show the open, approved or rejected entries."""
        self.status, self.offset = str(status)[:20], 0
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def decide(self, review_id: str, approve: bool) -> None:
        """Approve or reject an entry."""
        await review.decide(await self._actor("admin"), parse_id(review_id), approve=bool(approve))
        await self._fill()


@dataclass(frozen=True)
class AuditLine:
    """One entry of the trail."""

    at: str
    who: str
    action: str
    about: str
    outcome: str


class AuditState(AppState):
    """The audit trail."""

    entries: list[AuditLine] = []
    actions: list[str] = []
    action: str = ""
    outcome: str = ""
    total: int = 0
    offset: int = 0
    verdict: str = ""
    sound: bool = True
    problems: list[str] = []

    async def _fill(self) -> None:
        actor = await self._enter("admin", "auditor")
        page = await trail.audit_search(
            actor, action=self.action or None, outcome=self.outcome or None, offset=self.offset, size=PAGE
        )
        ids = {row.actor_id for row in page.rows} | {row.subject_id for row in page.rows if row.subject_id}
        names = await people.names(actor.tenant_id, ids)
        self.entries = [
            AuditLine(
                f"{row.at:%Y-%m-%d %H:%M:%S}",
                names.get(row.actor_id) or translate(self.locale, f"actor-{row.actor_kind}"),
                row.action,
                names.get(row.subject_id, "") if row.subject_id else row.object_type,
                row.outcome,
            )
            for row in page.rows
        ]
        self.total, self.offset = page.total, page.offset

    @rx.event
    async def load(self) -> None:
        """Show the newest entries."""
        self.offset, self.verdict = 0, ""
        await self._fill()
        self.actions = await trail.audit_actions(await self._actor("admin", "auditor"))

    @rx.event
    async def search(self, form: dict[str, Any]) -> None:
        """Filter by action and outcome."""
        self.action, self.outcome, self.offset = str(form.get("action", ""))[:60], str(form.get("outcome", ""))[:10], 0
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def verify(self) -> None:
        """Check the whole trail against its seals and exported roots."""
        found = await sealing.audit_verify(await self._actor("admin", "auditor"))
        self.sound, self.problems = found.sound, found.problems[:20]
        key = "audit-sound" if found.sound else "audit-tampered"
        self.verdict = translate(self.locale, key, entries=found.entries, seals=found.seals, unsealed=found.unsealed)


@dataclass(frozen=True)
class HealthLine:
    """One part of the system."""

    name: str
    state: str
    facts: list[str]


class HealthState(AppState):
    """How each part stands."""

    checks: list[HealthLine] = []
    worst: str = ""

    @rx.event
    async def load(self) -> None:
        """Ask every part."""
        actor = await self._enter("admin")
        found = await operations.health(actor)
        self.checks = [
            HealthLine(
                translate(self.locale, f"health-{check.name}"),
                check.state,
                [translate(self.locale, f"fact-{name}", value=value) for name, value in check.facts.items()],
            )
            for check in found
        ]
        states = {check.state for check in found}
        self.worst = "away" if "away" in states else "degraded" if "degraded" in states else "ok"
