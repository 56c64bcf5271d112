"""What waits for an instructor: the own sections' entries only, decided with a note, also where they are admin too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.services import Services, person_detail, sessions
from learnapp.state.instructor.classes import ClassesState
from learnapp.state.instructor.reviews import ClassReviewsState
from learnapp.storage.repositories import sections as section_rows
from tests.factories import NOON, School
from tests.integration.learning.opened import do
from tests.integration.security.browser import browser

_ENTRY = text(
    "INSERT INTO review_item (tenant_id, review_id, kind, subject_type, subject_id, title, reason_code, evidence,"
    " status, created_at, note, dedupe_key) VALUES (:t, cast(:r AS uuid), 'escalation', 'student', :student, :title,"
    " 'review-nothing-approved', jsonb_build_object('section_id', cast(:s AS text), 'times', 3), 'open', :now, '',"
    " cast(:r AS text))"
)


async def _escalation(services: Services, school: School, section: UUID, title: str) -> None:
    row = {"t": school.tenant_id, "r": str(uuid7()), "student": school["alice"].person_id}
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(_ENTRY, {**row, "title": title, "s": str(section), "now": NOON})


async def _second_section(services: Services, school: School) -> UUID:
    section = uuid7()
    async with services.db.transaction(school.tenant_id) as tx:
        await section_rows.add_section(
            tx.session, school.tenant_id, section, title="Physics 8", term="Spring", course=school.course, now=NOON
        )
    return section


async def _page(school: School, name: str, state: Any = ClassReviewsState) -> Any:
    token = (await sessions.start_session(school.tenant_id, school[name].person_id)).token
    return await browser(token, "/teach/reviews").get_state(state)


async def test_an_instructor_decides_what_belongs_to_the_own_section(
    core_services: Services, riverside: School
) -> None:
    await _escalation(core_services, riverside, riverside.section_id, "Ours")
    await _escalation(core_services, riverside, await _second_section(core_services, riverside), "Theirs")
    classes = await _page(riverside, "carol", ClassesState)
    await do(classes, "load")
    assert classes.waiting == 1

    queue = await _page(riverside, "carol")
    await do(queue, "load")
    assert [(line.title, line.where, line.who) for line in queue.entries] == [("Ours", "Mathematics 7", "Alice")]
    line = queue.entries[0]
    assert line.page == f"/teach/{riverside.section_id}/students/{riverside['alice'].person_id}"
    await do(queue, "choose", line.id, True)
    await do(queue, "decide", {"note": "We have talked."})
    assert queue.entries == []
    await do(queue, "show", "approved")
    assert [(line.title, line.note) for line in queue.entries] == [("Ours", "We have talked.")]
    assert "Carol" in queue.entries[0].decided


async def test_who_is_admin_besides_sees_the_own_sections_here(core_services: Services, riverside: School) -> None:
    await _escalation(core_services, riverside, riverside.section_id, "Ours")
    await _escalation(core_services, riverside, await _second_section(core_services, riverside), "Theirs")
    adam, carol = riverside.actor("adam"), riverside["carol"].person_id
    await person_detail.set_roles(adam, carol, ["admin", "instructor"])
    queue = await _page(riverside, "carol")
    await do(queue, "load")
    assert [line.title for line in queue.entries] == ["Ours"]


async def test_an_instructor_without_a_class_finds_an_empty_queue(core_services: Services, riverside: School) -> None:
    await _escalation(core_services, riverside, riverside.section_id, "Ours")
    async with core_services.db.transaction(riverside.tenant_id) as tx:
        await section_rows.unenrol(tx.session, riverside.tenant_id, riverside.section_id, riverside["carol"].person_id)
    queue = await _page(riverside, "carol")
    await do(queue, "load")
    assert queue.entries == [] and queue.loaded
    denied = "SELECT count(*) FROM audit_entry WHERE outcome = 'denied'"
    async with core_services.db.raw(riverside.tenant_id) as conn:
        assert await (await conn.execute(denied)).fetchone() == (0,)
