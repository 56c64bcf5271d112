"""An item of an own course is changed in a draft, looked at, approved and published; no answer is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import (
    answers_given,
    author_items,
    content,
    draft_bulk,
    draft_preview,
    drafts,
    item_versions,
    learning,
    own_courses,
    publishing,
    review,
    review_preview,
    weak_items,
)
from learnapp.storage.repositories import erasure
from tests.factories import School
from tests.integration.learning.conftest import Classroom

NEW = {"step-1-prompt": "What is 3 + 5?", "step-1-accepted": "8", "step-1-hint-2": "It is 8.", "step-1-wrong-0": "15",
       "step-1-because-0": "That is 3 times 5.", "step-1-solution": "3 + 5 = 8"}  # fmt: skip


def teacher(classroom: Classroom) -> Actor:
    """Return Carol as her session has her: in the class that she teaches."""
    return replace(classroom.actor("carol"), taught=frozenset({classroom.school.section_id}))


async def mastery(classroom: Classroom) -> list[Any]:
    return await classroom.rows(
        "SELECT kc_id, attempts, correct, p_mastered FROM kc_state WHERE student_id = %s ORDER BY kc_id",
        classroom.school["alice"].person_id,
    )


async def published(classroom: Classroom, item: UUID, form: dict[str, str], **more: Any) -> publishing.Published:
    admin, course = classroom.actor("adam"), classroom.course.course_id
    draft = await drafts.save(admin, course, item, form)
    assert await drafts.submit(admin, course, [draft]) == 1
    await drafts.decide(admin, course, draft, approve=True)
    return await publishing.publish(admin, course, **more)


async def test_students_get_the_new_wording_and_keep_what_they_have_answered(classroom: Classroom) -> None:
    item, course = classroom.course.practice[0][0], classroom.course.course_id
    answered = classroom.event(Verb.ANSWERED, item, step_id="s1", response="7")
    assert (await learning.record_event(answered, classroom.actor())).grade.correct  # type: ignore[union-attr]
    before = await mastery(classroom)
    done = await published(classroom, item, NEW)
    assert done.items == 1 and done.classes == (classroom.school.section_id,)
    # The class works on the new version: another answer counts now.
    now = classroom.event(Verb.ANSWERED, item, step_id="s1", response="8")
    assert (await learning.record_event(now, classroom.actor())).grade.correct  # type: ignore[union-attr]
    assert before and await mastery(classroom) == before, "a task that is solved already moves nothing again"
    # What was answered before is still counted, as right, and is shown in the words that were asked then.
    counted = await classroom.rows(
        "SELECT object_version, correct FROM learning_event WHERE object_id = %s AND verb = 'answered'"
        " ORDER BY student_seq",
        item,
    )
    assert counted == [(1, True), (2, True)]
    old = await answers_given.wording(classroom.actor(), answered.event_id)
    assert (old.prompt, old.said, old.changed) == ("3 + 4", "7", True)
    new = await answers_given.wording(classroom.actor(), now.event_id)
    assert (new.prompt, new.said, new.changed) == ("What is 3 + 5?", "8", False)
    with pytest.raises(NotFoundError):
        await answers_given.wording(classroom.actor("bob"), answered.event_id)
    # An old version is as it was.
    fresh = content.CourseStore(classroom.services.db)
    assert (await fresh.get(classroom.school.tenant_id, course, 1)).content[item].steps[0].prompt == "3 + 4"


async def test_an_edit_alone_moves_no_mastery(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    await learning.record_event(classroom.event(Verb.ANSWERED, item, step_id="s1", response="7"), classroom.actor())
    before = await mastery(classroom)
    other = classroom.course.kcs[1]
    await published(classroom, item, {**NEW, f"kc-{other}": "on"})
    assert before and await mastery(classroom) == before


async def test_a_draft_is_seen_by_nobody_until_it_is_published(classroom: Classroom) -> None:
    admin, course, item = classroom.actor("adam"), classroom.course.course_id, classroom.course.practice[0][1]
    await drafts.save(admin, course, item, NEW)
    snapshot = await classroom.services.courses.get(classroom.school.tenant_id, course)
    assert snapshot.content[item].steps[0].prompt == "3 + 4"
    # Its author tries it as a student would.
    view = await draft_preview.open_draft(admin, course, item)
    assert view.steps[0].prompt == "What is 3 + 5?" and "It is 8" not in str(view)
    assert (await draft_preview.answer(admin, course, item, "s1", "8")).outcome == "right"
    wrong = await draft_preview.answer(admin, course, item, "s1", "15")
    assert (wrong.outcome, wrong.feedback) == ("wrong", "That is 3 times 5.")
    assert (await draft_preview.hint(admin, course, item, "s1", 2))[1] == "3 + 5 = 8"
    form = await author_items.item(admin, course, item)
    assert [(one.said, one.expected, one.outcome) for one in form.samples] == [("8", "right", "right"),
                                                                              ("15", "wrong", "wrong")]  # fmt: skip
    changed = {one.part: "".join(piece.text for piece in one.pieces if piece.kind != "removed") for one in form.changes}
    assert changed["part-prompt"] == "What is 3 + 5?" and changed["part-accepted"] == "8"
    await drafts.discard(admin, course, item)
    assert (await author_items.item(admin, course, item)).steps[0].prompt == "3 + 4"
    with pytest.raises(InvalidInputError):
        await publishing.publish(admin, course)


@pytest.mark.parametrize(
    ("field", "text"),
    [("step-1-accepted", ""), ("step-1-wrong-0", "7"), ("step-1-prompt", " "), ("title", ""), ("min_age", "old"),
     ("minutes", "0"), ("step-1-kind", "picture"), ("step-1-kind", "choice"), ("step-1-tolerance", "-1")],
)  # fmt: skip
async def test_what_cannot_be_asked_is_refused(classroom: Classroom, field: str, text: str) -> None:
    admin, course, item = classroom.actor("adam"), classroom.course.course_id, classroom.course.practice[0][1]
    with pytest.raises(InvalidInputError):
        await drafts.save(admin, course, item, {field: text})
    assert await classroom.count("content_draft") == 0


async def test_two_who_write_at_once_do_not_overwrite_each_other(classroom: Classroom) -> None:
    admin, course, item = classroom.actor("adam"), classroom.course.course_id, classroom.course.practice[0][1]
    await drafts.save(admin, course, item, NEW)
    seen = (await author_items.item(admin, course, item)).seen
    await drafts.save(teacher(classroom), course, item, {"title": "Carol’s"}, seen=seen)
    with pytest.raises(ConflictError):
        await drafts.save(admin, course, item, {"title": "Adam’s"}, seen=seen)
    with pytest.raises(ConflictError):
        await drafts.save(admin, course, item, {"title": "Adam’s"})
    assert (await author_items.item(admin, course, item)).title == "Carol’s"


async def test_teachers_write_for_the_courses_of_their_classes_and_only_admins_publish(
    classroom: Classroom, hillview: School
) -> None:
    carol, course, item = teacher(classroom), classroom.course.course_id, classroom.course.practice[0][2]
    assert [one.id for one in (await own_courses.courses(carol)).rows] == [str(course)]
    draft = await drafts.save(carol, course, item, NEW)
    await drafts.submit(carol, course, [draft])
    for attempt in (
        drafts.decide(carol, course, draft, approve=True),
        publishing.publish(carol, course),
        own_courses.make_own(carol, course),
        own_courses.courses(classroom.actor("alice")),
        author_items.item(classroom.actor("alice"), course, item),
        drafts.save(classroom.actor("bob"), course, item, NEW),
        # A class of another course gives no right to this one.
        drafts.save(replace(carol, sections=frozenset(), taught=frozenset()), course, item, NEW),
    ):
        with pytest.raises(ForbiddenError):
            await attempt
    mallory = hillview.actor("adam")
    assert (await own_courses.courses(mallory)).rows == []
    for theirs in (
        author_items.course(mallory, course),
        author_items.item(mallory, course, item),
        drafts.save(mallory, course, item, NEW),
        drafts.decide(mallory, course, draft, approve=True),
        publishing.publish(mallory, course),
        own_courses.make_own(mallory, course),
        item_versions.past(mallory, course, item, {}),
    ):
        with pytest.raises(NotFoundError):
            await theirs


async def test_what_the_checks_hold_waits_in_the_review_queue_and_is_decided_there(classroom: Classroom) -> None:
    admin, course = classroom.actor("adam"), classroom.course.course_id
    good, bad = classroom.course.practice[0][3:5]
    leaked = {"step-1-prompt": "What is 3 + 4? The answer is 7. Read about porn."}
    chosen = [await drafts.save(admin, course, good, {"title": "Sum"}), await drafts.save(admin, course, bad, leaked)]
    await drafts.submit(admin, course, chosen)
    held = {one.id: one.held for one in (await author_items.course(admin, course, state="review")).rows}
    assert held[str(bad)]
    # Approving many leaves out what a person has to look at by itself.
    seen = {UUID(one.draft_id): one.seen for one in (await author_items.course(admin, course, state="review")).rows}
    together = await draft_bulk.approve(admin, course, seen)
    left = len(together.left)
    assert left >= 1 and together.done == 2 - left and {one.why for one in together.left} == {draft_bulk.HELD}
    (entry,) = [row for row in (await review.list_reviews(admin, kind="draft")).rows if row.subject_id == chosen[1]]
    assert "draft-held-fault" in entry.evidence["causes"] and "draft-held-age" in entry.evidence["causes"]
    preview = (await review_preview.previews(admin, [entry]))[entry.review_id]
    assert "3 + 4" in preview.text and preview.signs
    with pytest.raises(ForbiddenError):
        await review.decide(classroom.actor("alice"), entry.review_id, approve=True)
    await review.decide(admin, entry.review_id, approve=False, note="It gives itself away.")
    form = await author_items.item(admin, course, bad)
    assert (form.state, form.words) == ("draft", "It gives itself away.")
    assert (await review.list_reviews(admin, kind="draft")).total == left - 1
    # A person may let it through all the same; it is then found among the weak items in use.
    assert str(bad) not in {one.id for one in (await weak_items.look(admin, course))[0]}
    await drafts.submit(admin, course, [chosen[1]])
    await drafts.decide(admin, course, chosen[1], approve=True)
    assert (await author_items.item(admin, course, bad)).state == "approved"
    await publishing.publish(admin, course)
    found, total, looked = await weak_items.look(admin, course)
    assert "draft-held-fault" in next(one for one in found if one.id == str(bad)).reasons
    assert 1 <= total <= looked


async def test_many_items_get_an_age_and_a_topic_at_once_and_a_new_one_is_added(classroom: Classroom) -> None:
    admin, course = classroom.actor("adam"), classroom.course.course_id
    items, topic = classroom.course.practice[0][:3], classroom.course.kcs[2]
    assert (await draft_bulk.change_many(admin, course, items, topic=topic, min_age=13)).done == 3
    assert (await draft_bulk.change_many(admin, course, items, min_age=13)).done == 0, "nothing is left to change"
    added = await drafts.add(admin, course, topic, "A new sum", "numeric")
    form = await author_items.item(admin, course, added)
    await drafts.save(admin, course, added, NEW | {"step-1-hint-0": "Count on.", "step-1-hint-1": "It is 8."} | {
        "step-1-hint-2": ""}, seen=form.seen)  # fmt: skip
    listed = (await author_items.course(admin, course, state="draft")).rows
    assert len(listed) == 4 and {one.min_age for one in listed} == {13, 0}
    chosen = [UUID(one.draft_id) for one in listed]
    await drafts.submit(admin, course, chosen)
    for one in chosen:
        await drafts.decide(admin, course, one, approve=True)
    done = await publishing.publish(admin, course)
    snapshot = await classroom.services.courses.get(classroom.school.tenant_id, course, done.version)
    assert snapshot.content[added].steps[0].hints[-1].kind == "bottom_out"
    assert all(snapshot.content[one].kc_ids == (topic,) and snapshot.content[one].min_age == 13 for one in items)
    names = {str(kc): one.name for kc, one in snapshot.kcs.items()}
    (newest, first) = (await item_versions.past(admin, course, items[0], names)).rows
    assert newest.by == classroom.school["adam"].name and first.first
    assert {one.part for one in newest.changes} == {"part-topics", "part-age"}
    await drafts.set_retired(admin, course, added, retired=True)
    (draft,) = [UUID(one.draft_id) for one in (await author_items.course(admin, course, state="draft")).rows]
    await drafts.submit(admin, course, [draft])
    await drafts.decide(admin, course, draft, approve=True)
    last = await publishing.publish(admin, course)
    assert added not in (await classroom.services.courses.get(classroom.school.tenant_id, course, last.version)).content


async def test_a_shared_course_is_copied_and_the_class_goes_on_where_it_was(classroom: Classroom) -> None:
    admin, tenant = classroom.actor("adam"), classroom.school.tenant_id
    shared, _ = await content.load_demo_course()
    await content.adopt(admin, LIBRARY_TENANT, shared, section_id=classroom.school.section_id)
    assert str(shared) in {one.id for one in (await own_courses.courses(admin)).shared}
    await own_courses.make_own(admin, shared)
    with pytest.raises(ConflictError):
        await own_courses.make_own(admin, shared)
    theirs = await classroom.services.courses.get(LIBRARY_TENANT, shared)
    ours = await classroom.services.courses.get(tenant, shared)
    assert ours.kcs.keys() == theirs.kcs.keys() and ours.content.keys() == theirs.content.keys()
    item = next(one for one in ours.content.values() if one.steps and one.steps[0].answer_kind == "numeric")
    assert item.version > 1000, "no version of the copy is taken for one of the shared course"
    template = next(one for one in ours.content.values() if one.template is not None)
    form = await author_items.item(admin, shared, template.content_id)
    assert len(form.tasks) == 5 and ":" in form.vary
    with pytest.raises(InvalidInputError):
        await drafts.save(admin, shared, template.content_id, {"vary": "n: 9..2"})
    draft = await drafts.save(admin, shared, item.content_id, {"title": "Our own title"})
    await drafts.submit(admin, shared, [draft])
    await drafts.decide(admin, shared, draft, approve=True)
    done = await publishing.publish(admin, shared, shared_too=True)
    assert done.classes == (classroom.school.section_id,)
    newest = await classroom.services.courses.get(tenant, shared, done.version)
    assert newest.content[item.content_id].title == "Our own title"
    assert (await classroom.services.courses.get(LIBRARY_TENANT, shared)).content[item.content_id].title == item.title


async def test_who_wrote_it_is_forgotten_with_them_and_the_text_stays(classroom: Classroom) -> None:
    admin, course, item = classroom.actor("adam"), classroom.course.course_id, classroom.course.practice[0][1]
    await drafts.save(teacher(classroom), course, item, NEW)
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await erasure.destroy_person(tx.session, admin.tenant_id, classroom.school["carol"].person_id, b"x" * 32)
        found = (await tx.session.execute(text("SELECT made_by, document ->> 'title' FROM content_draft"))).one()
    assert found[0] is None and found[1]
