"""What the pages of authors hold while a reading, a video and a template are begun and written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
import reflex as rx

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.services import author_begin, author_items, author_pictures, sessions
from learnapp.state.author_begin import AuthorBeginState
from learnapp.state.author_film import AuthorFilmState
from learnapp.state.author_item import AuthorItemState
from learnapp.state.author_trial import SEEDS, AuthorTrialState
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.test_author_pictures import png
from tests.integration.security.browser import browser, call


async def page(classroom: Classroom, path: str, state: Any, *more: Any) -> Any:
    """Return a state of Adam's page, with what it loads."""
    session = await sessions.start_session(classroom.school.tenant_id, classroom.school["adam"].person_id)
    root: rx.State = browser(session.token, path)
    found = [await root.get_state(one) for one in (state, *more)]
    for one in found:
        await call(type(one).load, one, {})
    return found[0] if not more else found


async def begun(classroom: Classroom, kind: str) -> tuple[UUID, str]:
    """Begin something through its page; return it and its address."""
    course = classroom.course.course_id
    state = await page(classroom, f"/author/{course}/add/{kind}", AuthorBeginState)
    assert (state.begin_ready, state.what) == (True, kind)
    await call(AuthorBeginState.choose_lesson, state, {"lesson": state.where.lessons[0].id})
    form = {"begin_title": "New", "begin_lesson": state.where.lesson, "begin_topic": state.where.topics[1].id}
    (sent,) = await call(AuthorBeginState.begin, state, {"form": form})
    (listed,) = (await author_items.course(classroom.actor("adam"), course, state="draft")).rows
    address = f"/author/{course}/{listed.id}"
    assert address in str(sent) and listed.topics == "Equal fractions"
    return UUID(listed.id), address


async def test_what_cannot_be_begun_has_no_form(classroom: Classroom) -> None:
    state = await page(classroom, f"/author/{classroom.course.course_id}/add/nothing", AuthorBeginState)
    assert state.begin_ready and state.what == "" and author_begin.KINDS == ("reading", "video", "template")


async def test_a_text_and_its_picture_are_seen_while_they_are_written(classroom: Classroom) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    item, address = await begun(classroom, "reading")
    state = await page(classroom, address, AuthorItemState)
    sheet = state.sheet
    line = await author_pictures.keep(adam, course, png(), "A square")
    await call(AuthorItemState.typed_body, state, {"text": f"#### Deep\n\n{line}"})
    assert "![A square](/media/" in state.content.body and "media:" not in state.content.body
    assert "check-heading-skips" in {one.key for one in state.form.checks}
    # The form is not drawn anew under the writer's hands, and nothing is kept before it is saved.
    assert state.sheet == sheet and (await author_items.item(adam, course, item)).body == ""
    await call(AuthorItemState.save, state, {"form": {"body": f"## Fine\n\n{line}"}})
    assert state.sheet == sheet + 1 and state.form.body.startswith("## Fine")


async def test_what_is_typed_is_neither_handed_in_unsaved_nor_lost(classroom: Classroom) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    item, address = await begun(classroom, "reading")
    state = await page(classroom, address, AuthorItemState)
    await call(AuthorItemState.typed_body, state, {"text": "Halves."})
    with pytest.raises(InvalidInputError, match="no text yet"):
        await call(AuthorItemState.hand_in, state, {})
    await call(AuthorItemState.save, state, {"form": {"body": "Halves."}})
    sheet = state.sheet
    await call(AuthorItemState.typed_body, state, {"text": "Halves and quarters."})
    with pytest.raises(InvalidInputError, match="not saved yet"):
        await call(AuthorItemState.hand_in, state, {})
    assert (await author_items.item(adam, course, item)).state == "draft"
    await call(AuthorItemState.save, state, {"form": {"body": "Halves and quarters."}})
    # What was typed last may arrive after it was saved.
    await call(AuthorItemState.typed_body, state, {"text": "Halves and quarters. "})
    await call(AuthorItemState.hand_in, state, {})
    assert (state.form.state, state.sheet) == ("review", sheet + 1), "what is typed elsewhere in the form stays"
    adjacent = await author_begin.begin(adam, course, "template", "Sums", classroom.course.kcs[1])
    made = await page(classroom, f"/author/{course}/{adjacent}", AuthorItemState)
    await call(AuthorItemState.typed_part, made, {"name": "vary", "text": "a: 2..8\nb: 2..9"})
    with pytest.raises(InvalidInputError, match="not saved yet"):
        await call(AuthorItemState.hand_in, made, {})
    await call(AuthorItemState.typed_part, made, {"name": "vary", "text": made.form.vary})
    await call(AuthorItemState.hand_in, made, {})
    assert made.form.state == "review"


async def test_an_item_is_handed_in_and_approved_only_as_it_was_seen(classroom: Classroom) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    item, address = await begun(classroom, "reading")
    writer = await page(classroom, address, AuthorItemState)
    await call(AuthorItemState.save, writer, {"form": {"body": "Halves."}})
    other = await page(classroom, address, AuthorItemState)
    await call(AuthorItemState.save, writer, {"form": {"body": "Quarters."}})
    with pytest.raises(ConflictError, match="changed this item"):
        await call(AuthorItemState.hand_in, other, {})
    await call(AuthorItemState.hand_in, writer, {})
    admin = await page(classroom, address, AuthorItemState)
    await call(AuthorItemState.save, writer, {"form": {"body": "Something else."}})
    await call(AuthorItemState.hand_in, writer, {})
    with pytest.raises(ConflictError, match="changed this item"):
        await call(AuthorItemState.decide, admin, {"form": {"decision": "approve"}})
    assert (await author_items.item(adam, course, item)).state == "review"
    admin = await page(classroom, address, AuthorItemState)
    await call(AuthorItemState.decide, admin, {"form": {"decision": "approve"}})
    assert (await author_items.item(adam, course, item)).state == "approved"


async def test_who_decides_after_somebody_else_is_told_so(classroom: Classroom) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    item, address = await begun(classroom, "reading")
    first = await page(classroom, address, AuthorItemState)
    await call(AuthorItemState.save, first, {"form": {"body": "Halves."}})
    await call(AuthorItemState.hand_in, first, {})
    second = await page(classroom, address, AuthorItemState)
    await call(AuthorItemState.decide, first, {"form": {"decision": "return", "words": "Say more."}})
    with pytest.raises(ConflictError, match="decided this already"):
        await call(AuthorItemState.decide, second, {"form": {"decision": "approve"}})
    # A second press on the same button is no decision of its own, and no error.
    assert not any(await call(AuthorItemState.decide, first, {"form": {"decision": "approve"}}))
    found = await author_items.item(adam, course, item)
    assert (found.state, found.words) == ("draft", "Say more.")


async def test_a_draft_is_thrown_away_only_as_it_was_seen(classroom: Classroom) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    item, address = await begun(classroom, "reading")
    mine, theirs = [await page(classroom, address, AuthorItemState) for _ in range(2)]
    await call(AuthorItemState.save, theirs, {"form": {"body": "An hour’s work."}})
    with pytest.raises(ConflictError, match="look at it first"):
        await call(AuthorItemState.discard, mine, {})
    assert (await author_items.item(adam, course, item)).body == "An hour’s work."
    mine = await page(classroom, address, AuthorItemState)
    # The question is put away, and its button has the focus again that was in it.
    for asked in (True, False, True):
        await call(AuthorItemState.ask_discard, mine, {})
        assert (mine.discarding, mine.spared) == (asked, not asked)
    await call(AuthorItemState.discard, mine, {})
    with pytest.raises(NotFoundError):
        await author_items.item(adam, course, item)


async def test_files_of_a_video_come_without_what_is_typed_being_lost(classroom: Classroom) -> None:
    _, address = await begun(classroom, "video")
    item, film = await page(classroom, address, AuthorItemState, AuthorFilmState)
    assert film.most_film_mb == 512 and film.captions_language == "en"
    sheet = item.sheet
    await call(AuthorFilmState.choose_language, film, {"language": "xx"})
    assert film.captions_language == "en"
    await call(AuthorFilmState.came, film, {"file": "film"})
    assert item.sheet == sheet and item.form.kind == "video" and item.content.film.src == ""


async def test_what_somebody_else_saved_while_a_film_came_is_not_overwritten_unseen(classroom: Classroom) -> None:
    _, address = await begun(classroom, "video")
    item, film = await page(classroom, address, AuthorItemState, AuthorFilmState)
    await call(AuthorFilmState.came, film, {"file": "film"})
    await call(AuthorItemState.save, item, {"form": {"body": "Watch."}})
    other = await page(classroom, address, AuthorItemState)
    await call(AuthorItemState.save, other, {"form": {"body": "Watch it twice."}})
    sheet = item.sheet
    for _ in range(2):
        await call(AuthorFilmState.came, film, {"file": "film"})
        (sent,) = await call(AuthorItemState.save, item, {"form": {"body": "Watch it once."}})
        assert "author_overtaken" in str(sent) and item.overtaken
        assert [(one.part, "".join(two.text for two in one.pieces if two.kind == "added")) for one in item.against] == [
            ("part-body", "once.")
        ]
    # Nothing is stored, and the form is not drawn anew: what is typed in it stays.
    assert item.sheet == sheet
    assert (await author_items.item(classroom.actor("adam"), *map(UUID, address.split("/")[2:]))).body == (
        "Watch it twice."
    )


async def test_who_was_overtaken_saves_over_it_or_takes_it_and_loses_nothing_before(classroom: Classroom) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    item, address = await begun(classroom, "reading")
    mine, theirs = [await page(classroom, address, AuthorItemState) for _ in range(2)]

    async def stored() -> tuple[str, str]:
        found = await author_items.item(adam, course, item)
        return found.title, found.body

    await call(AuthorItemState.save, theirs, {"form": {"title": "Theirs", "body": "Halves."}})
    await call(AuthorItemState.save, mine, {"form": {"title": "New", "body": "Quarters."}})
    assert {one.part for one in mine.against} == {"part-title", "part-body"}
    # Somebody is faster once more: what was not seen is not overwritten.
    await call(AuthorItemState.save, theirs, {"form": {"title": "Theirs", "body": "Thirds."}})
    await call(AuthorItemState.save, mine, {"form": {"title": "New", "body": "Quarters.", "over": "on"}})
    assert mine.overtaken and await stored() == ("Theirs", "Thirds.")
    await call(AuthorItemState.save, mine, {"form": {"title": "New", "body": "Quarters.", "over": "on"}})
    assert not mine.overtaken and mine.against == [] and await stored() == ("New", "Quarters.")
    # The box alone saves over nobody: the other page has to be told first.
    await call(AuthorItemState.save, theirs, {"form": {"body": "Fifths.", "over": "on"}})
    assert theirs.overtaken and await stored() == ("New", "Quarters.")
    await call(AuthorItemState.take_theirs, theirs, {})
    assert not theirs.overtaken and theirs.form.body == "Quarters."
    # Where both have written the same there is nothing to decide.
    await call(AuthorItemState.save, mine, {"form": {"body": "Sixths."}})
    await call(AuthorItemState.save, theirs, {"form": {"body": "Sixths."}})
    assert not theirs.overtaken and theirs.form.seen == mine.form.seen


async def test_a_template_that_does_not_hold_says_so_in_the_readers_language(classroom: Classroom) -> None:
    _, address = await begun(classroom, "template")
    state = await page(classroom, address, AuthorItemState)
    assert state.form.template and len(state.tasks) == 5 and state.steps[0].prompt.startswith("What is $")
    state.locale = "es"
    await call(AuthorItemState.typed_part, state, {"name": "where", "text": "a > 100"})
    (problem,) = state.problems
    assert problem.key == "template-no-task" and problem.value.startswith("Ningún número") and len(state.tasks) == 5
    await call(AuthorItemState.typed_part, state, {"name": "where", "text": ""})
    assert state.problems == []
    await call(AuthorItemState.typed_part, state, {"name": "step-1-accepted", "text": "[[a - b]]"})
    assert [one.key for one in state.problems] == ["template-proof"]


async def test_many_tasks_are_proved_with_what_is_typed(classroom: Classroom) -> None:
    _, address = await begun(classroom, "template")
    item, trial = await page(classroom, address, AuthorItemState, AuthorTrialState)
    assert trial.trial.done == 0 and not trial.proving
    rare = {"vary": "a: 1..60\nb: 2..9", "let": "sum = a + b if a != 7 else a + b + 1", "where": ""}
    for name, text in {**rare, "step-1-wrong-0": "[[a + b + 50]]"}.items():
        await call(AuthorItemState.typed_part, item, {"name": name, "text": text})
    assert item.problems == []
    await call(AuthorTrialState.prove, trial, {})
    assert (trial.trial.done, trial.proving) == (SEEDS, False) and 0 < trial.trial.wrong < 60
    assert "accepted, but not right" in trial.trial.examples[0]
