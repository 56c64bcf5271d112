"""Text that a language model wrote: checked before anybody reads it, held for people, and what they decide counts."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.agents.tutor_writing import TASK
from learnapp.core.drafts import Checked, Draft, Evidence
from learnapp.core.errors import InvalidInputError
from learnapp.knowledge.verification.check import digest
from learnapp.knowledge.verification.thresholds import LIMITS
from learnapp.security import odd_forms, pii
from learnapp.services import current, notices, outside_facts, reviewers
from learnapp.storage.db import Transaction
from learnapp.storage.repositories import mission as mission_rows
from learnapp.storage.repositories import verification as rows
from learnapp.storage.repositories.review import ReviewRow
from learnapp.storage.repositories.review_lines import ask_people
from learnapp.storage.repositories.verification import Ruling

KIND = "generated"
MOST_LINES = 5
"""Sentences of one held draft that people are asked about; the draft is with each of them."""
SAMPLE, SAMPLED, MOST_SAMPLES = 20, "verify-sample", 20
"""One in so many sentences that pass is shown to reviewers too; no more while so many wait. Only by such a sample can
be said how many of those that students read are wrong: what is held was never read."""
REPORTED = "verify-reported"
"""A student has said that it seems wrong. Such a sentence is not of the sample, for nobody drew it by lot."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MAX_DRAFT, _MAX_PASSAGE = 2_000, 1_200


class Checks(Protocol):
    """The automatic layers (`knowledge.verification.check.Verification`)."""

    async def check(
        self, draft: Draft, evidence: Sequence[Evidence], *, ruled: Mapping[str, bool] | None = None
    ) -> Checked:
        """Return what may be shown of a draft."""
        ...


@dataclass(frozen=True, slots=True)
class Gate:
    """The checks of one class, as whoever asks a model needs them: what they hold waits for its reviewers.

    Attributes:
        checks: The automatic layers.
        tenant: The institution.
        section: The class in which a draft was asked for.
        title: Of the course, for the line in the queue.
        names: Names of the class, which must not be kept with a draft.
    """

    checks: Checks
    tenant: UUID
    section: UUID
    title: str
    names: Sequence[str] = ()

    async def check(self, draft: Draft, evidence: Sequence[Evidence]) -> Checked:
        """Return what may be shown of a draft; see `verified`."""
        if any(one.passage_id == TASK for one in evidence):
            # What was written beside a task may have the student's own words: nobody is asked, and it is kept nowhere.
            return (await judged(self.checks, self.tenant, draft, evidence))[0]
        return await verified(
            self.checks, self.tenant, self.section, draft, evidence, title=self.title, names=self.names
        )


async def verified(
    checks: Checks, tenant: UUID, section: UUID, draft: Draft, evidence: Sequence[Evidence], *, title: str,
    names: Sequence[str] = (),
) -> Checked:  # fmt: skip
    """Return what may be shown of a draft; where it is held, certified reviewers are asked about what was removed.

    A caller has authorised what the draft is an answer to. The question is not kept, and names are taken out of the
    draft before it is.

    Args:
        checks: The automatic layers.
        tenant: The institution.
        section: The class in which the draft was asked for.
        draft: What a model wrote.
        evidence: The passages that it was given.
        title: Of the course, for the line in the queue.
        names: Names of the class, which must not be kept with a draft.
    """
    ids = [one.passage_id for one in evidence]
    checked, ruled = await judged(checks, tenant, draft, evidence)
    asked = [(draft.sentences[place].text, reason) for place, reason in checked.removed if place < len(draft.sentences)]
    # What a person has rejected is not asked about again.
    asked = [one for one in asked if digest(one[0], ids) not in ruled][:MOST_LINES]
    if checked.held and asked:
        await _ask(tenant, section, draft.text, asked, evidence, checked.reasons[0], title, names)
    elif not checked.held:
        passed = [draft.sentences[place].text for place in checked.kept if place < len(draft.sentences)]
        drawn = [(text, SAMPLED) for text in passed if _is_drawn(digest(text, ids)) and digest(text, ids) not in ruled]
        if drawn and await _room(tenant):
            await _ask(tenant, section, draft.text, drawn[:1], evidence, SAMPLED, title, names)
    return checked


def _is_drawn(said: str) -> bool:
    """Whether a sentence is of the sample: by what it says, so that the same one is asked about once."""
    return int(hashlib.sha256(said.encode()).hexdigest()[:8], 16) % SAMPLE == 0


async def _room(tenant: UUID) -> bool:
    async with current().db.transaction(tenant) as tx:
        return await mission_rows.open_samples(tx.session, tenant, SAMPLED) < MOST_SAMPLES


async def judged(
    checks: Checks, tenant: UUID, draft: Draft, evidence: Sequence[Evidence]
) -> tuple[Checked, Mapping[str, bool]]:
    """Return what may be shown of a draft, and what people have decided about its sentences; nobody is asked."""
    ids = [one.passage_id for one in evidence]
    digests = sorted({digest(one.text, ids) for one in draft.sentences})
    async with current().db.transaction(tenant) as tx:
        ruled = await rows.ruled(tx.session, tenant, digests) if digests else {}
    if TASK in ids:
        # What is right beside one task need not be right beside another one.
        ruled = {said: sound for said, sound in ruled.items() if not sound}
    return await checks.check(draft, evidence, ruled=ruled), ruled


async def _ask(
    tenant: UUID, section: UUID, draft: str, asked: Sequence[tuple[str, str]], evidence: Sequence[Evidence],
    held: str, title: str, names: Sequence[str],
) -> None:  # fmt: skip
    roster = tuple(names)
    told = await asyncio.to_thread(_nameless, draft, roster)
    lines = [(text, reason) for text, reason in asked if await _impersonal(text, roster)]
    ids = [one.passage_id for one in evidence]
    now = current().clock.now()
    queued: list[UUID] = []
    async with current().db.transaction(tenant) as tx:
        for text, reason in lines:
            review = uuid7()
            if reason == SAMPLED:
                # What a student has reported before it was drawn is of the sample all the same.
                await rows.drawn(tx.session, tenant, matter(text, ids), REPORTED, SAMPLED)
            made = await ask_people(
                tx.session, tenant, review, kind=KIND, subject_type="generated_text", subject=None, title=title,
                reason=reason, dedupe=matter(text, ids),
                evidence={
                    "section_id": str(section), "sentence": text, "draft": told, "held": held,
                    "passages": [
                        {"id": str(one.passage_id), "text": one.text[:_MAX_PASSAGE]} for one in evidence
                    ],
                },
                now=now,
            )  # fmt: skip
            if made:
                await notices.tell_reviewers(tx.session, tenant, review, KIND, section)
                queued.append(review)
    await outside_facts.look_up_later(tenant, queued)


class PersonalSentenceError(InvalidInputError):
    """Somebody is named in a sentence, so it is not shown to reviewers."""

    code = "sentence_personal"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence that a student has read and holds to be wrong.

    Attributes:
        student: Who says so; reviewers see how many do, and nobody's name.
        section: The class in which it was read.
        sentence: As it was shown.
        answer: The whole answer, "" where that has words of the student's.
        passages: What it was checked with, (id, text), what it cites first.
        title: Of the course, for the line in the queue.
        names: Names of the class, which must not be kept.
    """

    student: UUID
    section: UUID
    sentence: str
    answer: str
    passages: Sequence[tuple[UUID, str]]
    title: str
    names: Sequence[str] = ()


async def doubted(tx: Transaction, doubt: Doubt) -> tuple[str, UUID | None]:
    """Ask certified reviewers about a sentence that a student holds to be wrong.

    Several students' doubts about one sentence are one line of the queue. What is decided is not asked about again.

    Returns:
        `sent`, or what was decided about it before: `right` or `wrong`; and the line, if it is a new one.

    Raises:
        PersonalSentenceError: Names, addresses or numbers of people are in it, so that it cannot be handed on.
    """
    roster, ids = tuple(doubt.names), [passage for passage, _ in doubt.passages]
    if not await _impersonal(doubt.sentence, roster):
        raise PersonalSentenceError(
            "A name, an address or a number is in this sentence, so it cannot be handed on. Show it to your teacher."
        )
    decided = await rows.ruled(tx.session, tx.tenant_id, [digest(doubt.sentence, ids)])
    sound = next(iter(decided.values()), None)
    # What is right beside one task need not be right beside another one.
    if sound is False or (sound and TASK not in ids):
        return ("right" if sound else "wrong"), None
    told = await asyncio.to_thread(_nameless, doubt.answer, roster)
    now, review = current().clock.now(), uuid7()
    passages = [{"id": str(passage), "text": text[:_MAX_PASSAGE]} for passage, text in doubt.passages]
    made = await ask_people(
        tx.session, tx.tenant_id, review, kind=KIND, subject_type="generated_text", subject=None, title=doubt.title,
        reason=REPORTED, dedupe=matter(doubt.sentence, ids),
        evidence={
            "section_id": str(doubt.section), "sentence": doubt.sentence, "draft": told, "held": REPORTED,
            "passages": passages,
        },
        now=now,
    )  # fmt: skip
    await rows.add_doubt(tx.session, tx.tenant_id, matter(doubt.sentence, ids), doubt.student, doubt.section, now)
    if not made:
        return "sent", None
    await notices.tell_reviewers(tx.session, tx.tenant_id, review, KIND, doubt.section)
    return "sent", review


def matter(text: str, ids: Sequence[UUID]) -> str:
    """Return by what the open line of the queue about a sentence and its passages is known."""
    return f"generated:{digest(text, ids)}"


async def _impersonal(text: str, roster: tuple[str, ...]) -> bool:
    """Whether a sentence can be kept as it is; a decision about other words than were written would never be met."""
    if text != _storable(text) or len(text) > LIMITS.characters:
        return False
    return not await asyncio.to_thread(lambda: pii.find(text, roster) or any(odd_forms.spans(odd_forms.seen(text))))


def _nameless(text: str, roster: tuple[str, ...]) -> str:
    """Return a text as it may be kept: without names, addresses and numbers of people, in whatever form."""
    return pii.redact(odd_forms.without(_storable(text)[:_MAX_DRAFT]), roster)[0]


async def decide(tx: Transaction, by: UUID, row: ReviewRow, *, approve: bool, correction: str) -> str:
    """Keep what a certified reviewer decides; return the correction as it is kept, "" for none.

    Args:
        tx: The transaction of the decision.
        by: Who decides; the caller has asked the policy.
        row: The open line.
        approve: Whether the sentence is right.
        correction: What should have been said; then the sentence itself is rejected, and this passes.

    Raises:
        InvalidInputError: The correction is too long, or there are names or addresses of people in it.
        NotCertifiedError: They are not certified.
    """
    await reviewers.require(tx.session, tx.tenant_id, by)
    sentence, ids = sentence_of(row), passage_ids(row)
    correction = " ".join(_storable(correction).split())
    if len(correction) > LIMITS.characters:
        raise InvalidInputError(f"A corrected sentence has at most {LIMITS.characters} characters. Make it shorter.")
    named = await asyncio.to_thread(pii.find, correction)
    if named:
        raise InvalidInputError("Leave names, addresses and numbers of people out of the corrected sentence.")
    now, said = current().clock.now(), digest(sentence, ids)
    ruling = Ruling(said, sentence, ids, sound=approve and not correction)
    await rows.rule(tx.session, tx.tenant_id, row.review_id, by, now, ruling)
    if correction:
        better = Ruling(digest(correction, ids), correction, ids, sound=True, corrects=said)
        await rows.rule(tx.session, tx.tenant_id, row.review_id, by, now, better)
    return correction


def _storable(text: str) -> str:
    """Return a text without what no database keeps: control characters and halves of characters."""
    return _CONTROL.sub("", text.encode("utf-8", "ignore").decode())


def sentence_of(row: ReviewRow) -> str:
    """Return the sentence that a line is about."""
    return str(row.evidence.get("sentence", ""))


def passages_of(row: ReviewRow) -> list[str]:
    """Return the passages that it was checked with."""
    # Of a passage that the course no longer has only its id is there.
    return [text for one in _passages(row) if (text := str(one.get("text", "")))]


def doubts_of(row: ReviewRow) -> int:
    """Return how many students hold it to be wrong."""
    found = row.evidence.get("reports")
    return len(found) if isinstance(found, dict) else 0


def outside_of(row: ReviewRow) -> list[str]:
    """Return what services outside say of it, each with its name."""
    found = row.evidence.get("outside")
    listed = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [f"{one.get('service', '')} · {one.get('title', '')}: {one.get('text', '')}" for one in listed]


def passage_ids(row: ReviewRow) -> list[UUID]:
    """Return the ids of those passages."""
    return [UUID(str(one["id"])) for one in _passages(row)]


def _passages(row: ReviewRow) -> list[dict[str, Any]]:
    found = row.evidence.get("passages")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
