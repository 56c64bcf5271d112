"""The discussion of a class: who may take part, what the others see, what is held, what helps, what is hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import BlockedError, ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.services import discussion, people, review, search, sessions
from learnapp.services.discussion_views import DiscussionView
from learnapp.services.learning import record_event
from learnapp.state.discussing import DiscussionState
from learnapp.storage.repositories import identity as rows
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_student_pages import _second_class
from tests.integration.security.browser import browser, call

ASK = "How do I add fractions with different bottoms?"


async def read(classroom: Classroom, who: str = "bob", content: UUID | None = None) -> DiscussionView:
    return await discussion.read(classroom.actor(who), classroom.school.section_id, content)


async def ask(classroom: Classroom, said: str = ASK, who: str = "alice", content: UUID | None = None) -> bool:
    return await discussion.post(classroom.actor(who), classroom.school.section_id, said, content)


async def rule(classroom: Classroom, policy: str = "open", *, under_13: bool = False) -> None:
    await discussion.set_rules(classroom.actor("carol"), classroom.school.section_id, policy, under_13=under_13)


async def decide(classroom: Classroom, *, approve: bool) -> dict[str, Any]:
    """Let Carol decide the only entry that waits; return its evidence."""
    carol = replace(classroom.actor("carol"), taught=frozenset({classroom.school.section_id}))
    (entry,) = (await review.list_reviews(carol)).rows
    await review.decide(carol, entry.review_id, approve=approve)
    return {"reason": entry.reason_code, **entry.evidence}


async def test_a_question_and_its_answers_are_seen_by_the_class_where_they_belong(classroom: Classroom) -> None:
    section, item = classroom.school.section_id, classroom.course.practice[0][0]
    assert await ask(classroom, content=item) is False
    assert await ask(classroom, "A question about nothing in particular.") is False
    (about,) = (await read(classroom, content=item)).threads
    assert (about.text, about.author, about.mine, about.content_id) == (ASK, "Alice", False, str(item))
    await discussion.reply(classroom.actor("bob"), section, UUID(about.id), "Find the same bottom first.")
    await discussion.reply(classroom.actor("carol"), section, UUID(about.id), "Well said.")
    whole = await read(classroom, "alice")
    assert [one.text for one in whole.threads] == ["A question about nothing in particular.", ASK]
    assert [(one.author, one.teaches) for one in whole.threads[1].replies] == [("Bob", False), ("Carol", True)]
    # A reply to a reply stands under the same question.
    await discussion.reply(classroom.actor("alice"), section, UUID(whole.threads[1].replies[0].id), "Thank you!")
    assert [one.text for one in (await read(classroom)).threads[1].replies][-1] == "Thank you!"
    assert (await classroom.rows("SELECT count(*) FROM discussion_post WHERE text_enc LIKE '%%fraction%%'"))[0][0] == 0


async def test_another_school_and_another_class_see_and_write_nothing(classroom: Classroom) -> None:
    await ask(classroom)
    (post,) = (await read(classroom)).threads
    section = classroom.school.section_id
    other = await new_classroom(classroom.services)
    for who in (other.actor("alice"), other.actor("carol")):
        for act in (
            discussion.read(who, section),
            discussion.post(who, section, ASK),
            discussion.reply(who, section, UUID(post.id), "x"),
            discussion.mark_helpful(who, section, UUID(post.id)),
            discussion.report_post(who, section, UUID(post.id), "x"),
            discussion.set_hidden(who, section, UUID(post.id), hidden=True),
            discussion.set_rules(who, section, "off", under_13=True),
        ):
            with pytest.raises((ForbiddenError, NotFoundError)):
                await act
    # In their own class they cannot reach a post of this one by its id.
    with pytest.raises(NotFoundError):
        await discussion.reply(other.actor("alice"), other.school.section_id, UUID(post.id), "x")
    assert (await read(classroom)).threads[0].replies == []


async def test_students_moderate_nothing(classroom: Classroom) -> None:
    await ask(classroom)
    (post,) = (await read(classroom)).threads
    for act in (
        discussion.set_hidden(classroom.actor("bob"), classroom.school.section_id, UUID(post.id), hidden=True),
        discussion.set_rules(classroom.actor("bob"), classroom.school.section_id, "off", under_13=True),
    ):
        with pytest.raises(ForbiddenError):
            await act


async def test_children_take_part_only_where_the_class_lets_them(classroom: Classroom) -> None:
    await _born(classroom, "alice", "2016-05-17")
    section = classroom.school.section_id
    assert (await read(classroom, "alice")).barred == "discussion-under-13"
    with pytest.raises(ForbiddenError):
        await ask(classroom)
    # The door of events keeps the same rule.
    with pytest.raises(ForbiddenError):
        await record_event(classroom.event(Verb.FORUM_POSTED, text=ASK), classroom.actor("alice"))
    await rule(classroom, under_13=True)
    assert await ask(classroom) is False
    await rule(classroom)
    await discussion.post(classroom.actor("bob"), section, "Is anybody here?")
    seen = await read(classroom, "alice")
    assert (seen.threads, seen.total) == ([], 0)


async def _born(classroom: Classroom, name: str, day: str) -> None:
    tenant, person = classroom.school.tenant_id, classroom.school[name].person_id
    async with classroom.services.db.transaction(tenant) as tx:
        row = (await rows.people_by_id(tx.session, tenant, [person]))[person]
        key = people.open_key(classroom.services.keyring, row)
        assert key is not None
        await rows.update_person(tx.session, tenant, person, {"birth_date_enc": key.encrypt("birth_date", day)})
        # A child's data may be stored on the school's word.
        await tx.session.execute(
            text("UPDATE consent SET basis = 'school_under_13' WHERE student_id = :p"), {"p": person}
        )


async def test_a_class_without_discussion_has_none(classroom: Classroom) -> None:
    await ask(classroom)
    await rule(classroom, "off")
    assert (await read(classroom)).barred == "discussion-off" and (await read(classroom)).threads == []
    with pytest.raises(ForbiddenError):
        await ask(classroom)
    assert len((await read(classroom, "carol")).threads) == 1, "who moderates still sees what there is"


async def test_where_posts_wait_the_class_sees_them_after_the_instructor(classroom: Classroom) -> None:
    await rule(classroom, "held")
    assert await ask(classroom) is True
    assert (await read(classroom)).threads == []
    assert [(one.status, one.mine) for one in (await read(classroom, "alice")).threads] == [("held", True)]
    assert (await decide(classroom, approve=True))["reason"] == "review-held-by-class"
    assert [one.status for one in (await read(classroom)).threads] == ["visible"]


async def test_what_the_guardrail_is_unsure_about_waits_and_what_it_blocks_is_lost_to_nobody_but_the_class(
    classroom: Classroom,
) -> None:
    assert await ask(classroom, "I want to kill myself") is True
    assert (await read(classroom)).threads == []
    assert (await decide(classroom, approve=False))["reason"] == "review-urgent-text"
    assert [one.status for one in (await read(classroom, "alice")).threads] == ["hidden"]
    for who in ("alice", "carol"):
        with pytest.raises(BlockedError):
            await ask(classroom, "kill yourself you stupid idiot", who)
    assert len((await read(classroom, "carol")).threads) == 1


async def test_help_is_marked_once_by_others_and_noted_with_who_helped(classroom: Classroom) -> None:
    section = classroom.school.section_id
    await ask(classroom)
    (post,) = (await read(classroom)).threads
    await discussion.reply(classroom.actor("bob"), section, UUID(post.id), "Find the same bottom first.")
    (answer,) = (await read(classroom, "alice")).threads[0].replies
    with pytest.raises(InvalidInputError):
        await discussion.mark_helpful(classroom.actor("bob"), section, UUID(answer.id))
    for _ in range(2):
        await discussion.mark_helpful(classroom.actor("alice"), section, UUID(answer.id))
    await discussion.mark_helpful(classroom.actor("carol"), section, UUID(answer.id))
    (seen,) = (await read(classroom, "alice")).threads[0].replies
    assert (seen.helped, seen.marked) == (2, True)
    await discussion.mark_helpful(classroom.actor("alice"), section, UUID(answer.id), helpful=False)
    await discussion.mark_helpful(classroom.actor("alice"), section, UUID(answer.id))
    noted = await classroom.rows("SELECT student_id FROM learning_event WHERE verb = 'peer_helped'")
    assert noted == [(classroom.school["bob"].person_id,)] * 2, "once for each who was helped, however often they mark"


async def test_a_reported_post_reaches_the_instructor_with_the_reasons_and_can_be_hidden(classroom: Classroom) -> None:
    section = classroom.school.section_id
    await ask(classroom)
    (post,) = (await read(classroom)).threads
    await discussion.report_post(
        classroom.actor("bob"), section, UUID(post.id), "This is about me, write to sam.miller@gmail.com"
    )
    evidence = await decide(classroom, approve=False)
    assert evidence["reason"] == "review-reported-post"
    ((report,),) = evidence["reports"].values()
    assert "sam.miller@gmail.com" not in report["text"] and report["text"].startswith("This is about me")
    assert (await read(classroom)).threads == []
    await discussion.set_hidden(classroom.actor("carol"), section, UUID(post.id), hidden=False)
    assert [one.status for one in (await read(classroom)).threads] == ["visible"]
    trail = await classroom.rows("SELECT action FROM audit_entry WHERE action LIKE 'discussion%%'")
    assert trail == [("discussion.visible",)]


async def test_the_same_words_pressed_twice_are_one_post(classroom: Classroom) -> None:
    section, item = classroom.school.section_id, classroom.course.practice[0][0]
    for who in ("alice", "carol"):
        for _ in range(2):
            assert await ask(classroom, who=who) is False
    assert [one.author for one in (await read(classroom)).threads] == ["Carol", "Alice"]
    post = UUID((await read(classroom)).threads[0].id)
    for _ in range(2):
        await discussion.reply(classroom.actor("bob"), section, post, "Find the same bottom first.")
    assert len((await read(classroom)).threads[0].replies) == 1
    # Elsewhere, in other words or later it is another post.
    await ask(classroom, content=item)
    await ask(classroom, "Nobody?")
    classroom.clock.at += timedelta(minutes=1)
    await ask(classroom)
    assert (await read(classroom)).total == 5


async def test_a_post_that_waits_is_one_too(classroom: Classroom) -> None:
    await rule(classroom, "held")
    assert [await ask(classroom), await ask(classroom)] == [True, True]
    assert len(await _waiting(classroom)) == 1


async def _waiting(classroom: Classroom) -> list[UUID]:
    carol = replace(classroom.actor("carol"), taught=frozenset({classroom.school.section_id}))
    return [one.review_id for one in (await review.list_reviews(carol)).rows]


async def test_what_is_hidden_in_the_discussion_waits_in_the_queue_no_longer(classroom: Classroom) -> None:
    section, carol = classroom.school.section_id, classroom.actor("carol")
    await ask(classroom)
    (post,) = (await read(classroom)).threads
    await discussion.report_post(classroom.actor("bob"), section, UUID(post.id), "This is about me.")
    (entry,) = await _waiting(classroom)
    await discussion.set_hidden(carol, section, UUID(post.id), hidden=True)
    assert await _waiting(classroom) == []
    with pytest.raises(ConflictError):
        await review.decide(replace(carol, taught=frozenset({section})), entry, approve=True)
    assert (await read(classroom)).threads == [], "a later approval does not show it"
    told = await classroom.rows("SELECT kind FROM notice WHERE person_id = %s", classroom.school["bob"].person_id)
    assert ("report",) in told, "who reported it hears of it"


async def test_what_is_shown_in_the_discussion_waits_in_the_queue_no_longer(classroom: Classroom) -> None:
    await rule(classroom, "held")
    await ask(classroom)
    (post,) = (await read(classroom, "carol")).threads
    await discussion.set_hidden(classroom.actor("carol"), classroom.school.section_id, UUID(post.id), hidden=False)
    assert await _waiting(classroom) == []
    assert [one.status for one in (await read(classroom)).threads] == ["visible"]


async def test_bad_input_says_what_is_wrong(classroom: Classroom) -> None:
    section = classroom.school.section_id
    for written in ("", "   ", "x" * (discussion.MAX_POST + 1)):
        with pytest.raises(InvalidInputError):
            await ask(classroom, written)
    with pytest.raises(InvalidInputError):
        await rule(classroom, "sometimes")
    with pytest.raises(NotFoundError):
        await discussion.reply(classroom.actor("alice"), section, uuid7(), "hello")
    with pytest.raises(NotFoundError):
        await ask(classroom, who="carol", content=uuid7())
    assert (await read(classroom)).total == 0


async def test_a_long_discussion_is_paged(classroom: Classroom) -> None:
    for number in range(5):
        await ask(classroom, f"Question number {number} about fractions", "carol")
    section = classroom.school.section_id
    page = await discussion.read(classroom.actor("bob"), section, offset=2, size=2)
    assert page.total == 5
    assert [one.text.split()[2] for one in page.threads] == ["2", "1"]


async def test_the_page_names_its_class_and_a_student_of_two_writes_in_the_one_they_see(classroom: Classroom) -> None:
    zoology, _ = await _second_class(classroom)
    mathematics = classroom.school.section_id
    token = (await sessions.start_session(classroom.school.tenant_id, classroom.school["alice"].person_id)).token

    async def opened(path: str) -> Any:
        page = await browser(token, path).get_state(DiscussionState)
        await call(DiscussionState.event_handlers["load"], page, {})
        return page

    page = await opened("/discussion")
    assert (page.class_title, page.current_class) == ("Mathematics 7", str(mathematics))
    assert {one.title for one in page.classes} == {"Mathematics 7", "Zoology"}
    await call(DiscussionState.event_handlers["switch"], page, {"section_id": str(zoology)})
    assert (page.class_title, page.current_class, page.offset) == ("Zoology", str(zoology), 0)
    await call(DiscussionState.event_handlers["post"], page, {"form": {"text": "Do okapis swim?"}})
    kept = await classroom.rows("SELECT section_id FROM discussion_post")
    assert kept == [(zoology,)]
    # An address names another class of theirs; one that is not theirs changes nothing.
    page = await opened(f"/discussion?class={mathematics}")
    assert (page.class_title, page.current_class, page.threads) == ("Mathematics 7", str(mathematics), [])
    page = await opened(f"/discussion?class={uuid7()}")
    assert page.class_title == "Mathematics 7"
    alice = replace(classroom.actor("alice"), sections=frozenset({mathematics, zoology}))
    (group,) = (await search.search(alice, "okapis")).groups
    (hit,) = group.results
    page = await opened(hit.address)
    assert page.class_title == "Zoology" and [one.text for one in page.threads] == ["Do okapis swim?"]


async def test_a_post_empties_its_own_field_and_no_reply_that_is_being_written(classroom: Classroom) -> None:
    await ask(classroom)
    token = (await sessions.start_session(classroom.school.tenant_id, classroom.school["alice"].person_id)).token
    page = await browser(token, "/discussion").get_state(DiscussionState)
    await call(DiscussionState.event_handlers["load"], page, {})
    (thread,) = page.threads
    await call(DiscussionState.event_handlers["choose_reply"], page, {"post_id": thread.id})
    await call(DiscussionState.event_handlers["post"], page, {"form": {"text": "And another question about bottoms"}})
    assert (page.written, page.taken, page.replying) == (1, 0, thread.id)
    await call(DiscussionState.event_handlers["reply"], page, {"form": {"text": "Look at the bottoms first"}})
    assert (page.written, page.taken, page.replying) == (1, 0, ""), "a post that is being written stays"
