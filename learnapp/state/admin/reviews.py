"""The review queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.i18n import translate
from learnapp.services import review, review_preview
from learnapp.services.review_preview import Preview
from learnapp.state.base import AppState, parse_id
from learnapp.storage.repositories.review import ReviewRow

PAGE = 10
_TONES = {"open": "busy", "approved": "good", "rejected": "bad"}


@dataclass(frozen=True)
class ReviewLine:
    """One entry of the queue with what is needed to decide it."""

    id: str
    kind: str
    title: str
    reason: str
    text: str
    is_post: bool
    who: str
    reports: list[str]
    facts: list[str]
    created: str
    status: str
    tone: str
    decided: str
    note: str


class ReviewsState(AppState):
    """What waits for a person's eye."""

    entries: list[ReviewLine] = []
    total: int = 0
    offset: int = 0
    status: str = "open"
    kind: str = ""
    review_id: str = ""
    approving: bool = False
    loaded: bool = False

    async def _fill(self) -> None:
        actor = await self._enter("admin")
        page = await review.list_reviews(actor, status=self.status, kind=self.kind, offset=self.offset, size=PAGE)
        if not page.rows and page.total and self.offset:
            # The last entry of the last page has been decided.
            self.offset = max(0, self.offset - PAGE)
            page = await review.list_reviews(actor, status=self.status, kind=self.kind, offset=self.offset, size=PAGE)
        previews = await review_preview.previews(actor, page.rows)
        self.entries = [self._line(row, previews[row.review_id]) for row in page.rows]
        self.total, self.offset, self.loaded = page.total, page.offset, True

    def _line(self, row: ReviewRow, preview: Preview) -> ReviewLine:
        decided = ""
        if row.decided_at is not None:
            by = preview.decided_by or translate(self.locale, "actor-person")
            decided = translate(self.locale, "review-decided", who=by, when=f"{row.decided_at:%Y-%m-%d %H:%M}")
        return ReviewLine(
            id=str(row.review_id),
            kind=row.kind,
            title=row.title,
            reason=translate(self.locale, row.reason_code),
            text=preview.text,
            is_post=preview.is_post,
            who=preview.who,
            reports=preview.reports,
            facts=[translate(self.locale, f"review-fact-{name}", value=value) for name, value in preview.facts.items()],
            created=row.created_at.isoformat(),
            status=row.status,
            tone=_TONES.get(row.status, "idle"),
            decided=decided,
            note=row.note,
        )

    @rx.event
    async def load(self) -> None:
        """Show what is open."""
        self.offset, self.status, self.kind, self.review_id = 0, "open", "", ""
        await self._fill()

    @rx.event
    async def show(self, status: str) -> None:
        """Show the open, approved or rejected entries."""
        self.status, self.offset, self.review_id = str(status)[:20], 0, ""
        await self._fill()

    @rx.event
    async def show_kind(self, kind: str) -> None:
        """Show the entries of one kind, or of all."""
        wanted = str(kind)[:20]
        self.kind, self.offset, self.review_id = "" if wanted == "all" else wanted, 0, ""
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        self.review_id = ""
        await self._fill()

    @rx.event
    async def choose(self, review_id: str, approve: bool) -> None:
        """Open the form in which a decision is confirmed and a note is left."""
        await self._actor("admin")
        self.review_id, self.approving = str(parse_id(review_id)), bool(approve)

    @rx.event
    async def cancel(self) -> None:
        """Close that form."""
        await self._actor("admin")
        self.review_id = ""

    @rx.event
    async def decide(self, form: dict[str, Any]) -> Any:
        """Approve or reject the chosen entry, with the note."""
        actor = await self._actor("admin")
        note = str(form.get("note", ""))[:500]
        await review.decide(actor, parse_id(self.review_id), approve=self.approving, note=note)
        self.review_id = ""
        await self._fill()
        key = "review-done-approved" if self.approving else "review-done-rejected"
        return rx.toast.success(translate(self.locale, key), duration=4000)

    @rx.event
    async def download(self) -> Any:
        """Download what is shown, all pages, as CSV."""
        actor = await self._actor("admin")
        data = await review.reviews_csv(actor, status=self.status, kind=self.kind, locale=self.locale)
        return rx.download(data=data, filename=f"reviews-{self.status}.csv")
