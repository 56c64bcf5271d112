"""What Carol rules about topics: what comes first for Alice, what goes, what counts as known, and who may do it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import BlockedError, ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import EventAnswer, Verb
from learnapp.engine.graph import graph_of
from learnapp.engine.planning import Constraints, plan
from learnapp.services import Services, notice_board, path_rules, privacy, progress
from learnapp.services.learning import record_event
from learnapp.services.path_rules import RuleDraft
from learnapp.services.recompute import rebuild_state, same
from learnapp.storage.repositories import path_rules as rows
from tests.integration.learning.conftest import NOW, Classroom, new_classroom


async def rule(classroom: Classroom, kind: str, topic: int = 0, *, who: str = "carol", **more: Any) -> UUID:
    draft = RuleDraft(kind, classroom.course.kcs[topic], **{"words": "We need it on Friday.", **more})
    return await path_rules.add(classroom.actor(who), classroom.school.section_id, draft)


async def take_back(classroom: Classroom, made: UUID, who: str = "carol") -> None:
    await path_rules.remove(classroom.actor(who), classroom.school.section_id, made)


async def answer(classroom: Classroom, content: UUID, response: str = "7", who: str = "alice") -> EventAnswer:
    classroom.clock.at += timedelta(minutes=1)
    event = classroom.event(content=content, step_id="s1", response=response)
    event.student_id = classroom.school[who].person_id
    return await record_event(event, classroom.actor(who))


async def topics_of(classroom: Classroom, who: str = "alice") -> dict[str, Any]:
    return {kc.name: kc for kc in (await progress.path_view(classroom.actor(who)))[1]}


def first_topic(classroom: Classroom, found: EventAnswer) -> int:
    return classroom.course.kcs.index(found.next[0].kc_ids[0])


async def master(classroom: Classroom, topic: int, who: str = "alice") -> None:
    for item in classroom.course.practice[topic]:
        await answer(classroom, item, who=who)


async def test_what_carol_puts_first_is_what_alice_does_next_with_carols_sentence(classroom: Classroom) -> None:
    await master(classroom, 0)
    await master(classroom, 1)
    # Topic 0 is mastered, topic 2 would be next; Carol wants topic 3, which rests on topic 2.
    made = await rule(classroom, "pin", 3)
    found = await answer(classroom, classroom.course.practice[0][0])
    assert first_topic(classroom, found) == 2
    said = found.next[0].reasons[0]
    assert said.code == "reason-before-first"
    assert said.text.startswith("Carol put “One-step equations” first") and "We need it on Friday." in said.text
    kept = await classroom.rows("SELECT answer::text FROM event_receipt")
    assert all("Carol" not in row[0] for row in kept) and any("Your teacher put" in row[0] for row in kept)
    today = await progress.today(classroom.actor())
    assert today.cards[0].reasons[0].text.startswith("Carol put “One-step equations” first")
    assert [one.kind for one in (await topics_of(classroom))["One-step equations"].ruled] == ["pin"]
    await take_back(classroom, made)
    after = (await progress.today(classroom.actor())).cards
    assert all("Carol" not in why.text for card in after for why in card.reasons)
    assert len(after) == len(today.cards), "something else has its place"


async def test_students_whose_plan_changes_are_told_and_nobody_else(classroom: Classroom) -> None:
    async def told(who: str) -> list[tuple[str, str]]:
        board = await notice_board.read(classroom.actor(who))
        return [(one.notice.key, one.notice.title) for day in board.days for one in day.notices]

    alice = classroom.school["alice"].person_id
    made = await rule(classroom, "known", 0, student_id=alice, words="Shown at the board.")
    assert await told("alice") == [("notice-path_rule", "Unit fractions")] and await told("bob") == []
    await rule(classroom, "pin", 1)
    # What was not read yet becomes one notice.
    assert await told("alice") == [("notice-path_rule", "Equal fractions")] == await told("bob")
    await take_back(classroom, made)
    assert await told("alice") == [("notice-path_rule-back", "Unit fractions")]
    (only,) = (await notice_board.read(classroom.actor())).days[0].notices
    assert only.notice.href == f"/today?class={classroom.school.section_id}"


async def test_a_rule_made_between_events_is_on_today_at_once(classroom: Classroom) -> None:
    await answer(classroom, classroom.course.practice[0][0])
    await rule(classroom, "leave_out", 0, words="You did this with me.")
    await rule(classroom, "pin", 1)
    card = (await progress.today(classroom.actor())).cards[0]
    # What is left out keeps nothing waiting, so the second topic is open.
    assert (card.kc, card.reasons[0].text) == (
        "Equal fractions", "Carol put “Equal fractions” first: “We need it on Friday.”"
    )  # fmt: skip


async def test_a_topic_that_is_left_out_goes_and_comes_back(classroom: Classroom) -> None:
    made = await rule(classroom, "leave_out", 0)
    found = await answer(classroom, classroom.course.practice[1][0])
    assert classroom.course.kcs[0] not in {kc for card in found.next for kc in card.kc_ids}
    shown = await topics_of(classroom)
    assert (shown["Unit fractions"].status, shown["Unit fractions"].ruled[0].who) == ("left_out", "Carol")
    assert shown["Equal fractions"].needs == []
    await take_back(classroom, made)
    back = await answer(classroom, classroom.course.practice[1][1], "3")
    assert classroom.course.kcs[0] in {kc for card in back.next for kc in card.kc_ids}


async def test_an_order_keeps_the_later_topic_waiting(services: Services) -> None:
    classroom = await new_classroom(services)
    async with services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(text("DELETE FROM kc_prerequisite"))
    assert (await topics_of(classroom))["Unit fractions"].status == "ready"
    made = await rule(classroom, "before", 3, later_id=classroom.course.kcs[0])
    shown = await topics_of(classroom)
    assert (shown["Unit fractions"].status, shown["Unit fractions"].needs) == ("locked", ["One-step equations"])
    assert [(one.kind, one.other) for one in shown["Unit fractions"].ruled] == [("after", "One-step equations")]
    await master(classroom, 3)
    assert (await topics_of(classroom))["Unit fractions"].status == "ready"
    await take_back(classroom, made)
    assert (await topics_of(classroom, "bob"))["Unit fractions"].status == "ready"


async def test_what_counts_as_known_opens_what_waits_and_measures_nothing(classroom: Classroom) -> None:
    alice = classroom.school["alice"].person_id
    made = await rule(classroom, "known", 0, student_id=alice, words="Shown at the board.")
    shown = await topics_of(classroom)
    assert (shown["Unit fractions"].status, shown["Unit fractions"].band) == ("known", "unknown")
    assert shown["Equal fractions"].status == "ready"
    assert (await topics_of(classroom, "bob"))["Equal fractions"].status == "locked"
    found = await answer(classroom, classroom.course.practice[1][0])
    assert classroom.course.kcs[0] not in {kc for card in found.next for kc in card.kc_ids}
    assert await classroom.count("kc_state") == 1
    # The log knows nothing of the rule, and rebuilds what was measured.
    rebuilt = await rebuild_state(classroom.school.tenant_id, alice, classroom.school.section_id)
    stored = (await progress.study(classroom.actor())).states
    assert rebuilt.kcs.keys() == stored.keys() and all(same(rebuilt.kcs[kc], stored[kc]) for kc in stored)
    await take_back(classroom, made)
    assert (await topics_of(classroom))["Unit fractions"].status == "ready"


async def test_a_mastered_topic_is_worked_on_again_until_it_is_shown_again(classroom: Classroom) -> None:
    alice = classroom.school["alice"].person_id
    await master(classroom, 0)
    assert (await topics_of(classroom))["Unit fractions"].status == "mastered"
    assert (await topics_of(classroom))["Equal fractions"].status == "ready"
    classroom.clock.at += timedelta(days=2)
    await rule(classroom, "again", 0, student_id=alice, words="The test went wrong.")
    shown = await topics_of(classroom)
    again = shown["Unit fractions"]
    # Mastery stands as it was measured; the path treats the topic as open.
    assert (again.status, again.band, again.ruled[0].of) == ("in_progress", "mastered", 3)
    assert shown["Equal fractions"].status == "locked"
    card = (await progress.today(classroom.actor())).cards[0]
    assert card.reasons[0].text == "Carol asks you to work on “Unit fractions” once more: “The test went wrong.”"
    for item in classroom.course.practice[0][:3]:
        classroom.clock.at += timedelta(days=1)
        await answer(classroom, item)
    shown = await topics_of(classroom)
    assert (shown["Unit fractions"].status, shown["Unit fractions"].ruled[0].of) == ("mastered", 0)
    assert shown["Equal fractions"].status == "ready"


async def test_a_deadline_that_is_near_comes_first_with_its_day(classroom: Classroom) -> None:
    await rule(classroom, "deadline", 1, due_at=NOW + timedelta(days=2), words="Before the test.")
    found = await answer(classroom, classroom.course.practice[0][0])
    # Its prerequisite comes first, for the deadline's sake.
    assert (first_topic(classroom, found), found.next[0].reasons[0].code) == (0, "reason-topic-due")
    assert "Wednesday" in found.next[0].reasons[0].text
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        wanted = await path_rules.constraints(
            tx.session, classroom.school.tenant_id, classroom.school.section_id, classroom.school["bob"].person_id, NOW
        )
    assert list(wanted.deadlines) == [classroom.course.kcs[1]] and wanted.deadlines[classroom.course.kcs[1]] == 40.0


async def test_contradictions_and_nonsense_are_refused_in_words(classroom: Classroom) -> None:
    kcs, alice = classroom.course.kcs, classroom.school["alice"].person_id
    await rule(classroom, "pin", 0)
    for kind, topic, more, error, said in (
        ("leave_out", 0, {}, ConflictError, "put first"),
        ("pin", 0, {}, ConflictError, "already"),
        ("before", 1, {"later_id": kcs[0]}, InvalidInputError, "cannot come before"),
        ("before", 0, {"later_id": kcs[2]}, ConflictError, "anyway"),
        ("before", 0, {"later_id": kcs[0]}, InvalidInputError, "another topic"),
        ("before", 0, {}, InvalidInputError, "another topic"),
        ("before", 0, {"later_id": uuid7()}, NotFoundError, "no such topic"),
        ("known", 0, {}, InvalidInputError, "one student"),
        ("known", 0, {"student_id": uuid7()}, NotFoundError, "not in this class"),
        ("deadline", 0, {}, InvalidInputError, "day"),
        ("deadline", 0, {"due_at": NOW - timedelta(days=1)}, InvalidInputError, "not passed"),
        ("deadline", 0, {"due_at": NOW + timedelta(days=900)}, InvalidInputError, "more than a year"),
        ("nonsense", 0, {}, InvalidInputError, "no such rule"),
        ("leave_out", 1, {"words": " \x00 "}, InvalidInputError, "why"),
        ("leave_out", 1, {"words": "x" * 201}, InvalidInputError, "longer"),
        ("leave_out", 1, {"words": "You are all worthless idiots, kill yourself"}, BlockedError, "rules of the class"),
    ):
        with pytest.raises(error, match=said):
            await rule(classroom, kind, topic, **more)
    assert await classroom.count("path_rule") == 1
    # For one student the opposite may be said.
    await rule(classroom, "leave_out", 0, student_id=alice)
    assert (await topics_of(classroom))["Unit fractions"].status == "left_out"
    assert (await topics_of(classroom, "bob"))["Unit fractions"].status == "ready"


async def test_neither_students_nor_other_schools_rule_or_look(classroom: Classroom) -> None:
    made = await rule(classroom, "pin", 0)
    section = classroom.school.section_id
    mallory = (await new_classroom(classroom.services)).actor("carol")
    for actor in (classroom.actor("alice"), mallory):
        with pytest.raises(ForbiddenError):
            await path_rules.add(actor, section, RuleDraft("pin", classroom.course.kcs[1], "Mine."))
        with pytest.raises(ForbiddenError):
            await path_rules.remove(actor, section, made)
        for look in (path_rules.for_class, path_rules.students):
            with pytest.raises(ForbiddenError):
                await look(actor, section)
    (item,) = (await path_rules.for_class(classroom.actor("carol"), section)).rows
    assert (item.topic, item.who, item.student, item.idle) == ("Unit fractions", "Carol", "", False)
    entries = await classroom.rows("SELECT action, outcome FROM audit_entry WHERE object_type = 'path_rule'")
    assert ("path_rule.add", "ok") in entries and ("path_rule.write", "denied") in entries


async def test_beside_the_work_stands_what_is_ruled_of_its_topic_and_only_that(classroom: Classroom) -> None:
    item, alice = classroom.course.practice[0][0], classroom.actor()
    assert await path_rules.for_content(alice, item) == []
    await rule(classroom, "pin", 0)
    await rule(classroom, "leave_out", 1)
    (kc,) = await path_rules.for_content(alice, item)
    assert (kc.name, [(one.kind, one.who, one.words) for one in kc.ruled]) == (
        "Unit fractions", [("pin", "Carol", "We need it on Friday.")]
    )  # fmt: skip


async def test_a_plan_follows_the_rules_of_the_class_and_of_the_student(classroom: Classroom) -> None:
    kcs, tenant, section = classroom.course.kcs, classroom.school.tenant_id, classroom.school.section_id
    alice, bob = classroom.school["alice"].person_id, classroom.school["bob"].person_id
    await rule(classroom, "known", 0, student_id=alice)
    await rule(classroom, "pin", 2)
    snapshot = await classroom.services.courses.get(tenant, classroom.course.course_id)
    graph = graph_of(snapshot.prerequisites, snapshot.topological)
    made = {}
    async with classroom.services.db.transaction(tenant) as tx:
        for who in (alice, bob):
            wishes = await path_rules.constraints(tx.session, tenant, section, who, NOW)
            made[who] = plan(graph, {}, [kcs[1]], {}, wishes).nodes
        # Another class of another school has none.
        assert await path_rules.constraints(tx.session, tenant, uuid7(), bob, NOW) == Constraints()
    assert made == {alice: (kcs[1], kcs[2]), bob: (kcs[0], kcs[1], kcs[2])}


async def test_who_is_erased_takes_their_rules_along(classroom: Classroom) -> None:
    alice = classroom.school["alice"].person_id
    await rule(classroom, "known", 0, student_id=alice)
    await rule(classroom, "pin", 1)
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        told = await rows.about(tx.session, classroom.school.tenant_id, alice)
    assert [(one[1], one[3]) for one in told] == [("known", "We need it on Friday.")]
    await privacy.erase_person(classroom.actor("adam"), alice)
    assert [row[0] for row in await classroom.rows("SELECT kind FROM path_rule")] == ["pin"]


async def test_a_video_tick_and_a_session_see_rules_too(classroom: Classroom) -> None:
    await rule(classroom, "leave_out", 0)
    begun = await record_event(classroom.event(Verb.SESSION_STARTED), classroom.actor())
    assert begun.next and all(classroom.course.kcs[0] not in card.kc_ids for card in begun.next)


async def test_what_is_left_out_after_it_was_recommended_leaves_its_place_to_something_else(
    classroom: Classroom,
) -> None:
    before = (await progress.today(classroom.actor())).cards
    topic = before[0].kc
    await rule(classroom, "leave_out", 0, words="You know this.")
    after = (await progress.today(classroom.actor())).cards
    assert len(before) == len(after) == 3
    assert topic not in {one.kc for one in after}
