"""Rollups: whatever happens to jobs and answers, what is kept is what the log says, and a rebuild says the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg.rows import TupleRow

from learnapp.engine.event import Verb
from learnapp.services import rollups, withdrawals
from learnapp.services.learning import record_event
from tests.integration.learning.conftest import Classroom

TABLES = (
    "student_minute", "student_hour", "student_day", "topic_minute", "topic_hour", "topic_day", "section_minute",
    "section_hour", "section_day",
)  # fmt: skip


ITEMS = {"item_day": "day", "item_student": "student_id", "item_answer": "digest"}


def _together(table: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is settled and what is open of the same thing, as one row."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        key = (row["section_id"], row["content_id"], row[ITEMS[table]])
        old = found.setdefault(key, row)
        if old is row:
            continue
        sums = ("answers", "tries", "alone", "hints", "times")
        found[key] = row | {name: old[name] + row[name] for name in sums if name in row}
        if "spent" in row:
            found[key]["spent"] = [one + other for one, other in zip(old["spent"], row["spent"], strict=True)]
        if "solved" in row:
            found[key]["solved"] = sorted({*old["solved"], *row["solved"]})
            found[key]["whole"] = old["whole"] or row["whole"]
            found[key]["started_at"] = min(old["started_at"], row["started_at"])
    return [{name: value for name, value in row.items() if name != "open"} for _, row in sorted(found.items())]


async def stored(here: Classroom) -> dict[str, list[dict[str, Any]]]:
    """Every rollup of the school without when it was counted."""
    found = {}
    for table in TABLES:
        rows = await here.rows(f"SELECT to_jsonb(t) - 'computed_at' FROM {table} t ORDER BY (to_jsonb(t))::text")  # noqa: S608
        found[table] = [row[0] for row in rows]
    for table in ITEMS:
        rows = await here.rows(f"SELECT to_jsonb(t) FROM {table} t")  # noqa: S608
        found[table] = _together(table, [row[0] for row in rows])
    return found


async def do(here: Classroom, who: str, verb: Verb, item: UUID | None = None, **more: Any) -> None:
    event = here.event(verb, item, student_id=here.school[who].person_id, **more)
    assert (await record_event(event, here.actor(who))).stored


async def study(here: Classroom, chance: random.Random, n: int) -> list[Any]:
    """Let two students work as real ones do over some days; returns moments at which jobs were asked for."""
    items = [item for items in here.course.practice[:3] for item in items]
    asked = []
    for _ in range(n):
        here.clock.at += timedelta(seconds=chance.choice((5, 5, 20, 50, 400, 40_000)))
        who, item, draw = chance.choice(("alice", "bob")), chance.choice(items), chance.random()
        asked.append(here.clock.at)
        if draw < 0.15:
            await do(here, who, Verb.HINT_REQUESTED, item, step_id="s1", hint_index=0)
        elif draw < 0.25:
            await do(here, who, Verb.READ, here.course.readings[0], progress=1.0, duration_ms=50_000)
        elif draw < 0.3:
            await do(here, who, Verb.RECOMMENDATION_OPENED, item)
        else:
            response = chance.choice(("7", "12", "8", "what?"))
            await do(here, who, Verb.ANSWERED, item, response=response, duration_ms=chance.randrange(500, 90_000))
    return asked


async def wiped(here: Classroom) -> None:
    async with here.services.db.raw(here.school.tenant_id) as conn:
        for table in (*TABLES, *ITEMS, "item_rollup", "rollup_section", "rollup_rebuild"):
            await conn.execute(f"DELETE FROM {table}")  # noqa: S608


async def kept_now(here: Classroom) -> dict[str, list[dict[str, Any]]]:
    """What is kept when what has had its time is gone."""
    await rollups.prune_in(here.school.tenant_id)
    return await stored(here)


async def counted_again(here: Classroom) -> dict[str, list[dict[str, Any]]]:
    """What a rebuild of the whole log gives from nothing."""
    await wiped(here)
    await rollups.rebuild(here.school.tenant_id)
    return await stored(here)


@pytest.mark.parametrize("seed", range(3))
async def test_jobs_that_come_late_twice_and_in_any_order_give_what_a_rebuild_gives(
    classroom: Classroom, seed: int
) -> None:
    chance, tenant = random.Random(seed), classroom.school.tenant_id  # noqa: S311 - a repeatable story
    waiting: list[Any] = []
    for _ in range(6):
        waiting += await study(classroom, chance, 12)
        # Some jobs are lost for good, some wait, some come twice and in another order.
        chance.shuffle(waiting)
        waiting = waiting[: len(waiting) // 2]
        for since in [*waiting[:3], *waiting[:1]]:
            await rollups.bring_up(tenant, since)
        if chance.random() < 0.5:
            await rollups.prune_in(tenant)
    await rollups.bring_up(tenant, classroom.clock.at)
    await rollups.prune_in(tenant)
    kept = await stored(classroom)
    assert kept["section_day"] and kept["student_minute"] and kept["topic_hour"]
    assert await counted_again(classroom) == kept
    ((logged, answers),) = await classroom.rows(
        "SELECT count(*), count(*) FILTER (WHERE verb = 'answered' AND correct IS NOT NULL)"
        " FROM learning_event WHERE verb <> 'item_voided'"
    )
    assert sum(row["events"] for row in kept["section_day"]) == logged
    # Of items each event counts once, in what is settled or in what is open.
    assert sum(row["answers"] for row in kept["item_student"]) == answers
    assert sum(row["times"] for row in kept["item_answer"]) == answers
    assert sum(sum(row["spent"]) for row in kept["item_day"]) == sum(row["tries"] for row in kept["section_day"])
    opened = {row[0] for row in await classroom.rows("SELECT open FROM item_student")}
    assert opened == {False, True}


async def test_a_void_and_its_end_leave_no_trace_behind(classroom: Classroom) -> None:
    chance, tenant = random.Random(7), classroom.school.tenant_id  # noqa: S311 - a repeatable story
    await study(classroom, chance, 40)
    await rollups.bring_up(tenant, classroom.clock.at)
    before = await counted_again(classroom)
    carol, section = classroom.actor("carol"), classroom.school.section_id
    ((broken,),) = await classroom.rows(
        "SELECT object_id FROM learning_event WHERE verb = 'answered' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    await withdrawals.void(carol, section, broken, "The key is wrong.")
    voided = await stored(classroom)
    assert voided != before and sum(row["answers"] for row in voided["section_day"]) < sum(
        row["answers"] for row in before["section_day"]
    )
    # That they were there, and the time that it took, stays.
    for name in ("students", "ms"):
        assert [row[name] for row in voided["section_day"]] == [row[name] for row in before["section_day"]]
    await study(classroom, chance, 10)
    await rollups.bring_up(tenant, classroom.clock.at)
    assert await kept_now(classroom) == await counted_again(classroom)
    await withdrawals.restore(carol, section, broken)
    assert await kept_now(classroom) == await counted_again(classroom)


async def test_each_level_is_the_sum_of_the_one_below(classroom: Classroom) -> None:
    await study(classroom, random.Random(3), 50)  # noqa: S311 - a repeatable story
    await rollups.rebuild(classroom.school.tenant_id)
    kept = await stored(classroom)
    names = ("events", "answers", "correct", "tries", "alone", "hints", "ms")

    def total(table: str, since: str = "") -> dict[str, int]:
        rows = [row for row in kept[table] if row.get("at", row.get("day", "")) >= since]
        return {name: sum(row[name] for row in rows) for name in names}

    assert total("student_day") == total("section_day") == total("section_hour") == total("student_hour")
    edge = rollups.edges(classroom.clock.at, "UTC").minutes.date().isoformat()
    assert total("section_minute") == total("student_minute") == total("section_day", edge)
    days = {(row["day"]): row["students"] for row in kept["section_day"]}
    assert days == {day: sum(row["day"] == day for row in kept["student_day"]) for day in days}
    answers = [row for row in kept["section_day"] if row["answers"]]
    assert all(sum(row["spent"]) <= row["answers"] for row in answers) and any(sum(row["spent"]) for row in answers)


async def test_a_rebuild_that_was_stopped_goes_on_where_it_was(classroom: Classroom) -> None:
    tenant = classroom.school.tenant_id
    await study(classroom, random.Random(5), 40)  # noqa: S311 - a repeatable story
    whole = await counted_again(classroom)
    await wiped(classroom)
    seen: list[int] = []

    def stop(how_far: Any) -> None:
        seen.append((how_far.next_day - how_far.first_day).days)
        if len(seen) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rollups.rebuild(tenant, say=stop)
    assert await stored(classroom) != whole
    await rollups.rebuild(tenant, say=stop)
    assert seen == sorted(set(seen)) and len(seen) > 1
    assert await stored(classroom) == whole
    # The worker has nothing left to do, until more is counted than before.
    assert await rollups.catch_up_in(tenant) is False


async def test_items_are_counted_on_where_a_rebuild_was_left_lying(classroom: Classroom) -> None:
    tenant = classroom.school.tenant_id
    await study(classroom, random.Random(7), 30)  # noqa: S311 - a repeatable story
    await counted_again(classroom)

    def stop(how_far: Any) -> None:
        raise KeyboardInterrupt

    async def answers() -> tuple[int, int]:
        ((kept, logged),) = await classroom.rows(
            "SELECT (SELECT coalesce(sum(answers), 0) FROM item_student),"
            " (SELECT count(*) FROM learning_event WHERE verb = 'answered' AND correct IS NOT NULL)"
        )
        return kept, logged

    with pytest.raises(KeyboardInterrupt):
        await rollups.rebuild(tenant, say=stop)
    item = classroom.course.practice[0][0]
    await do(classroom, "alice", Verb.ANSWERED, item, response="7")
    await rollups.bring_up(tenant, classroom.clock.at)
    kept, logged = await answers()
    assert kept < logged
    classroom.clock.at += timedelta(minutes=15)
    await do(classroom, "alice", Verb.ANSWERED, item, response="12")
    await rollups.bring_up(tenant, classroom.clock.at)
    kept, logged = await answers()
    assert kept == logged


async def test_who_counts_the_last_days_only_leaves_the_others_to_the_worker(classroom: Classroom) -> None:
    tenant = classroom.school.tenant_id
    await study(classroom, random.Random(11), 30)  # noqa: S311 - a repeatable story
    whole = await counted_again(classroom)
    await wiped(classroom)
    await rollups.rebuild(tenant, first=classroom.clock.at.date())
    assert await stored(classroom) != whole
    assert await rollups.catch_up_in(tenant) is True
    assert await stored(classroom) == whole
    assert await rollups.catch_up_in(tenant) is False


async def test_days_from_before_there_were_minutes_are_counted_whole(classroom: Classroom) -> None:
    tenant = classroom.school.tenant_id
    await do(classroom, "alice", Verb.ANSWERED, classroom.course.practice[0][0], response="7")
    classroom.clock.at += timedelta(minutes=5)
    # As after an update: nothing of the morning was counted, and a job comes for what happens now.
    since = classroom.clock.at
    await do(classroom, "bob", Verb.ANSWERED, classroom.course.practice[0][1], response="7")
    await rollups.bring_up(tenant, since)
    ((answers, students),) = await figures(classroom)
    assert (answers, students) == (2, 2)


async def figures(here: Classroom) -> Sequence[TupleRow]:
    return await here.rows("SELECT answers, students FROM section_day")
