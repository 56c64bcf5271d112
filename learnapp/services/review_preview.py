"""What a reviewer needs to see to decide: the item or post itself, and the evidence in plain facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current, generated, people, trail
from learnapp.services.review import reports_of
from learnapp.storage.repositories import drafts as draft_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import review as rows
from learnapp.storage.repositories import verification as reviewer_rows
from learnapp.storage.repositories.review import ReviewRow

_MOST = 900
_CAUSED = ("draft", "import")
"""Kinds of entries whose causes are catalogue keys: why the checks hold an item."""


@dataclass(slots=True)
class Preview:
    """One entry, opened.

    Attributes:
        text: Markdown of the item, or the plain text of a post; "" when there is nothing to show or it is gone.
        is_post: The text was written by a student.
        who: The student whom it is about, or who wrote the post; "" for nobody.
        student_id: The same one's id.
        decided_by: Who decided it.
        reports: What students wrote about an item.
        signs: What speaks for an entry about a student, as catalogue keys with their figures.
        help: Catalogue keys of what may help.
        helpful: False where a reviewer said that the entry was of no use.
        sentence: Of generated text, the sentence that is asked about; `draft`: the answer it was written in;
            `passages`: what it was checked with.
        certified: Whether the reader may decide about generated text.
        facts: Named figures: `confidence` (per cent), `times`, `categories`, `causes`, `doubts`.
    """

    text: str = ""
    is_post: bool = False
    who: str = ""
    student_id: str = ""
    decided_by: str = ""
    reports: list[str] = field(default_factory=list)
    signs: list[tuple[str, dict[str, int]]] = field(default_factory=list)
    help: list[str] = field(default_factory=list)
    helpful: bool = True
    sentence: str = ""
    draft: str = ""
    passages: list[str] = field(default_factory=list)
    certified: bool = False
    facts: dict[str, str | int] = field(default_factory=dict)


async def previews(actor: Actor, entries: Sequence[ReviewRow]) -> dict[UUID, Preview]:
    """Return what is behind entries that `review.list_reviews` has given to this actor.

    The text of a post and the name of a student are disclosures and leave an audit entry.

    Raises:
        ForbiddenError: The actor reviews nothing.
    """
    tenant, services = actor.tenant_id, current()
    if "admin" in actor.roles or not actor.led:
        await trail.authorise(actor, "read", "review_item")
    else:
        await trail.authorise(actor, "read", "review_item", section_id=min(actor.led))
    items = [e.subject_id for e in entries if e.subject_type == "content" and e.subject_id is not None]
    posts = [e.subject_id for e in entries if e.subject_type == "discussion_post" and e.subject_id is not None]
    written = any(entry.kind == generated.KIND for entry in entries)
    drafts = [e.subject_id for e in entries if e.subject_type == "content_draft" and e.subject_id is not None]
    async with services.db.transaction(tenant) as tx:
        certified = written and await reviewer_rows.is_certified(tx.session, tenant, actor.person_id)
        content = await rows.content_previews(tx.session, [tenant, LIBRARY_TENANT], items) if items else {}
        content |= await draft_rows.previews(tx.session, tenant, drafts) if drafts else {}
        held = await rows.post_previews(tx.session, tenant, posts) if posts else {}
        authors = await people_rows.people_by_id(tx.session, tenant, {post.author_id for post in held.values()})
    students = {post.author_id for post in held.values()}
    students |= {e.subject_id for e in entries if e.subject_type == "student" and e.subject_id is not None}
    deciders = {e.decided_by for e in entries if e.decided_by is not None}
    names = await people.names(tenant, students | deciders)
    if students:
        await trail.disclosed(actor, students & names.keys(), "review")
    found: dict[UUID, Preview] = {}
    for entry in entries:
        preview = found[entry.review_id] = Preview(reports=reports_of(entry), facts=_facts(entry))
        preview.signs, preview.help = _signs(entry)
        preview.helpful = entry.evidence.get("helpful") is not False
        preview.decided_by = names.get(entry.decided_by, "") if entry.decided_by else ""
        if entry.kind == generated.KIND:
            preview.sentence = generated.sentence_of(entry)
            preview.passages = [*generated.passages_of(entry), *generated.outside_of(entry)]
            preview.draft, preview.certified = str(entry.evidence.get("draft", "")), certified
            if doubts := generated.doubts_of(entry):
                preview.facts["doubts"] = doubts
        elif entry.subject_id in content:
            preview.text = _shown(content[entry.subject_id])
        elif entry.subject_id in held:
            post = held[entry.subject_id]
            preview.is_post, preview.who = True, names.get(post.author_id, "")
            preview.student_id = str(post.author_id)
            key = people.open_key(services.keyring, authors[post.author_id]) if post.author_id in authors else None
            preview.text = key.decrypt("post", post.text_enc)[:_MOST] if key is not None else ""
        elif entry.subject_type == "student" and entry.subject_id is not None:
            preview.who, preview.student_id = names.get(entry.subject_id, ""), str(entry.subject_id)
    return found


def _shown(item: rows.ContentPreview) -> str:
    """Return the question as a student reads it: text, prompts and choices, without keys and hints."""
    parts = [item.body]
    for step in item.body_public.get("steps", []):
        parts.append(str(step.get("prompt", "")))
        parts.append("\n".join(f"- {choice}" for choice in step.get("choices", [])))
    text = "\n\n".join(part for part in parts if part.strip())
    return text if len(text) <= _MOST else f"{text[:_MOST].rsplit(' ', 1)[0]} …"


def _signs(entry: ReviewRow) -> tuple[list[tuple[str, dict[str, int]]], list[str]]:
    """Return what speaks for an entry about a student, and what may help; of a draft why it is held."""
    if entry.kind in _CAUSED:
        return [(str(key), {}) for key in entry.evidence.get("causes", [])], []
    if entry.kind != "at_risk":
        return [], []
    signs = [(str(key), {str(name): int(value) for name, value in figures.items()})
             for key, figures in entry.evidence.get("signs", [])]  # fmt: skip
    return signs, [str(key) for key in entry.evidence.get("help", [])]


def _facts(entry: ReviewRow) -> dict[str, str | int]:
    evidence: dict[str, Any] = entry.evidence
    facts: dict[str, str | int] = {}
    if entry.kind == "at_risk" and entry.confidence is not None:
        facts["chance"] = round(100 * entry.confidence)
    elif entry.confidence is not None:
        facts["confidence"] = round(100 * entry.confidence)
    if isinstance(evidence.get("day"), str):
        facts["day"] = evidence["day"]
    if isinstance(evidence.get("times"), int):
        facts["times"] = evidence["times"]
    for name in ("categories", "causes") if entry.kind not in _CAUSED else ():
        if isinstance(evidence.get(name), list) and evidence[name]:
            facts[name] = ", ".join(str(each).replace("_", " ") for each in evidence[name])[:200]
    return facts
