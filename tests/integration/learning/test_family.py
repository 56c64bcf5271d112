"""Guardians: their own children only, in plain words, with consent, data and a word with the teachers."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.security.access import Actor
from learnapp.services import family, family_export, learning, path_rules, privacy, profile, progress, review
from learnapp.storage.repositories import identity as people_rows
from tests.integration.learning.conftest import Classroom, new_classroom


async def grace(classroom: Classroom) -> Actor:
    """A guardian of Alice's, who has an account of her own."""
    tenant, bob = classroom.school.tenant_id, classroom.school["bob"].person_id
    alice = classroom.school["alice"].person_id
    async with classroom.services.db.transaction(tenant) as tx:
        await people_rows.link_guardians(tx.session, tenant, [(bob, alice)])
    # Bob plays her: who is whose guardian is all that counts here.
    return Actor(tenant, bob, "person", frozenset({"guardian"}), students=frozenset({alice}), locale="en")


async def _answers(classroom: Classroom, *said: str) -> None:
    for place, response in enumerate(said):
        item = classroom.course.practice[0][place % 5]
        event = classroom.event(content=item, step_id="s1", response=response, duration_ms=60_000)
        await learning.record_event(event, classroom.actor())
        classroom.clock.at += timedelta(minutes=1)


async def test_a_guardian_sees_the_week_in_plain_words(classroom: Classroom) -> None:
    me = await grace(classroom)
    alice = classroom.school["alice"].person_id
    (card,) = await family.children(me)
    assert card.name == "Alice" and card.days == 0 and card.last == "" and card.covered
    await learning.record_event(classroom.event(Verb.SESSION_STARTED), classroom.actor())
    (card,) = await family.children(me)
    assert (card.days, card.last) == (0, ""), "that a page was opened is no work"
    await learning.record_event(
        classroom.event(Verb.HINT_REQUESTED, classroom.course.practice[1][0], step_id="s1", hint_index=0),
        classroom.actor(),
    )
    (card,) = await family.children(me)
    assert (card.days, card.answers, card.last) == (1, 0, classroom.clock.at.date().isoformat()), "to ask for a hint is"
    await _answers(classroom, "8", "9", "10", "11")
    (card,) = await family.children(me)
    assert (card.days, card.answers, card.minutes) == (1, 4, 4)
    assert card.hard == ["Unit fractions"] and card.well == []
    found = await family.record(me, alice)
    assert [kc.name for kc in found.topics] == ["Unit fractions"] and len(found.days) == 14
    assert found.days[-1].answers == 4 and found.cards and found.cards[0].reasons
    looked = await classroom.rows(
        "SELECT count(*) FROM audit_entry WHERE actor_id = %s AND subject_id = %s", me.person_id, alice
    )
    assert looked[0][0] >= 2


async def test_only_their_own_children_and_only_guardians(classroom: Classroom) -> None:
    me = await grace(classroom)
    other = classroom.school["carol"].person_id
    calls = (
        lambda actor, child: family.record(actor, child),
        lambda actor, child: family_export.record_zip(actor, child),
        lambda actor, child: family.write(actor, child, classroom.school.section_id, "Hello"),
    )
    alice = classroom.school["alice"].person_id
    for call in calls:
        for actor, child in (
            (me, other),
            (me, uuid4()),
            (classroom.actor("carol"), alice),
            (classroom.actor("adam"), alice),
            (classroom.actor("alice"), alice),
        ):
            with pytest.raises((ForbiddenError, NotFoundError)):
                await call(actor, child)
    stranger = await new_classroom(classroom.services)
    with pytest.raises(LearnAppError):
        await family.record(replace(me, tenant_id=stranger.school.tenant_id), alice)


async def test_consent_is_withdrawn_and_given_again(classroom: Classroom) -> None:
    me, alice = await grace(classroom), classroom.school["alice"].person_id
    await privacy.give_consent(me, alice, "guardian")
    assert (await family.record(me, alice)).given
    await privacy.withdraw_consent(me, alice, "guardian")
    found = await family.record(me, alice)
    assert not found.given and not found.child.covered
    before = await classroom.count("learning_event")
    await _answers(classroom, "7")
    assert await classroom.count("learning_event") == before
    await privacy.give_consent(me, alice, "guardian")
    assert (await family.record(me, alice)).child.covered


async def test_the_whole_record_goes_home_as_files(classroom: Classroom) -> None:
    me, alice = await grace(classroom), classroom.school["alice"].person_id
    await _answers(classroom, "=2+5", "7")
    ruling = path_rules.RuleDraft("known", classroom.course.kcs[1], "Shown at the board.", alice)
    await path_rules.add(classroom.actor("carol"), classroom.school.section_id, ruling)
    package = zipfile.ZipFile(io.BytesIO(await family_export.record_zip(me, alice)))
    assert set(package.namelist()) == {
        "README.txt", "profile.csv", "consents.csv", "topics.csv", "events.csv", "features.csv", "model.csv",
        "licensed.csv",
        "posts.csv", "tests.csv", "test_answers.csv", "test_help.csv", "checkups.csv", "notifications.csv",
        "experiments.csv", "teachers.csv", "learning-requests.csv", "sign-in.csv", "tutor.csv", "grades.csv",
        "interactive.csv", "deliveries.csv", "ways.csv", "report-notes.csv",
        "open-data.csv", "open-data-waiting.csv", "statements.csv", "tool-documents.csv",
    }  # fmt: skip
    events = package.read("events.csv").decode("utf-8-sig").splitlines()
    assert len(events) == 1 + 2 and "answered" in events[1]
    (ruled,) = package.read("teachers.csv").decode("utf-8-sig").splitlines()[1:]
    assert "Equal fractions" in ruled and "Shown at the board." in ruled and "Count a topic as known" in ruled
    assert "Alice" in package.read("profile.csv").decode("utf-8-sig")
    assert "everything that learnapp stores" in package.read("README.txt").decode()
    names = zipfile.ZipFile(io.BytesIO(await family_export.record_zip(replace(me, locale="es"), alice))).namelist()
    assert "LEEME.txt" in names


async def test_a_message_waits_with_the_teacher_whose_note_is_the_answer(classroom: Classroom) -> None:
    me, alice = await grace(classroom), classroom.school["alice"].person_id
    section = classroom.school.section_id
    said = "She was ill.\n<b>Can she</b> catch up?"
    await family.write(me, alice, section, said)
    carol = replace(classroom.actor("carol"), taught=frozenset({section}))
    (entry,) = (await review.list_reviews(carol, kind="message")).rows
    assert review.reports_of(entry) == [said] and entry.subject_id == alice
    assert not (await review.list_reviews(replace(carol, taught=frozenset({uuid7()})), kind="message")).rows
    (mine,) = (await family.record(me, alice)).messages
    assert mine.said == said and mine.status == "open" and mine.answer == ""
    await review.decide(carol, entry.review_id, approve=True, note="Of course. I sent her the tasks.")
    (mine,) = (await family.record(me, alice)).messages
    assert mine.status == "approved" and mine.answer == "Of course. I sent her the tasks."


async def test_a_message_is_short_says_something_and_not_too_many_wait(classroom: Classroom) -> None:
    me, alice = await grace(classroom), classroom.school["alice"].person_id
    section = classroom.school.section_id
    for said in ("", "  \n ", "x" * 1001):
        with pytest.raises(InvalidInputError):
            await family.write(me, alice, section, said)
    with pytest.raises(NotFoundError):
        await family.write(me, alice, UUID(int=7), "Hello")
    for number in range(family.MOST_OPEN):
        await family.write(me, alice, section, f"Message {number}")
    with pytest.raises(ConflictError):
        await family.write(me, alice, section, "And one more")


async def test_what_comes_next_is_told_in_the_language_of_who_reads_it(classroom: Classroom) -> None:
    me, alice = await grace(classroom), classroom.school["alice"].person_id
    await _answers(classroom, "8", "9")
    english = (await family.record(me, alice)).cards[0].reasons[0].text
    spanish = (await family.record(replace(me, locale="es"), alice)).cards[0].reasons[0].text
    assert "Unit fractions" in english and "Unit fractions" in spanish
    assert english.startswith("You ") and not spanish.startswith("You ")


async def test_cards_that_were_kept_follow_a_switch_of_the_language(classroom: Classroom) -> None:
    await _answers(classroom, "8", "9")
    alice = classroom.actor()
    before = await progress.today(alice)
    await profile.set_language(alice, "es")
    after = await progress.today(replace(alice, locale="es"))
    assert [one.content_id for one in after.cards] == [one.content_id for one in before.cards], "none was made anew"
    was, now = ({why.text for one in view.cards for why in one.reasons} for view in (before, after))
    assert len(now) == len(was) and not now & was, "each reason, in the other language"
    # What is reused while the system is busy, or after an event that moves nothing, is said in it too.
    opened = await learning.record_event(
        classroom.event(content=classroom.course.readings[0], verb=Verb.READ), replace(alice, locale="es")
    )
    assert opened.next and not was & {why.text for one in opened.next for why in one.reasons}
