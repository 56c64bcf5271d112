"""What the checks hold of one import, on the page of its report: looked at and decided, singly or all at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.i18n import translate
from learnapp.services import import_reviews
from learnapp.state.base import AppState, parse_id


@dataclass(frozen=True)
class HeldLine:
    """An item that waits.

    Attributes:
        why: Why it is held, in words; `signs`: what stands out in it.
        fit: The chance that it is fit to be shown, per cent; -1: not judged.
        page: Where it can be written anew.
    """

    id: str
    title: str
    why: str
    signs: str
    fit: int
    page: str


@dataclass(frozen=True)
class ReasonLine:
    """A reason, and how many wait for it."""

    code: str
    text: str


class HeldState(AppState):
    """What of an import waits for a decision."""

    held: list[HeldLine] = []
    held_count: int = 0
    held_offset: int = 0
    held_reason: str = ""
    held_reasons: list[ReasonLine] = []
    held_ready: bool = False
    all_approve: bool = False
    all_asked: bool = False
    held_import: str = ""

    async def _fill_held(self) -> None:
        actor = await self._enter("admin")
        key, size = parse_id(self.held_import), import_reviews.PAGE
        found = await import_reviews.waiting(actor, key, reason=self.held_reason, offset=self.held_offset, size=size)
        if not found.rows.rows and (self.held_offset or self.held_reason):
            # The last one of the last page, or of its reason, has been decided.
            self.held_reason = self.held_reason if self.held_reason in found.reasons else ""
            self.held_offset = 0
            found = await import_reviews.waiting(actor, key, reason=self.held_reason, size=size)
        self.held = [self._held_line(one) for one in found.rows.rows]
        self.held_count, self.held_offset = found.rows.total, found.rows.offset
        self.held_reasons = [
            ReasonLine(code, translate(self.locale, "import-wait-times", why=translate(self.locale, code), times=times))
            for code, times in found.reasons.items()
        ]
        self.held_ready = True

    def _held_line(self, one: import_reviews.Held) -> HeldLine:
        causes = [translate(self.locale, str(cause)) for cause in one.evidence.get("causes", [])]
        signs = [translate(self.locale, f"check-{sign}") for sign in one.evidence.get("signs", [])]
        signs += [translate(self.locale, "check-later-topic", value=name) for name in one.evidence.get("later", [])]
        fit = -1 if one.quality is None else round(100 * one.quality)
        page = f"/author/{one.evidence.get('course', '')}/{one.content_id}"
        return HeldLine(str(one.review_id), one.title, " ".join(causes), " · ".join(signs), fit, page)

    @rx.event
    async def load_held(self) -> None:
        """Show what waits of the import that the address names."""
        await self._enter("admin")
        self.held_import = self.router.url.path.rstrip("/").rpartition("/")[2][:64]
        self.held_offset, self.held_reason, self.held_ready, self.all_asked = 0, "", False, False
        await self._fill_held()

    @rx.event
    async def show_reason(self, reason: str) -> None:
        """Show what waits for one reason, or for all."""
        await self._actor("admin")
        wanted = str(reason)[:60]
        self.held_reason, self.held_offset, self.all_asked = "" if wanted == "all" else wanted, 0, False
        await self._fill_held()

    @rx.event
    async def turn_held(self, step: int) -> None:
        """Go one page back or on."""
        await self._actor("admin")
        size = import_reviews.PAGE
        self.held_offset = max(0, self.held_offset + (size if step > 0 else -size))
        await self._fill_held()

    @rx.event
    async def decide_one(self, review_id: str, approve: bool) -> None:
        """Let an item into its course, or leave it outside."""
        actor = await self._actor("admin")
        await import_reviews.decide(actor, [parse_id(review_id)], approve=bool(approve))
        await self._fill_held()
        self._notify(translate(self.locale, "import-wait-in" if approve else "import-wait-out", items=1))

    @rx.event
    async def ask_all(self, approve: bool) -> None:
        """Open the form in which a decision about all that is shown is confirmed."""
        await self._actor("admin")
        self.all_asked, self.all_approve = True, bool(approve)

    @rx.event
    async def cancel_all(self) -> None:
        """Close that form."""
        await self._actor("admin")
        self.all_asked = False

    @rx.event
    async def decide_all(self, form: dict[str, Any]) -> None:
        """Decide all that waits for the chosen reason, on every page of the list."""
        actor = await self._actor("admin")
        done = await import_reviews.decide(
            actor, approve=self.all_approve, note=str(form.get("note", ""))[:500],
            import_id=parse_id(self.held_import), reason=self.held_reason,
        )  # fmt: skip
        self.all_asked, self.held_reason, self.held_offset = False, "", 0
        await self._fill_held()
        key = "import-wait-in" if self.all_approve else "import-wait-out"
        self._notify(translate(self.locale, key, items=done.items if self.all_approve else done.entries))
