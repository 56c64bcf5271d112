"""What the answers of a class say about its questions: figures against an oracle, answers, misconceptions, filters."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from psycopg.types.json import Jsonb
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError, UnavailableError
from learnapp.engine.event import Verb
from learnapp.services import item_analysis, practice, privacy, rollups, set_current, withdrawals, worries
from learnapp.services.item_views import ItemRow, ItemsView, ItemView
from learnapp.services.learning import record_event
from learnapp.services.progress import study
from learnapp.storage.db import Database
from learnapp.storage.repositories import item_analysis as rows
from tests.conftest import free_port
from tests.integration.learning.conftest import NOW, Classroom, new_classroom

_INSERT = """
INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                            object_id, object_version, step_id, kc_ids, correct, result, occurred_at, asserted)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 1, 's1', '{}', %s, %s, %s, false)
"""
_MANY = """
INSERT INTO item_student (tenant_id, section_id, content_id, student_id, open, answers, tries, alone, started_at)
SELECT %(t)s, %(s)s, md5('i' || item)::uuid, md5('s' || student)::uuid, false, 1, 1,
       ((student * 7919 + item * 104729) %% 97 > 40)::int, %(at)s
  FROM generate_series(1, 300) AS student, generate_series(1, 500) AS item
"""
Tried = tuple[int, int, bool, int, int]
"""Student, item, right, hints, milliseconds."""


async def put(classroom: Classroom, tries: list[Tried], students: int, items: list[UUID]) -> None:
    """Write first tries as the event path stores them, of students who are only numbers."""
    people = [uuid7() for _ in range(students)]
    school, course = classroom.school, classroom.course.course_id
    made: list[tuple[Any, ...]] = []
    for number, (student, item, right, hints, ms) in enumerate(tries):
        at = NOW - timedelta(days=20) + timedelta(minutes=number % 20_000)
        result = {"moved": True, "hints": hints, "partial": 0.0, "response": "7" if right else "12", "duration_ms": ms}
        head = (school.tenant_id, at, uuid7(), people[student], school.section_id, course, number)
        made.append((*head, "answered", items[item], right, Jsonb(result), at))
    async with classroom.services.db.raw(school.tenant_id, pipelined=False) as conn, conn.cursor() as cursor:
        await cursor.executemany(_INSERT, made)
    await rollups.rebuild(school.tenant_id)


def story(students: int, items: int, seed: int, backwards: int = -1) -> list[Tried]:
    """Let the able answer right more often, but for one item, where it is the other way round."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable story
    able = [chance.gauss(0, 1.5) for _ in range(students)]
    found = []
    for student in range(students):
        for item in range(items):
            if chance.random() < 0.1:
                continue
            level = -able[student] if item == backwards else able[student]
            right = chance.random() < 1 / (1 + np.exp(-level - (item % 5 - 2) / 2))
            found.append((student, item, bool(right), chance.choice((0, 0, 0, 1)), chance.randrange(2_000, 400_000)))
    return found


async def table(classroom: Classroom, **wanted: Any) -> ItemsView:
    return await item_analysis.items(classroom.actor("carol"), classroom.school.section_id, **wanted)


async def one(classroom: Classroom, item: UUID) -> ItemView:
    return await item_analysis.item(classroom.actor("carol"), classroom.school.section_id, item)


async def say(classroom: Classroom, item: UUID, response: str = "7", who: str = "alice", **more: Any) -> None:
    classroom.clock.at += timedelta(seconds=37)
    student = classroom.school[who].person_id
    event = classroom.event(content=item, response=response, student_id=student, **more)
    await record_event(event, classroom.actor(who))


async def test_the_figures_are_those_of_the_textbook(classroom: Classroom) -> None:
    items = [item for items in classroom.course.practice for item in items]
    tries = story(40, 20, 5, backwards=3)
    await put(classroom, tries, 40, items)
    found = {row.item_id: row for row in (await table(classroom, size=50)).rows}
    mine: dict[int, dict[int, int]] = defaultdict(dict)
    for student, item, right, hints, _ in tries:
        mine[item][student] = int(right and not hints)
    for number, item_id in enumerate(items):
        row, tried = found[str(item_id)], mine[number]
        assert (row.answers, row.students, row.tries) == (len(tried),) * 3
        assert row.share == round(100 * sum(tried.values()) / len(tried))
        assert row.low < row.share < row.high
        rest = [
            np.mean([those[student] for other, those in mine.items() if other != number and student in those])
            for student in tried
        ]
        assert row.apart == pytest.approx(100 * np.corrcoef(list(tried.values()), rest)[0, 1], abs=0.51)
        median = np.median([ms for _, item, *_, ms in tries if item == number]) / 1000
        # Times are kept in bins: the median lies in that of the exact one.
        assert row.seconds == pytest.approx(median, rel=0.2)
    assert found[str(items[3])].reading == "backwards"
    assert [row.item_id for row in (await table(classroom)).broken] == [str(items[3])]


async def test_too_few_students_are_said_to_be_too_few(classroom: Classroom) -> None:
    items = [item for items in classroom.course.practice for item in items]
    await put(classroom, story(9, 20, 1), 9, items)
    view = await table(classroom, size=50)
    assert {row.reading for row in view.rows} == {"few"} and {row.apart for row in view.rows} == {0}
    assert view.broken == []


def shown(row: ItemRow, column: str) -> Any:
    """Return what a column is sorted by; difficulty goes from easy to hard."""
    return -row.difficulty.chance if column == "hardness" else getattr(row, column)


async def test_filters_sorting_and_pages(classroom: Classroom) -> None:
    items = [item for items in classroom.course.practice for item in items]
    await put(classroom, story(12, 20, 2), 12, items)
    view = await table(classroom, size=8)
    assert (len(view.rows), view.total, view.offset) == (8, 20, 0)
    assert [row.title for row in view.rows] == sorted(row.title for row in view.rows)
    assert len(view.topics) == 4
    assert (await table(classroom, size=8, offset=99)).offset == 16
    (wanted,) = [topic for topic in view.topics if topic.name == "Equal fractions"]
    few = await table(classroom, topic=UUID(wanted.id))
    assert few.total == 5 and {row.topic for row in few.rows} == {"Equal fractions"}
    assert {row.title for row in (await table(classroom, text="  EQUAL fractions 3 ")).rows} == {"Equal fractions 3"}
    assert (await table(classroom, text="nothing like it")).rows == []
    for column in item_analysis.SORTS:
        up = (await table(classroom, sort=column, size=50)).rows
        down = (await table(classroom, sort=column, size=50, descending=True)).rows
        unknown = [row for row in up if column == "apart" and row.reading in ("few", "alike")]
        # What is not known stands last, whichever way it is sorted.
        assert up[len(up) - len(unknown) :] == down[len(down) - len(unknown) :] == unknown
        up, down = up[: len(up) - len(unknown)], down[: len(down) - len(unknown)]
        values = [shown(row, column) for row in up]
        assert values == sorted(values, key=lambda v: v.casefold() if isinstance(v, str) else v)
        assert [shown(row, column) for row in down] == values[::-1]
    with pytest.raises(InvalidInputError):
        await table(classroom, sort="answer_key")


async def test_wrong_answers_are_counted_with_the_misconception_that_they_show(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    for who, responses in (("alice", ("12", "12.0", "8", "7")), ("bob", ("12", "7"))):
        for response in responses:
            await say(classroom, item, response, who, duration_ms=15_000)
    student = classroom.school["bob"].person_id
    event = classroom.event(Verb.HINT_REQUESTED, item, step_id="s1", hint_index=0, student_id=student)
    await record_event(event, classroom.actor("bob"))
    await rollups.bring_up(classroom.school.tenant_id, NOW)
    await practice.report(classroom.actor("bob"), classroom.school.section_id, item, "It should be 8.")
    view = await one(classroom, item)
    (step,) = view.steps
    assert step.accepted == ["7"] and step.solution == "3 + 4 = 7" and len(step.hints) == 3
    answers = [(a.kind, a.text, a.times, a.meaning) for a in step.given]
    assert answers[0] == ("right", "", 2, "")
    assert set(answers[1:]) == {
        ("wrong", "12", 2, "That is 3 times 4."), ("wrong", "12.0", 1, "That is 3 times 4."), ("wrong", "8", 1, ""),
    }  # fmt: skip
    row = view.row
    assert (row.answers, row.students, row.tries, row.share, row.hints, row.reports) == (6, 2, 2, 0, 1, 1)
    assert 14 <= row.seconds <= 17 and [one.count for one in view.times] == [0, 2, 0, 0, 0, 0, 0]
    assert [said.text for said in view.reports] == ["It should be 8."]
    assert [(day.tries, day.right) for day in view.days] == [(2, 0)]
    assert (await table(classroom)).rows[0].reports == 1
    # Somebody's reports from another class of the school do not count here.
    ((n,),) = await classroom.rows("SELECT count(*) FROM audit_entry WHERE action = 'answer_key.read'")
    assert n == 1


async def test_what_is_withdrawn_is_marked_and_no_longer_among_the_broken(classroom: Classroom) -> None:
    items = [item for items in classroom.course.practice for item in items]
    await put(classroom, story(40, 20, 5, backwards=3), 40, items)
    carol, section = classroom.actor("carol"), classroom.school.section_id
    await withdrawals.flag(carol, section, items[3], "The key is wrong.")
    view = await table(classroom, size=50)
    assert view.broken == []
    assert [row.state for row in view.rows if row.item_id == str(items[3])] == ["flagged"]


async def test_what_only_an_erased_student_wrote_is_gone_and_what_others_wrote_too_stays(classroom: Classroom) -> None:
    item, tenant, adam = classroom.course.practice[1][0], classroom.school.tenant_id, classroom.actor("adam")
    alice, bob = (classroom.school[who].person_id for who in ("alice", "bob"))

    async def kept() -> dict[tuple[str | None, bool], int]:
        found = await classroom.rows("SELECT response, correct, sum(times)::int FROM item_answer GROUP BY 1, 2")
        return {(row[0], row[1]): row[2] for row in found}

    for who in ("alice", "bob"):
        await say(classroom, item, "12", who)
        await say(classroom, item, "555", who)
    await say(classroom, item, "I am Alice")
    await say(classroom, item, "911")
    classroom.clock.at += timedelta(hours=1)
    await rollups.bring_up(tenant, NOW)
    await say(classroom, item, "912")
    await rollups.bring_up(tenant, NOW)
    assert await kept() == {('"12"', False): 2, ('"555"', False): 2, ('"911"', False): 1, ('"912"', False): 1}
    await practice.report(classroom.actor(), classroom.school.section_id, item, "Not for me.")
    await worries.tell(classroom.actor(), await study(classroom.actor(), classroom.school.section_id), "wish")
    await privacy.erase_person(adam, alice)
    assert await kept() == {('"12"', False): 2, ('"555"', False): 2, (None, False): 2}
    log = "SELECT result ->> 'response' FROM learning_event WHERE result ? 'response' AND student_id = %s ORDER BY 1"
    assert await classroom.rows(log, alice) == [("12",), ("555",)]
    assert await classroom.rows("SELECT 1 FROM review_item r WHERE r::text LIKE %s", f"%{alice}%") == [], "nor an id"
    before = await kept()
    await rollups.rebuild(tenant)
    assert await kept() == before, "the log says the same"
    await privacy.erase_person(adam, bob)
    assert await classroom.rows(log, alice) == await classroom.rows(log, bob) == []
    assert {text for text, _ in await kept()} == {None}


async def test_only_who_teaches_the_class_sees_it(classroom: Classroom) -> None:
    section, item = classroom.school.section_id, classroom.course.practice[0][0]
    other = await new_classroom(classroom.services)
    for who in (classroom.actor("alice"), other.actor("carol"), other.actor("adam")):
        for act in (item_analysis.items(who, section), item_analysis.item(who, section, item)):
            with pytest.raises((ForbiddenError, NotFoundError)):
                await act
    elsewhere = replace(classroom.actor("carol"), taught=frozenset(), sections=frozenset())
    with pytest.raises(ForbiddenError):
        await item_analysis.items(elsewhere, section)
    with pytest.raises(NotFoundError):
        await one(classroom, other.course.practice[0][0])


async def test_the_figures_say_how_fresh_they_are_and_the_last_good_ones_are_kept(classroom: Classroom) -> None:
    item, tenant = classroom.course.practice[0][0], classroom.school.tenant_id
    assert (await table(classroom)).fresh.state == "none"
    await say(classroom, item, "12", duration_ms=15_000)
    await rollups.bring_up(tenant, NOW)
    async with classroom.services.db.raw(tenant) as conn:
        await conn.execute("DELETE FROM procrastinate_jobs WHERE args ->> 'tenant_id' = %s", (str(tenant),))
    good = await one(classroom, item)
    assert (good.fresh.state, good.row.answers) == ("live", 1) and (await table(classroom)).fresh.state == "live"
    # A job that does not come: its answer is missing, and the page says so.
    classroom.clock.at += timedelta(minutes=40)
    await say(classroom, item)
    classroom.clock.at += timedelta(minutes=10)
    late = await one(classroom, item)
    assert (late.fresh.state, late.row.answers) == ("daily", 1) and late.fresh.at
    # Once a day the worker counts what nobody has.
    await rollups.catch_up_in(tenant)
    assert ((await one(classroom, item)).row.answers, (await table(classroom)).partial) == (2, "")
    # As after an update, before the worker has come to this class: what is missing is said, and since when.
    classroom.clock.at += timedelta(hours=3)
    await rollups.rebuild(tenant)
    async with classroom.services.db.raw(tenant) as conn:
        await conn.execute("DELETE FROM item_rollup")
    ((first,),) = await classroom.rows("SELECT min(received_at) FROM learning_event")
    assert (await table(classroom)).partial == first.isoformat()
    await rollups.rebuild(tenant)
    assert ((await one(classroom, item)).row.answers, (await table(classroom)).rows[0].answers) == (2, 2)
    away = Database(f"postgresql://learnapp_app@127.0.0.1:{free_port()}/learnapp", pool_size=1, timeout=0.2)
    set_current(replace(classroom.services, db=away))
    try:
        kept, listed = await one(classroom, item), await table(classroom)
        with pytest.raises(UnavailableError):
            await one(classroom, classroom.course.practice[1][0])
    finally:
        set_current(classroom.services)
        await away.close()
    assert (kept.fresh.state, kept.row.answers, listed.fresh.state) == ("cached", 2, "cached")
    assert [row.answers for row in listed.rows] == [2]
    # Neither the key nor what anybody wrote is kept for it.
    assert (kept.steps, kept.reports, kept.body) == ([], [], "")


async def test_a_class_of_300_with_500_items_is_quick(classroom: Classroom) -> None:
    school = classroom.school
    async with classroom.services.db.raw(school.tenant_id, pipelined=False) as conn:
        await conn.execute(_MANY, {"t": school.tenant_id, "s": school.section_id, "at": NOW})
    async with classroom.services.db.transaction(school.tenant_id) as tx:
        start = time.perf_counter()
        found = await rows.items(tx.session, school.tenant_id, school.section_id, 10)
        spent = time.perf_counter() - start
    assert len(found) == 500 and sum(one.tries for one in found) == 150_000
    # It takes well under a second on an idle machine; the point is that it grows with nothing's square.
    assert spent < 8.0, spent
