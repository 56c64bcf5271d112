"""A connection that was gone comes back: the page stays as it stood, with what is open and typed on it."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.event import Event

from learnapp.services import assignment_choices, discussion, notes, sessions
from learnapp.state.assigning import AssigningState
from learnapp.state.base import SessionGuard
from learnapp.state.discussing import DiscussionState
from learnapp.state.student.goals import GoalsState
from learnapp.state.student.learn import LearnState
from learnapp.state.student.notes import NotesState, NoteState
from tests.integration.learning.conftest import Classroom
from tests.integration.security.browser import browser, call

ROOT = rx.State.get_full_name()
BUILT = {"hashes": ["of what the window was built with"]}


async def _window(classroom: Classroom, path: str, who: str = "alice") -> rx.State:
    session = await sessions.start_session(classroom.school.tenant_id, classroom.school[who].person_id)
    return browser(session.token, path)


async def _join(root: rx.State, states: list[Any], payload: dict[str, Any] | None) -> None:
    """Let the page load as Reflex does: with what a new window sends, what one connected again does, or on foot."""
    guard = SessionGuard()
    if payload is not None:
        await guard.preprocess(None, root, Event(name=f"{ROOT}.hydrate_and_load", payload=payload))
    for state in states:
        await guard.preprocess(None, root, Event(name=f"{type(state).get_full_name()}.load", payload={}))
        await call(type(state).load, state, {})
    await guard.preprocess(None, root, Event(name=f"{ROOT}.on_load_internal_state.set_is_hydrated", payload={}))


async def test_two_presses_on_check_are_one_answer(classroom: Classroom) -> None:
    root = await _window(classroom, f"/learn/{classroom.course.practice[0][0]}")
    learn: Any = await root.get_state(LearnState)
    await _join(root, [learn], BUILT)
    form = {"answer": "8", "showing": learn.showing}
    await call(LearnState.submit, learn, {"form": form})
    said = (learn.outcome, learn.step.attempts, learn.next_href)
    await call(LearnState.submit, learn, {"form": form})
    assert (learn.outcome, learn.step.attempts, learn.next_href) == said and learn.step.attempts == 1
    assert await classroom.count("learning_event") == 1
    # What is typed after its feedback is another answer.
    await call(LearnState.submit, learn, {"form": {"answer": "7", "showing": learn.showing}})
    assert learn.outcome == "right" and await classroom.count("learning_event") == 2


async def test_an_answer_whose_reply_was_lost_does_not_stand_in_the_way_of_the_next(classroom: Classroom) -> None:
    root = await _window(classroom, f"/learn/{classroom.course.practice[0][0]}")
    learn: Any = await root.get_state(LearnState)
    await _join(root, [learn], BUILT)
    shown = learn.showing
    await call(LearnState.submit, learn, {"form": {"answer": "8", "showing": shown}})
    learn.showing = shown
    await call(LearnState.submit, learn, {"form": {"answer": "7", "showing": shown}})
    assert learn.outcome == "right" and await classroom.count("learning_event") == 2


async def test_an_answer_that_was_written_beside_a_hints_question_counts(classroom: Classroom) -> None:
    root = await _window(classroom, f"/learn/{classroom.course.practice[0][0]}")
    learn: Any = await root.get_state(LearnState)
    await _join(root, [learn], BUILT)
    for opened in (0, 1):
        await call(LearnState.show_hint, learn, {"key": learn.open_key, "opened": opened})
    both = {"showing": learn.showing, "place": learn.open_key}
    scaffold = {"answer": "6", "hint": "1", **both}
    # Both buttons are pressed before the page hears of the first.
    await call(LearnState.answer_scaffold, learn, {"form": scaffold})
    await call(LearnState.submit, learn, {"form": {"answer": "7", **both}})
    assert learn.step.hints[1].outcome == "right" and learn.outcome == "right" and learn.step.attempts == 1
    told = await classroom.count("learning_event")
    await call(LearnState.answer_scaffold, learn, {"form": scaffold})
    await call(LearnState.submit, learn, {"form": {"answer": "7", **both}})
    await call(LearnState.submit, learn, {"form": {"answer": "", **both}})
    assert await classroom.count("learning_event") == told and learn.outcome == "right"


async def test_what_was_sent_while_the_connection_was_gone_counts_on_the_page_that_is_filled_anew(
    classroom: Classroom,
) -> None:
    first, second = classroom.course.practice[0][:2]
    gone: Any = await (await _window(classroom, f"/learn/{first}")).get_state(LearnState)
    await call(LearnState.load, gone, {})
    form = {"answer": "7", "showing": gone.showing, "place": gone.open_key}
    root = await _window(classroom, f"/learn/{first}")
    learn: Any = await root.get_state(LearnState)
    await _join(root, [learn], {})
    await call(LearnState.submit, learn, {"form": form})
    assert learn.outcome == "right" and await classroom.count("learning_event") == 1
    # What was meant for one task answers no other one.
    other: Any = await (await _window(classroom, f"/learn/{second}")).get_state(LearnState)
    await call(LearnState.load, other, {})
    await call(LearnState.submit, other, {"form": form})
    assert other.step.attempts == 0 and await classroom.count("learning_event") == 1


async def test_a_task_keeps_its_form_and_what_was_said_until_it_is_opened_anew(classroom: Classroom) -> None:
    root = await _window(classroom, f"/learn/{classroom.course.practice[0][0]}")
    learn: Any = await root.get_state(LearnState)
    note: Any = await root.get_state(NoteState)
    page = [learn, note]
    await _join(root, page, BUILT)
    await call(NoteState.open_about, note, {"content_id": str(classroom.course.practice[0][0])})
    await call(LearnState.submit, learn, {"form": {"answer": "8"}})
    form, after = learn.begun, learn.next_href
    assert learn.outcome == "wrong" and after.startswith("/learn/")

    await _join(root, page, {})
    assert (learn.begun, learn.outcome, learn.next_href) == (form, "wrong", after)
    assert bool(note.opened)

    # On foot, and in a window that was reloaded, it is a visit of its own.
    await _join(root, page, None)
    assert learn.begun > form and learn.next_href == "/today" and not note.opened
    await call(NoteState.open_about, note, {"content_id": str(classroom.course.practice[0][0])})
    await _join(root, page, BUILT)
    assert not note.opened


async def test_another_address_opens_even_where_the_connection_has_just_come_back(classroom: Classroom) -> None:
    first, second = classroom.course.practice[0][:2]
    root = await _window(classroom, f"/learn/{first}")
    learn: Any = await root.get_state(LearnState)
    await _join(root, [learn], BUILT)
    other = await _window(classroom, f"/learn/{second}")
    root.router_data, root.router = other.router_data, other.router
    root.router_data["headers"]["cookie"] = other.router.headers.cookie
    await _join(root, [learn], {})
    assert learn.content.content_id == str(second)


async def test_a_process_that_never_saw_the_window_fills_the_page(classroom: Classroom) -> None:
    root = await _window(classroom, f"/learn/{classroom.course.practice[0][0]}")
    learn: Any = await root.get_state(LearnState)
    await _join(root, [learn], {})
    assert learn.ready


async def test_a_reply_stays_open_and_what_others_wrote_meanwhile_is_there(classroom: Classroom) -> None:
    section = classroom.school.section_id
    await discussion.post(classroom.actor("bob"), section, "How do I add fractions?")
    root = await _window(classroom, "/discussion")
    page: Any = await root.get_state(DiscussionState)
    await _join(root, [page], BUILT)
    await call(DiscussionState.choose_reply, page, {"post_id": page.threads[0].id})
    await discussion.post(classroom.actor("bob"), section, "And how do I take them away?")
    await _join(root, [page], {})
    assert page.replying == page.threads[1].id and page.total == 2


async def test_the_form_of_an_assignment_and_of_a_goal_stay_open(classroom: Classroom) -> None:
    section = classroom.school.section_id
    root = await _window(classroom, f"/teach/{section}/assignments", "carol")
    page: Any = await root.get_state(AssigningState)
    await _join(root, [page], BUILT)
    thing = (await assignment_choices.things(classroom.actor("carol"), section)).rows[0]
    await call(AssigningState.choose, page, {"thing_id": thing.id})
    await _join(root, [page], {})
    assert page.chosen.id == thing.id
    await _join(root, [page], None)
    assert not page.chosen.id

    root = await _window(classroom, "/goals")
    goals: Any = await root.get_state(GoalsState)
    await _join(root, [goals], BUILT)
    goals.moving = "a goal whose day is being typed"
    await _join(root, [goals], {})
    assert goals.moving


async def test_the_page_of_notes_shows_what_was_written_meanwhile(classroom: Classroom) -> None:
    root = await _window(classroom, "/notes")
    page: Any = await root.get_state(NotesState)
    await _join(root, [page], BUILT)
    await notes.save(classroom.actor(), classroom.course.practice[0][0], "Count on from 4.")
    await _join(root, [page], {})
    assert [one.text for one in page.notes] == ["Count on from 4."]


async def test_two_quick_presses_delete_no_note(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    await notes.save(classroom.actor(), item, "Count on from 4.")
    root = await _window(classroom, "/notes")
    page: Any = await root.get_state(NotesState)
    await _join(root, [page], BUILT)
    # Nothing is deleted about which was not asked.
    await call(NotesState.delete, page, {"content_id": str(item)})
    for _ in range(2):
        await call(NotesState.ask_delete, page, {"content_id": str(item)})
    assert page.deleting == str(item) and len(page.notes) == 1
    await call(NotesState.keep, page, {})
    assert page.deleting == ""
    await call(NotesState.ask_delete, page, {"content_id": str(item)})
    await call(NotesState.delete, page, {"content_id": str(item)})
    assert page.notes == [] and await classroom.count("student_note") == 0
