"""A course is written from nothing, and the lessons and topics of one in use are changed: no answer is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.security.access import Actor
from learnapp.services import (
    answers_given,
    author_begin,
    author_items,
    content,
    drafts,
    learning,
    outlines,
    own_courses,
    publishing,
    structure_edits,
    structures,
)
from learnapp.services.outline_views import OutlineLesson, OutlineView
from learnapp.services.structure_documents import Structure
from learnapp.storage.repositories import erasure
from tests.factories import School
from tests.integration.learning.conftest import Classroom

FORM = {"title": "Ratios for beginners", "subject": "mathematics", "language": "en", "grade_from": "6",
        "grade_to": "7", "license": "CC BY 4.0"}  # fmt: skip
TASK = {"step-1-prompt": "There are 2 cats and 4 dogs. How many dogs for each cat?", "step-1-accepted": "2",
        "step-1-hint-0": "Share the dogs.", "step-1-hint-1": "It is 2.", "step-1-solution": "4 : 2 = 2"}  # fmt: skip


def teacher(classroom: Classroom) -> Actor:
    """Return Carol as her session has her: in the class that she teaches."""
    return replace(classroom.actor("carol"), taught=frozenset({classroom.school.section_id}))


async def seen(actor: Actor, course: UUID) -> str:
    return (await outlines.outline(actor, course)).seen


async def edit(actor: Actor, course: UUID, change: Any, *values: Any) -> OutlineView:
    """Change the structure as the page does, and return how it is then."""
    await structures.edit(actor, course, lambda one: change(one.now, *values), seen=await seen(actor, course))
    return await outlines.outline(actor, course)


async def published(actor: Actor, course: UUID) -> publishing.Published:
    await structures.submit(actor, course, seen=await seen(actor, course))
    await structures.decide(actor, course, approve=True, seen=await seen(actor, course))
    return await publishing.publish(actor, course)


async def lesson_of(actor: Actor, course: UUID, place: int = 0) -> OutlineLesson:
    return (await outlines.outline(actor, course)).lessons[place]


async def mastery(classroom: Classroom) -> list[Any]:
    return await classroom.rows(
        "SELECT kc_id, attempts, correct, p_mastered FROM kc_state WHERE student_id = %s ORDER BY kc_id",
        classroom.school["alice"].person_id,
    )


async def test_a_teacher_writes_a_whole_course_and_a_student_practises_in_it(classroom: Classroom) -> None:
    carol, admin, tenant = teacher(classroom), classroom.actor("adam"), classroom.school.tenant_id
    course = await structures.create(carol, FORM)
    assert [one.title for one in (await own_courses.courses(carol)).rows if one.version == 0] == [FORM["title"]]
    lesson = await structures.add_lesson(carol, course, "What a ratio is", seen=await seen(carol, course))
    topic = await structures.add_topic(
        carol, course, lesson, "Ratios", "Describe a ratio of two quantities", seen=await seen(carol, course)
    )
    (best, *_) = await outlines.suggested(carol, course, topic)
    assert best.code == "6.RP.A.1"
    by_code = await outlines.look_up(carol, course, "6.rp")
    by_words = await outlines.look_up(carol, course, "unit rates")
    assert {one.code[:4] for one in by_code} == {"6.RP"} and any(".RP." in one.code for one in by_words)
    assert await outlines.look_up(carol, course, "  ") == []
    view = await edit(carol, course, structure_edits.set_standard, topic, best.code.lower())
    assert view.unpublished and view.lessons[0].topics[0].standard == best.code and view.lessons[0].topics[0].says
    # A task for a topic that only the draft has.
    item = await drafts.add(carol, course, UUID(topic), "Cats and dogs")
    form = await author_items.item(carol, course, item)
    draft = await drafts.save(carol, course, item, TASK, seen=form.seen)
    assert [(one.title, one.state) for one in (await lesson_of(carol, course)).contents] == [("Cats and dogs", "draft")]
    await drafts.submit(carol, course, [draft])
    await structures.submit(carol, course, seen=await seen(carol, course))
    for too_much in (
        structures.decide(carol, course, approve=True, seen=await seen(carol, course)),
        publishing.publish(carol, course),
        content.adopt(carol, tenant, course, section_id=classroom.school.section_id),
    ):
        with pytest.raises(ForbiddenError):
            await too_much
    await drafts.decide(admin, course, draft, approve=True)
    with pytest.raises(ConflictError, match="not in the course yet"):
        await publishing.publish(admin, course)
    await structures.decide(admin, course, approve=True, seen=await seen(admin, course))
    done = await publishing.publish(admin, course)
    assert (done.version, done.items, done.structure) == (1, 1, True)
    assert await outlines.classes(carol, course) == [], "an administrator gives courses to classes"
    (offered,) = await outlines.classes(admin, course)
    assert offered.id == str(classroom.school.section_id) and offered.busy and not offered.same
    await content.adopt(admin, tenant, course, section_id=classroom.school.section_id)
    assert (await outlines.classes(admin, course))[0].same
    answered = classroom.event(Verb.ANSWERED, item, step_id="a", response="2")
    assert (await learning.record_event(answered, classroom.actor())).grade.correct  # type: ignore[union-attr]
    assert [row[0] for row in await mastery(classroom)] == [UUID(topic)]
    snapshot = await classroom.services.courses.get(tenant, course)
    assert (snapshot.title, snapshot.kcs[UUID(topic)].standard) == (FORM["title"], best.code)
    assert snapshot.content[item].lesson_id == UUID(lesson)


async def test_who_may_write_a_course_and_who_may_not(classroom: Classroom, hillview: School) -> None:
    carol = teacher(classroom)
    for student in (structures.create(classroom.actor("alice"), FORM), structures.create(classroom.actor("bob"), FORM)):
        with pytest.raises(ForbiddenError):
            await student
    course = await structures.create(carol, FORM)
    await edit(carol, course, structure_edits.describe, {**FORM, "title": "Ratios, anew"})
    assert "Ratios, anew" in {one.title for one in (await own_courses.courses(carol)).rows}
    other = replace(carol, person_id=classroom.school["bob"].person_id)
    mallory = hillview.actor("adam")
    assert str(course) not in {one.id for one in (await own_courses.courses(other)).rows}
    at = await seen(carol, course)
    for denied in (
        outlines.outline(other, course), structures.add_lesson(other, course, "Mine", seen=at),
        structures.delete(other, course), outlines.look_up(other, course, "6.RP"),
        outlines.outline(classroom.actor("alice"), course),
    ):  # fmt: skip
        with pytest.raises(ForbiddenError):
            await denied
    for theirs in (
        outlines.outline(mallory, course), structures.add_lesson(mallory, course, "Mine", seen=at),
        structures.submit(mallory, course, seen=at), structures.discard(mallory, course, seen=at),
        structures.delete(mallory, course), outlines.versions(mallory, course),
        outlines.suggested(mallory, course, str(course)),
    ):  # fmt: skip
        with pytest.raises(NotFoundError):
            await theirs
    # Nothing of it is among the courses that a class can be given.
    assert str(course) not in {str(one.course_id) for one in (await content.list_courses(carol)).rows}
    # Who has begun it is forgotten with the person; the course stays the institution's.
    async with classroom.services.db.transaction(carol.tenant_id) as tx:
        await erasure.destroy_person(tx.session, carol.tenant_id, carol.person_id, b"x" * 32)
    assert await classroom.rows("SELECT begun_by FROM course WHERE course_id = %s", course) == [(None,)]
    await structures.delete(classroom.actor("adam"), course)
    assert await classroom.rows("SELECT 1 FROM course WHERE course_id = %s", course) == []
    assert await classroom.count("course_structure") == 0


async def test_lessons_are_changed_under_a_class_and_answers_stay(classroom: Classroom) -> None:
    admin, course, tenant = classroom.actor("adam"), classroom.course.course_id, classroom.school.tenant_id
    item, kcs = classroom.course.practice[1][0], classroom.course.kcs
    answered = classroom.event(Verb.ANSWERED, item, step_id="s1", response="7")
    assert (await learning.record_event(answered, classroom.actor())).grade.correct  # type: ignore[union-attr]
    before = await mastery(classroom)
    old = (await lesson_of(admin, course)).id
    # Somebody writes at an item of the topic meanwhile; it is published after the move all the same.
    waiting = classroom.course.practice[1][1]
    await drafts.save(admin, course, waiting, {"title": "Another title"})
    new = await structures.add_lesson(admin, course, "Equal parts", seen=await seen(admin, course))
    await edit(admin, course, structure_edits.move_topic, str(kcs[1]), new)
    await edit(admin, course, structure_edits.rename_lesson, old, "Fractions and more")
    await edit(admin, course, structure_edits.change_topic, str(kcs[1]), "Fractions of equal size", "Compare them.")
    view = await edit(admin, course, structure_edits.move_lesson, new, -1)
    assert [one.id for one in view.lessons] == [new, old] and view.state == "draft"
    assert {one.code for one in view.changes} == {
        "lesson-added", "lesson-renamed", "topic-renamed", "topic-described", "topic-moved",
    }  # fmt: skip
    assert {one.id for one in view.lessons[0].contents} >= {str(item), str(waiting)}
    # Nobody but authors sees it.
    assert (await classroom.services.courses.get(tenant, course)).lessons[0].title == "Fractions"
    done = await published(admin, course)
    assert done.classes == (classroom.school.section_id,) and done.moved == 6
    now = await classroom.services.courses.get(tenant, course, done.version)
    assert [one.title for one in now.lessons] == ["Equal parts", "Fractions and more"]
    assert now.kcs[kcs[1]].name == "Fractions of equal size" and now.content[item].lesson_id == UUID(new)
    assert now.prerequisites[kcs[2]] == (kcs[1],)
    # The version before is as it was, also in a process that reads it only now.
    fresh = await content.CourseStore(classroom.services.db).get(tenant, course, 1)
    assert [(one.title, len(one.kc_ids)) for one in fresh.lessons] == [("Fractions", 4)]
    assert fresh.kcs[kcs[1]].name == "Equal fractions" and fresh.content[item].lesson_id == UUID(old)
    assert before and await mastery(classroom) == before
    assert (await answers_given.wording(classroom.actor(), answered.event_id)).prompt == "3 + 4"
    again = classroom.event(Verb.ANSWERED, waiting, step_id="s1", response="7")
    assert (await learning.record_event(again, classroom.actor())).grade.correct  # type: ignore[union-attr]
    (row,) = (await author_items.course(admin, course, state="draft")).rows
    await drafts.submit(admin, course, [UUID(row.draft_id)])
    await drafts.decide(admin, course, UUID(row.draft_id), approve=True)
    later = await publishing.publish(admin, course)
    last = await classroom.services.courses.get(tenant, course, later.version)
    assert (last.content[waiting].title, last.content[waiting].lesson_id) == ("Another title", UUID(new))
    (version,) = (await outlines.versions(admin, course)).rows
    assert (version.version, version.by) == (done.version, classroom.school["adam"].name)
    assert "lesson-renamed" in {one.code for one in version.changes}


async def test_a_lesson_goes_with_its_contents_or_hands_them_on(classroom: Classroom) -> None:
    admin, course, tenant = classroom.actor("adam"), classroom.course.course_id, classroom.school.tenant_id
    kcs, first = classroom.course.kcs, (await lesson_of(admin, course)).id
    await learning.record_event(
        classroom.event(Verb.ANSWERED, classroom.course.practice[3][0], step_id="s1", response="7"), classroom.actor()
    )
    before = await mastery(classroom)
    last = await structures.add_lesson(admin, course, "Equations", seen=await seen(admin, course))
    await edit(admin, course, structure_edits.move_topic, str(kcs[3]), last)
    more = await structures.add_lesson(admin, course, "Left over", seen=await seen(admin, course))
    await edit(admin, course, structure_edits.move_topic, str(kcs[2]), more)
    await published(admin, course)
    # A topic that is practised elsewhere does not go by the way.
    beside = classroom.course.practice[0][0]
    await drafts.save(admin, course, beside, {f"kc-{kcs[0]}": "on", f"kc-{kcs[3]}": "on"})
    with pytest.raises(ConflictError, match="practised in “Fractions” too"):
        await structures.remove_lesson(admin, course, last, "", seen=await seen(admin, course))
    await drafts.discard(admin, course, beside)
    await drafts.save(admin, course, classroom.course.practice[3][1], {"title": "Never seen"})
    await structures.remove_lesson(admin, course, last, "", seen=await seen(admin, course))
    await structures.remove_lesson(admin, course, more, first, seen=await seen(admin, course))
    view = await outlines.outline(admin, course)
    assert [one.id for one in view.lessons] == [first]
    assert {one.code for one in view.changes} >= {"lesson-removed", "lesson-moved-into", "topic-removed"}
    done = await published(admin, course)
    now = await classroom.services.courses.get(tenant, course, done.version)
    assert kcs[3] not in now.kcs and not now.content.keys() & set(classroom.course.practice[3])
    assert all(now.content[one].lesson_id == UUID(first) for one in classroom.course.practice[2])
    # What was learnt stays, and so does the version before; the draft of a task that has gone is away.
    assert before and await mastery(classroom) == before
    fresh = await content.CourseStore(classroom.services.db).get(tenant, course, done.version - 1)
    assert [one.title for one in fresh.lessons] == ["Fractions", "Equations", "Left over"]
    assert set(classroom.course.practice[3]) <= fresh.content.keys() and kcs[3] in fresh.kcs
    assert await classroom.rows("SELECT 1 FROM content_draft WHERE state <> 'published'") == []
    with pytest.raises(NotFoundError):
        await structures.remove_lesson(admin, course, last, "", seen="")


async def test_what_is_begun_stands_in_the_lesson_in_which_it_was_begun(classroom: Classroom) -> None:
    admin, course = classroom.actor("adam"), classroom.course.course_id
    topic, first = classroom.course.kcs[0], (await lesson_of(admin, course)).id
    last = await structures.add_lesson(admin, course, "Once more", seen=await seen(admin, course))

    def both(one: Structure) -> Structure:
        # As courses have it that were brought in: two lessons teach a topic.
        return replace(one, lessons=(one.lessons[0], replace(one.lessons[1], topics=(str(topic),))))

    await structures.edit(admin, course, lambda one: both(one.now), seen=await seen(admin, course))
    named = await drafts.add(admin, course, topic, "Named", lesson=UUID(last))
    read = await author_begin.begin(admin, course, "reading", "Read", topic, lesson=UUID(last))
    # Where no lesson is named it is the first one, or a student would meet the topic there without it.
    unnamed = await drafts.add(admin, course, topic, "Unnamed")
    made = await author_begin.begin(admin, course, "template", "Made", topic)
    with pytest.raises(NotFoundError):
        await drafts.add(admin, course, topic, "Nowhere", lesson=topic)
    stored = await classroom.rows("SELECT content_id, document ->> 'lesson_id' FROM content_draft")
    assert dict(stored) == {named: last, read: last, unnamed: first, made: first}


async def test_a_topic_that_something_has_stays(classroom: Classroom) -> None:
    admin, course = classroom.actor("adam"), classroom.course.course_id
    used, lesson = str(classroom.course.kcs[0]), (await lesson_of(admin, course)).id
    with pytest.raises(ConflictError, match="contents: 8"):
        await structures.remove_topic(admin, course, used, seen="")
    fresh = await structures.add_topic(admin, course, lesson, "Decimals", "", seen="")
    with pytest.raises(InvalidInputError, match="already"):
        await structures.add_topic(admin, course, lesson, "decimals", "", seen=await seen(admin, course))
    with pytest.raises(InvalidInputError, match="no such standard"):
        await edit(admin, course, structure_edits.set_standard, fresh, "9.ZZ.1")
    item = await drafts.add(admin, course, UUID(fresh), "Tenths")
    for kept in (
        structures.remove_topic(admin, course, fresh, seen=await seen(admin, course)),
        structures.discard(admin, course, seen=await seen(admin, course)),
    ):
        with pytest.raises(ConflictError):
            await kept
    await drafts.discard(admin, course, item)
    await structures.remove_topic(admin, course, fresh, seen=await seen(admin, course))
    assert fresh not in {one.id for one in (await lesson_of(admin, course)).topics}
    await structures.discard(admin, course, seen=await seen(admin, course))
    assert await classroom.count("course_structure") == 0


async def test_two_authors_do_not_overwrite_each_other_and_an_import_is_noticed(classroom: Classroom) -> None:
    admin, carol, course = classroom.actor("adam"), teacher(classroom), classroom.course.course_id
    await structures.add_lesson(carol, course, "Carol’s lesson", seen="")
    with pytest.raises(ConflictError):
        await structures.add_lesson(admin, course, "Adam’s lesson", seen="")
    await structures.submit(carol, course, seen=await seen(carol, course))
    at = await seen(admin, course)
    await edit(carol, course, structure_edits.add_lesson, "01940000-0000-7000-8000-000000000001", "One more")
    with pytest.raises(ConflictError):
        await structures.decide(admin, course, approve=True, seen=at)
    await structures.submit(carol, course, seen=await seen(carol, course))
    await structures.decide(admin, course, approve=False, words="Say more.", seen=await seen(admin, course))
    view = await outlines.outline(carol, course)
    assert (view.state, view.words) == ("draft", "Say more.")
    await structures.submit(carol, course, seen=view.seen)
    await structures.decide(admin, course, approve=True, seen=await seen(admin, course))
    await classroom.rows("UPDATE lesson SET title = 'Imported' WHERE course_id = %s RETURNING 1", course)
    with pytest.raises(ConflictError, match="by an import"):
        await publishing.publish(admin, course)
