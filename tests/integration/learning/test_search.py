"""Search: who finds what, what nobody finds, where the hits are, and what hostile searches do (nothing)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import announcements, assignments, discussion, notes, search, search_words
from learnapp.services.assignments import AssignmentDraft
from learnapp.services.content import DEMO_COURSE, HISTORY_COURSE, load_demo_course
from learnapp.services.search_views import ResultView, SearchView
from learnapp.storage.repositories import search as rows
from tests.integration.learning.conftest import Classroom, Course, build_course, new_classroom
from tests.integration.learning.test_assigned_tests import given
from tests.integration.learning.test_discussion import _born

PASSAGE = (
    "The **tortoise** carried a *velvet lantern* through the café. " * 20 + "Then a zeppelin landed. " + "Dust. " * 90
)


async def change(classroom: Classroom, statement: str, **values: Any) -> None:
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(text(statement), {"t": classroom.school.tenant_id, **values})


@pytest.fixture
async def words(classroom: Classroom) -> Classroom:
    """The classroom, whose first reading tells of a tortoise and whose first item hides words in keys and hints."""
    course = classroom.course
    await change(classroom, "UPDATE content SET body = :b WHERE tenant_id = :t AND content_id = :c", b=PASSAGE,
                 c=course.readings[0])  # fmt: skip
    step = {
        "id": "s1", "prompt": r"Simplify $\frac{6}{8}$ of a pumpernickel.", "answer_kind": "choice", "kc_ids": [],
        "choices": ["chrysanthemum"],
        "hints": [{"id": "h", "kind": "hint", "title": "Marzipan", "text": "Think of a kangaroo.", "depends_on": []}],
    }  # fmt: skip
    key = {"steps": {"s1": {"accepted": ["rhinoceros"], "solution": "A xylophone.", "misconceptions": [["1", "yak"]]}}}
    await change(
        classroom,
        "UPDATE content SET body_public = cast(:p AS jsonb), answer_key = cast(:k AS jsonb)"
        " WHERE tenant_id = :t AND content_id = :c",
        p=json.dumps({"steps": [step]}), k=json.dumps(key), c=course.practice[0][0],
    )  # fmt: skip
    await change(classroom, "UPDATE kc SET description = 'Parts of a whole' WHERE tenant_id = :t AND kc_id = :k",
                 k=course.kcs[0])  # fmt: skip
    return classroom


async def find(classroom: Classroom, said: str, who: str = "alice", **more: Any) -> SearchView:
    return await search.search(classroom.actor(who), said, **more)


def results(found: SearchView) -> list[ResultView]:
    return [one for group in found.groups for one in group.results]


def titles(found: SearchView) -> list[str]:
    return ["".join(part.text for part in one.title) for one in results(found)]


def hits(one: ResultView) -> list[str]:
    return [part.text for part in one.snippet if part.hit]


async def test_titles_texts_prompts_topics_lessons_and_courses_are_found(words: Classroom) -> None:
    course = words.course
    for said, kind, title, address in (
        ("tortoise", "reading", "Read: Unit fractions", f"/learn/{course.readings[0]}"),
        ("pumpernickel", "practice", "Unit fractions 0", f"/learn/{course.practice[0][0]}"),
        ("parts whole", "topic", "Unit fractions", f"/learn/{course.readings[0]}"),
        ("Fraction bars", "simulation", "Fraction bars", f"/learn/{course.simulation}"),
        ("mathematics", "course", "Mathematics 7", "/path"),
    ):
        found = await find(words, said)
        (one,) = [one for one in results(found) if one.kind == kind]
        assert ("".join(part.text for part in one.title), one.address) == (title, address), said
    lesson = next(one for one in results(await find(words, "fractions")) if one.kind == "lesson")
    assert lesson.address.startswith("/learn/")
    assert lesson.where == "Mathematics 7"


async def test_titles_come_first_and_each_kind_says_how_many_there_are(words: Classroom) -> None:
    await change(words, "UPDATE content SET body = 'About fractions, fractions and fractions' WHERE tenant_id = :t"
                        " AND content_id = :c", c=words.course.readings[3])  # fmt: skip
    found = await find(words, "fractions")
    assert [group.kind for group in found.groups] == ["lesson", "topic", "reading", "video", "simulation", "practice"]
    readings = next(group for group in found.groups if group.kind == "reading")
    assert readings.total == 4
    assert ["".join(part.text for part in one.title) for one in readings.results][-1] == "Read: One-step equations"
    practice = next(group for group in found.groups if group.kind == "practice")
    assert (practice.total, len(practice.results)) == (15, search.FEW)
    assert found.total == sum(group.total for group in found.groups)


async def test_one_kind_is_paged(words: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE", 6)
    seen: list[str] = []
    for offset in (0, 6, 12):
        found = await find(words, "fractions", kind="practice", offset=offset)
        counts = {group.kind: group.total for group in found.groups}
        assert counts["practice"] == 15 and counts["reading"] == 3
        assert {one.kind for one in results(found)} == {"practice"}
        seen += [one.id for one in results(found)]
    assert len(seen) == len(set(seen)) == 15
    beyond = await find(words, "fractions", kind="practice", offset=600)
    assert results(beyond) == []


async def test_a_snippet_shows_the_place_of_the_hit_and_marks_it(words: Classroom) -> None:
    (one,) = results(await find(words, "zeppelin landing"))
    assert hits(one) == ["zeppelin", "landed"], "a word is found and marked in its other forms"
    shown = "".join(part.text for part in one.snippet)
    assert shown.startswith("… ") and shown.endswith(" …") and len(shown) < 300
    assert "**" not in shown
    (one,) = results(await find(words, "cafe lanterns"))
    assert hits(one)[:2] == ["lantern", "café"], "accents keep nobody from finding, and stand in what is shown"
    (one,) = results(await find(words, "pumpernick"))
    assert hits(one) == ["pumpernickel"]
    assert "Simplify 6/8 of a" in "".join(part.text for part in one.snippet)
    (one,) = [one for one in results(await find(words, "bars"))]
    assert [(part.text, part.hit) for part in one.title] == [("Fraction ", False), ("bars", True)]


async def test_html_in_a_text_stays_text(words: Classroom) -> None:
    said = "<img src=x onerror=alert(1)> narwhal <b>bold</b> &amp; \ue000x\ue001"
    await change(words, "UPDATE content SET body = :b WHERE tenant_id = :t AND content_id = :c", b=said,
                 c=words.course.readings[1])  # fmt: skip
    (one,) = results(await find(words, "narwhal"))
    assert hits(one) == ["narwhal"]
    assert "".join(part.text for part in one.snippet).startswith("<img src=x onerror=alert(1)> narwhal <b>bold</b>")


async def test_quotes_minus_and_or(words: Classroom) -> None:
    assert titles(await find(words, '"velvet lantern"')) == ["Read: Unit fractions"]
    assert titles(await find(words, '"lantern velvet"')) == []
    assert titles(await find(words, "tortoise -zeppelin")) == []
    assert set(titles(await find(words, "tortoise or pumpernickel"))) == {"Read: Unit fractions", "Unit fractions 0"}
    assert titles(await find(words, "tortoise pumpernickel")) == []


@pytest.mark.parametrize("said", ["rhinoceros", "xylophone", "yak", "kangaroo", "marzipan", "chrysanthemum"])
@pytest.mark.parametrize("who", ["alice", "carol", "adam"])
async def test_keys_solutions_hints_and_choices_are_never_found(words: Classroom, who: str, said: str) -> None:
    assert (await find(words, said, who)).total == 0


async def test_no_copy_of_a_key_is_kept_for_searching(words: Classroom) -> None:
    kept = await words.rows(
        "SELECT count(*) FROM search_entry e WHERE e::text ~* 'rhinoceros|xylophone|kangaroo|marzipan|chrysanthemum'"
    )
    assert kept == [(0,)]


async def test_another_class_and_another_school_find_what_is_theirs_only(words: Classroom) -> None:
    other = await new_classroom(words.services)
    for who in ("alice", "carol", "adam"):
        assert (await find(other, "tortoise", who)).total == 0
        assert (await find(words, "tortoise", who)).total == 1
    # A second course of the school, which Alice's class does not study.
    second = await build_course(words.services.db, words.school.tenant_id, "second", ("Quetzal studies",))
    assert (await find(words, "quetzal")).total == 0
    teacher = await find(words, "quetzal", "carol")
    assert {group.kind for group in teacher.groups} == {"topic", "reading", "practice"}
    assert {one.address for one in results(teacher)} == {""}
    assert str(second.readings[0]) in {one.id for one in results(teacher)}
    carol = replace(words.actor("carol"), taught=frozenset({words.school.section_id}))
    (own,) = results(await search.search(carol, "tortoise"))
    assert own.address == f"/teach/{words.school.section_id}/preview/{own.id}"
    (topic,) = [one for one in results(await search.search(carol, "parts whole")) if one.kind == "topic"]
    assert topic.address == f"/teach/{words.school.section_id}/mastery"
    # Somebody without a class finds nothing, and no sections of others by claiming them.
    nobody = replace(other.actor("alice"), sections=frozenset({words.school.section_id}))
    assert (await search.search(nobody, "tortoise")).total == 0


async def test_the_shared_library_is_found_by_who_studies_or_teaches_there(words: Classroom) -> None:
    shared = await build_course(words.services.db, LIBRARY_TENANT, f"lib{words.school.slug[-6:]}", ("Wombat algebra",))
    try:
        await _shared(words, shared)
    finally:
        async with words.services.db.transaction(LIBRARY_TENANT) as tx:
            for table in ("content", "lesson", "course_version", "course"):
                statement = text(f"DELETE FROM {table} WHERE tenant_id = :t AND course_id = :c")  # noqa: S608
                await tx.session.execute(statement, {"t": LIBRARY_TENANT, "c": shared.course_id})
    assert {one.kind for one in results(await find(words, "wombat", "carol"))} <= {"topic"}


async def _shared(words: Classroom, shared: Course) -> None:
    mark = {str(one) for one in (*shared.readings, *shared.practice[0], *shared.kcs)}
    assert not mark & {one.id for one in results(await find(words, "wombat"))}
    assert mark & {one.id for one in results(await find(words, "wombat", "carol"))}
    await change(words, "UPDATE section SET course_id = :c, course_tenant_id = :l WHERE tenant_id = :t",
                 c=shared.course_id, l=LIBRARY_TENANT)  # fmt: skip
    found = await find(words, "wombat")
    assert mark & {one.id for one in results(found)}
    assert all(one.address for one in results(found))
    assert (await find(words, "tortoise")).total == 0, "the old course is not theirs any more"


async def test_what_changes_or_is_taken_back_is_found_as_it_is_now(words: Classroom) -> None:
    reading = words.course.readings[0]
    await change(words, "UPDATE content SET title = 'Read: pangolins' WHERE tenant_id = :t AND content_id = :c",
                 c=reading)  # fmt: skip
    assert titles(await find(words, "pangolins", "carol")) == ["Read: pangolins"]
    newer = (
        "INSERT INTO content SELECT (jsonb_populate_record(c, jsonb_build_object('version', 2, 'title', :title, 'body',"
        " '', 'status', cast(:status AS text)))).* FROM content c WHERE tenant_id = :t AND content_id = :c"
        " AND version = 1"
    )
    await change(words, newer.replace(":title", "cast(:title AS text)"), title="Read: okapis", status="published",
                 c=reading)  # fmt: skip
    assert titles(await find(words, "okapis", "carol")) == ["Read: okapis"]
    assert (await find(words, "pangolins", "carol")).total == (await find(words, "tortoise", "carol")).total == 0
    retire = "UPDATE content SET status = 'retired' WHERE tenant_id = :t AND content_id = :c AND version = 2"
    await change(words, retire, c=reading)
    assert (await find(words, "okapis", "carol")).total == 0
    assert await words.rows("SELECT count(*) FROM search_word WHERE entry_id = %s", reading) == [(0,)]


async def test_posts_are_found_by_the_class_while_they_are_visible(words: Classroom) -> None:
    section = words.school.section_id
    await discussion.post(words.actor("alice"), section, "Why is my gazpacho cold?", words.course.practice[0][0])
    (post,) = (await discussion.read(words.actor("bob"), section)).threads
    await discussion.reply(words.actor("bob"), section, UUID(post.id), "Because gazpachos are served that way.")
    found = await find(words, "gazpacho", "bob")
    assert [(one.kind, one.by, one.address) for one in results(found)] == [
        ("post", "Bob", f"/discussion?class={section}"),
        ("post", "Alice", f"/discussion?class={section}"),
    ]
    assert hits(results(found)[1]) == ["gazpacho"] and hits(results(found)[0]) == ["gazpachos"]
    assert results(found)[1].where == "Mathematics 7"
    (asked, *_) = results(await find(words, "gazpacho cold", "carol"))
    assert asked.address == f"/teach/{section}/discussion"
    told = await words.rows("SELECT count(*) FROM audit_entry WHERE action = 'record.read'")
    assert told == [(1,)], "that a teacher was shown a student's post is noted"
    kept = await words.rows("SELECT count(*) FROM search_entry e WHERE e::text ~* 'gazpacho'")
    assert kept == [(0,)], "what is ciphertext is kept nowhere else"
    other = await new_classroom(words.services)
    for who in ("alice", "carol", "adam"):
        assert (await find(other, "gazpacho", who)).total == 0
    # A hidden question takes its answers with it; its author does not find it either.
    await discussion.set_hidden(words.actor("carol"), section, UUID(post.id), hidden=True)
    for who in ("alice", "bob", "carol", "adam"):
        assert (await find(words, "gazpacho", who)).total == 0


async def test_posts_that_wait_and_classes_without_discussion_give_nothing(words: Classroom) -> None:
    section, carol = words.school.section_id, words.actor("carol")
    await discussion.post(words.actor("alice"), section, "A visible ocelot")
    await discussion.set_rules(carol, section, "held", under_13=False)
    await discussion.post(words.actor("alice"), section, "A waiting ocelot")
    assert [post.snippet[0].text for post in results(await find(words, "ocelot", "bob"))] == ["A visible "]
    assert len(results(await find(words, "ocelot", "alice"))) == 1
    await discussion.set_rules(carol, section, "off", under_13=False)
    assert (await find(words, "ocelot", "bob")).total == 0
    assert (await find(words, "ocelot", "carol")).total == 1


async def test_a_child_finds_no_posts_where_children_take_no_part_and_nothing_that_was_taken_back(
    words: Classroom,
) -> None:
    section, reading, carol = words.school.section_id, words.course.readings[0], words.actor("carol")
    await discussion.post(words.actor("bob"), section, "A hidden narwhal")
    draft = AssignmentDraft(reading, words="Draw a narwhal.")
    await assignments.assign(carol, section, draft)
    await given(words, title="Narwhal test")
    assert {one.kind for one in results(await find(words, "narwhal"))} == {"post", "assignment", "test"}
    await _born(words, "alice", "2016-05-17")
    # The class has everything that is looked for, and the child's place in it is looked up.
    assert {one.kind for one in results(await find(words, "narwhal"))} == {"assignment", "test"}
    assert {one.kind for one in results(await find(words, "narwhal", "bob"))} == {"post", "assignment", "test"}
    for table in ("assignment", "assessment"):
        await change(words, f"UPDATE {table} SET withdrawn_at = now() WHERE tenant_id = :t")  # noqa: S608
    assert (await find(words, "narwhal")).total == 0
    assert {one.kind for one in results(await find(words, "narwhal", "bob"))} == {"post"}


HOSTILE = (
    "", "   ", "'", '"', '"unclosed', "''; DROP TABLE content; --", "%", "%%s %(tenants)s {0}", ":*", "a:* & !b | (c",
    "\\", "\\'", "!!!", "<->", "the of and", "-tortoise", "- - -", "or or or", 'or "" -', "a\x00b", "\ud800",
    "\u202e\u2066x", "\ue000tortoise\ue001", "x" * 10_000, "tortoise " * 1_000, "ä" * 10_000, "\U0010ffff",
    "日本語 текст", "%_%", "1/0", "²½", "İ" * 300, "ﬃ" * 300,
)  # fmt: skip


@pytest.mark.parametrize("number", range(len(HOSTILE)))
async def test_hostile_searches_never_fail(words: Classroom, number: int) -> None:
    await discussion.post(words.actor("alice"), words.school.section_id, "A tortoise: 'x' %s \\ :* & | !")
    for who in ("alice", "carol"):
        found = await find(words, HOSTILE[number], who, kind="post" if number % 2 else "'", offset=-5)
        assert len(found.query) <= 200 and "\x00" not in found.query
    if number in (HOSTILE.index("tortoise " * 1_000), HOSTILE.index("\ue000tortoise\ue001")):
        assert found.total > 0


async def test_a_guardian_finds_what_the_children_study_and_no_posts(words: Classroom) -> None:
    child = words.school["alice"].person_id
    guardian = Actor(words.school.tenant_id, uuid7(), roles=frozenset({"guardian"}), students=frozenset({child}))
    await discussion.post(words.actor("alice"), words.school.section_id, "My tortoise is called Tom.")
    (one,) = results(await search.search(guardian, "tortoise"))
    assert (one.kind, one.address) == ("reading", "")
    await build_course(words.services.db, words.school.tenant_id, "second", ("Quetzal studies",))
    assert (await search.search(guardian, "quetzal")).total == 0
    assert (await search.search(replace(guardian, students=frozenset()), "tortoise")).total == 0


async def test_who_may_read_no_content_finds_nothing(words: Classroom) -> None:
    operator = replace(words.actor("adam"), roles=frozenset({"operator"}))
    with pytest.raises(ForbiddenError):
        await search.search(operator, "tortoise")


async def test_a_spanish_reader_finds_spanish_courses_by_other_forms_of_a_word(words: Classroom) -> None:
    await change(
        words,
        "UPDATE content SET language = 'es', body = 'Aquí se suman las fracciones de una canción' WHERE tenant_id = :t"
        " AND content_id = :c",
        c=words.course.readings[2],
    )
    reader = replace(words.actor("alice"), locale="es")
    for said in ("canciones", "cancion", "una canción de", "sumamos fracción"):
        (one,) = results(await search.search(reader, said))
        assert one.id == str(words.course.readings[2]), said


async def test_own_notes_tests_assignments_and_announcements_are_found_by_whose_they_are(words: Classroom) -> None:
    section, reading = words.school.section_id, words.course.readings[0]
    alice, bob, carol = (words.actor(who) for who in ("alice", "bob", "carol"))
    await notes.save(alice, reading, "The axolotl stays under water.")
    draft = AssignmentDraft(reading, words="Draw an axolotl.")
    await assignments.assign(carol, section, draft)
    made = await given(words, title="Axolotl test")
    today = words.clock.now().date()
    for said, audience in (("The axolotl show", "students"), ("The axolotl supper", "instructors")):
        await announcements.save(words.actor("adam"), None, said, audience=audience, first=today, last=today)
    found = {one.kind: one for one in results(await search.search(alice, "axolotl"))}
    assert {one: each.address for one, each in found.items()} == {
        "note": "/notes", "test": f"/quiz/{made}", "assignment": f"/learn/{reading}", "announcement": "/today",
    }  # fmt: skip
    assert hits(found["note"]) == hits(found["assignment"]) == ["axolotl"]
    assert "".join(part.text for part in found["announcement"].title) == "The axolotl show"
    assert found["test"].where == found["assignment"].where == "Mathematics 7"
    (page,) = (await search.search(alice, "axolotl", kind="note")).groups[0].results
    assert page.kind == "note"
    assert {one.kind for one in results(await search.search(bob, "axolotl"))} == {"test", "assignment", "announcement"}
    leads = replace(carol, taught=frozenset({section}))
    taught = {one.kind: one for one in results(await search.search(leads, "axolotl"))}
    assert {one: each.address for one, each in taught.items()} == {
        "test": f"/teach/assessments/{made}", "assignment": f"/teach/{section}/assignments", "announcement": "/teach",
    }  # fmt: skip
    assert "".join(part.text for part in taught["announcement"].title) == "The axolotl supper"
    adam = await search.search(words.actor("adam"), "axolotl")
    assert [(group.kind, group.total) for group in adam.groups] == [("announcement", 2)]
    other = await new_classroom(words.services)
    for who in ("alice", "carol", "adam"):
        assert (await find(other, "axolotl", who)).total == 0
    assert await words.rows("SELECT count(*) FROM search_entry e WHERE e::text ~* 'axolotl'") == [(0,)]


async def test_what_is_marked_with_the_results_is_what_is_marked_apart(classroom: Classroom) -> None:
    """Over the courses that come with the system: the hits of every title and text, whoever searches and how often."""
    for folder in (DEMO_COURSE, HISTORY_COURSE):
        await load_demo_course(folder=folder)
    services, tenants = classroom.services, [classroom.school.tenant_id, LIBRARY_TENANT]
    marked = 0
    for said in ("fraction", "equal parts", "number line or ratio", "the colony", '"number line"', "equa -line", "x"):
        async with services.db.raw(classroom.school.tenant_id) as conn:
            stems = await rows.lexemes(conn, search_words.words(said))
            wanted = search_words.wanted(said, stems, "en")
            for kind, offset in (("", 0), ("practice", 0), ("practice", 20)):
                found = await rows.entries(conn, tenants[0], tenants, wanted, kind=kind, offset=offset, size=20)
                on_page = [one for one in found if (not kind or one.kind == kind) and one.place > offset]
                texts = [part for one in on_page for part in (one.title, one.body)]
                apart = await rows.marked(conn, texts, wanted)
                assert [part for one in on_page for part in (one.marked_title, one.marked_body)] == apart, said
                assert all(one.marked_title is None for one in found if one not in on_page)
                marked += sum(rows.ON in text for text in apart)
        first = await find(classroom, said, "carol")
        assert await find(classroom, said, "carol") == first
    assert marked > 100


async def test_every_sign_is_folded_as_it_is_said(classroom: Classroom) -> None:
    accented = "áàâäãåéèêëíìîïóòôöõúùûüñçýÿÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇÝ"
    plain = "aaaaaaeeeeiiiiooooouuuuncyyAAAAAAEEEEIIIIOOOOOUUUUNCY"
    marks = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~’‘“”–—…·×÷¿¡\ue000\ue001"
    signs = "".join(chr(one) for one in range(1, 0x1_0000) if not 0xD800 <= one < 0xE000) + "🦊𝑥"
    expected = signs.translate(str.maketrans(accented + marks, plain + " " * len(marks)))
    assert await classroom.rows("SELECT search_fold(%s)", signs) == [(expected,)]
