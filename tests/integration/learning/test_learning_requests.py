"""What a student asks to learn: understood, followed by the next three things, kept in order, reached, their own."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import (
    BlockedError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    LearnAppError,
    NotFoundError,
)
from learnapp.engine.event import EventAnswer, Verb
from learnapp.security.access import Actor
from learnapp.services import (
    assessments,
    assignments,
    family,
    family_export,
    learning_requests,
    path_rules,
    privacy,
    progress,
    pupil,
    recompute,
)
from learnapp.services.learning import record_event
from learnapp.services.path_rules import RuleDraft
from tests.integration.learning.conftest import Classroom, new_classroom

FRIDAY = date(2026, 3, 6)
"""The classroom's clock stands at noon on Monday, the second of March."""


async def answer(classroom: Classroom, kc: int, *right: bool) -> EventAnswer:
    """Alice answers tasks of a topic, a minute apart."""
    given: EventAnswer | None = None
    for place, good in enumerate(right):
        item = classroom.course.practice[kc][place % 5]
        event = classroom.event(content=item, step_id="s1", response="7" if good else "8", duration_ms=60_000)
        given = await record_event(event, classroom.actor())
        classroom.clock.at += timedelta(minutes=1)
    assert given is not None
    return given


async def asked(classroom: Classroom, said: str = "teach me adding fractions") -> learning_requests.PlanView:
    made = await learning_requests.ask(classroom.actor(), said)
    assert made.outcome == "made", made
    return await learning_requests.read(classroom.actor())


async def give_test(
    classroom: Classroom, title: str, *kcs: int, opens: date | None = FRIDAY, closed: bool = False
) -> UUID:
    carol, course = classroom.actor("carol"), classroom.course
    test = await assessments.create(carol, classroom.school.section_id, title, "fixed")
    await assessments.put_items(carol, test, [course.practice[kc][0] for kc in kcs])
    await assessments.give(carol, test)
    zone_noon = classroom.clock.at + timedelta(days=(opens - classroom.clock.at.date()).days) if opens else None
    closes = classroom.clock.at - timedelta(hours=1) if closed else None
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE assessment SET opens_at = :opens, closes_at = :closes WHERE assessment_id = :test"),
            {"opens": zone_noon, "closes": closes, "test": test},
        )
    return test


async def test_a_sentence_becomes_a_way_with_times_ways_to_learn_and_checkpoints(classroom: Classroom) -> None:
    alice, course = classroom.actor(), classroom.course
    await answer(classroom, 0, True, True, True, True, True)
    view = (await asked(classroom)).request
    assert (view.name, view.more, view.topics) == ("Adding fractions", 0, ["Adding fractions"])
    assert [leg.name for leg in view.legs] == ["Equal fractions", "Adding fractions"], "what is mastered is not in it"
    assert view.known == ["Unit fractions"]
    first, last = view.legs
    assert (first.why, first.for_name, last.why) == ("needed", "Adding fractions", "target")
    assert first.low < first.minutes < first.high and view.minutes == pytest.approx(first.minutes + last.minutes, abs=1)
    assert [way.kind for way in first.ways] == ["reading", "practice"]
    assert first.ways[0].content_id == str(course.readings[1])
    assert last.checkpoint
    assert (view.minutes_a_day, view.pace, view.minutes_left, view.due) == (20, "usual", -1, "")
    (standing,) = [(await progress.today(alice)).request]
    assert (standing.name, standing.total, standing.legs) == ("Adding fractions", 2, [])


async def test_the_next_three_follow_the_way_and_say_for_what(classroom: Classroom) -> None:
    alice, course = classroom.actor(), classroom.course
    before = await progress.today(alice)
    assert before.cards[0].kc == "Unit fractions"
    await answer(classroom, 0, True, True, True, True, True)
    await asked(classroom, "One-step equations")
    today = await progress.today(alice)
    assert [card.kc for card in today.cards] == ["Equal fractions"] * 3
    assert today.cards[0].reasons[0].text == "Next for “One-step equations”: Equal fractions."
    # An answer elsewhere does not lead away from it.
    given = await answer(classroom, 0, False)
    assert {kc for card in given.next for kc in card.kc_ids} <= {course.kcs[1], course.kcs[0]}
    assert given.next[0].kc_ids == [course.kcs[1]]
    given = await answer(classroom, 1, True, True, True, True, True)
    assert given.next[0].kc_ids == [course.kcs[2]]
    assert given.next[0].reasons[0].code == "reason-request"
    read = await learning_requests.read(alice)
    assert [one.name for one in read.request.done] == ["Equal fractions"] and read.request.total == 3
    # Dropped, and nothing speaks of it any more.
    await learning_requests.drop(alice, UUID(read.request.id))
    today = await progress.today(alice)
    assert today.cards and not any("One-step" in reason.text for card in today.cards for reason in card.reasons)


async def test_a_way_that_was_shown_again_and_again_is_still_followed(classroom: Classroom) -> None:
    alice, course = classroom.actor(), classroom.course
    await answer(classroom, 0, True, True, True, True, True, True)
    classroom.clock.at += timedelta(days=60)
    worn = [str(each) for each in (course.readings[1], *course.practice[1]) for _ in range(3)]
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE learner_state SET last_answer = jsonb_set(last_answer, '{shown}', cast(:shown AS jsonb))"),
            {"shown": json.dumps(worn)},
        )
    await asked(classroom, "One-step equations")
    today = await progress.today(alice)
    assert today.cards[0].reasons[0].text.startswith("Next for “One-step equations”: "), today.cards
    assert {card.kc for card in today.cards[1:]} == {"Unit fractions"}, "the rest rests"


async def test_what_a_teacher_rules_reaches_a_plan_on_today_and_with_the_next_answer(classroom: Classroom) -> None:
    alice, course = classroom.actor(), classroom.course
    await answer(classroom, 3, False)
    await asked(classroom, "One-step equations")
    assert (await progress.today(alice)).request.total == 4
    known = RuleDraft("known", course.kcs[0], "Shown at the board.", student_id=alice.person_id)
    made = await path_rules.add(classroom.actor("carol"), classroom.school.section_id, known)
    assert (await progress.today(alice)).request.total == 3, "without a look at the plan"
    given = await answer(classroom, 3, False)
    assert course.kcs[0] not in {kc for card in given.next for kc in card.kc_ids}
    (path,) = (await classroom.rows("SELECT path FROM learning_request"))[0]
    assert course.kcs[0] not in path and course.kcs[1] in path
    # Taken back, the topic is in the way again.
    await path_rules.remove(classroom.actor("carol"), classroom.school.section_id, made)
    await answer(classroom, 3, False)
    assert course.kcs[0] in (await classroom.rows("SELECT path FROM learning_request"))[0][0]


async def test_a_way_is_reached_in_the_event_that_masters_its_last_topic(classroom: Classroom) -> None:
    alice = classroom.actor()
    await asked(classroom, "unit fractions")
    given = await answer(classroom, 0, True, True, True, True, True)
    assert not any(reason.code == "reason-request" for card in given.next for reason in card.reasons)
    assert await classroom.rows("SELECT status, closed_at IS NOT NULL FROM learning_request") == [("reached", True)]
    told = await classroom.rows("SELECT kind, arguments ->> 'state', person_id FROM notice")
    assert told == [("goal_reached", "plan", alice.person_id)]
    view = await learning_requests.read(alice)
    assert (view.has, view.reached) == (False, "Unit fractions")
    again = await learning_requests.ask(alice, "teach me unit fractions")
    assert (again.outcome, [one.name for one in again.topics]) == ("mastered", ["Unit fractions"])
    assert await classroom.count("learning_request") == 1


async def test_a_gap_that_explains_errors_goes_first_once_and_the_rest_keeps_its_order(classroom: Classroom) -> None:
    alice, course = classroom.actor(), classroom.course
    await answer(classroom, 0, True, True, True, True, True)
    view = (await asked(classroom, "One-step equations")).request
    order = [leg.kc_id for leg in view.legs]
    # The third topic, begun out of turn, goes wrong again and again.
    given = await answer(classroom, 2, False, False, False)
    view = (await learning_requests.read(alice)).request
    gap = view.legs[0]
    assert given.next[0].kc_ids == [UUID(gap.kc_id)]
    assert sorted(leg.kc_id for leg in view.legs) == sorted(order)
    said = [reason.text for reason in given.next[0].reasons]
    assert (gap.why, gap.for_name) == ("gap", "Adding fractions")
    assert "suggest that this is what is missing" in said[0]
    ways = []
    for right in (True, False, True, True, False, True):
        await answer(classroom, course.kcs.index(UUID(gap.kc_id)), right)
        ways.append([leg.kc_id for leg in (await learning_requests.read(alice)).request.legs])
    kept = [[kc for kc in way if kc in ways[-1]] for way in ways]
    assert all(way == kept[-1] for way in kept), "nothing jumps about"


async def test_friday_is_a_day_a_test_a_deadline_and_what_will_be_late(classroom: Classroom) -> None:
    alice = classroom.actor()
    test = await give_test(classroom, "Fractions quiz", 1, 3)
    await give_test(classroom, "Warm-up quiz", 0, opens=date(2026, 3, 4))
    view = (await asked(classroom, "I want to be ready for Friday's quiz")).request
    assert (view.kind, view.name, view.due, view.days) == ("test", "Fractions quiz", "2026-03-06", 4)
    assert view.topics == ["Equal fractions", "One-step equations"]
    assert view.minutes_left == 4 * 20
    await learning_requests.set_pace(alice, UUID(view.id), 5)
    slow = (await learning_requests.read(alice)).request
    assert (slow.minutes_a_day, slow.pace, slow.minutes_left) == (5, "chosen", 20)
    assert slow.late == ["One-step equations"] or slow.late == ["Equal fractions", "One-step equations"]
    assert [leg.late for leg in slow.legs] == sorted(leg.late for leg in slow.legs), "what comes later is late"
    # It says so, too, of a test that is over or somebody else's.
    over = await give_test(classroom, "Old quiz", 0, opens=None, closed=True)
    with pytest.raises(InvalidInputError, match="over"):
        await learning_requests.choose(alice, f"test:{over}", instead_of=UUID(slow.id))
    assert str(over) not in {one.key.partition(":")[2] for one in (await learning_requests.read(alice)).things}
    with pytest.raises(NotFoundError):
        await learning_requests.choose(alice, f"test:{uuid7()}")
    assert str(test) in {one.key.partition(":")[2] for one in (await learning_requests.read(alice)).things}
    # In Spanish, and with the day alone.
    bob = classroom.actor("bob")
    assert (await learning_requests.ask(bob, "Quiero prepararme para el examen del viernes")).title == "Fractions quiz"


async def test_what_is_not_clear_is_asked_and_what_is_not_there_is_said(classroom: Classroom) -> None:
    alice, course = classroom.actor(), classroom.course
    unclear = await learning_requests.ask(alice, "something with equal or adding")
    assert unclear.outcome == "unclear" and 2 <= len(unclear.guesses) <= 3
    assert (await learning_requests.ask(alice, "the life of bees")).outcome == "unknown"
    assert await classroom.count("learning_request") == 0, "no plan was made in silence"
    made = await learning_requests.choose(alice, unclear.guesses[0].key, due=FRIDAY)
    assert made.outcome == "made"
    for bad in ("topic:nonsense", f"topic:{uuid7()}", f"lesson:{uuid7()}", f"assignment:{uuid7()}", "x" * 5000, ""):
        with pytest.raises(NotFoundError):
            await learning_requests.choose(alice, bad)
    for said in ("", "   ", "I will kill you all tomorrow", "i want to kill myself"):
        with pytest.raises((InvalidInputError, BlockedError)):
            await learning_requests.ask(alice, said)
    lines = await classroom.rows("SELECT kind, reason_code, subject_id FROM review_item")
    assert lines == [("escalation", "review-urgent-wish", alice.person_id)], "somebody looks after it, once"
    hostile = "'; DROP TABLE learning_request;-- <script>alert(1)</script> \x00 \u202e" + "slope " * 500
    assert (await learning_requests.ask(alice, hostile)).outcome in ("unknown", "unclear")
    with pytest.raises(InvalidInputError, match="passed"):
        await learning_requests.choose(alice, f"topic:{course.kcs[0]}", due=date(2026, 3, 1))
    with pytest.raises(InvalidInputError, match="year"):
        await learning_requests.choose(alice, f"topic:{course.kcs[0]}", due=date(2028, 3, 1))
    # What was typed is in no table.
    assert not await classroom.rows("SELECT 1 FROM learning_request r WHERE to_jsonb(r)::text LIKE '%%script%%'")


async def test_one_thing_at_a_time_twice_is_once_and_another_takes_its_place_only_on_purpose(
    classroom: Classroom,
) -> None:
    alice, kcs = classroom.actor(), classroom.course.kcs
    twice = await asyncio.gather(*(learning_requests.ask(alice, "equal fractions") for _ in range(2)))
    assert [one.outcome for one in twice] == ["made", "made"]
    assert await classroom.count("learning_request") == 1
    first = (await learning_requests.read(alice)).request
    with pytest.raises(ConflictError):
        await learning_requests.choose(alice, f"topic:{kcs[3]}")
    both = await asyncio.gather(
        *(learning_requests.choose(alice, f"topic:{kc}", instead_of=UUID(first.id)) for kc in (kcs[2], kcs[3])),
        return_exceptions=True,
    )
    assert sorted(isinstance(one, ConflictError) for one in both) == [False, True], "two at once: one of them"
    states = await classroom.rows("SELECT status, count(*) FROM learning_request GROUP BY 1 ORDER BY 1")
    assert states == [("active", 1), ("dropped", 1)]
    with pytest.raises(NotFoundError):
        await learning_requests.drop(alice, UUID(first.id))


async def test_two_topics_are_one_way_and_an_assignment_is_its_topic_until_its_day(classroom: Classroom) -> None:
    alice, carol = classroom.actor(), classroom.actor("carol")
    view = (await asked(classroom, "adding fractions and equal fractions by friday")).request
    assert (view.name, view.more, view.due) == ("Adding fractions", 1, "2026-03-06")
    given = await answer(classroom, 0, True)
    assert "and one more topic that you asked for" in given.next[0].reasons[0].text
    draft = assignments.AssignmentDraft(kc_id=classroom.course.kcs[3], due_at=classroom.clock.at + timedelta(days=2))
    await assignments.assign(carol, classroom.school.section_id, draft)
    made = await learning_requests.ask(alice, "help me with my homework", instead_of=UUID(view.id))
    assert made.title == "One-step equations"
    assert (await learning_requests.read(alice)).request.days == 2


async def test_topics_without_tasks_or_without_prerequisites_make_no_dead_end(classroom: Classroom) -> None:
    alice, course, tenant = classroom.actor(), classroom.course, classroom.school.tenant_id
    async with classroom.services.db.transaction(tenant) as tx:
        await tx.session.execute(
            text("DELETE FROM content WHERE content_id = ANY(:items)"),
            {"items": course.practice[1]},
        )
        await tx.session.execute(text("DELETE FROM kc_prerequisite WHERE kc_id = :kc"), {"kc": course.kcs[3]})
    await answer(classroom, 0, True, True, True, True, True)
    with pytest.raises(InvalidInputError, match="no tasks"):
        await learning_requests.choose(alice, f"topic:{course.kcs[1]}")
    view = (await asked(classroom, "adding fractions")).request
    assert [leg.name for leg in view.legs] == ["Adding fractions"] and view.taken == ["Equal fractions"]
    today = await progress.today(alice)
    assert today.cards[0].kc == "Adding fractions", "what cannot be practised does not bar the way"
    made = await learning_requests.ask(alice, "one-step equations", instead_of=UUID(view.id))
    assert made.outcome == "made"
    assert [leg.name for leg in (await learning_requests.read(alice)).request.legs] == ["One-step equations"]


async def test_who_may_look_looks_and_nobody_else_does_anything(classroom: Classroom) -> None:
    carol, bob = classroom.actor("carol"), classroom.actor("bob")
    section, student = classroom.school.section_id, classroom.school["alice"].person_id
    mine = UUID((await asked(classroom)).request.id)
    seen = (await pupil.student(carol, section, student)).request
    assert (seen.name, seen.total, seen.legs) == ("Adding fractions", 3, [])
    other = await new_classroom(classroom.services, students=("mallory",))
    mallory = other.actor("mallory")
    for somebody in (bob, mallory):
        for act in (
            learning_requests.drop(somebody, mine),
            learning_requests.set_pace(somebody, mine, 30),
        ):
            with pytest.raises(NotFoundError):
                await act
        assert not (await learning_requests.read(somebody)).has
    with pytest.raises(ForbiddenError):
        await learning_requests.ask(carol, "slope")
    with pytest.raises(LearnAppError):
        await pupil.student(mallory, section, student)
    assert await classroom.rows("SELECT status FROM learning_request") == [("active",)]


async def test_guardians_read_it_in_their_child_s_page_and_record_and_erasure_takes_it(classroom: Classroom) -> None:
    school, student = classroom.school, classroom.school["alice"].person_id
    await asked(classroom)
    grace = Actor(
        school.tenant_id, school["bob"].person_id, roles=frozenset({"guardian"}), students=frozenset({student})
    )
    assert (await family.record(grace, student)).request.name == "Adding fractions"
    with zipfile.ZipFile(io.BytesIO(await family_export.record_zip(grace, student))) as package:
        told = package.read("learning-requests.csv").decode("utf-8-sig")
    assert "Adding fractions" in told and "active" in told
    await privacy.erase_person(classroom.actor("adam"), student)
    assert await classroom.count("learning_request") == 0


async def test_without_consent_nothing_is_asked_and_the_log_alone_rebuilds_the_same_state(classroom: Classroom) -> None:
    await asked(classroom, "One-step equations")
    await answer(classroom, 0, True, True, False, True)
    await answer(classroom, 2, False, False)
    tenant, student = classroom.school.tenant_id, classroom.school["alice"].person_id
    stored = await classroom.rows("SELECT kc_id, p_mastered FROM kc_state ORDER BY kc_id")
    state = await recompute.rebuild_state(tenant, student, classroom.school.section_id)
    assert [(kc, one.p_mastered) for kc, one in sorted(state.kcs.items())] == stored
    assert (await record_event(classroom.event(Verb.SESSION_STARTED, None), classroom.actor())).next
    await privacy.withdraw_consent(classroom.actor("adam"), student, "institution_contract")
    with pytest.raises(ForbiddenError):
        await learning_requests.ask(classroom.actor(), "unit fractions")
    assert not (await learning_requests.read(classroom.actor())).stored
