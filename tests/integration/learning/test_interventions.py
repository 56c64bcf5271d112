"""Who struggles is noticed; help goes out, waits or is held back; teachers decide, students may refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.services import (
    Services,
    assistants,
    intervention_by_hand,
    intervention_cards,
    intervention_effects,
    intervention_inbox,
    intervention_nights,
    intervention_reading,
    intervention_sending,
    interventions,
    learning,
    notice_board,
    notice_choices,
    sections,
    sessions,
    withdrawals,
)
from learnapp.services.class_days import class_days, school_days
from learnapp.services.intervention_cards import OfferView
from learnapp.services.intervention_views import LeftView
from learnapp.state.class_inbox import ClassInboxState
from learnapp.storage.repositories import intervention_outcomes as outcome_rows
from learnapp.storage.repositories import sections as section_rows
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.opened import do, opened


@pytest.fixture(autouse=True)
def _nobody_is_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learnapp.agents.intervention.HELD_SHARE", 0.0)


def _teacher(classroom: Classroom) -> Actor:
    return replace(classroom.actor("carol"), taught=frozenset({classroom.school.section_id}))


async def _give_up(classroom: Classroom, times: int, first: int = 0) -> datetime:
    """Let Alice open the solutions of tasks one after the other, without a try."""
    items = [item for topic in classroom.course.practice[1:] for item in topic]
    since = classroom.clock.at
    for item in items[first : first + times]:
        classroom.clock.at += timedelta(seconds=20)
        event = classroom.event(Verb.HINT_REQUESTED, item, step_id="s1", hint_index=2)
        await learning.record_event(event, classroom.actor())
    return since


async def _answer(classroom: Classroom, item: UUID, response: str) -> None:
    classroom.clock.at += timedelta(seconds=40)
    event = classroom.event(content=item, step_id="s1", response=response, duration_ms=30_000)
    await learning.record_event(event, classroom.actor())


async def _mine(classroom: Classroom) -> list[Any]:
    return await classroom.rows("SELECT trigger, help, state, drawn FROM intervention ORDER BY created_at")


async def test_who_opens_solutions_without_a_try_gets_a_card_and_can_put_it_away(classroom: Classroom) -> None:
    tenant = classroom.school.tenant_id
    since = await _give_up(classroom, 5)
    assert await interventions.look(tenant, since) == 1
    assert await interventions.look(tenant, since) == 0, "looking again begins nothing"
    ((trigger, help_, state, drawn),) = await _mine(classroom)
    assert (trigger, state, drawn) == ("hint_abuse", "due", "sent") and help_ in ("explanation", "easier")
    assert await intervention_cards.own(classroom.actor()) == intervention_cards.OfferView()
    assert await intervention_sending.send(tenant) == 1
    card = await intervention_cards.own(classroom.actor())
    assert card.why == "offer-why-hint_abuse" and card.href.startswith("/learn/") and not card.by_teacher
    assert (await _mine(classroom))[0][2] == "seen"
    await intervention_cards.not_now(classroom.actor(), UUID(card.id))
    assert await intervention_cards.own(classroom.actor()) == intervention_cards.OfferView()
    with pytest.raises(NotFoundError):
        await intervention_cards.not_now(classroom.actor(), UUID(card.id))
    classroom.clock.at += timedelta(days=8)
    since = await _give_up(classroom, 5, 5)
    assert await interventions.look(tenant, since) == 1
    again = (await _mine(classroom))[1]
    assert again[1] != help_, "what was refused is not offered again so soon"


async def test_a_card_that_leads_to_what_was_taken_out_of_the_class_goes(classroom: Classroom) -> None:
    tenant, carol = classroom.school.tenant_id, _teacher(classroom)
    await interventions.look(tenant, await _give_up(classroom, 5))
    item = classroom.course.practice[2][0]
    await classroom.rows("UPDATE intervention SET help = 'easier', content_id = %s, state = 'sent' RETURNING 1", item)
    assert (await intervention_cards.own(classroom.actor())).href == f"/learn/{item}"
    await withdrawals.void(carol, classroom.school.section_id, item, "The key is wrong.", None)
    assert await intervention_cards.own(classroom.actor()) == OfferView()
    assert (await _mine(classroom))[0][2] == "cleared"


async def test_what_is_less_sure_waits_for_the_teacher_who_edits_approves_and_takes_back(classroom: Classroom) -> None:
    tenant, section, carol = classroom.school.tenant_id, classroom.school.section_id, _teacher(classroom)
    row = await _waiting(classroom)
    (line,) = (await intervention_inbox.inbox(carol, section)).rows
    assert line.student == "Alice" and line.percent < 100 * THRESHOLDS.intervention_confidence
    proof = await intervention_reading.proof(carol, section, row)
    assert {one.outcome for one in proof} == {"given_up"} and len(proof) == line.events
    other = next(one for one in await intervention_reading.choices(carol, section, row) if one != line.help)
    await intervention_inbox.edit(carol, section, row, help_=other, words="Shall we look at it together?")
    assert await intervention_inbox.act(carol, section, [row], "approve") == 1
    assert await intervention_sending.send(tenant) == 0, "it can be taken back for a while"
    assert await intervention_inbox.undo(carol, section, [row]) == 1
    assert (await _mine(classroom))[0][1:] == (other, "waiting", "")
    await intervention_inbox.act(carol, section, [row], "approve")
    classroom.clock.at += intervention_inbox.SENT_AFTER
    assert await intervention_sending.send(tenant) == (other not in ("teacher",))
    with pytest.raises(ConflictError):
        await intervention_inbox.undo(carol, section, [row])
    card = await intervention_cards.own(classroom.actor())
    assert card.words == "Shall we look at it together?" and card.by_teacher
    acts = await classroom.rows(
        "SELECT action FROM audit_entry WHERE object_type = 'intervention' AND subject_id IS NOT NULL"
    )
    assert sorted(one[0] for one in acts) == [
        "intervention.approve", "intervention.approve", "intervention.edit", "intervention.undo",
    ]  # fmt: skip


async def _waiting(classroom: Classroom) -> UUID:
    """Let something about Alice wait for her teacher."""
    tenant = classroom.school.tenant_id
    since = await _give_up(classroom, 5)
    await interventions.look(tenant, since)
    async with classroom.services.db.transaction(tenant) as tx:
        await tx.session.execute(
            text("UPDATE intervention SET state = 'waiting', confidence = 0.6, drawn = '', due_at = NULL")
        )
    return UUID(str((await classroom.rows("SELECT intervention_id FROM intervention"))[0][0]))


async def test_the_need_passes_by_itself(classroom: Classroom) -> None:
    await _waiting(classroom)
    since = classroom.clock.at
    for item in classroom.course.practice[0][:5]:
        await _answer(classroom, item, "7")
    await interventions.look(classroom.school.tenant_id, since)
    assert (await _mine(classroom))[0][2] == "cleared"


async def test_snooze_assign_dismiss_and_all_at_once(classroom: Classroom) -> None:
    section, carol = classroom.school.section_id, _teacher(classroom)
    row = await _waiting(classroom)
    await intervention_inbox.act(carol, section, [row], "snooze", days=3)
    view = await intervention_inbox.inbox(carol, section)
    assert view.rows == [] and view.counts["snoozed"] == 1
    await intervention_inbox.undo(carol, section, [row])
    await intervention_inbox.act(carol, section, [row], "assign", person=carol.person_id)
    assert (await intervention_inbox.inbox(carol, section, mine=True)).rows[0].assigned == "Carol"
    with pytest.raises(InvalidInputError):
        await intervention_inbox.act(carol, section, [row], "assign", person=classroom.actor("bob").person_id)
    assert await intervention_inbox.act(carol, section, [row], "dismiss", note="We talked.") == 1
    with pytest.raises(ConflictError):
        await intervention_inbox.act(carol, section, [row], "approve")
    over = await intervention_inbox.inbox(carol, section, tab="over")
    assert (over.rows[0].state, over.rows[0].note, over.rows[0].decided) == ("dismissed", "We talked.", "Carol")


async def test_nobody_approves_what_a_colleague_has_changed_meanwhile(classroom: Classroom) -> None:
    section, carol = classroom.school.section_id, _teacher(classroom)
    row = await _waiting(classroom)
    (line,) = (await intervention_inbox.inbox(carol, section)).rows
    before_me = {row: (line.help, line.words)}
    other = next(one for one in await intervention_reading.choices(carol, section, row) if one != line.help)
    await intervention_inbox.edit(carol, section, row, help_=other, words="Come and see me.")
    with pytest.raises(ConflictError, match="changed this meanwhile"):
        await intervention_inbox.act_on_each(carol, section, [row], "approve", seen=before_me)
    assert (await _mine(classroom))[0][2] == "waiting"
    page = await opened(classroom, "carol", ClassInboxState, f"/teach/{section}/inbox")
    await intervention_inbox.edit(carol, section, row, help_=other, words="Come at noon.")
    with pytest.raises(ConflictError):
        await do(page, "approve", str(row))
    assert (await _mine(classroom))[0][2] == "waiting", "the page has the words of before"
    await do(page, "load")
    await do(page, "approve", str(row))
    assert (await _mine(classroom))[0][2] != "waiting"


async def test_nobody_takes_back_what_a_colleague_has_decided_since(classroom: Classroom) -> None:
    section, carol = classroom.school.section_id, _teacher(classroom)
    row = await _waiting(classroom)
    await classroom.rows("UPDATE intervention SET help = 'easier' RETURNING 1")
    await intervention_inbox.act(carol, section, [row], "approve")
    page = await opened(classroom, "carol", ClassInboxState, f"/teach/{section}/inbox")
    await do(page, "show", "out")
    # A colleague closes it; taking that back would let it go out to the student.
    await intervention_inbox.act(carol, section, [row], "dismiss")
    with pytest.raises(ConflictError, match="changed this meanwhile"):
        await do(page, "undo", str(row))
    assert (await _mine(classroom))[0][2] == "dismissed"
    await do(page, "show", "over")
    await do(page, "undo", str(row))
    assert (await _mine(classroom))[0][2] == "due"


async def test_one_that_cannot_be_approved_holds_up_no_other_and_is_named(classroom: Classroom) -> None:
    tenant, section, carol = classroom.school.tenant_id, classroom.school.section_id, _teacher(classroom)
    first, alice = await _waiting(classroom), classroom.actor().person_id
    await classroom.rows("UPDATE intervention SET help = 'easier' RETURNING 1")
    for trigger, help_, student in (
        ("gaming", "easier", alice), ("sudden_drop", "explanation", alice),
        ("inactive", "home", classroom.actor("bob").person_id),
    ):  # fmt: skip
        await classroom.rows(
            "INSERT INTO intervention (tenant_id, intervention_id, section_id, student_id, trigger, help, state,"
            " evidence, created_at, changed_at) VALUES (%s, gen_random_uuid(), %s, %s, %s, %s, 'waiting', '{}', %s, %s)"
            " RETURNING 1",
            tenant, section, student, trigger, help_, classroom.clock.at, classroom.clock.at,
        )  # fmt: skip
    ids = [UUID(str(one)) for (one,) in await classroom.rows("SELECT intervention_id FROM intervention")]
    assert await intervention_inbox.act(carol, section, ids, "assign", person=carol.person_id) == 4
    assert {one.assigned for one in (await intervention_inbox.inbox(carol, section, mine=True)).rows} == {"Carol"}
    made = await intervention_inbox.act_on_each(carol, section, ids, "approve")
    assert (made.done, made.left) == (3, [LeftView("Bob", "words")])
    soon = classroom.clock.at + intervention_inbox.SENT_AFTER
    due = sorted(one for (one,) in await classroom.rows("SELECT due_at FROM intervention WHERE state = 'due'"))
    assert due[:2] == [soon, soon] and due[2] >= soon + timedelta(days=1), "two cards a day are enough"
    again = await intervention_inbox.act_on_each(carol, section, [*ids], "dismiss")
    assert (again.done, again.left) == (4, [])
    with pytest.raises(ConflictError):
        await intervention_inbox.act_on_each(carol, section, [first], "approve")


async def test_what_is_handed_to_an_assistant_is_told_to_them_and_they_can_finish_it(classroom: Classroom) -> None:
    tenant, section, carol = classroom.school.tenant_id, classroom.school.section_id, _teacher(classroom)
    row, bob = await _waiting(classroom), classroom.actor("bob").person_id
    await classroom.rows("UPDATE enrolment SET role = 'assistant' WHERE person_id = %s RETURNING 1", bob)
    await classroom.rows("UPDATE role_grant SET role = 'assistant' WHERE person_id = %s RETURNING 1", bob)
    with pytest.raises(InvalidInputError, match="trusted"):
        await intervention_inbox.act(carol, section, [row], "assign", person=bob)
    assert "Bob" not in {one.name for one in (await intervention_inbox.inbox(carol, section)).colleagues}
    await assistants.trust(carol, section, bob, may_change=True)
    assert "Bob" in {one.name for one in (await intervention_inbox.inbox(carol, section)).colleagues}
    await intervention_inbox.act(carol, section, [row], "assign", person=bob)
    helper = await sessions.actor_for_person(tenant, bob)
    assert helper is not None
    await notice_choices.choose(helper, "inbox", "once")
    await intervention_inbox.act(carol, section, [row], "assign")
    await intervention_inbox.act(carol, section, [row], "assign", person=bob)
    told = [one.notice for day in (await notice_board.read(helper)).days for one in day.notices]
    assert [(one.key, one.href) for one in told] == [("notice-inbox-assigned", f"/teach/{section}/inbox")]
    assert [one.id for one in (await intervention_inbox.inbox(helper, section, mine=True)).rows] == [str(row)]
    await intervention_inbox.edit(helper, section, row, help_="teacher", words="")
    await intervention_inbox.act(helper, section, [row], "approve")
    await intervention_inbox.act(helper, section, [row], "finish")
    assert (await _mine(classroom))[0][2] == "done"


async def test_quiet_hours_and_days_off_are_waited_out(classroom: Classroom) -> None:
    tenant = classroom.school.tenant_id
    classroom.clock.at = datetime(2026, 3, 6, 21, 0, tzinfo=UTC)
    since = await _give_up(classroom, 5)
    await interventions.look(tenant, since)
    assert await intervention_sending.send(tenant) == 0
    ((due,),) = await classroom.rows("SELECT due_at FROM intervention")
    assert f"{due:%a %H:%M}" == "Mon 07:00"


async def test_two_cards_a_day_are_enough_whatever_class_they_come_from(classroom: Classroom) -> None:
    tenant, alice, other = classroom.school.tenant_id, classroom.actor().person_id, uuid7()
    async with classroom.services.db.transaction(tenant) as tx:
        await section_rows.add_section(
            tx.session, tenant, other, title="Physics 7", term="", course=(tenant, classroom.course.course_id, 1),
            now=classroom.clock.at,
        )  # fmt: skip
    at = classroom.clock.at
    for state, trigger in (("done", "gaming"), ("sent", "sudden_drop"), ("dismissed", "wheel_spinning")):
        sent, ended = (None if state == "dismissed" else at), (None if state == "sent" else at)
        await classroom.rows(
            "INSERT INTO intervention (tenant_id, intervention_id, section_id, student_id, trigger, help, state,"
            " evidence, created_at, changed_at, sent_at, ended_at) VALUES (%s, gen_random_uuid(), %s, %s, %s, 'easier',"
            " %s, '{}', %s, %s, %s, %s) RETURNING 1",
            tenant, other, alice, trigger, state, at, at, sent, ended,
        )  # fmt: skip
    assert await interventions.look(tenant, await _give_up(classroom, 5)) == 1
    ((due,),) = await classroom.rows("SELECT due_at FROM intervention WHERE trigger = 'hint_abuse'")
    assert due >= at + timedelta(days=1)


async def test_a_silence_is_noticed_at_night_and_over_when_somebody_reads_again(classroom: Classroom) -> None:
    tenant, section, alice = classroom.school.tenant_id, classroom.school.section_id, classroom.actor().person_id
    classroom.clock.at = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)
    await classroom.rows(
        "INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq,"
        " verb, kc_ids, correct, result, occurred_at, asserted) SELECT %s, day + interval '10 hours',"
        " gen_random_uuid(), %s, %s, %s, row_number() OVER (), 'answered', '{}', true, '{}', day, false"
        " FROM generate_series(timestamptz '2026-03-16 00:00Z', '2026-04-21 00:00Z', '1 day') day RETURNING 1",
        tenant,
        alice,
        section,
        classroom.course.course_id,
    )
    assert await _night(classroom, {alice}) == 0, "who stands in the queue is not told of twice"
    assert (await _night(classroom, set()), await _night(classroom, set())) == (1, 0)
    ((trigger, _, state, _),) = await _mine(classroom)
    assert trigger == "inactive" and state in ("waiting", "due")
    await classroom.rows(
        "UPDATE learning_event SET verb = 'read', received_at = '2026-05-05 10:00Z', correct = NULL"
        " WHERE received_at >= '2026-04-21' RETURNING 1"
    )
    await _night(classroom, set())
    assert (await _mine(classroom))[0][2] == "cleared"


async def _night(classroom: Classroom, named: set[UUID]) -> int:
    """Let the night look for silence."""
    tenant = classroom.school.tenant_id
    async with classroom.services.db.transaction(tenant) as tx:
        school = await school_days(tx.session, tenant)
        here = await class_days(tx.session, tenant, classroom.school.section_id, "Mathematics 7", school)
    return await intervention_nights.look(tenant, here, named)


async def test_a_message_home_has_words_and_reaches_guardians_only_with_consent(services: Services) -> None:
    classroom = await new_classroom(services, guardians=("grace",))
    tenant, section, carol = classroom.school.tenant_id, classroom.school.section_id, _teacher(classroom)
    row = await _waiting(classroom)
    await intervention_inbox.edit(carol, section, row, help_="home", words="")
    with pytest.raises(InvalidInputError):
        await intervention_inbox.act(carol, section, [row], "approve")
    words, told = "Alice asks good questions.", "SELECT person_id FROM notice WHERE kind = 'from_school'"
    for who, reached in (("alice", True), ("bob", False)):
        student = classroom.actor(who).person_id
        sent = await intervention_by_hand.send(carol, section, student, help_="home", words=words)
        if not reached:
            async with services.db.transaction(tenant) as tx:
                await tx.session.execute(text("UPDATE consent SET withdrawn_at = :now"), {"now": classroom.clock.at})
        classroom.clock.at += intervention_inbox.SENT_AFTER
        assert await intervention_sending.send(tenant) == reached
        ((state,),) = await classroom.rows("SELECT state FROM intervention WHERE intervention_id = %s", sent)
        assert state == ("sent" if reached else "cleared")
        assert await classroom.rows(told) == [(classroom.actor("grace").person_id,)]


async def test_a_teacher_sends_again_by_hand_and_no_more_cards_than_may_reach_a_student(services: Services) -> None:
    classroom = await new_classroom(services, guardians=("grace",))
    tenant, section, carol = classroom.school.tenant_id, classroom.school.section_id, _teacher(classroom)
    alice = classroom.actor().person_id

    async def by_hand(help_: str, words: str) -> datetime:
        sent = await intervention_by_hand.send(carol, section, alice, help_=help_, words=words)
        ((due,),) = await classroom.rows("SELECT due_at FROM intervention WHERE intervention_id = %s", sent)
        return datetime.fromisoformat(f"{due}")

    soon = classroom.clock.at + intervention_inbox.SENT_AFTER
    assert [await by_hand("home", words) for words in ("She asks good questions.", "She helps others.")] == [soon] * 2
    with pytest.raises(ConflictError, match="The same"):
        await by_hand("home", "She helps others.")
    assert [await by_hand("peer", words) for words in ("Ask Bob.", "Ask the class.")] == [soon] * 2
    assert await by_hand("peer", "Ask once more.") >= soon + timedelta(days=1), "two cards a day are enough"
    classroom.clock.at = soon
    assert await intervention_sending.send(tenant) == 4
    assert await classroom.rows("SELECT count(*) FROM notice WHERE kind = 'from_school'") == [(2,)]
    card = await intervention_cards.own(classroom.actor())
    await intervention_cards.not_now(classroom.actor(), UUID(card.id))
    other = await intervention_cards.own(classroom.actor())
    assert {card.words, other.words} == {"Ask Bob.", "Ask the class."}, "one after the other"
    assert await by_hand("home", "She helps others.") > soon, "once it has gone out it may be said again"


async def test_nothing_is_sent_home_where_nobody_is_told(services: Services) -> None:
    classroom = await new_classroom(services, guardians=("grace",))
    tenant, section, carol = classroom.school.tenant_id, classroom.school.section_id, _teacher(classroom)
    row, alice, grace = await _waiting(classroom), classroom.actor().person_id, classroom.actor("grace")
    assert "home" in await intervention_reading.choices(carol, section, row)
    await intervention_inbox.edit(carol, section, row, help_="home", words="Alice asks good questions.")
    sent = await intervention_by_hand.send(carol, section, alice, help_="home", words="She does.")
    await notice_choices.choose(grace, "from_school", "off")
    assert "home" not in await intervention_reading.choices(carol, section, row)
    for refused in (
        intervention_by_hand.send(carol, section, classroom.actor("bob").person_id, help_="home", words="He does."),
        intervention_inbox.act(carol, section, [row], "approve"),
        intervention_inbox.edit(carol, section, row, help_="home", words="She does."),
    ):
        with pytest.raises(InvalidInputError, match="No guardian"):
            await refused
    classroom.clock.at += intervention_inbox.SENT_AFTER
    assert await intervention_sending.send(tenant) == 0
    assert await classroom.rows("SELECT state FROM intervention WHERE intervention_id = %s", sent) == [("cleared",)]
    assert await classroom.count("notice") == 0
    await notice_choices.choose(grace, "from_school", "once")
    await classroom.rows("DELETE FROM guardian_link WHERE student_id = %s RETURNING 1", alice)
    assert "home" not in await intervention_reading.choices(carol, section, row)


async def test_a_class_without_it_and_a_student_without_consent_are_left_alone(classroom: Classroom) -> None:
    tenant = classroom.school.tenant_id
    since = await _give_up(classroom, 5)
    async with classroom.services.db.transaction(tenant) as tx:
        await tx.session.execute(text("UPDATE consent SET withdrawn_at = :now"), {"now": classroom.clock.at})
    assert await interventions.look(tenant, since) == 0


async def test_others_reach_nothing(classroom: Classroom) -> None:
    section, row = classroom.school.section_id, await _waiting(classroom)
    elsewhere = await new_classroom(classroom.services)
    mallory = replace(elsewhere.actor("carol"), taught=frozenset({elsewhere.school.section_id}))
    for who in (mallory, classroom.actor("bob"), classroom.actor()):
        with pytest.raises((ForbiddenError, NotFoundError)):
            await intervention_inbox.inbox(who, section)
        with pytest.raises((ForbiddenError, NotFoundError)):
            await intervention_inbox.act(who, section, [row], "approve")
    own = replace(mallory, sections=frozenset({elsewhere.school.section_id}))
    with pytest.raises(NotFoundError):
        await intervention_inbox.act(own, elsewhere.school.section_id, [row], "approve")
    with pytest.raises(NotFoundError):
        await intervention_cards.not_now(classroom.actor("bob"), row)


async def test_nothing_goes_out_of_a_class_that_was_closed_meanwhile(classroom: Classroom) -> None:
    section, carol = classroom.school.section_id, _teacher(classroom)
    row = await _waiting(classroom)
    await classroom.rows("UPDATE intervention SET help = 'easier' RETURNING 1")
    await intervention_inbox.act(carol, section, [row], "approve")
    await sections.close_section(classroom.actor("adam"), section)
    classroom.clock.at += timedelta(hours=1)
    assert await intervention_sending.send(classroom.school.tenant_id) == 0
    assert (await _mine(classroom))[0][2] == "cleared"


@pytest.mark.parametrize("share", [0.0, 1.0])
async def test_of_a_class_closed_before_it_could_go_out_neither_part_is_judged(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    monkeypatch.setattr("learnapp.agents.intervention.HELD_SHARE", share)
    tenant = classroom.school.tenant_id
    await interventions.look(tenant, await _give_up(classroom, 5))
    await sections.close_section(classroom.actor("adam"), classroom.school.section_id)
    classroom.clock.at += timedelta(hours=1)
    assert await intervention_sending.send(tenant) == 0
    classroom.clock.at += timedelta(days=8)
    assert await intervention_sending.judge(tenant) == 0
    drawn = "held" if share else "sent"
    assert [tuple(one) for one in await classroom.rows("SELECT drawn, state FROM intervention")] == [(drawn, "cleared")]


@pytest.mark.parametrize("share", [0.0, 1.0])
async def test_what_a_teacher_dismisses_stays_in_the_comparison_on_either_side(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    monkeypatch.setattr("learnapp.agents.intervention.HELD_SHARE", share)
    tenant, section, carol = classroom.school.tenant_id, classroom.school.section_id, _teacher(classroom)
    await interventions.look(tenant, await _give_up(classroom, 5))
    ((row, drawn),) = await classroom.rows("SELECT intervention_id, drawn FROM intervention")
    assert drawn == ("held" if share else "sent")
    # At the moment at which it went out, or would have.
    classroom.clock.at += timedelta(hours=1)
    await intervention_sending.send(tenant)
    await intervention_inbox.act(carol, section, [row], "dismiss")
    classroom.clock.at += timedelta(days=8)
    assert await intervention_sending.judge(tenant) == 1
    counted = await classroom.rows("SELECT drawn, helped, state FROM intervention")
    assert [tuple(one) for one in counted] == [(drawn, False, "dismissed")]
    tab = await intervention_inbox.inbox(carol, section, tab="held" if share else "over")
    assert [one.state for one in tab.rows] == ["dismissed"]


async def test_what_was_held_back_is_judged_like_what_went_out_and_a_help_without_effect_is_retired(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant, section, carol = classroom.school.tenant_id, classroom.school.section_id, _teacher(classroom)
    monkeypatch.setattr("learnapp.agents.intervention.HELD_SHARE", 1.0)
    await interventions.look(tenant, await _give_up(classroom, 5))
    ((_, help_, state, drawn),) = await _mine(classroom)
    assert (state, drawn) == ("held", "held")
    assert await intervention_cards.own(classroom.actor()) == intervention_cards.OfferView()
    for item in classroom.course.practice[0][:4]:
        await _answer(classroom, item, "7")
    classroom.clock.at += timedelta(days=8)
    assert await intervention_sending.judge(tenant) == 1
    view = await intervention_inbox.inbox(carol, section)
    (held,) = [one for one in view.helps if one.help == help_]
    assert (held.held, held.held_of, held.sent_of, held.verdict) == (100, 1, 0, "open")
    adam = classroom.actor("adam")
    few = next(one for one in await intervention_effects.effects(adam) if one.figures.help == help_)
    assert (few.figures, few.standing, few.lacks_sent, few.lacks_held) == (held, "few", 60, 19)
    async with classroom.services.db.transaction(tenant) as tx:
        await tx.session.execute(
            text(
                "INSERT INTO intervention (tenant_id, intervention_id, section_id, student_id, trigger, help, state,"
                " confidence, evidence, drawn, helped, created_at, changed_at, sent_at, judged_at)"
                " SELECT tenant_id, gen_random_uuid(), section_id, student_id, 'gaming', help, 'done', 0.8, '{}',"
                " CASE WHEN n % 5 = 0 THEN 'held' ELSE 'sent' END, n % 5 = 0, created_at, changed_at, created_at,"
                " CASE WHEN n > 0 THEN created_at END FROM intervention, generate_series(0, 150) n"
            )
        )
    await intervention_sending.judge(tenant)
    assert help_ in {name for name, one in (await _helps(classroom)).items() if one.retired}
    found = {one.figures.help: one for one in await intervention_effects.effects(adam)}
    assert (found[help_].standing, found[help_].by, found[help_].lacks_held) == ("retired", "", 0)
    assert found["home"].standing == "person" and found[help_].figures.high < 5
    (here,) = (await intervention_effects.classes(adam, help_)).rows
    assert (here.sent_of, here.held_of) == (found[help_].figures.sent_of, found[help_].figures.held_of) and here.on
    cases = await intervention_effects.cases(adam, help_, offset=20)
    assert cases.total == found[help_].judged and len(cases.rows) == 20
    assert {one.part for one in cases.rows} <= {"sent", "held"}
    assert str(classroom.actor().person_id) not in repr(cases)
    for act in (intervention_effects.effects, lambda who: intervention_effects.cases(who, help_)):
        for who in (carol, classroom.actor()):
            with pytest.raises(ForbiddenError):
                await act(who)
    with pytest.raises(InvalidInputError):
        await intervention_effects.classes(adam, "nonsense")
    await intervention_reading.bring_back(carol, section, help_)
    assert not (await _helps(classroom))[help_].retired
    again = next(one for one in await intervention_effects.effects(adam) if one.figures.help == help_)
    assert (again.standing, again.judged, again.by) == ("few", 0, "Carol") and again.since


async def _helps(classroom: Classroom) -> dict[str, outcome_rows.HelpRow]:
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        return await outcome_rows.helps(tx.session, classroom.school.tenant_id)
