"""The audit trail: search, download, verify."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.i18n import translate
from learnapp.services import sealing, trail, trail_search
from learnapp.services.trail_search import AuditQuery, AuditView
from learnapp.state.base import AppState

PAGE = 25
_TONES = {"ok": "good", "denied": "warn", "error": "bad"}


@dataclass(frozen=True)
class AuditLine:
    """One entry of the trail."""

    number: int
    at: str
    who: str
    action: str
    thing: str
    thing_key: str
    about: str
    outcome: str
    tone: str


def thing_in_words(locale: str, thing: str) -> str:
    """Return the name of a kind of thing, its code where the catalogue has none."""
    key = f"trail-thing-{thing}"
    words = translate(locale, key)
    return thing if words == key else words


def action_in_words(locale: str, action: str) -> str:
    """Return what was done, from its code `thing.verb`; the code itself where the catalogue lacks a part of it."""
    thing, _, verb = action.partition(".")
    keys = (f"trail-thing-{thing}", f"trail-verb-{verb}")
    words = [translate(locale, key) for key in keys]
    if any(word == key for word, key in zip(words, keys, strict=True)):
        return action
    return translate(locale, "trail-act", thing=words[0], verb=words[1])


class AuditState(AppState):
    """Who did what."""

    entries: list[AuditLine] = []
    actions: list[tuple[str, str]] = []
    things: list[tuple[str, str]] = []
    action: str = ""
    outcome: str = ""
    person: str = ""
    thing: str = ""
    first: str = ""
    last: str = ""
    total: int = 0
    offset: int = 0
    verdict: str = ""
    range_text: str = ""
    root: str = ""
    sound: bool = True
    problems: list[str] = []
    loaded: bool = False

    def _query(self) -> AuditQuery:
        return AuditQuery(self.action, self.outcome, self.person, self.thing, self.first, self.last)

    async def _fill(self) -> None:
        actor = await self._enter("admin", "auditor")
        page = await trail_search.find(actor, self._query(), offset=self.offset, size=PAGE)
        self.entries = [self._line(view) for view in page.rows]
        self.total, self.offset, self.loaded = page.total, page.offset, True

    def _line(self, view: AuditView) -> AuditLine:
        entry = view.entry
        return AuditLine(
            number=entry.seq,
            at=f"{entry.at:%Y-%m-%d %H:%M:%S}",
            who=view.who or translate(self.locale, f"actor-{entry.actor_kind}"),
            action=action_in_words(self.locale, entry.action),
            thing=thing_in_words(self.locale, entry.object_type),
            thing_key=str(entry.object_id or ""),
            about=view.about,
            outcome=entry.outcome,
            tone=_TONES.get(entry.outcome, "idle"),
        )

    @rx.event
    async def load(self) -> None:
        """Show the newest entries."""
        self.offset, self.verdict, self.range_text, self.root, self.problems = 0, "", "", "", []
        self.action = self.outcome = self.person = self.thing = self.first = self.last = ""
        await self._fill()
        actor = await self._actor("admin", "auditor")
        known = [(code, action_in_words(self.locale, code)) for code in await trail.audit_actions(actor)]
        self.actions = sorted(known, key=lambda each: each[1])
        self.things = [(code, thing_in_words(self.locale, code)) for code in await trail.audit_object_types(actor)]

    @rx.event
    async def search(self, form: dict[str, Any]) -> None:
        """Search by action, outcome, person, thing and days."""
        self.action, self.outcome = str(form.get("action", ""))[:60], str(form.get("outcome", ""))[:10]
        self.person, self.thing = str(form.get("person", ""))[:254], str(form.get("thing", ""))[:80]
        self.first, self.last, self.offset = str(form.get("first", ""))[:10], str(form.get("last", ""))[:10], 0
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def download(self) -> Any:
        """Download what the search finds as CSV."""
        actor = await self._actor("admin", "auditor")
        return rx.download(data=await trail_search.trail_csv(actor, self._query()), filename="audit-trail.csv")

    @rx.event
    async def verify(self) -> None:
        """Check the whole trail against its seals and exported roots."""
        found = await sealing.audit_verify(await self._actor("admin", "auditor"))
        self.sound, self.problems, self.root = found.sound, found.sentences(self.locale)[:20], found.root
        key = "audit-sound" if found.sound else "audit-tampered"
        self.verdict = translate(self.locale, key, entries=found.entries, seals=found.seals)
        self.range_text = translate(
            self.locale,
            "audit-range",
            first=found.first,
            last=found.last,
            exported=found.exported,
            unsealed=found.unsealed,
        )
