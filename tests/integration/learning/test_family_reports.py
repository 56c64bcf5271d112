"""Reports for families: on paper, in their language, for those whose business it is, with what the teacher adds."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from learnapp.core.errors import ConflictError, ConsentMissingError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.services import assignments, family_reports, learning, privacy, report_batches, withdrawals
from learnapp.services.assignment_views import AssignmentDraft
from learnapp.services.family_reports import PaperFile
from tests.integration.learning.conftest import NOW, Classroom, new_classroom
from tests.integration.learning.test_family import grace


async def _answers(classroom: Classroom, *said: str, kc: int = 0) -> None:
    for place, response in enumerate(said):
        item = classroom.course.practice[kc][place % 5]
        event = classroom.event(content=item, step_id="s1", response=response, duration_ms=60_000)
        await learning.record_event(event, classroom.actor())
        classroom.clock.at += timedelta(minutes=1)


def words(file: PaperFile) -> str:
    """What is printed, on one line."""
    reader = PdfReader(io.BytesIO(file.data))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


async def _speaks(classroom: Classroom, who: str, locale: str) -> None:
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE person SET locale = :l WHERE tenant_id = :t AND person_id = :p"),
            {"l": locale, "t": classroom.school.tenant_id, "p": classroom.school[who].person_id},
        )


async def test_a_teacher_prints_what_a_student_did(classroom: Classroom) -> None:
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    await _answers(classroom, *["7"] * 10)
    await _answers(classroom, "1", kc=1)
    await assignments.assign(carol, section, AssignmentDraft(kc_id=classroom.course.kcs[0], answers=3))
    await family_reports.write_note(carol, section, alice, "Asks good questions.\nKeep going: 3 < 4 & *so on*.")
    file = await family_reports.of_pupil(carol, section, alice)
    said = words(file)
    assert file.name == "Learning-report-Alice.pdf"
    for part in (
        "Alice", "11 answers were given, 10 of them right", "about 11 minutes", "1 is mastered so far",
        "Mastered in this time: “Unit fractions”", "Unit fractions · new", "from 5 answers that count", "0 of 1",
        "too few answers to say", "Equal fractions", "Asks good questions. Keep going: 3 < 4 & *so on*.",
    ):  # fmt: skip
        assert part in said, part
    root: Any = PdfReader(io.BytesIO(file.data)).trailer["/Root"]
    assert "/StructTreeRoot" in root and root["/MarkInfo"]["/Marked"], "a reader aloud finds its way"
    kept = await classroom.rows(
        "SELECT detail ->> 'language' FROM audit_entry WHERE action = 'family_report.read' AND subject_id = %s", alice
    )
    assert [row[0] for row in kept] == ["en"]


async def test_it_speaks_the_familys_language(classroom: Classroom) -> None:
    me, alice = await grace(classroom), classroom.school["alice"].person_id
    carol, section = classroom.actor("carol"), classroom.school.section_id
    assert (await family_reports.form(carol, section, alice)).language == "en"
    await _speaks(classroom, "bob", "es")
    shown = await family_reports.form(carol, section, alice)
    assert (shown.language, shown.guardian, shown.student) == ("es", True, "Alice")
    said = words(await family_reports.of_pupil(carol, section, alice))
    assert "Informe de aprendizaje" in said and "todavía no hay nada que contar" in said
    assert "Learning report" in words(await family_reports.of_pupil(carol, section, alice, language="en"))
    assert "Learning report" in words(await family_reports.of_child(me, alice)), "who reads it has chosen English"


async def test_a_guardian_who_was_never_here_has_chosen_no_language(classroom: Classroom) -> None:
    await grace(classroom)
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    await _speaks(classroom, "alice", "es")
    shown = await family_reports.form(carol, section, alice)
    assert (shown.language, shown.guardian) == ("es", False), "the school's language is nobody's choice"
    assert "Informe de aprendizaje" in words(await family_reports.of_pupil(carol, section, alice))
    guardian = classroom.school["bob"].person_id
    await classroom.rows("UPDATE person SET last_seen_at = %s WHERE person_id = %s RETURNING 1", NOW, guardian)
    shown = await family_reports.form(carol, section, alice)
    assert (shown.language, shown.guardian) == ("en", True)


async def test_days_outside_are_not_in_it(classroom: Classroom) -> None:
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    await _answers(classroom, "7", "7")
    classroom.clock.at += timedelta(days=20)
    today = classroom.clock.now().date().isoformat()
    said = words(await family_reports.of_pupil(carol, section, alice, first=today, last=today))
    assert "has not worked in this class in this time" in said
    for first, last in (("2026-03-09", "2026-03-01"), ("2024-01-01", "2026-03-01"), ("yesterday", "")):
        with pytest.raises(InvalidInputError):
            await family_reports.of_pupil(carol, section, alice, first=first, last=last)
    with pytest.raises(InvalidInputError):
        await family_reports.of_pupil(carol, section, alice, language="xx")


async def test_a_day_on_which_only_a_page_was_opened_is_no_day_of_work(classroom: Classroom) -> None:
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    await learning.record_event(classroom.event(Verb.SESSION_STARTED), classroom.actor())
    assert "has not worked in this class in this time" in words(await family_reports.of_pupil(carol, section, alice))
    classroom.clock.at += timedelta(days=1)
    await _answers(classroom, "7")
    assert "Alice worked on 1 day;" in words(await family_reports.of_pupil(carol, section, alice))


async def test_work_at_the_weekend_is_told_beside_the_school_days_and_not_as_one_of_them(classroom: Classroom) -> None:
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    for _ in range(6):
        await _answers(classroom, "7")
        classroom.clock.at += timedelta(days=1)
    asked = {"first": "2026-03-02", "last": "2026-03-08"}
    said = words(await family_reports.of_pupil(carol, section, alice, **asked, language="en"))
    assert "Alice worked on 6 days; there were 5 school days" in said
    assert "5 of 5 + 1 without school" in said and "6 of 5" not in said
    assert "5 de 5 + 1 sin clase" in words(await family_reports.of_pupil(carol, section, alice, **asked, language="es"))


async def test_answers_to_a_voided_question_are_not_held_against_anybody(classroom: Classroom) -> None:
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    await _answers(classroom, "7", "7", "1")
    said = words(await family_reports.of_pupil(carol, section, alice))
    assert (
        "3 answers were given, 2 of them right" in said
        and "2 of 3" in said
        and "Unit fractions 2 Unit fractions" in said
    )
    await withdrawals.void(carol, section, classroom.course.practice[0][2], "The key is wrong.", None)
    said = words(await family_reports.of_pupil(carol, section, alice))
    assert "2 answers were given, 2 of them right" in said and "about 3 minutes" in said, "the time was spent"
    assert "2 of 3" not in said and "Unit fractions 2 Unit fractions" not in said and "latest 2 of 2 answers" in said
    await withdrawals.restore(carol, section, classroom.course.practice[0][2])
    assert "3 answers were given" in words(await family_reports.of_pupil(carol, section, alice))


async def test_days_are_the_schools_wherever_the_student_is_and_videos_take_time(classroom: Classroom) -> None:
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    await classroom.rows("UPDATE person SET time_zone = 'Pacific/Auckland' WHERE person_id = %s RETURNING 1", alice)
    # At the school it is noon of the 2nd of March, in Auckland already one of the next morning.
    await _answers(classroom, "7")
    watched = classroom.event(
        Verb.VIDEO_PROGRESSED, classroom.course.video, progress=0.5, state={"from": 0.0, "to": 120.0}
    )
    await learning.record_event(watched, classroom.actor())
    said = words(await family_reports.of_pupil(carol, section, alice, first="2026-03-02", last="2026-03-02"))
    assert "1 task was answered" in said and "about 3 minutes" in said
    later = words(await family_reports.of_pupil(carol, section, alice, first="2026-03-03", last="2026-03-03"))
    assert "has not worked in this class in this time" in later


async def test_only_who_teaches_them_and_their_guardians(classroom: Classroom) -> None:
    me, alice = await grace(classroom), classroom.school["alice"].person_id
    section = classroom.school.section_id
    stranger = await new_classroom(classroom.services)
    for who in (classroom.actor("alice"), classroom.actor("bob"), stranger.actor("carol"), me):
        for look in (
            family_reports.of_pupil(who, section, alice),
            family_reports.form(who, section, alice),
            family_reports.write_note(who, section, alice, "Hello"),
        ):
            with pytest.raises((ForbiddenError, NotFoundError)):
                await look
    for who, child in ((classroom.actor("carol"), alice), (stranger.actor("carol"), alice), (me, uuid4())):
        with pytest.raises((ForbiddenError, NotFoundError)):
            await family_reports.of_child(who, child)
    with pytest.raises(NotFoundError):
        await family_reports.of_pupil(classroom.actor("carol"), section, classroom.school["carol"].person_id)
    assert await classroom.count("report_note") == 0


async def test_a_note_is_sealed_and_goes_with_an_empty_text(classroom: Classroom) -> None:
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    with pytest.raises(InvalidInputError):
        await family_reports.write_note(carol, section, alice, "x" * (family_reports.MAX_NOTE + 1))
    await family_reports.write_note(carol, section, alice, "A kind word.")
    (stored,) = await classroom.rows("SELECT text_enc FROM report_note")
    assert b"kind" not in bytes(stored[0])
    assert (await family_reports.form(carol, section, alice)).note == "A kind word."
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(text("UPDATE consent SET withdrawn_at = granted_at"))
    with pytest.raises(ConsentMissingError):
        await family_reports.write_note(carol, section, alice, "Another word.")
    await family_reports.write_note(carol, section, alice, "  ")
    assert await classroom.count("report_note") == 0


async def test_a_whole_class_is_made_by_job_stopped_and_gone_on_with(classroom: Classroom) -> None:
    me = await grace(classroom)
    carol, section, tenant = classroom.actor("carol"), classroom.school.section_id, classroom.school.tenant_id
    alice, bob = classroom.school["alice"].person_id, classroom.school["bob"].person_id
    await _answers(classroom, "7", "7")
    await _speaks(classroom, "bob", "es")
    batch = await report_batches.start(carol, section)
    with pytest.raises(ConflictError):
        await report_batches.start(carol, section)
    with pytest.raises(NotFoundError):
        await report_batches.file(carol, batch, "pdf")
    await report_batches.stop(carol, batch)
    await report_batches.work(tenant, batch)
    (shown,) = (await report_batches.view(carol, section)).batches
    assert (shown.status, shown.done, shown.total) == ("stopped", 0, 2)
    await report_batches.resume(carol, batch)
    await report_batches.work(tenant, batch)
    (shown,) = (await report_batches.view(carol, section)).batches
    assert (shown.status, shown.done, shown.percent, shown.live) == ("done", 2, 100, False)
    whole = await report_batches.file(carol, batch, "pdf")
    said = words(whole)
    assert "Informe de aprendizaje" in said and "Student: Alice" not in said, (
        "Bob is Alice's guardian: he reads Spanish"
    )
    assert "Estudiante: Alice" in said and "Estudiante: Bob" in said
    package = zipfile.ZipFile(io.BytesIO((await report_batches.file(carol, batch, "zip")).data))
    assert sorted(package.namelist()) == ["Informe-de-aprendizaje-Alice.pdf", "Informe-de-aprendizaje-Bob.pdf"]
    stored = await classroom.rows("SELECT body_enc FROM report_sheet")
    assert not any(b"Alice" in bytes(row[0]) for row in stored)
    seen = await classroom.rows(
        "SELECT subject_id FROM audit_entry WHERE action = 'family_report.read' AND detail ->> 'batch' = %s", str(batch)
    )
    assert sorted(row[0] for row in seen) == sorted([alice, bob] * 2)
    other = (await new_classroom(classroom.services)).actor("carol")
    for who in (other, me, classroom.actor("alice")):
        for act in (report_batches.file(who, batch, "pdf"), report_batches.view(who, section),
                    report_batches.start(who, section), report_batches.stop(who, batch)):  # fmt: skip
            with pytest.raises((ForbiddenError, NotFoundError)):
                await act


async def test_a_batch_does_not_go_on_beside_another_and_one_with_nobody_says_so(classroom: Classroom) -> None:
    carol, section, tenant = classroom.actor("carol"), classroom.school.section_id, classroom.school.tenant_id
    stopped = await report_batches.start(carol, section)
    await report_batches.stop(carol, stopped)
    other = await report_batches.start(carol, section)
    with pytest.raises(ConflictError):
        await report_batches.resume(carol, stopped)
    async with classroom.services.db.raw(tenant) as conn:
        await conn.execute("UPDATE consent SET withdrawn_at = granted_at WHERE tenant_id = %s", (tenant,))
    await report_batches.work(tenant, other)
    (shown,) = [one for one in (await report_batches.view(carol, section)).batches if one.id == str(other)]
    assert (shown.status, shown.total) == ("done", 0)
    with pytest.raises(NotFoundError, match="Nobody is in these reports"):
        await report_batches.file(carol, other, "zip")
    await report_batches.resume(carol, stopped)
    noted = "SELECT count(*) FROM audit_entry WHERE action = 'family_report.create'"
    assert await classroom.rows(noted) == [(2,)]


async def test_what_was_made_goes_with_the_student_and_after_a_week(classroom: Classroom) -> None:
    carol, adam, section = classroom.actor("carol"), classroom.actor("adam"), classroom.school.section_id
    alice = classroom.school["alice"].person_id
    await family_reports.write_note(carol, section, alice, "A kind word.")
    batch = await report_batches.start(carol, section)
    await report_batches.work(classroom.school.tenant_id, batch)
    await privacy.erase_person(adam, alice)
    assert await classroom.count("report_note") == 0 and await classroom.count("report_sheet") == 1
    assert "Alice" not in words(await report_batches.file(carol, batch, "pdf"))
    classroom.clock.at += report_batches.KEPT + timedelta(minutes=1)
    await report_batches.prune()
    assert await classroom.count("report_batch") == 0
