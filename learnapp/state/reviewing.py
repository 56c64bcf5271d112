"""The review queue as admins and instructors work through it; each door names its role and its scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.core.i18n import translate
from learnapp.security.access import Actor
from learnapp.services import review, review_preview
from learnapp.services.review_preview import Preview
from learnapp.state.base import AppState, parse_id
from learnapp.storage.repositories.review import ReviewRow

PAGE = 10
_TONES = {"open": "busy", "approved": "good", "rejected": "bad"}


@dataclass(frozen=True)
class ReviewLine:
    """One entry of the queue with what is needed to decide it.

    Attributes:
        where: The classes it belongs to, for those who see only their own.
        page: Address of the student's page, "" where there is none for the reader.
        item: Address of the question in its class, with what the class did with it; "" where it is no question.
        signs: What speaks for an entry about a student, in words; `help`: what may help.
        sentence: Of generated text, what is asked about; `draft`: the whole answer; `passages`: its sources.
        certified: Whether the reader may decide about generated text.
        unhelpful: A reviewer said that it was of no use.
    """

    id: str
    kind: str
    title: str
    reason: str
    text: str
    is_post: bool
    who: str
    where: str
    page: str
    item: str
    reports: list[str]
    facts: list[str]
    signs: list[str]
    help: list[str]
    unhelpful: bool
    sentence: str
    draft: str
    passages: list[str]
    certified: bool
    created: str
    status: str
    tone: str
    decided: str
    note: str


def _item(row: ReviewRow) -> str:
    if row.kind in ("draft", "import"):
        return f"/author/{row.evidence.get('course', '')}/{row.evidence.get('content', '')}"
    places = review.sections_of(row)
    here = row.kind == "broken_item" and row.subject_type == "content" and places
    return f"/teach/{places[0]}/items/{row.subject_id}" if here else ""


class ReviewQueue(AppState, mixin=True):
    """What waits for a person's eye."""

    entries: list[ReviewLine] = []
    total: int = 0
    offset: int = 0
    status: str = "open"
    kind: str = ""
    review_id: str = ""
    approving: bool = False
    unhelpful: bool = False
    correcting: bool = False
    loaded: bool = False

    def _role(self) -> str:
        """Return the role whose queue this is."""
        raise NotImplementedError

    async def _scope(self, _actor: Actor) -> dict[UUID, str] | None:
        """Return the sections whose entries are shown, with their titles; None for the whole institution."""
        return None

    async def _fill(self) -> None:
        actor = await self._enter(self._role())
        scope = await self._scope(actor)
        if scope is not None and not scope:
            self.entries, self.total, self.offset, self.loaded = [], 0, 0, True
            return
        sections = None if scope is None else list(scope)
        wanted: dict[str, Any] = {"status": self.status, "kind": self.kind, "section_ids": sections, "size": PAGE}
        page = await review.list_reviews(actor, offset=self.offset, **wanted)
        if not page.rows and page.total and self.offset:
            # The last entry of the last page has been decided.
            self.offset = max(0, self.offset - PAGE)
            page = await review.list_reviews(actor, offset=self.offset, **wanted)
        previews = await review_preview.previews(actor, page.rows)
        self.entries = [self._line(row, previews[row.review_id], scope or {}) for row in page.rows]
        self.total, self.offset, self.loaded = page.total, page.offset, True

    def _line(self, row: ReviewRow, preview: Preview, titles: dict[UUID, str]) -> ReviewLine:
        decided = ""
        if row.decided_at is not None:
            by = preview.decided_by or translate(self.locale, "actor-person")
            decided = translate(self.locale, "review-decided", who=by, when=f"{row.decided_at:%Y-%m-%d %H:%M}")
        here = [section for section in review.sections_of(row) if section in titles]
        return ReviewLine(
            id=str(row.review_id),
            kind=row.kind,
            title=(preview.who or row.title) if row.kind == "at_risk" else row.title,
            reason=translate(self.locale, row.reason_code),
            text=preview.text,
            is_post=preview.is_post,
            who=preview.who,
            where=", ".join(sorted(titles[section] for section in here)),
            page=f"/teach/{here[0]}/students/{preview.student_id}" if here and preview.student_id else "",
            item=_item(row),
            reports=preview.reports,
            facts=[translate(self.locale, f"review-fact-{name}", value=value) for name, value in preview.facts.items()],
            signs=[translate(self.locale, key, **figures) for key, figures in preview.signs],
            help=[translate(self.locale, key) for key in preview.help],
            unhelpful=not preview.helpful,
            sentence=preview.sentence,
            draft=preview.draft,
            passages=preview.passages,
            certified=preview.certified,
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
        await self._actor(self._role())
        self.review_id, self.approving, self.unhelpful = str(parse_id(review_id)), bool(approve), False
        self.correcting = False

    @rx.event
    async def choose_unhelpful(self, review_id: str) -> None:
        """Open the form in which an entry is dismissed because it should not have been there."""
        await self._actor(self._role())
        self.review_id, self.approving, self.unhelpful = str(parse_id(review_id)), False, True
        self.correcting = False

    @rx.event
    async def choose_correction(self, review_id: str) -> None:
        """Open the form in which a generated sentence is said as it should be."""
        await self._actor(self._role())
        self.review_id, self.approving, self.unhelpful = str(parse_id(review_id)), False, False
        self.correcting = True

    @rx.event
    async def cancel(self) -> None:
        """Close that form."""
        await self._actor(self._role())
        self.review_id = ""

    @rx.event
    async def decide(self, form: dict[str, Any]) -> None:
        """Approve or reject the chosen entry, with the note."""
        actor = await self._actor(self._role())
        note = str(form.get("note", ""))[:500]
        correction = str(form.get("correction", ""))[:2000].strip() if self.correcting else ""
        if self.correcting and not correction:
            raise InvalidInputError("Write what should have been said, or reject the sentence.")
        await review.decide(
            actor, parse_id(self.review_id), approve=self.approving, note=note, helpful=not self.unhelpful,
            correction=correction,
        )  # fmt: skip
        self.review_id = ""
        await self._fill()
        key = "review-done-approved" if self.approving else "review-done-rejected"
        if self.correcting:
            key = "generated-done-corrected"
        if self.unhelpful:
            key = "risk-done-unhelpful"
        self._notify(translate(self.locale, key))

    @rx.event
    async def download(self) -> Any:
        """Download what is shown, all pages, as CSV."""
        actor = await self._actor(self._role())
        scope = await self._scope(actor)
        data = await review.reviews_csv(
            actor,
            status=self.status,
            kind=self.kind,
            section_ids=None if scope is None else list(scope),
            locale=self.locale,
        )
        return rx.download(data=data, filename=f"reviews-{self.status}.csv")
