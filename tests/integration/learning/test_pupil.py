"""One student's page: whose business it is, and a download that leaves nothing out."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import progress, pupil
from learnapp.services.learning import record_event
from tests.integration.learning.conftest import Classroom, new_classroom


async def _change_item(classroom: Classroom, assignment: str, **values: object) -> None:
    """Change the first practice item before anybody has opened the course."""
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text(f"UPDATE content SET {assignment} WHERE tenant_id = :t AND content_id = :c"),  # noqa: S608
            {"t": classroom.school.tenant_id, "c": classroom.course.practice[0][0], **values},
        )


async def test_a_colleague_and_another_schools_teacher_see_no_student(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    section, alice, kc = classroom.school.section_id, classroom.school["alice"].person_id, classroom.course.kcs[0]
    instructor = frozenset({"instructor"})
    colleague = Actor(classroom.school.tenant_id, uuid7(), roles=instructor, sections=frozenset({uuid7()}))
    other = await new_classroom(classroom.services)
    for who in (colleague, other.actor("carol")):
        for look in (
            pupil.student(who, section, alice),
            pupil.curve(who, section, alice, kc),
            pupil.evidence(who, section, alice, kc),
            pupil.student_csv(who, section, alice),
        ):
            with pytest.raises((ForbiddenError, NotFoundError)):
                await look
    found = await classroom.rows(
        "SELECT actor_id, action, outcome FROM audit_entry WHERE action IN ('class_export.read', 'record.read')"
    )
    assert [tuple(row) for row in found] == [(colleague.person_id, "class_export.read", "denied")]


async def test_the_download_holds_every_topic_that_an_answer_moved(classroom: Classroom) -> None:
    both = [str(kc) for kc in classroom.course.kcs[:2]]
    await _change_item(
        classroom,
        "kc_ids = CAST(:kcs AS uuid[]), "
        "body_public = jsonb_set(body_public, '{steps,0,kc_ids}', to_jsonb(CAST(:kcs AS text[])))",
        kcs=both,
    )
    answer = await record_event(classroom.event(response="7"), classroom.actor())
    told = {str(change.kc_id): progress.percent(change.after) for change in answer.mastery}
    assert set(told) == set(both), "one answer moves both"
    section, alice = classroom.school.section_id, classroom.school["alice"].person_id
    document = await pupil.student_csv(classroom.actor("carol"), section, alice)
    lines = [row for row in csv.DictReader(io.StringIO(document.lstrip("\ufeff"))) if row["row"] != "topic"]
    _, kcs = await progress.path_view(classroom.actor(), section)
    names = {kc.kc_id: kc.name for kc in kcs}
    assert {row["topic"]: int(row["estimate %"]) for row in lines} == {names[kc]: told[kc] for kc in both}
    assert sorted(row["row"] for row in lines) == ["also moved", "answer"], "and is still one answer"
    assert {row["outcome"] for row in lines} == {"right"}
    assert all(row["time"] and int(row["from %"]) <= int(row["estimate %"]) <= int(row["to %"]) for row in lines)


async def test_a_title_in_the_download_runs_nowhere(classroom: Classroom) -> None:
    await _change_item(classroom, "title = :title", title='=HYPERLINK("https://example.org")')
    await record_event(classroom.event(response="7"), classroom.actor())
    section, alice = classroom.school.section_id, classroom.school["alice"].person_id
    document = await pupil.student_csv(classroom.actor("carol"), section, alice)
    tasks = [row["task"] for row in csv.DictReader(io.StringIO(document.lstrip("\ufeff"))) if row["row"] == "answer"]
    assert tasks == ['\'=HYPERLINK("https://example.org")']
