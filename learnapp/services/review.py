"""The one review queue: what the agents, the importer and the students want a person to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.i18n import translate
from learnapp.core.paging import Page, bounded
from learnapp.core.table_words import cell, heads
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import current, generated, import_reviews, intervention_nights, notices, reviewers, trail
from learnapp.storage.db import Transaction
from learnapp.storage.repositories import drafts as draft_rows
from learnapp.storage.repositories import review as rows
from learnapp.storage.repositories.review import ReviewRow

STATUSES = ("open", "approved", "rejected")
KINDS = (
    "content", "broken_item", "discussion", "escalation", "message", "system", "at_risk", "generated", "draft",
    "import",
)  # fmt: skip
_MAX_NOTE = 500
_MOST_EXPORTED = 20_000


def _sections(actor: Actor, wanted: Sequence[UUID] | None = None) -> list[UUID] | None:
    """Admins see the whole queue, instructors what belongs to their sections; `wanted` narrows either."""
    if "admin" in actor.roles:
        return None if wanted is None else sorted(set(wanted))
    taught = set(actor.led)
    return sorted(taught if wanted is None else taught & set(wanted))


async def list_reviews(
    actor: Actor,
    *,
    status: str = "open",
    kind: str = "",
    section_ids: Sequence[UUID] | None = None,
    offset: int = 0,
    size: int = 25,
) -> Page[ReviewRow]:
    """Return a page of the queue, newest first.

    Args:
        actor: An admin, or an instructor, who sees only what belongs to the sections taught.
        status: open, approved or rejected.
        kind: One of `KINDS`, or "" for all.
        section_ids: Only what belongs to these sections.
        offset: Entries before the page.
        size: Entries on it.

    Raises:
        ForbiddenError: The actor reviews nothing.
        InvalidInputError: No such status or kind.
    """
    await _authorise(actor, "read")
    if status not in STATUSES:
        raise InvalidInputError("An entry is open, approved or rejected. Choose one of these.")
    if kind and kind not in KINDS:
        raise InvalidInputError("There is no such kind of entry. Choose one of the list.")
    offset, size = bounded(offset, size)
    sections = _sections(actor, section_ids)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.list_reviews(
            tx.session,
            actor.tenant_id,
            status=status,
            kind=kind,
            sections=sections,
            offset=offset,
            size=size,
        )
    return Page([_within(row, sections) for row in found], total, offset, size)


async def reviews_csv(
    actor: Actor, *, status: str = "open", kind: str = "", section_ids: Sequence[UUID] | None = None, locale: str = "en"
) -> str:
    """Return what `list_reviews` finds as CSV, with what students reported and what was decided.

    Raises:
        ForbiddenError: The actor reviews nothing.
        InvalidInputError: No such status or kind.
    """
    section_ids = await _exported(actor, section_ids)
    lines: list[tuple[object, ...]] = []
    while len(lines) < _MOST_EXPORTED:
        page = await list_reviews(actor, status=status, kind=kind, section_ids=section_ids, offset=len(lines), size=200)
        for row in page.rows:
            decided = row.decided_at.isoformat() if row.decided_at else ""
            lines.append(
                (
                    row.created_at.isoformat(), translate(locale, f"review-kind-{row.kind}"), row.title,
                    translate(locale, row.reason_code), " · ".join(reports_of(row)), cell(locale, row.status),
                    decided, row.note,
                )
            )  # fmt: skip
        if not page.has_next or not page.rows:
            break
    await trail.audit(actor, "review.export", "review_item", detail={"rows": len(lines)})
    return write_csv(heads(locale, "created", "kind", "title", "reason", "reports", "status", "decided", "note"), lines)


async def _exported(actor: Actor, wanted: Sequence[UUID] | None) -> list[UUID] | None:
    """Return the sections whose entries the actor may take home: who only helps in one looks at them here."""
    sections = _sections(actor, wanted)
    if sections is None:
        await trail.authorise(actor, "read", "class_export")
        return None
    kept = [one for one in sections if access.allow(actor, "read", "class_export", section_id=one).allowed]
    if not kept:
        await trail.authorise(actor, "read", "class_export", section_id=next(iter(sections), None))
    return kept


def reports_of(row: ReviewRow) -> list[str]:
    """Return what students wrote about an item, without their names."""
    return [text for said in _reports(row).values() for one in said if (text := str(one.get("text", "")))]


def _reports(row: ReviewRow) -> dict[str, list[dict[str, Any]]]:
    """Return what each student has reported; of most things it is one report, of an item it may be several."""
    found = row.evidence.get("reports")
    if not isinstance(found, dict):
        return {}
    return {student: said if isinstance(said, list) else [said] for student, said in found.items()}


def _within(row: ReviewRow, sections: list[UUID] | None) -> ReviewRow:
    """Leave out what students of other sections reported."""
    if sections is None or "reports" not in row.evidence:
        return row
    names = {str(section) for section in sections}
    inside = {
        student: [one for one in said if one.get("section_id") in names] for student, said in _reports(row).items()
    }
    kept = {student: said for student, said in inside.items() if said}
    return replace(row, evidence={**row.evidence, "reports": kept})


async def decide(
    actor: Actor, review_id: UUID, *, approve: bool, note: str = "", helpful: bool = True, correction: str = ""
) -> None:
    """Close an entry. A held post is shown when approved and stays hidden when rejected.

    Args:
        actor: An admin, or an instructor of the section it belongs to.
        review_id: The entry.
        approve: The decision.
        note: Why, for those who look at it later; at most 500 characters are kept.
        helpful: False where the system should not have said it: kept with the entry, to judge the system by.
        correction: Of a generated sentence, what should have been said.

    Raises:
        ConflictError: Somebody else has decided it.
        ForbiddenError: The actor may not, or is not certified for generated text.
        InvalidInputError: A correction that is too long, or names people.
        NotFoundError: No such entry here.
    """
    await _authorise(actor, "decide")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.locked(tx.session, actor.tenant_id, review_id)
        if found is None or not _visible(actor, found):
            raise NotFoundError("There is no such entry. Reload the queue.")
        places = [None] if "admin" in actor.roles else sections_of(found)
        if not any(access.allow(actor, "decide", "review_item", section_id=place).allowed for place in places):
            # An assistant may be trusted with it in another class only.
            await trail.authorise(actor, "decide", "review_item", section_id=next(iter(places), None))
        if found.status != "open":
            raise ConflictError("Somebody else has decided this already. Reload the queue.")
        brought_in = found.kind == import_reviews.KIND
        if not brought_in:
            await _close(actor, tx, found, approve=approve, note=note, helpful=helpful, correction=correction)
    if brought_in:
        # A course is published with it, which waits for imports: a transaction of its own.
        await import_reviews.decide(actor, [review_id], approve=approve, note=note)


async def _close(
    actor: Actor, tx: Transaction, found: ReviewRow, *, approve: bool, note: str, helpful: bool, correction: str
) -> None:
    """Close an entry that the actor may decide, with what follows from it for its kind."""
    status = "approved" if approve else "rejected"
    if found.kind == generated.KIND:
        corrected = await generated.decide(tx, actor.person_id, found, approve=approve, correction=correction)
        if corrected:
            # What is corrected was wrong.
            status, note = "rejected", f"{note.strip()} → {corrected}"
    await rows.decide(
        tx.session,
        actor.tenant_id,
        found.review_id,
        status=status,
        by=actor.person_id,
        note=note.strip()[:_MAX_NOTE],
        helpful=helpful,
        now=current().clock.now(),
    )
    if found.kind == "at_risk":
        await intervention_nights.decided(
            tx.session, actor.tenant_id, found.review_id, actor.person_id, note.strip()[:_MAX_NOTE], approve=approve
        )
    # However much they have reported of it, each hears of the decision once.
    said = {student: one[-1] for student, one in _reports(found).items() if one}
    await notices.tell_of_decision(
        tx.session, actor.tenant_id, found.review_id, found.kind, said,
        approved=status == "approved", title=found.title, student=found.subject_id, by=actor.person_id,
    )  # fmt: skip
    if found.kind == "discussion" and found.subject_id is not None:
        await notices.tell_of_post(
            tx.session, actor.tenant_id, None, found.subject_id, shown=approve, by=actor.person_id
        )
        await rows.set_post_status(tx.session, actor.tenant_id, found.subject_id, "visible" if approve else "hidden")
    if found.kind == "draft" and found.subject_id is not None:
        await trail.authorise(actor, "decide", "course_draft")
        draft = await draft_rows.find(tx.session, actor.tenant_id, found.subject_id)
        if approve and draft is not None and draft.generated:
            await reviewers.require(tx.session, actor.tenant_id, actor.person_id)
        await draft_rows.decide(
            tx.session, actor.tenant_id, found.subject_id, approve=approve, words=note.strip()[:_MAX_NOTE],
            by=actor.person_id, now=current().clock.now(),
        )  # fmt: skip
    await trail.audit(
        actor, f"review.{status}", "review_item", object_id=found.review_id, session=tx.session,
        detail={"kind": found.kind, **({} if helpful else {"helpful": False})},
    )  # fmt: skip


async def _authorise(actor: Actor, action: str) -> None:
    """Ask the policy: whether there is a section in which the actor may."""
    places = [] if "admin" in actor.roles else sorted(actor.led)
    may = (one for one in places if access.allow(actor, action, "review_item", section_id=one).allowed)
    await trail.authorise(actor, action, "review_item", section_id=next(may, min(places, default=None)))


def sections_of(row: ReviewRow) -> list[UUID]:
    """Return the sections that an entry belongs to: where it happened, and whose students reported it."""
    places = [one.get("section_id") for said in _reports(row).values() for one in said]
    return [UUID(str(place)) for place in dict.fromkeys([row.evidence.get("section_id"), *places]) if place]


def _visible(actor: Actor, row: ReviewRow) -> bool:
    sections = _sections(actor)
    return sections is None or not set(sections).isdisjoint(sections_of(row))
