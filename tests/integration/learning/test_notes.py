"""Private notes: word for word, sealed, for their student alone, gone when deleted or erased."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import notes, privacy
from learnapp.state.student.notes import NoteState
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.opened import do, opened

SAID = "  3 + 4:\n<b>count on</b> from 4!"


async def test_a_note_stands_as_it_was_written_and_is_sealed(classroom: Classroom) -> None:
    alice, item = classroom.actor(), classroom.course.practice[0][0]
    assert (await notes.one(alice, item)).at == ""
    await notes.save(alice, item, SAID.replace("\n", "\r\n") + "  \n")
    assert (await notes.one(alice, item)).text == SAID
    assert await classroom.count("student_note") == 1
    assert (await classroom.rows("SELECT position('count on' IN text_enc) FROM student_note")) == [(0,)]
    await notes.save(alice, item, "Better now.")
    assert ((await notes.one(alice, item)).text, await classroom.count("student_note")) == ("Better now.", 1)


async def test_what_another_device_has_saved_meanwhile_is_kept_below_what_is_saved_now(classroom: Classroom) -> None:
    alice, item = classroom.actor(), classroom.course.practice[0][0]
    phone = await opened(classroom, "alice", NoteState, f"/learn/{item}")
    laptop = await opened(classroom, "alice", NoteState, f"/learn/{item}")
    for page in (phone, laptop):
        await do(page, "open_about", str(item))
    await do(phone, "save", {"note": "On the bus: 3 + 4."})
    await do(laptop, "save", {"note": "At home: 4 + 3."})
    assert laptop.note.text == "On the bus: 3 + 4.\n\nAt home: 4 + 3." and laptop.note.joined and laptop.joined == 1
    assert (await notes.one(alice, item)).text == laptop.note.text
    # Who goes on from there replaces it, and nothing is put together twice.
    await do(laptop, "save", {"note": "Both are 7."})
    assert (await notes.one(alice, item)).text == "Both are 7." and not laptop.note.joined
    await do(laptop, "save", {"note": "Both are 7."})
    await do(phone, "save", {"note": "Both are 7. Always."})
    assert (await notes.one(alice, item)).text == "Both are 7. Always." and not phone.note.joined


async def test_two_first_saves_at_once_keep_both_texts(classroom: Classroom) -> None:
    alice, item = classroom.actor(), classroom.course.practice[0][0]
    await asyncio.gather(*(notes.save(alice, item, said, "") for said in ("One.", "Two.", "Three.")))
    kept = (await notes.one(alice, item)).text
    assert sorted(kept.split("\n\n")) == ["One.", "Three.", "Two."]


async def test_texts_too_long_for_one_note_are_both_shown_and_the_next_press_is_meant(classroom: Classroom) -> None:
    alice, item = classroom.actor(), classroom.course.practice[0][0]
    page = await opened(classroom, "alice", NoteState, f"/learn/{item}")
    await do(page, "open_about", str(item))
    await notes.save(alice, item, "a" * 4000)
    await do(page, "save", {"note": "b" * 2000})
    assert page.other == "a" * 4000 and not page.fresh and (await notes.one(alice, item)).text == "a" * 4000
    await do(page, "save", {"note": "b" * 2000})
    assert (await notes.one(alice, item)).text == "b" * 2000 and page.other == "" and page.fresh


async def test_all_notes_are_paged_the_newest_first(classroom: Classroom) -> None:
    alice = classroom.actor()
    for place, item in enumerate((classroom.course.readings[0], *classroom.course.practice[0])):
        await notes.save(alice, item, f"note {place}")
        classroom.clock.at += timedelta(minutes=1)
    page = await notes.read(alice, offset=1, size=2)
    assert (page.total, [one.text for one in page.rows]) == (6, ["note 4", "note 3"])
    assert page.rows[0].title == "Unit fractions 3"
    await notes.remove(alice, classroom.course.practice[0][4])
    assert [one.text for one in (await notes.read(alice)).rows][:1] == ["note 4"]
    with pytest.raises(NotFoundError):
        await notes.remove(alice, classroom.course.practice[0][4])


async def test_nobody_else_reads_a_note(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    await notes.save(classroom.actor(), item, SAID)
    other = await new_classroom(classroom.services)
    for who in (classroom.actor("bob"), other.actor("alice")):
        assert (await notes.one(who, item)).text == ""
        assert (await notes.read(who)).rows == []
        with pytest.raises(NotFoundError):
            await notes.remove(who, item)
    with pytest.raises(NotFoundError):
        await notes.save(other.actor("alice"), item, SAID)
    for name in ("carol", "adam"):
        for act in (notes.one, notes.remove):
            with pytest.raises(ForbiddenError):
                await act(classroom.actor(name), item)
        with pytest.raises(ForbiddenError):
            await notes.read(classroom.actor(name))
    assert (await notes.one(classroom.actor(), item)).text == SAID


async def test_bad_input_says_what_is_wrong(classroom: Classroom) -> None:
    alice, item = classroom.actor(), classroom.course.practice[0][0]
    for written in ("", " \n ", "\x00", "x" * (notes.MAX_NOTE + 1)):
        with pytest.raises(InvalidInputError):
            await notes.save(alice, item, written)
    with pytest.raises(NotFoundError):
        await notes.save(alice, uuid7(), "hello")
    await notes.save(alice, item, "a\x00b\ud800c")
    assert (await notes.one(alice, item)).text == "abc"


async def test_without_consent_nothing_is_kept_and_what_was_kept_can_be_deleted(classroom: Classroom) -> None:
    alice, item = classroom.actor(), classroom.course.practice[0][0]
    await notes.save(alice, item, SAID)
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(text("UPDATE consent SET withdrawn_at = granted_at"))
    with pytest.raises(ForbiddenError, match="Nothing of yours may be stored"):
        await notes.save(alice, item, "more")
    assert (await notes.one(alice, item)).text == SAID
    await notes.remove(alice, item)
    assert await classroom.count("student_note") == 0


async def test_whoever_is_erased_leaves_no_note(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    await notes.save(classroom.actor(), item, SAID)
    await notes.save(classroom.actor("bob"), item, "Bob's")
    await privacy.erase_person(classroom.actor("adam"), classroom.school["alice"].person_id)
    assert await classroom.rows("SELECT student_id FROM student_note") == [(classroom.school["bob"].person_id,)]
