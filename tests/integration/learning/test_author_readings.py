"""A reading is added to a lesson, written with its preview and checks, published, changed and taken out again."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.engine.kc import ContentKind
from learnapp.services import (
    author_begin,
    author_items,
    author_text,
    draft_bulk,
    drafts,
    item_versions,
    learning,
    publishing,
)
from learnapp.services import practice as practising
from tests.factories import School
from tests.integration.learning.conftest import Classroom

TEXT = "## What a half is\n\nHalf of $\\frac{1}{2}$ is $\\frac{1}{4}$.\n\n### An example\n\nCut it again."
SKIPS = "## What a half is\n\nCut it.\n\n#### An example\n\nCut it again."


async def begun(classroom: Classroom, kind: str = "reading") -> UUID:
    return await author_begin.begin(
        classroom.actor("adam"), classroom.course.course_id, kind, " Halves  of halves ", classroom.course.kcs[1]
    )


async def approved(classroom: Classroom, item: UUID) -> publishing.Published:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    draft = UUID((await author_items.item(adam, course, item)).draft_id)
    await drafts.submit(adam, course, [draft])
    await drafts.decide(adam, course, draft, approve=True)
    return await publishing.publish(adam, course)


async def test_a_reading_is_written_published_changed_and_taken_out(classroom: Classroom) -> None:
    adam, course, topic = classroom.actor("adam"), classroom.course.course_id, classroom.course.kcs[1]
    where = await author_begin.choices(adam, course)
    assert [one.title for one in where.lessons] == ["Fractions"] and str(topic) in {one.id for one in where.topics}
    item = await begun(classroom)
    form = await author_items.item(adam, course, item)
    assert (form.kind, form.title, form.added, form.steps) == ("reading", "Halves of halves", True, [])
    # Empty, it can be kept but not handed in.
    with pytest.raises(InvalidInputError, match="no text yet"):
        await approved(classroom, item)
    await drafts.save(adam, course, item, {"body": TEXT}, seen=form.seen)
    with pytest.raises(NotFoundError):
        await practising.open_content(classroom.actor(), item)
    done = await approved(classroom, item)
    shown = await practising.open_content(classroom.actor(), item)
    assert (shown.kind, shown.body) == ("reading", TEXT)
    snapshot = await classroom.services.courses.get(classroom.school.tenant_id, course, done.version)
    # It teaches before anything is asked, and students are offered it among what teaches the topic.
    assert snapshot.by_kc[topic].index(item) < min(map(snapshot.by_kc[topic].index, classroom.course.practice[1]))
    assert item in {one.content_id for _, one in snapshot.shelves[topic].others}
    assert snapshot.content[item].kind is ContentKind.READING
    # What a student has read of it stays when it changes, and when it goes.
    read = classroom.event(Verb.READ, item, progress=1.0)
    await learning.record_event(read, classroom.actor())
    form = await author_items.item(adam, course, item)
    await drafts.save(adam, course, item, {"body": TEXT.replace("Cut it again", "Fold it again")}, seen=form.seen)
    form = await author_items.item(adam, course, item)
    assert ["part-body"] == [one.part for one in form.changes]
    await approved(classroom, item)
    assert "Fold it again" in (await practising.open_content(classroom.actor(), item)).body
    newest, first = (await item_versions.past(adam, course, item, {})).rows
    assert (newest.version, first.version, first.first) == (2, 1, True)
    await drafts.set_retired(adam, course, item, retired=True)
    last = await approved(classroom, item)
    assert item not in (await classroom.services.courses.get(classroom.school.tenant_id, course, last.version)).content
    assert await classroom.rows("SELECT object_version FROM learning_event WHERE object_id = %s", item) == [(1,)]


async def test_what_is_typed_is_seen_and_checked_and_nothing_is_kept(classroom: Classroom) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    item = await begun(classroom)
    seen = await author_text.look(adam, course, item, TEXT)
    keys = {one.key: one.tone for one in seen.checks}
    assert seen.body == TEXT and keys["check-no-barriers"] == "good"
    assert "check-reading" in keys or "check-reading-short" in keys
    wrong = {
        SKIPS: "check-heading-skips",
        "##\n\nWords": "check-heading-empty",
        "![](media:x)": "check-picture-without-words",
        "![half.PNG](media:x)": "check-picture-named-by-file",
        "![A half](https://x.example/a.png)": "check-picture-elsewhere",
        "Half of $\\frac{1}{2 is": "check-formula-broken",
    }
    for text, key in wrong.items():
        found = {one.key for one in (await author_text.look(adam, course, item, text)).checks}
        assert key in found, (text, found)
        assert "check-no-barriers" not in found or key == "check-formula-broken"
    # What looks like a heading and is none: code.
    fine = await author_text.look(adam, course, item, "## One\n\n```\n#### no heading\n```")
    assert "check-heading-skips" not in {one.key for one in fine.checks}
    assert (await author_items.item(adam, course, item)).body == ""


async def test_a_heading_that_is_left_out_waits_for_a_person(classroom: Classroom) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    item = await begun(classroom)
    form = await author_items.item(adam, course, item)
    await drafts.save(adam, course, item, {"body": SKIPS}, seen=form.seen)
    await drafts.submit(adam, course, [UUID(form.draft_id)])
    (line,) = [one for one in (await author_items.course(adam, course, state="held")).rows if one.id == str(item)]
    assert line.barriers == 1 and line.held
    done = await draft_bulk.approve(adam, course, {UUID(line.draft_id): line.seen})
    assert (done.done, [one.why for one in done.left]) == (0, [draft_bulk.HELD])


async def test_only_authors_of_the_course_begin_anything_and_only_where_it_has_a_place(
    classroom: Classroom, hillview: School
) -> None:
    course, topic = classroom.course.course_id, classroom.course.kcs[0]
    carol = replace(classroom.actor("carol"), taught=frozenset({classroom.school.section_id}))
    assert await author_begin.begin(carol, course, "reading", "Carol’s", topic)
    for who in (classroom.actor(), replace(carol, sections=frozenset(), taught=frozenset())):
        with pytest.raises(ForbiddenError):
            await author_begin.begin(who, course, "reading", "Mine", topic)
        with pytest.raises(ForbiddenError):
            await author_begin.choices(who, course)
    with pytest.raises(NotFoundError):
        await author_begin.begin(hillview.actor("adam"), course, "reading", "Mallory’s", topic)
    for title, kind, where, lesson, error in (
        (" ", "reading", topic, None, InvalidInputError), ("A", "practice", topic, None, InvalidInputError),
        ("A", "reading", uuid4(), None, NotFoundError), ("A", "reading", topic, uuid4(), NotFoundError),
    ):  # fmt: skip
        with pytest.raises(error):
            await author_begin.begin(carol, course, kind, title, where, lesson=lesson)
    assert await classroom.count("content_draft") == 1
