"""Who wrote a post changes it or takes it back; nobody else does, and what a teacher has to look at stays."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from learnapp.core.errors import BlockedError, ConflictError, ForbiddenError, NotFoundError
from learnapp.services import discussion, own_posts, review, review_preview
from learnapp.services.discussion_views import ThreadView
from learnapp.state.discussing import DiscussionState
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.opened import do, opened

ASK = "How do I add fractions with different bottoms?"
BETTER = "How do I add one half and one third?"


async def _threads(classroom: Classroom, who: str = "bob") -> list[ThreadView]:
    return (await discussion.read(classroom.actor(who), classroom.school.section_id)).threads


async def _asked(classroom: Classroom, who: str = "alice") -> UUID:
    await discussion.post(classroom.actor(who), classroom.school.section_id, ASK)
    return UUID((await _threads(classroom, who))[0].id)


async def _edit(classroom: Classroom, post: UUID, said: str = BETTER, who: str = "alice") -> bool:
    return await own_posts.edit(classroom.actor(who), classroom.school.section_id, post, said)


async def _remove(classroom: Classroom, post: UUID, who: str = "alice") -> None:
    await own_posts.remove(classroom.actor(who), classroom.school.section_id, post)


async def test_a_changed_post_says_so_and_counts_as_one(classroom: Classroom) -> None:
    post = await _asked(classroom)
    assert (await _threads(classroom))[0].edited == ""
    assert await _edit(classroom, post, ASK) is False
    assert (await _threads(classroom))[0].edited == "", "the same words change nothing"
    assert await _edit(classroom, post) is False
    (seen,) = await _threads(classroom)
    assert (seen.text, seen.edited, seen.status) == (BETTER, classroom.clock.at.isoformat(), "visible")
    assert await classroom.count("learning_event") == 1, "to change it is not to post again"


async def test_nobody_changes_or_removes_what_somebody_else_wrote(classroom: Classroom) -> None:
    post = await _asked(classroom)
    mallory = await new_classroom(classroom.services)
    for who in ("bob", "carol"):
        with pytest.raises(ForbiddenError):
            await _edit(classroom, post, who=who)
        with pytest.raises(ForbiddenError):
            await _remove(classroom, post, who=who)
    for section in (classroom.school.section_id, mallory.school.section_id):
        with pytest.raises((ForbiddenError, NotFoundError)):
            await own_posts.edit(mallory.actor("alice"), section, post, BETTER)
        with pytest.raises((ForbiddenError, NotFoundError)):
            await own_posts.remove(mallory.actor("alice"), section, post)
    # What Bob cannot see he does not hear of either.
    await discussion.set_hidden(classroom.actor("carol"), classroom.school.section_id, post, hidden=True)
    with pytest.raises(NotFoundError):
        await _remove(classroom, post, who="bob")
    assert await classroom.rows("SELECT edited_at, status FROM discussion_post") == [(None, "hidden")]


async def test_the_guardrail_reads_what_is_changed(classroom: Classroom) -> None:
    post = await _asked(classroom)
    with pytest.raises(BlockedError):
        await _edit(classroom, post, "You are stupid, kill yourself.")
    assert (await _threads(classroom))[0].text == ASK
    await _edit(classroom, post, "Write to me: sam.miller@gmail.com")
    assert "sam.miller" not in (await _threads(classroom))[0].text


async def test_where_posts_wait_a_changed_one_waits_again(classroom: Classroom) -> None:
    post, section = await _asked(classroom), classroom.school.section_id
    await discussion.set_rules(classroom.actor("carol"), section, "held", under_13=False)
    assert await _edit(classroom, post) is True
    assert await _threads(classroom) == [] and (await _threads(classroom, "alice"))[0].status == "held"
    carol = replace(classroom.actor("carol"), taught=frozenset({section}))
    (entry,) = (await review.list_reviews(carol)).rows
    assert entry.reason_code == "review-held-by-class"
    with pytest.raises(ConflictError):
        await _edit(classroom, post, "Something else.")
    await review.decide(carol, entry.review_id, approve=True)
    assert [one.text for one in await _threads(classroom)] == [BETTER]


async def test_without_a_discussion_nothing_is_changed(classroom: Classroom) -> None:
    post = await _asked(classroom)
    await discussion.set_rules(classroom.actor("carol"), classroom.school.section_id, "off", under_13=False)
    with pytest.raises(ForbiddenError):
        await _edit(classroom, post)


async def test_what_is_reported_stays_with_who_looks_at_it(classroom: Classroom) -> None:
    post, section = await _asked(classroom), classroom.school.section_id
    await discussion.report_post(classroom.actor("bob"), section, post, "This is about me.")
    with pytest.raises(ConflictError):
        await _edit(classroom, post)
    await _remove(classroom, post)
    assert await _threads(classroom) == [] and await _threads(classroom, "alice") == []
    carol = replace(classroom.actor("carol"), taught=frozenset({section}))
    (entry,) = (await review.list_reviews(carol)).rows
    assert (await review_preview.previews(carol, [entry]))[entry.review_id].text == ASK
    assert [(one.status, one.text) for one in await _threads(classroom, "carol")] == [("removed", ASK)]
    with pytest.raises(NotFoundError):
        await discussion.report_post(classroom.actor("bob"), section, post, "Again.")
    with pytest.raises(NotFoundError):
        await discussion.set_hidden(carol, section, post, hidden=False)
    await review.decide(carol, entry.review_id, approve=True)
    assert await _threads(classroom) == [], "what its author has taken back is not shown again"


async def test_a_removed_question_keeps_its_answers_and_an_unanswered_one_is_gone(classroom: Classroom) -> None:
    post, section = await _asked(classroom), classroom.school.section_id
    await discussion.reply(classroom.actor("bob"), section, post, "Find the same bottom first.")
    await _remove(classroom, post)
    for who in ("bob", "alice"):
        (thread,) = await _threads(classroom, who)
        assert (thread.status, thread.text, thread.author, thread.mine) == ("removed", "", "", False)
        assert [one.text for one in thread.replies] == ["Find the same bottom first."]
    with pytest.raises(NotFoundError):
        await discussion.reply(classroom.actor("bob"), section, post, "More?")
    with pytest.raises(NotFoundError):
        await _remove(classroom, post)
    # With its last answer the place goes too: for the class there is nothing to see there any more.
    await _remove(classroom, UUID((await _threads(classroom))[0].replies[0].id), who="bob")
    assert await _threads(classroom) == []
    other = await _asked(classroom)
    await _remove(classroom, other)
    assert await classroom.rows("SELECT count(*) FROM discussion_post WHERE post_id = %s", other) == [(0,)]


async def test_the_page_asks_before_it_removes_and_fills_the_form_with_what_stands_there(classroom: Classroom) -> None:
    post, section = await _asked(classroom), classroom.school.section_id
    page = await opened(classroom, "alice", DiscussionState, "/discussion")
    assert page.class_id == str(section)
    await do(page, "choose_edit", str(post))
    assert page.edited == ASK
    await do(page, "edit", {"text": BETTER})
    assert page.threads[0].text == BETTER and page.editing == ""
    await do(page, "remove", str(post))
    assert len(page.threads) == 1, "nobody has been asked yet"
    await do(page, "choose_remove", str(post))
    await do(page, "remove", str(post))
    assert page.threads == [] and page.removing == ""


async def test_to_post_empties_no_other_form_of_the_page(classroom: Classroom) -> None:
    page = await opened(classroom, "alice", DiscussionState, "/discussion")
    taken, written = page.taken, page.written
    await do(page, "post", {"text": ASK})
    assert (page.taken, page.written) == (taken, written + 1)
    await do(page, "choose_reply", page.threads[0].id)
    await do(page, "reply", {"text": "I found it."})
    assert (page.taken, page.written) == (taken, written + 1), "what is half written to the class stays"
