"""The tutor in a class: sees the student's own work, closes during tests, keeps what was said for its student alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError, RateLimitedError
from learnapp.engine.event import Verb
from learnapp.services import learning, notice_board, privacy, review, switches, tutor, tutor_past
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.history import course_of, study_history

WHY = "Why did the Civil War start?"


@pytest_asyncio.fixture(loop_scope="session")
async def course(classroom: Classroom, tmp_path: Path) -> UUID:
    return await study_history(classroom, tmp_path)


async def _item(classroom: Classroom, course: UUID, title: str = "Deep cause or trigger") -> UUID:
    snapshot = await course_of(classroom, course, 1)
    return next(one.content_id for one in snapshot.content.values() if one.title == title)


async def test_a_question_is_answered_with_places_and_kept_sealed(classroom: Classroom, course: UUID) -> None:
    alice = classroom.actor()
    got = await tutor.ask(alice, WHY)
    assert got.turn.kind == "answer" and len(got.turn.sources) >= 3
    assert [one.number for one in got.turn.sources] == list(range(1, len(got.turn.sources) + 1))
    assert all(one.href.startswith("/learn/") for one in got.turn.sources)
    assert {"The economy", "What set it off"} <= {one.heading for one in got.turn.lines}
    again = await tutor.ask(alice, "Who was Dred Scott?", conversation_id=UUID(got.conversation_id))
    assert again.conversation_id == got.conversation_id
    page = await tutor_past.conversations(alice)
    assert (page.total, page.rows[0].first) == (1, WHY)
    assert await tutor_past.read(alice, UUID(got.conversation_id)) == [got.turn, again.turn]
    sealed = "SELECT count(*) FROM tutor_message WHERE position('Civil War' IN text_enc) > 0"
    assert (await classroom.rows(sealed))[0][0] == 0 and await classroom.count("tutor_message") == 4


async def test_help_beside_a_task_knows_what_was_tried_and_tells_no_key(classroom: Classroom, course: UUID) -> None:
    alice, item = classroom.actor(), await _item(classroom, course)
    await learning.record_event(classroom.event(Verb.ANSWERED, item, response="The cotton gin"), alice)
    for asked in ("help", "What is the answer?", "What was the trigger of the fighting in April 1861?"):
        got = await tutor.ask(alice, asked, content_id=item)
        said = " ".join(one.text for one in got.turn.lines)
        assert got.turn.kind == "coach" and "“The cotton gin”" in said and "close to the event" in said
        assert "sumter" not in said.lower()
    await learning.record_event(classroom.event(Verb.ANSWERED, item, response="The shots at Fort Sumter"), alice)
    solved = await tutor.ask(alice, "Show me the solution", content_id=item)
    assert solved.turn.kind == "solution" and "Fort Sumter" in " ".join(one.text for one in solved.turn.lines)


async def test_nobody_else_reads_what_was_asked(classroom: Classroom, course: UUID) -> None:
    got = await tutor.ask(classroom.actor(), WHY)
    conversation = UUID(got.conversation_id)
    mallory = (await new_classroom(classroom.services)).actor("alice")
    for who in (classroom.actor("bob"), mallory):
        assert (await tutor_past.conversations(who)).rows == []
        for act in (tutor_past.read, tutor_past.remove):
            with pytest.raises(NotFoundError):
                await act(who, conversation)
    with pytest.raises(NotFoundError):
        await tutor.ask(classroom.actor("bob"), WHY, conversation_id=conversation)
    for name in ("carol", "adam"):
        with pytest.raises(ForbiddenError):
            await tutor_past.conversations(classroom.actor(name))
        with pytest.raises(ForbiddenError):
            await tutor.ask(classroom.actor(name), WHY)
    item = await _item(classroom, course)
    with pytest.raises(NotFoundError):
        await tutor.ask(mallory, WHY, content_id=item)
    assert len(await tutor_past.read(classroom.actor(), conversation)) == 1


async def test_it_can_be_switched_off_and_is_closed_during_a_test(classroom: Classroom, course: UUID) -> None:
    alice, section = classroom.actor(), classroom.school.section_id
    await begin_a_test(classroom)
    with pytest.raises(tutor.TutorClosedError, match="taking a test"):
        await tutor.ask(alice, WHY)
    got = await tutor.ask(alice, "I want to kill myself")
    assert (got.turn.kind, got.conversation_id) == ("urgent", "") and await classroom.count("review_item") == 1
    classroom.clock.at += timedelta(hours=2)
    assert (await tutor.ask(alice, WHY)).turn.kind == "answer"
    await switches.switch(classroom.actor("adam"), "tutor", section_id=section, on=False)
    assert not (await tutor.standing(alice)).offered
    with pytest.raises(tutor.TutorClosedError, match="switched"):
        await tutor.ask(alice, WHY)


async def test_a_teacher_is_told_of_danger_and_not_the_words(classroom: Classroom, course: UUID) -> None:
    alice, section = classroom.actor(), classroom.school.section_id
    carol = replace(classroom.actor("carol"), taught=frozenset({section}))
    for _ in range(2):
        got = await tutor.ask(alice, "I want to kill myself")
        assert (got.turn.kind, got.turn.sources) == ("urgent", [])
    assert "teacher is told" in got.turn.lines[0].text
    lines = await classroom.rows("SELECT kind, reason_code, subject_id FROM review_item")
    assert lines == [("escalation", "review-urgent-question", alice.person_id)], "one line, until it is looked after"
    (line,) = (await review.list_reviews(carol)).rows
    assert line.reason_code == "review-urgent-question" and "kill" not in repr(line)
    assert await notice_board.unread(carol) == 1
    elsewhere = await new_classroom(classroom.services)
    mallory = replace(elsewhere.actor("carol"), taught=frozenset({elsewhere.school.section_id}))
    assert (await review.list_reviews(mallory)).rows == [] and await notice_board.unread(mallory) == 0


async def test_other_explanations_that_are_switched_off_are_not_quoted(classroom: Classroom, course: UUID) -> None:
    snapshot = await course_of(classroom, course, 1)
    asked = next(way.text for one in snapshot.content.values() for way in one.material.explanations)[:900]
    alice = classroom.actor()
    assert "explanation" in {one.kind for one in (await tutor.ask(alice, asked)).turn.sources}
    await switches.switch(classroom.actor("adam"), "explanations", section_id=classroom.school.section_id, on=False)
    assert "explanation" not in {one.kind for one in (await tutor.ask(alice, asked)).turn.sources}


async def begin_a_test(classroom: Classroom) -> None:
    """Let Alice begin a test of an hour."""
    values = {
        "t": classroom.school.tenant_id, "a": uuid7(), "n": uuid7(), "s": classroom.actor().person_id,
        "section": classroom.school.section_id, "now": classroom.clock.at,
        "end": classroom.clock.at + timedelta(hours=1),
    }  # fmt: skip
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text(
                "INSERT INTO assessment (tenant_id, assessment_id, section_id, course_id, title, kind, shuffled, shown,"
                " made_by, made_at) VALUES (:t, :a, :section, :a, 'Test', 'fixed', false, 'submitted', :s, :now)"
            ),
            values,
        )
        await tx.session.execute(
            text(
                "INSERT INTO attempt (tenant_id, attempt_id, assessment_id, student_id, number, started_at,"
                " deadline_at, factor, breaks, break_minutes) VALUES (:t, :n, :a, :s, 1, :now, :end, 1, 0, 0)"
            ),
            values,
        )


async def test_bad_input_says_what_is_wrong_and_too_much_is_slowed_down(classroom: Classroom, course: UUID) -> None:
    alice = classroom.actor()
    for said in ("", " \n ", "\x00", "x" * 1001):
        with pytest.raises(InvalidInputError):
            await tutor.ask(alice, said)
    assert (await tutor.ask(alice, "a\x00b\ud800 <script>alert(1)</script> '; DROP TABLE passage; --")).turn.lines
    classroom.services.settings = classroom.services.settings.model_copy(update={"rate_limit_tutor": "1/hour"})
    await tutor.ask(classroom.actor("bob"), "cotton")
    with pytest.raises(RateLimitedError):
        await tutor.ask(classroom.actor("bob"), "cotton")


async def test_who_may_be_in_danger_is_answered_also_where_a_question_is_refused(
    classroom: Classroom, course: UUID
) -> None:
    classroom.services.settings = classroom.services.settings.model_copy(update={"rate_limit_tutor": "1/hour"})
    alice, bob = classroom.actor(), classroom.actor("bob")
    await tutor.ask(alice, "cotton")
    with pytest.raises(RateLimitedError):
        await tutor.ask(alice, "cotton")
    assert (await tutor.ask(alice, "I want to kill myself")).turn.kind == "urgent"
    long = await tutor.ask(bob, "I want to kill myself. " + "Nobody listens to me. " * 60)
    assert long.turn.kind == "urgent" and "teacher is told" in long.turn.lines[0].text
    assert await classroom.count("review_item") == 2, "one for each of them"


async def test_without_consent_nothing_is_kept_and_erasure_takes_all(classroom: Classroom, course: UUID) -> None:
    alice = classroom.actor()
    await tutor.ask(alice, WHY)
    removed = await tutor.ask(alice, "cotton")
    await tutor_past.remove(alice, UUID(removed.conversation_id))
    assert await classroom.count("tutor_conversation") == 1
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(text("UPDATE consent SET withdrawn_at = granted_at"))
    assert (await tutor.ask(alice, WHY)).conversation_id == ""
    assert await classroom.count("tutor_conversation") == 1
    await privacy.erase_person(classroom.actor("adam"), alice.person_id)
    assert (await classroom.count("tutor_conversation"), await classroom.count("tutor_message")) == (0, 0)


async def test_the_conversation_goes_on_with_what_was_asked_in_it_and_in_no_other(
    classroom: Classroom, course: UUID
) -> None:
    alice, bob = classroom.actor(), classroom.actor("bob")
    first = await tutor.ask(alice, "What was the Missouri Compromise?")
    conversation = UUID(first.conversation_id)
    alone = {one.href for one in (await tutor.ask(bob, "Why?")).turn.sources}
    got = await tutor.ask(alice, "Why?", conversation_id=conversation)
    assert {one.href for one in got.turn.sources} & {one.href for one in first.turn.sources}
    assert "Missouri" in " ".join(one.text for one in got.turn.lines)
    own = await tutor.ask(bob, "What was the Dred Scott case about?")
    with pytest.raises(NotFoundError):
        await tutor.ask(bob, "Why?", conversation_id=conversation)
    on = await tutor.ask(bob, "Why?", conversation_id=UUID(own.conversation_id))
    assert {one.href for one in on.turn.sources} & {one.href for one in own.turn.sources}
    # Beside a content nothing of a conversation about the course is looked at, and the other way round.
    reading = next(one.content_id for one in (await course_of(classroom, course, 1)).content.values() if not one.steps)
    moved = await tutor.ask(alice, "Why?", conversation_id=conversation, content_id=reading)
    fresh = await tutor.ask(alice, "Why?", content_id=reading)
    assert [one.text for one in moved.turn.lines] == [one.text for one in fresh.turn.lines]
    assert alone != {one.href for one in got.turn.sources}
