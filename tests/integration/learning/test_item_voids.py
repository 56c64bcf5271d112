"""A broken item: withdrawn from a class, its attempts voided, mastery calculated again, told, and taken back."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from psycopg.rows import TupleRow

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.engine.event import EventAnswer, Verb
from learnapp.services import operations, progress, review, trajectory, week, withdrawals
from learnapp.services.item_views import WithdrawalView
from learnapp.services.learning import record_event
from learnapp.services.recompute import rebuild_state
from learnapp.storage.repositories import replay
from tests.integration.learning.conftest import NOW, Classroom, new_classroom

WHY = "The key says 7, but 3 + 5 is asked."
_STATES = """
SELECT k.kc_id, k.attempts, k.correct, k.hints, k.p_bkt, k.p_mastered, k.low, k.high, k.stability, k.fsrs_difficulty,
       k.due_at, k.last_at, k.mastered_at, k.recent::text, l.theta, l.theta_variance
  FROM learner_state l LEFT JOIN kc_state k ON k.tenant_id = l.tenant_id AND k.student_id = l.student_id
 WHERE l.student_id = %s ORDER BY 1
"""


async def states(classroom: Classroom, who: str = "alice") -> list[TupleRow]:
    """Everything that is believed of a student, without the ids of the events it rests on."""
    rows = await classroom.rows(_STATES, classroom.school[who].person_id)
    return [tuple(_nameless(cell) if place == 13 else cell for place, cell in enumerate(row)) for row in rows]


_RUNNING = """
SELECT l.features, p.recent, p.wrong_streak, p.hint_streak
  FROM learner_state l JOIN presence p ON p.tenant_id = l.tenant_id AND p.student_id = l.student_id
 WHERE l.student_id = %s
"""


async def running(classroom: Classroom, who: str = "alice") -> list[TupleRow]:
    """Everything that runs along with a student's events, but not when they were there last."""
    return await classroom.rows(_RUNNING, classroom.school[who].person_id)


async def counted_days(classroom: Classroom) -> list[TupleRow]:
    """The daily figures of the class, brought up to date as the worker does it."""
    await operations.activity(classroom.school.tenant_id, NOW)
    return await stored_days(classroom)


async def stored_days(classroom: Classroom) -> list[TupleRow]:
    return await classroom.rows("SELECT day, events, answers, correct, students, hints FROM section_day ORDER BY day")


def _nameless(recent: str | None) -> str:
    return str([{k: v for k, v in one.items() if k != "event_id"} for one in orjson.loads(recent or "[]")])


async def say(classroom: Classroom, item: UUID, response: str = "7", who: str = "alice", **more: Any) -> EventAnswer:
    classroom.clock.at += timedelta(seconds=37)
    student = classroom.school[who].person_id
    event = classroom.event(content=item, response=response, student_id=student, **more)
    return await record_event(event, classroom.actor(who))


async def hint(classroom: Classroom, item: UUID, index: int, who: str = "alice") -> None:
    student = classroom.school[who].person_id
    event = classroom.event(Verb.HINT_REQUESTED, item, step_id="s1", hint_index=index, student_id=student)
    await record_event(event, classroom.actor(who))


async def work(classroom: Classroom, seed: int, who: str = "alice", without: Sequence[UUID] = (), n: int = 30) -> None:
    """Let a student do as real ones do: items again and again, hints, wrong and unreadable answers, days between."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable story
    items = [item for items in classroom.course.practice[:3] for item in items]
    for _ in range(n):
        place, draw, pause = chance.randrange(len(items)), chance.random(), chance.choice((1, 1, 90, 2000))
        response = chance.choice(("7", "7", "12", "8", "what?"))
        classroom.clock.at += timedelta(minutes=pause)
        if items[place] in without:
            # Time passes for them as for the others.
            classroom.clock.at += timedelta(seconds=37)
            continue
        if draw < 0.2:
            await hint(classroom, items[place], 0, who)
        await say(classroom, items[place], response, who)


async def void(classroom: Classroom, item: UUID, since: date | None = None, why: str = WHY) -> None:
    await withdrawals.void(classroom.actor("carol"), classroom.school.section_id, item, why, since)


async def restore(classroom: Classroom, item: UUID) -> None:
    await withdrawals.restore(classroom.actor("carol"), classroom.school.section_id, item)


@pytest.mark.parametrize("seed", range(4))
async def test_calculating_again_gives_what_the_event_path_gave(classroom: Classroom, seed: int) -> None:
    await work(classroom, seed)
    before, ran = await states(classroom), await running(classroom)
    alice, school = classroom.school["alice"].person_id, classroom.school
    rebuilt = await rebuild_state(school.tenant_id, alice, school.section_id)
    async with classroom.services.db.raw(school.tenant_id) as conn:
        digest = await replay.digest(conn, school.tenant_id)
        await conn.execute("UPDATE learner_state SET theta = -3")
        await conn.execute("UPDATE kc_state SET p_bkt = 0.5, attempts = 99, mastered_at = NULL")
        await conn.execute("UPDATE presence SET recent = '[]', wrong_streak = 7")
        await conn.execute('UPDATE learner_state SET features = \'{"nothing_approved": 2, "answers": 99}\'')
    assert len(rebuilt.kcs) == len(before) == 3
    await rebuild_state(school.tenant_id, alice, school.section_id, write=True)
    assert await states(classroom) == before
    ((features, *trace),) = await running(classroom)
    # What does not come from the log is left alone.
    assert features.pop("nothing_approved") == 2
    assert [(features, *trace)] == ran
    # The place in the log is the only thing that has moved on.
    async with classroom.services.db.raw(school.tenant_id) as conn:
        await conn.execute("UPDATE learner_state SET student_seq = student_seq - 1")
        assert await replay.digest(conn, school.tenant_id) == digest
        await conn.execute("UPDATE learner_state SET student_seq = student_seq + 1")
    # And the student goes on from there.
    await say(classroom, classroom.course.practice[3][0])


@pytest.mark.parametrize("seed", range(4))
async def test_a_void_gives_the_states_of_who_never_had_the_item_and_undoing_it_the_old_ones(
    classroom: Classroom, seed: int
) -> None:
    broken = classroom.course.practice[seed % 3][1]
    start = classroom.clock.at
    await work(classroom, seed, "bob", without=[broken])
    classroom.clock.at = start
    await work(classroom, seed, "alice")
    before = await states(classroom)
    await void(classroom, broken)
    without, never = await states(classroom), await states(classroom, "bob")
    # What was mastered stays mastered; everything else is as if there had never been such an item.
    assert [(*row[:12], *row[13:]) for row in without] == [(*row[:12], *row[13:]) for row in never]
    for was, now, other in zip(before, without, never, strict=True):
        assert now[12] == (other[12] or was[12])
    await restore(classroom, broken)
    assert await states(classroom) == before


@pytest.mark.parametrize("seed", range(3))
async def test_everything_that_runs_along_is_as_in_a_class_that_never_had_the_item(
    classroom: Classroom, seed: int
) -> None:
    other = await new_classroom(classroom.services)
    broken, start = classroom.course.practice[seed % 3][1], classroom.clock.at
    never = other.course.practice[seed % 3][1]
    for who in ("alice", "bob"):
        classroom.clock.at = start
        await work(classroom, seed, who)
        classroom.clock.at = start
        await work(other, seed, who, without=[never])
    before = [await running(classroom, "alice"), await running(classroom, "bob"), await counted_days(classroom)]
    await void(classroom, broken)
    for who in ("alice", "bob"):
        assert await running(classroom, who) == await running(other, who)
    figures = await stored_days(classroom)
    assert [row for row in figures if row[1]] == await counted_days(other)
    # Counting once more, as the worker does after the next events, changes nothing.
    assert await counted_days(classroom) == figures
    # What is answered now does not count, until it does again.
    await hint(classroom, broken, 0)
    await say(classroom, broken, "12")
    assert await running(classroom) == await running(other)
    await restore(classroom, broken)
    after = [await running(classroom, "alice"), await running(classroom, "bob"), await stored_days(classroom)]
    assert after[1] == before[1] and after[0][0][0]["answers"] == before[0][0][0]["answers"] + 1
    assert after[0][0][0]["hints"] == before[0][0][0].get("hints", 0) + 1
    assert [row[:4] for row in after[2]][:-1] == [row[:4] for row in before[2]][: len(after[2]) - 1]


async def test_work_that_was_done_stays(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    await say(classroom, item, "12", duration_ms=60_000)
    await hint(classroom, item, 0, "bob")
    assert [row[1:] for row in await counted_days(classroom)] == [(2, 1, 0, 2, 1)]
    await void(classroom, item)
    # They were there, and the time that it took was spent.
    assert [row[1:] for row in await stored_days(classroom)] == [(0, 0, 0, 2, 0)]
    alice = await week.read(classroom.actor("alice"))
    assert (alice.minutes, alice.answers) == (1, 1)
    # Who only looked at a hint has nothing that could count, so there is nothing to tell.
    ((features, *_),) = await running(classroom, "bob")
    assert "hints" not in features and await withdrawals.notices(classroom.actor("bob")) == []
    assert len(await withdrawals.notices(classroom.actor("alice"))) == 1
    await restore(classroom, item)
    assert [row[1:] for row in await stored_days(classroom)] == [(2, 1, 0, 2, 1)]


async def test_an_item_that_was_all_there_was_leaves_nothing_behind(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    await say(classroom, item, "12")
    await void(classroom, item)
    assert [row[0] for row in await states(classroom)] == [None]
    await restore(classroom, item)
    assert (await states(classroom))[0][1] == 1


async def test_earned_mastery_is_kept_as_fading(classroom: Classroom) -> None:
    item, *others = classroom.course.practice[0]
    for _ in range(4):
        classroom.clock.at += timedelta(days=2)
        await say(classroom, item)
    (before,) = await states(classroom)
    assert before[12] is not None
    await say(classroom, others[0], "12")
    await void(classroom, item)
    (after,) = await states(classroom)
    assert after[12] == before[12] and after[5] < 0.5 and after[1] == 1
    _, kcs = await progress.path_view(classroom.actor("alice"))
    assert kcs[0].band == "fading"


async def test_only_attempts_since_a_day_are_voided(classroom: Classroom) -> None:
    item, other = classroom.course.practice[0][:2]
    await say(classroom, item, "12")
    classroom.clock.at += timedelta(days=3)
    await say(classroom, other)
    await say(classroom, item, "7")
    classroom.clock.at += timedelta(days=3)
    await say(classroom, item, "7")
    assert (await states(classroom))[0][1:3] == (4, 3) or (await states(classroom))[0][1:3] == (3, 2)
    attempts = (await states(classroom))[0][1]
    await void(classroom, item, (classroom.clock.at - timedelta(days=1)).date())
    assert (await states(classroom))[0][1] == attempts - 1
    with pytest.raises(InvalidInputError):
        await withdrawals.void(
            classroom.actor("carol"), classroom.school.section_id, other, WHY,
            (classroom.clock.at + timedelta(days=2)).date(),
        )  # fmt: skip


async def test_the_log_keeps_everything_and_says_what_was_done(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    await say(classroom, item, "12")
    await say(classroom, classroom.course.practice[0][1])
    before = await classroom.rows("SELECT * FROM learning_event ORDER BY student_seq")
    await void(classroom, item)
    after = await classroom.rows("SELECT * FROM learning_event ORDER BY student_seq")
    assert after[:2] == before
    ((verb, seq, about, correct, result),) = await classroom.rows(
        "SELECT verb, student_seq, object_id, correct, result FROM learning_event WHERE student_seq > 2"
    )
    assert (verb, seq, about, correct) == ("item_voided", 3, item, None)
    assert result["mastery"] and result["void"]
    await restore(classroom, item)
    assert [row[0] for row in await classroom.rows("SELECT verb FROM learning_event ORDER BY student_seq")][-1] == (
        "item_restored"
    )
    ((voids,),) = await classroom.rows("SELECT count(*) FROM item_void WHERE undone_at IS NOT NULL")
    assert voids == 1
    audited = await classroom.rows("SELECT action FROM audit_entry WHERE object_type = 'class_item'")
    assert {row[0] for row in audited} == {"class_item.void", "class_item.restore"}


async def test_answers_to_a_voided_item_are_graded_but_do_not_count_until_it_does_again(classroom: Classroom) -> None:
    item, other = classroom.course.practice[0][:2]
    await say(classroom, other)
    await void(classroom, item)
    before = await states(classroom)
    answer = await say(classroom, item, "12")
    assert answer.grade is not None and answer.grade.correct is False and answer.mastery == []
    assert await states(classroom) == before
    await say(classroom, item)
    await restore(classroom, item)
    (after,) = await states(classroom)
    # The first try counts now, as it would have; the second never did.
    assert after[1:3] == (2, 1)


async def test_an_item_that_is_withdrawn_is_not_offered_to_this_class_and_the_admin_hears_of_it(
    classroom: Classroom,
) -> None:
    carol, section = classroom.actor("carol"), classroom.school.section_id
    first = await say(classroom, classroom.course.practice[0][0])
    offered = first.next[0].content_id
    await progress.today(classroom.actor("alice"))
    await withdrawals.flag(carol, section, offered, WHY)
    assert str(offered) not in [card.content_id for card in (await progress.today(classroom.actor("alice"))).cards]
    for place in range(12):
        answer = await say(classroom, classroom.course.practice[place % 2][1 + place % 4], "7")
        assert offered not in [one.content_id for one in answer.next]
    # What was open already can still be answered, and counts.
    (entry,) = (await review.list_reviews(classroom.actor("adam"))).rows
    assert (entry.kind, entry.reason_code, entry.note, entry.subject_id) == (
        "broken_item", "review-flagged-item", WHY, offered,
    )  # fmt: skip
    view = await withdrawals.withdrawal(carol, section, offered)
    assert (view.state, view.reason, view.by) == ("flagged", WHY, "Carol")
    await withdrawals.offer_again(carol, section, offered)
    assert (await withdrawals.withdrawal(carol, section, offered)).state == ""
    with pytest.raises(ConflictError):
        await withdrawals.offer_again(carol, section, offered)


async def test_students_are_told_once_in_a_sentence(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    for one, response in zip(reversed(classroom.course.practice[0]), ("7", "12", "7", "7", "12"), strict=True):
        await say(classroom, one, response)
        await say(classroom, one, "7", "bob")
    bob, alice = classroom.actor("bob"), classroom.actor("alice")
    await void(classroom, item)
    (told,) = await withdrawals.notices(alice)
    assert (told.title, told.undone, told.kind, told.topic) == ("Unit fractions 0", False, "moved", "Unit fractions")
    assert 0 < told.before < told.after < 100
    # The answer stands among those behind the number, with the word that it does not count.
    page = await trajectory.evidence_page(alice, classroom.course.kcs[0])
    assert [(one.title, one.voided) for one in page.rows][:2] == [
        ("Unit fractions 0", True),
        ("Unit fractions 1", False),
    ]
    assert (await withdrawals.notices(bob))[0].kind in ("moved", "same")
    await withdrawals.dismiss(alice, UUID(told.void_id))
    assert await withdrawals.notices(alice) == []
    assert len(await withdrawals.notices(bob)) == 1
    await restore(classroom, item)
    (again,) = await withdrawals.notices(alice)
    assert again.undone and (again.before, again.after) == (told.after, told.before)


async def test_events_that_arrive_meanwhile_are_neither_lost_nor_doubled(classroom: Classroom) -> None:
    broken = classroom.course.practice[0][0]
    others = [item for items in classroom.course.practice for item in items if item != broken]
    await say(classroom, broken, "12")

    async def study() -> None:
        for item in others[:12]:
            await say(classroom, item)

    async def doubt() -> None:
        for _ in range(3):
            await void(classroom, broken)
            await restore(classroom, broken)
        await void(classroom, broken)

    await asyncio.gather(study(), doubt())
    stored = await states(classroom)
    rebuilt = await rebuild_state(
        classroom.school.tenant_id, classroom.school["alice"].person_id, classroom.school.section_id, write=True
    )
    assert await states(classroom) == stored
    assert sum(state.attempts for state in rebuilt.kcs.values()) == 12
    ((n, most, different),) = await classroom.rows(
        "SELECT count(*), max(student_seq), count(DISTINCT student_seq) FROM learning_event"
    )
    assert n == most == different


async def test_an_answer_under_way_while_a_void_is_made_is_found_by_the_job(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    await void(classroom, item)
    # As if it had been loaded before and stored after: it moved mastery.
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute("UPDATE withdrawn_item SET voided = false")
    await say(classroom, item, "12")
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute("UPDATE withdrawn_item SET voided = true")
        await conn.execute("UPDATE learning_event SET received_at = received_at - interval '30 seconds'")
    assert (await states(classroom))[0][1] == 1
    ((void_id,),) = await classroom.rows("SELECT void_id FROM item_void")
    jobs = await classroom.rows("SELECT 1 FROM procrastinate_jobs WHERE args ->> 'void_id' = %s", str(void_id))
    assert len(jobs) == 1
    await withdrawals.work(classroom.school.tenant_id, void_id)
    assert (await states(classroom))[0][0] is None


async def test_a_large_class_is_done_by_the_worker(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withdrawals, "AT_ONCE", 1)
    item, carol = classroom.course.practice[0][0], classroom.actor("carol")
    for who in ("alice", "bob"):
        await say(classroom, item, "12", who)
    await void(classroom, item)
    view = await withdrawals.withdrawal(carol, classroom.school.section_id, item)
    assert (view.state, view.busy, view.done, view.affected) == ("voided", True, 0, 2)
    assert await withdrawals.notices(classroom.actor("alice")) == []
    ((void_id,),) = await classroom.rows("SELECT void_id FROM item_void")
    # Undone before anybody was calculated, and done twice at the same time: the end is the same.
    await asyncio.gather(
        withdrawals.work(classroom.school.tenant_id, void_id), withdrawals.work(classroom.school.tenant_id, void_id)
    )
    view = await withdrawals.withdrawal(carol, classroom.school.section_id, item)
    assert (view.busy, view.done, view.affected) == (False, 2, 2)
    ((events,),) = await classroom.rows("SELECT count(*) FROM learning_event WHERE verb = 'item_voided'")
    assert events == 2


async def test_only_who_teaches_the_class_decides(classroom: Classroom) -> None:
    section, item = classroom.school.section_id, classroom.course.practice[0][0]
    other = await new_classroom(classroom.services)
    for who in (classroom.actor("alice"), other.actor("carol"), other.actor("adam")):
        for act in (
            withdrawals.flag(who, section, item, WHY),
            withdrawals.offer_again(who, section, item),
            withdrawals.void(who, section, item, WHY),
            withdrawals.restore(who, section, item),
        ):
            with pytest.raises((ForbiddenError, NotFoundError, ConflictError)):
                await act
    for who in (classroom.actor("alice"), other.actor("carol")):
        with pytest.raises(ForbiddenError):
            await withdrawals.withdrawal(who, section, item)
    await void(classroom, item)
    assert await withdrawals.withdrawal(other.actor("adam"), section, item) == WithdrawalView()


async def test_what_cannot_be_done_is_said(classroom: Classroom) -> None:
    carol, section, item = classroom.actor("carol"), classroom.school.section_id, classroom.course.practice[0][0]
    refused: list[tuple[Any, type[LearnAppError]]] = [
        (withdrawals.flag(carol, section, item, "  "), InvalidInputError),
        (withdrawals.flag(carol, section, item, "x" * 501), InvalidInputError),
        (withdrawals.flag(carol, section, section, WHY), NotFoundError),
        (withdrawals.restore(carol, section, item), ConflictError),
    ]
    for act, error in refused:
        with pytest.raises(error):
            await act
    await void(classroom, item)
    with pytest.raises(ConflictError):
        await void(classroom, item)
    with pytest.raises(ConflictError):
        await withdrawals.offer_again(carol, section, item)
    # Withdrawing it once more with another reason leaves it void.
    await withdrawals.flag(carol, section, item, "Another reason")
    assert (await withdrawals.withdrawal(carol, section, item)).state == "voided"
