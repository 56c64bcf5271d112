"""What people are told: it arrives once, as they have chosen, when they want it, and only what they may open."""

from __future__ import annotations

import asyncio
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.i18n import LOCALES, translate
from learnapp.core.quiet import quiet_since
from learnapp.engine.event import Verb
from learnapp.security.access import Actor, system_actor
from learnapp.services import (
    announcements,
    assignments,
    consents,
    content,
    discussion,
    family,
    family_export,
    goals,
    notice_board,
    notice_choices,
    notice_morning,
    notices,
    privacy,
    review,
    withdrawals,
)
from learnapp.services.assignments import AssignmentDraft
from learnapp.services.learning import record_event
from learnapp.services.live import LiveHub
from learnapp.services.notice_board import PartView
from learnapp.services.notice_kinds import KINDS
from tests.integration.learning.conftest import NOW, Classroom, new_classroom
from tests.integration.learning.test_discussion import _born
from tests.integration.learning.test_goals import live_in

TOMORROW = date(2026, 3, 3)


@pytest.fixture
async def here(classroom: Classroom) -> Classroom:
    """The classroom, with Grace as everybody's guardian."""
    return await new_classroom(classroom.services, guardians=("grace",))


def who(here: Classroom, name: str) -> Actor:
    actor = here.actor(name)
    return replace(actor, taught=frozenset({here.school.section_id})) if name == "carol" else actor


async def board(here: Classroom, name: str = "alice") -> list[PartView]:
    """Return what somebody reads; every sentence has its words in both languages."""
    found = await notice_board.read(who(here, name))
    flat = [one for day in found.days for each in day.notices for one in (each.notice, *each.parts)]
    for one in flat:
        for locale in LOCALES:
            words = {"name": one.name, "title": one.title, "place": one.place, "count": one.count}
            assert translate(locale, one.key, **words) != one.key
    return flat


async def keys(here: Classroom, name: str = "alice") -> list[str]:
    return [one.key.removeprefix("notice-") for one in await board(here, name)]


async def bell(here: Classroom, name: str = "alice") -> int:
    return await notice_board.unread(who(here, name))


async def ask(here: Classroom, name: str = "alice") -> UUID:
    await discussion.post(who(here, name), here.school.section_id, "How do I add fractions?")
    return UUID((await discussion.read(who(here, name), here.school.section_id)).threads[0].id)


async def answer(here: Classroom, post: UUID, name: str = "bob", said: str = "Find the same bottom.") -> UUID:
    await discussion.reply(who(here, name), here.school.section_id, post, said)
    thread = next(
        one for one in (await discussion.read(who(here, name), here.school.section_id)).threads if one.id == str(post)
    )
    return UUID(thread.replies[-1].id)


async def decide(here: Classroom, *, approve: bool, kind: str = "", note: str = "") -> None:
    (entry, *_) = (await review.list_reviews(who(here, "carol"), kind=kind)).rows
    await review.decide(who(here, "carol"), entry.review_id, approve=approve, note=note)


async def choose(here: Classroom, kind: str, mode: str, name: str = "alice") -> None:
    await notice_choices.choose(who(here, name), kind, mode)


async def morning(here: Classroom, at: datetime) -> None:
    here.clock.at = at
    await notice_morning.morning(here.school.tenant_id)


async def work(here: Classroom, item: UUID, name: str = "alice", response: str = "7") -> None:
    event = here.event(content=item, step_id="s1", response=response, student_id=here.school[name].person_id)
    await record_event(event, who(here, name))


# --- every kind arrives ------------------------------------------------------------------------------------


async def test_a_reply_is_told_to_who_asked_and_to_nobody_else(here: Classroom) -> None:
    post = await ask(here)
    await answer(here, post)
    (told,) = await board(here)
    assert (told.key, told.name, told.fresh) == ("notice-reply", "Bob", True)
    assert told.href == f"/discussion?class={here.school.section_id}" and told.place
    assert [await bell(here, name) for name in ("alice", "bob", "carol", "grace", "adam")] == [1, 0, 0, 0, 0]
    await answer(here, post, "carol")
    await answer(here, post, "alice", "Thank you!")
    assert sorted(one.name for one in await board(here)) == ["Bob", "Carol"]
    assert await keys(here, "bob") == []
    # The same event again tells nobody again.
    assert await bell(here) == 2


async def test_a_reply_that_waits_is_told_when_it_is_let_through_and_hidden_ones_are_taken_back(
    here: Classroom,
) -> None:
    post = await ask(here)
    await discussion.set_rules(who(here, "carol"), here.school.section_id, "held", under_13=False)
    await discussion.reply(who(here, "bob"), here.school.section_id, post, "Find the same bottom.")
    assert await keys(here) == []
    assert await keys(here, "carol") == ["review"]
    await decide(here, approve=True)
    assert await keys(here) == ["reply"]
    (told,) = await board(here, "bob")
    assert told.key == "notice-post-released"
    thread = (await discussion.read(who(here, "bob"), here.school.section_id)).threads[0]
    hidden = UUID(thread.replies[0].id)
    await discussion.set_hidden(who(here, "carol"), here.school.section_id, hidden, hidden=True)
    assert await keys(here) == []
    assert await keys(here, "bob") == ["post-hidden"]
    await discussion.set_hidden(who(here, "carol"), here.school.section_id, hidden, hidden=False)
    assert (await keys(here), await keys(here, "bob")) == (["reply"], ["post-again"])


async def test_what_helped_comes_in_the_summary_and_once(here: Classroom) -> None:
    reply = await answer(here, await ask(here))
    for helpful in (True, False, True):
        await discussion.mark_helpful(who(here, "alice"), here.school.section_id, reply, helpful=helpful)
    assert await keys(here, "bob") == []
    await morning(here, datetime(2026, 3, 3, 7, 5, tzinfo=UTC))
    assert await keys(here, "bob") == ["summary", "helpful"]


async def test_who_reported_is_told_what_became_of_it_and_the_teacher_that_it_waits(here: Classroom) -> None:
    post = await ask(here)
    await discussion.report_post(who(here, "bob"), here.school.section_id, post, "Not kind.")
    assert await keys(here, "carol") == ["review"]
    await decide(here, approve=True)
    assert (await keys(here, "bob"), await keys(here)) == (["report-post-kept"], [])
    await discussion.report_post(who(here, "bob"), here.school.section_id, post, "Really not kind.")
    await decide(here, approve=False)
    assert sorted(await keys(here, "bob")) == ["report-post-hidden", "report-post-kept"]
    assert await keys(here) == ["post-hidden"]


async def test_a_broken_question_is_told_to_its_teachers_with_a_count_and_its_end_to_who_reported(
    here: Classroom,
) -> None:
    for name, item in (("alice", here.course.practice[0][0]), ("bob", here.course.practice[0][1])):
        await content.report_broken(who(here, name), item, "The answer is wrong.", section_id=here.school.section_id)
    (told,) = await board(here, "carol")
    assert (told.key, told.count, told.href) == ("notice-broken", 2, "/teach/reviews")
    await decide(here, approve=True)
    await decide(here, approve=True)
    (seen,) = await board(here)
    assert seen.key == "notice-report-question-seen" and "Unit fractions" in seen.title


async def test_voids_are_told_to_who_answered_once_and_together_with_the_sentence(here: Classroom) -> None:
    item, section = here.course.practice[0][0], here.school.section_id
    await work(here, item)
    await choose(here, "withdrawn", "once")
    await choose(here, "flagged", "once", "adam")
    await withdrawals.flag(who(here, "carol"), section, item, "Two answers are right.")
    assert await keys(here) == ["withdrawn"]
    assert (await keys(here, "bob"), await keys(here, "adam")) == ([], ["flagged"])
    await withdrawals.void(who(here, "carol"), section, item, "Two answers are right.")
    assert await keys(here) == ["voided-voided"], "the newer one takes the place of the older one"
    # The job looks once more for late answers: nobody is told again.
    (void,) = await here.rows("SELECT void_id FROM item_void WHERE tenant_id = %s", here.school.tenant_id)
    await withdrawals.work(here.school.tenant_id, void[0])
    assert (await keys(here), await keys(here, "bob")) == (["voided-voided"], [])
    # Putting the sentence away is having read it.
    await withdrawals.dismiss(who(here, "alice"), void[0])
    assert await bell(here) == 0
    await withdrawals.restore(who(here, "carol"), section, item)
    assert await bell(here) == 1 and "voided-again" in await keys(here)
    with pytest.raises(InvalidInputError):
        await choose(here, "voided", "off")


async def test_an_assignment_is_told_to_those_it_is_for_until_it_is_withdrawn(here: Classroom) -> None:
    section, reading, bob = here.school.section_id, here.course.readings[0], here.school["bob"].person_id
    new = await assignments.assign(who(here, "carol"), section, AssignmentDraft(content_id=reading))
    await assignments.assign(who(here, "carol"), section, AssignmentDraft(kc_id=here.course.kcs[0], students=(bob,)))
    assert (await keys(here), await keys(here, "bob")) == (["assignment"], ["assignment"] * 2)
    await assignments.withdraw(who(here, "carol"), section, new)
    assert (await keys(here), await keys(here, "bob")) == ([], ["assignment"])


async def test_what_is_assigned_is_named_and_told_again_on_the_morning_before_if_it_is_not_done(
    here: Classroom,
) -> None:
    carol, section, reading = who(here, "carol"), here.school.section_id, here.course.readings[0]
    due = NOW + timedelta(hours=30)
    made = await assignments.assign(carol, section, AssignmentDraft(content_id=reading, due_at=due))
    (told,) = await board(here)
    assert (told.title, told.href) == ("Read: Unit fractions", f"/today?class={section}")
    await record_event(here.event(Verb.READ, reading, progress=1.0), who(here, "alice"))
    for _ in range(2):
        await morning(here, NOW)
    # The reminder takes the place of what has not been read; who is done is left alone.
    assert (await keys(here), await keys(here, "bob")) == (["assignment"], ["assignment_due"])
    assert (await board(here, "bob"))[0].title == "Read: Unit fractions"
    await morning(here, NOW + timedelta(days=1))
    assert await keys(here, "bob") == ["assignment_due"]
    await assignments.withdraw(carol, section, made)
    assert (await keys(here), await keys(here, "bob")) == ([], [])


async def test_nobody_is_reminded_of_what_they_cannot_open_or_before_seven(here: Classroom) -> None:
    carol, section = who(here, "carol"), here.school.section_id
    grown, broken = here.course.practice[0][0], here.course.practice[0][1]
    async with here.services.db.transaction(here.school.tenant_id) as tx:
        await tx.session.execute(text("UPDATE content SET min_age = 99 WHERE content_id = :c"), {"c": grown})
    for item in (grown, broken, here.course.practice[0][2]):
        await assignments.assign(carol, section, AssignmentDraft(item, due_at=NOW + timedelta(hours=50)))
    await withdrawals.flag(carol, section, broken, "A mistake.")
    await morning(here, NOW.replace(day=3, hour=6))
    assert "assignment_due" not in await keys(here)
    await morning(here, NOW.replace(day=3, hour=7, minute=1))
    assert [one.title for one in await board(here) if one.key == "notice-assignment_due"] == ["Unit fractions 2"]


async def test_goals_are_told_when_reached_and_on_the_morning_before_their_day(here: Classroom) -> None:
    await goals.add(who(here, "alice"), "answers", TOMORROW + timedelta(days=6), target=1)
    await goals.add(who(here, "alice"), "topic", TOMORROW, kc_id=here.course.kcs[1])
    await work(here, here.course.practice[0][0])
    await goals.read(who(here, "alice"))
    await goals.read(who(here, "alice"))
    assert await keys(here) == ["goal_reached-answers"]
    for _ in range(2):
        await morning(here, NOW)
    assert sorted(await keys(here)) == ["goal_due", "goal_reached-answers"]


async def test_home_and_school_are_told_of_messages_answers_consent_and_weeks(here: Classroom) -> None:
    grace, alice = who(here, "grace"), here.school["alice"].person_id
    for said in ("May I come on Monday?", "Or on Tuesday?"):
        await family.write(grace, alice, here.school.section_id, said)
    (told,) = await board(here, "carol")
    assert (told.key, told.count) == ("notice-message", 2)
    await decide(here, approve=True, kind="message", note="Please do.")
    (answered,) = await board(here, "grace")
    assert (answered.key, answered.name, answered.href) == ("notice-answered", "Alice", f"/family/{alice}")
    # Who withdraws is not told of it; the other guardians are, and whoever is by the admin's hand.
    await privacy.withdraw_consent(grace, alice, "guardian")
    assert await bell(here, "grace") == 1
    await privacy.give_consent(who(here, "adam"), alice, "guardian", note="on paper")
    assert "consent-given" in await keys(here, "grace")
    await consents.withdraw_from_section(who(here, "adam"), here.school.section_id, "guardian")
    assert [one.name for one in await board(here, "grace") if one.key == "notice-consent-withdrawn"] == ["Alice"]
    assert await here.rows(
        "SELECT 1 FROM audit_entry WHERE tenant_id = %s AND action = 'record.read' AND actor_id = %s",
        here.school.tenant_id, grace.person_id,
    )  # fmt: skip


async def test_the_week_is_told_on_monday_for_children_who_worked(here: Classroom) -> None:
    await work(here, here.course.practice[0][0])
    await morning(here, datetime(2026, 3, 8, 12, 0, tzinfo=UTC))
    assert await keys(here, "grace") == []
    for hour in (7, 8):
        await morning(here, datetime(2026, 3, 9, hour, 1, tzinfo=UTC))
    assert [(one.key, one.name) for one in await board(here, "grace")] == [("notice-week", "Alice")]


async def test_announcements_come_to_who_has_chosen_them_also_those_of_another_day(here: Classroom) -> None:
    await choose(here, "announcement", "once")
    days: dict[str, Any] = {"first": NOW.date(), "last": TOMORROW}
    new = await announcements.save(who(here, "adam"), None, "The library is closed.", audience="students", **days)
    await announcements.save(
        who(here, "adam"), None, "A day off.", audience="all", first=TOMORROW, last=TOMORROW
    )  # fmt: skip
    await announcements.save(who(here, "adam"), None, "Staff only.", audience="instructors", **days)
    assert (await keys(here), await keys(here, "bob")) == (["announcement"], [])
    for _ in range(2):
        await morning(here, datetime(2026, 3, 3, 8, tzinfo=UTC))
    assert await keys(here) == ["announcement"] * 2
    await announcements.withdraw(who(here, "adam"), new)
    assert await keys(here) == ["announcement"]


async def test_an_import_is_told_to_who_asked(here: Classroom) -> None:
    adam = who(here, "adam")
    for state in ("done", "failed"):
        async with here.services.db.raw(here.school.tenant_id) as conn:
            await notices.tell_requester(
                conn, here.school.tenant_id, adam.person_id, "import", uuid4(), state, "algebra.zip"
            )  # fmt: skip
    assert sorted(await keys(here, "adam")) == ["import-done", "import-failed"]
    assert (await board(here, "adam"))[0].title == "algebra.zip"


def test_every_kind_has_its_words_and_every_fixed_one_its_reason() -> None:
    for locale in LOCALES:
        for kind in KINDS.values():
            for key in (f"notices-kind-{kind.name}", *([f"notices-why-{kind.name}"] if kind.fixed else [])):
                assert translate(locale, key) != key


# --- choices ---------------------------------------------------------------------------------------------


async def test_not_at_all_is_nothing_and_later_choices_bring_nothing_back(here: Classroom) -> None:
    post = await ask(here)
    await choose(here, "reply", "off")
    await answer(here, post)
    await choose(here, "reply", "once")
    assert await keys(here) == []
    await answer(here, post, said="Or draw both.")
    assert await bell(here) == 1


async def test_the_daily_summary_comes_once_at_seven_where_one_lives_also_when_the_worker_starts_again(
    here: Classroom,
) -> None:
    post = await ask(here)
    await choose(here, "reply", "daily")
    await live_in(here, "America/New_York")
    await answer(here, post)
    await answer(here, post, said="Or draw both.")
    assert (await keys(here), await bell(here)) == ([], 0)
    # Seven in New York is eleven in UTC from the second Sunday of March, noon before it.
    await morning(here, datetime(2026, 3, 3, 11, 59, tzinfo=UTC))
    assert await keys(here) == []
    here.clock.at = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
    await asyncio.gather(*(notice_morning.morning(here.school.tenant_id) for _ in range(3)))
    assert (await keys(here), await bell(here)) == (["summary", "reply", "reply"], 1)
    await answer(here, post)
    await morning(here, datetime(2026, 3, 3, 20, 0, tzinfo=UTC))
    assert len(await board(here)) == 3, "what came after seven waits for tomorrow"
    await morning(here, datetime(2026, 3, 9, 11, 0, tzinfo=UTC))
    assert [key for key in await keys(here) if key == "summary"] == ["summary"] * 2
    await notice_board.mark_read(who(here, "alice"), UUID((await board(here))[0].id))
    assert [one.fresh for one in await board(here)] == [False, False, True, True, True]


async def test_children_get_discussion_in_the_summary_unless_they_choose(here: Classroom) -> None:
    await discussion.set_rules(who(here, "carol"), here.school.section_id, "open", under_13=True)
    await _born(here, "alice", "2016-05-17")
    post = await ask(here)
    await answer(here, post)
    kinds = {one.kind: one.mode for one in (await notice_choices.read(who(here, "alice"))).kinds}
    assert (kinds["reply"], kinds["goal_due"], kinds["announcement"]) == ("daily", "once", "off")
    assert (await bell(here), await keys(here)) == (0, [])
    await morning(here, datetime(2026, 3, 3, 7, 0, tzinfo=UTC))
    assert await keys(here) == ["summary", "reply"]
    here.clock.at += timedelta(minutes=1)
    await answer(here, post)
    await choose(here, "reply", "once")
    assert await keys(here) == ["reply", "summary", "reply"], "what waited follows the choice"


async def test_quiet_hours_count_when_they_end(here: Classroom) -> None:
    await live_in(here, "Europe/Madrid")
    post = await ask(here)
    await notice_choices.set_quiet(who(here, "alice"), quiet=True, first_hour=21, last_hour=6)
    await answer(here, post)
    # Nine in the evening in Madrid is twenty o'clock in UTC in winter.
    here.clock.at = datetime(2026, 3, 2, 20, 1, tzinfo=UTC)
    await answer(here, post)
    assert (await bell(here), len(await board(here))) == (1, 2), "what was there before still counts"
    here.clock.at = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
    assert await bell(here) == 2
    await notice_choices.set_quiet(who(here, "alice"), quiet=False, first_hour=21, last_hour=6)
    here.clock.at = datetime(2026, 3, 3, 21, 0, tzinfo=UTC)
    await answer(here, post)
    assert await bell(here) == 3
    for first, last in ((24, 6), (-1, 6), (6, 6)):
        with pytest.raises(InvalidInputError):
            await notice_choices.set_quiet(who(here, "alice"), quiet=True, first_hour=first, last_hour=last)


def test_quiet_hours_follow_the_clocks_of_the_place() -> None:
    def began(at: datetime, first: int = 22, last: int = 7, zone: str = "Europe/Madrid") -> datetime | None:
        return quiet_since(at, zone, first, last)

    # The night to 29 March has eight hours there, the one to 25 October ten.
    assert began(datetime(2026, 3, 29, 4, 59, tzinfo=UTC)) == datetime(2026, 3, 28, 21, tzinfo=UTC)
    assert began(datetime(2026, 3, 29, 5, 0, tzinfo=UTC)) is None
    assert began(datetime(2026, 10, 25, 5, 59, tzinfo=UTC)) == datetime(2026, 10, 24, 20, tzinfo=UTC)
    assert began(datetime(2026, 10, 25, 6, 0, tzinfo=UTC)) is None
    # Hours of the day, and an hour that both ends share.
    assert began(datetime(2026, 3, 2, 12, tzinfo=UTC), 9, 17, "UTC") == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert began(datetime(2026, 3, 2, 17, tzinfo=UTC), 9, 17, "UTC") is None
    assert began(datetime(2026, 3, 2, 12, tzinfo=UTC), 9, 9, "UTC") is None


async def test_only_what_ones_roles_can_get_can_be_chosen(here: Classroom) -> None:
    offered = {name: {one.kind for one in (await notice_choices.read(who(here, name))).kinds} for name in
               ("alice", "carol", "grace", "adam")}  # fmt: skip
    everybody = {"account", "address", "announcement", "emergency"}
    assert offered["grace"] == {"answered", "week", "consent", "from_school", *everybody}
    assert offered["adam"] == {
        "import",
        "training",
        "support",
        "flagged",
        "model_budget",
        "delivery",
        "provider",
        "licence",
        "view",
        "webhook",
        "export",
        *everybody,
    }
    assert "review" in offered["carol"] and "review" not in offered["alice"]
    for kind, mode, error in (
        ("review", "once", NotFoundError), ("nonsense", "once", NotFoundError), ("reply", "loud", InvalidInputError)
    ):  # fmt: skip
        with pytest.raises(error):
            await choose(here, kind, mode)


# --- walls -----------------------------------------------------------------------------------------------


async def test_nobody_is_told_what_they_cannot_open_any_more(here: Classroom) -> None:
    post = await ask(here)
    await answer(here, post)
    left = replace(who(here, "alice"), sections=frozenset())
    assert (await notice_board.unread(left), (await notice_board.read(left)).total) == (0, 0)
    await discussion.set_rules(who(here, "carol"), here.school.section_id, "off", under_13=False)
    assert (await bell(here), await keys(here)) == (0, [])
    await discussion.set_rules(who(here, "carol"), here.school.section_id, "open", under_13=False)
    assert await bell(here) == 1
    await discussion.report_post(who(here, "bob"), here.school.section_id, post, "Not kind.")
    assert await bell(here, "carol") == 1
    assert await notice_board.unread(replace(who(here, "carol"), taught=frozenset())) == 0


async def test_another_school_and_other_people_reach_nothing(here: Classroom) -> None:
    await answer(here, await ask(here))
    (told,) = await board(here)
    other = await new_classroom(here.services)
    mallory = replace(other.actor("alice"), sections=frozenset({here.school.section_id, other.school.section_id}))
    for stranger in (mallory, who(here, "bob")):
        assert await notice_board.unread(stranger) == 0
        await notice_board.mark_read(stranger, UUID(told.id))
        await notice_board.mark_all_read(stranger)
    assert (await bell(here), (await board(here))[0].fresh) == (1, True)
    # What is told to somebody of another school goes to nobody.
    async with here.services.db.transaction(other.school.tenant_id) as tx:
        await notices.tell(tx.session, other.school.tenant_id, "goal_due", [here.school["alice"].person_id])
    assert await bell(here) == 1


async def test_reading_one_and_all(here: Classroom) -> None:
    post = await ask(here)
    for _ in range(3):
        await answer(here, post)
        here.clock.at += timedelta(minutes=1)
    newest = (await board(here))[0]
    await notice_board.mark_read(who(here, "alice"), UUID(newest.id))
    assert (await bell(here), (await board(here))[0].fresh) == (2, False)
    page = await notice_board.read(who(here, "alice"), offset=2, size=2)
    assert (page.total, page.shown, page.unread, page.offset) == (3, 1, 2, 2)
    assert (await notice_board.read(who(here, "alice"), offset=50, size=2)).shown == 1
    await notice_board.mark_all_read(who(here, "alice"))
    assert await bell(here) == 0


async def test_what_fails_tells_nobody(here: Classroom) -> None:
    with pytest.raises(ZeroDivisionError):
        async with here.services.db.transaction(here.school.tenant_id) as tx:
            await notices.tell(tx.session, here.school.tenant_id, "goal_due", [here.school["alice"].person_id])
            raise ZeroDivisionError
    assert await bell(here) == 0


async def test_old_ones_go_after_ninety_days(here: Classroom) -> None:
    await answer(here, await ask(here))
    here.clock.at += timedelta(days=89)
    await notice_morning.prune()
    assert await bell(here) == 1
    here.clock.at += timedelta(days=2)
    assert await notice_morning.prune() >= 1
    assert await keys(here) == []


async def test_who_is_erased_leaves_no_notice_and_the_export_has_them(here: Classroom) -> None:
    alice = here.school["alice"].person_id
    await answer(here, await ask(here))
    await choose(here, "report", "off")
    await notice_choices.set_quiet(who(here, "alice"), quiet=False, first_hour=20, last_hour=7)
    await privacy.withdraw_consent(who(here, "adam"), alice, "institution_contract")
    assert await keys(here, "grace") == ["consent-withdrawn"]
    files = zipfile.ZipFile(io.BytesIO(await family_export.record_zip(who(here, "grace"), alice)))
    exported = files.read("notifications.csv").decode()
    assert "replied to your post" in exported and "Bob" not in exported
    await privacy.erase_person(system_actor(here.school.tenant_id), alice)
    for table in ("notice", "notice_choice", "notice_quiet"):
        assert await here.count(table) == 0


async def test_nothing_stored_holds_a_name_or_a_word_of_a_post(here: Classroom) -> None:
    await answer(here, await ask(here))
    async with here.services.db.transaction(here.school.tenant_id) as tx:
        stored = (await tx.session.execute(text("SELECT cast(to_jsonb(n) AS text) FROM notice n"))).scalars().all()
    assert stored and not any(word in row for row in stored for word in ("Bob", "Alice", "bottom"))


async def test_the_bell_rings_after_the_commit_and_costs_an_event_no_exchange_of_its_own(
    here: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[UUID] = []
    hub = LiveHub()
    monkeypatch.setattr(hub, "note", lambda _tenant, place: rung.append(place))
    here.services.live = hub
    try:
        post = await ask(here)
        rung.clear()
        exchanges = await _exchanges(here, post, monkeypatch)
        assert here.school["alice"].person_id in rung
        assert exchanges == 2, "one to load and one to store, as for every event"
    finally:
        here.services.live = None
        await hub.close()


async def _exchanges(here: Classroom, post: UUID, monkeypatch: pytest.MonkeyPatch) -> int:
    from learnapp.engine.event import Verb
    from learnapp.storage.batch import Connection

    counted, real = [0], Connection.travel

    def counting(self: Connection, statements: Any) -> Any:
        counted[0] += 1
        return real(self, statements)

    monkeypatch.setattr(Connection, "travel", counting)
    event = here.event(Verb.FORUM_REPLIED, post, student_id=here.school["bob"].person_id, text="Count them.")
    await record_event(event, who(here, "bob"))
    return counted[0]
