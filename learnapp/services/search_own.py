"""What a search finds beside courses and posts: own notes, tests, assignments, announcements.

Few of each belong to one reader, so they are gathered and looked through when somebody searches; notes are ciphertext
where they are kept, and nothing of them is kept elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from learnapp.security.access import Actor, allow
from learnapp.services import announcements, assessments, assignments, current, notes, own_tests, search_words
from learnapp.services.progress import Study
from learnapp.storage.repositories import assignments as assignment_rows
from learnapp.storage.repositories import search as rows
from learnapp.storage.repositories.search import There, Wanted

KINDS = ("note", "test", "assignment", "announcement")
MOST = 200
"""So many of each kind are looked through, the newest or next ones; older ones are left to their own pages."""
_MOST_CLASSES = 20


@dataclass(frozen=True, slots=True)
class FoundOwn:
    """Something that the reader has or was given; `where` names its class, `address` the page that shows it."""

    id: str
    kind: str
    title: str
    text: str
    where: str
    address: str


async def find(actor: Actor, wanted: Wanted, there: There, places: Sequence[Study]) -> list[FoundOwn]:
    """Return what has these words, in the order of its own page.

    Args:
        actor: Who asks.
        wanted: What is looked for.
        there: What there is.
        places: The classes in which they study.
    """
    # None of these waits for another one.
    gathered = await asyncio.gather(
        _notes(actor, there), _given(actor, there, places), _tests(actor), _set(actor), _announced(actor, there)
    )
    found = [one for each in gathered for one in each]
    likely = await asyncio.to_thread(_likely, found, wanted) if found else []
    if not likely:
        return []
    async with current().db.raw(actor.tenant_id) as conn:
        matching = await rows.matching(conn, [_said(one) for one in likely], wanted)
    return [likely[place] for place in matching]


def _said(one: FoundOwn) -> str:
    return f"{one.title}\n{one.text}"


def _likely(gathered: Sequence[FoundOwn], wanted: Wanted) -> list[FoundOwn]:
    return [one for one in gathered if search_words.likely(_said(one), wanted)]


async def _notes(actor: Actor, there: There) -> list[FoundOwn]:
    if not there.notes or not allow(actor, "read", "note", student_id=actor.person_id).allowed:
        return []
    found = await notes.read(actor, size=MOST)
    return [FoundOwn(one.content_id, "note", one.title, one.text, "", "/notes") for one in found.rows]


async def _given(actor: Actor, there: There, places: Sequence[Study]) -> list[FoundOwn]:
    """Return the tests and assignments of a student's classes."""
    if not allow(actor, "read", "attempt", student_id=actor.person_id).allowed:
        return []
    sets = allow(actor, "read", "assignment", student_id=actor.person_id).allowed
    found = []
    for here in places:
        section, today = here.section, f"/today?class={here.section.section_id}"
        tests = (await own_tests.in_class(actor, section, size=MOST)).rows if section.section_id in there.tests else []
        for test in tests:
            opens = test.state != "ahead" and (test.state != "closed" or test.results)
            address = f"/quiz/{test.href_id}" if opens else today
            found.append(FoundOwn(test.id, "test", test.title, "", section.title, address))
        found += [
            FoundOwn(one.id, "assignment", one.title, one.words, section.title, one.href or today)
            for one in (
                await assignments.in_class(actor, here) if sets and section.section_id in there.assignments else []
            )
            if one.kind != "test"
        ]
    return found


async def _tests(actor: Actor) -> list[FoundOwn]:
    """Return the tests of the classes that the reader teaches."""
    if not actor.led or not allow(actor, "read", "assessment_list", student_id=actor.person_id).allowed:
        return []
    found = await assessments.listed(actor, size=MOST)
    return [FoundOwn(one.id, "test", one.title, "", one.section, f"/teach/assessments/{one.id}") for one in found.rows]


async def _set(actor: Actor) -> list[FoundOwn]:
    """Return what is assigned to the classes that the reader teaches."""
    found = []
    for section_id in sorted(actor.led)[:_MOST_CLASSES]:
        if allow(actor, "read", "assignment", section_id=section_id).allowed:
            found += await _set_in(actor, section_id)
    return found


async def _set_in(actor: Actor, section_id: UUID) -> list[FoundOwn]:
    section, snapshot = await assignments.section_of(actor, section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        now = current().clock.now()
        found, _ = await assignment_rows.standing(tx.session, actor.tenant_id, section_id, now, 0, MOST)
    address = f"/teach/{section_id}/assignments"
    return [
        FoundOwn(
            str(one.assignment_id), "assignment", assignments.thing_of(one, snapshot)[1], one.words, section.title,
            address,
        )
        for one in found
        if one.assessment_id is None
    ]  # fmt: skip


_FIRST_PAGE = (("student", "/today"), ("guardian", "/family"), ("instructor", "/teach"), ("assistant", "/teach"))


async def _announced(actor: Actor, there: There) -> list[FoundOwn]:
    """Return what the reader is told today, or all announcements for who sees how the institution is set up."""
    if not there.announcements:
        return []
    if allow(actor, "read", "institution").allowed:
        listed = (await announcements.list_announcements(actor, size=MOST)).rows
        return [FoundOwn(one.id, "announcement", one.text, "", one.section, "/admin/institution") for one in listed]
    if not allow(actor, "read", "announcement").allowed:
        return []
    address = next((page for role, page in _FIRST_PAGE if role in actor.roles), "")
    told = await announcements.for_reader(actor, size=MOST)
    return [FoundOwn(one.id, "announcement", one.text, "", one.section, address) for one in told]
