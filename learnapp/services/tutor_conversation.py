"""What was said before in a student's own conversation, as far as the next question may lean on it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from learnapp.agents.tutor_turn import Earlier
from learnapp.engine.kc import CourseSnapshot
from learnapp.security import pii
from learnapp.security.crypto import PersonKey
from learnapp.services import current
from learnapp.services.progress import Study
from learnapp.services.tutor_views import TurnView, turn_of
from learnapp.storage.repositories import tutor as rows

MOST, MOST_CHARACTERS, MOST_CONTENTS = 8, 600, 12
"""Turns that are read, characters of a question and of an answer, and contents that are read on in."""
_COUNTS = frozenset({"answer", "coach", "nothing"})
"""Kinds of turns that a question may lean on: not what was asked about a test, nor what was refused or urgent."""


async def earlier(
    tenant: UUID, student: UUID, here: Study, own: PersonKey, conversation: UUID, content_id: UUID | None
) -> tuple[Earlier, ...]:
    """Return the last turns of a student's own conversation, the oldest first, without personal data.

    Args:
        tenant: The institution.
        student: The student, as whom its caller is let in.
        here: What they study; a conversation of another class is not looked at.
        own: The key of what they have said.
        conversation: The conversation.
        content_id: The content beside which the question is asked; one that was begun beside another is not looked at.
    """
    async with current().db.transaction(tenant) as tx:
        found = await rows.latest(tx.session, tenant, student, conversation, here.section.section_id, content_id, MOST)
    turns = [(turn_of(own.decrypt("tutor", sealed)), detail) for sealed, detail in reversed(found)]
    return await asyncio.to_thread(_told, turns, here.snapshot)


def _told(turns: list[tuple[TurnView, Mapping[str, Any]]], snapshot: CourseSnapshot) -> tuple[Earlier, ...]:
    return tuple(
        Earlier(
            asked=pii.redact((turn.sought or turn.asked)[:MOST_CHARACTERS])[0],
            kind="coach" if turn.kind == "coach" else "answer",
            said=_said(turn),
            passages=frozenset(UUID(one) for one in detail.get("passages", ())),
            contents=_contents(turn, snapshot),
        )
        for turn, detail in turns
        if turn.kind in _COUNTS
    )


def _said(turn: TurnView) -> tuple[str, ...]:
    """Return the sentences of the subject up to a length, whole ones."""
    kept: list[str] = []
    for line in turn.lines:
        # In the course's language, in which the next passages are, too.
        text = line.checked or line.text
        if line.cite > 0 and sum(map(len, kept)) + len(text) <= MOST_CHARACTERS * 2:
            kept.append(text)
    return tuple(kept)


def _contents(turn: TurnView, snapshot: CourseSnapshot) -> frozenset[UUID]:
    """Return the contents that were cited, and those with other explanations of their topics."""
    cited = [UUID(one.href.rpartition("/")[2]) for one in turn.sources]
    cited = [one for one in dict.fromkeys(cited) if one in snapshot.content]
    topics = dict.fromkeys(kc for one in cited for kc in snapshot.content[one].kc_ids)
    beside = (one for kc in topics for one in snapshot.by_kc.get(kc, ()) if snapshot.content[one].material.explanations)
    return frozenset(list(dict.fromkeys([*cited, *beside]))[:MOST_CONTENTS])
