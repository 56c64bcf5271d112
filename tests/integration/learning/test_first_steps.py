"""The way from an empty institution to a class that runs, read from the database at every step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, NotFoundError
from learnapp.engine.event import EventContext, EventResult, LearningEvent, Verb
from learnapp.security.access import Actor
from learnapp.services import (
    Services,
    assignments,
    class_board,
    content,
    first_steps,
    invitations,
    joining,
    learning,
    people,
    progress,
    roster,
    sections,
    sessions,
    sign_up,
)
from learnapp.storage.db import Database
from tests.integration.learning.conftest import NOW, Classroom, build_course


async def begin(db: Database) -> tuple[Actor, UUID]:
    """Return the admin of a new school, and a course of its own that it may adopt."""
    mark = uuid7().hex[-8:]
    draft = sign_up.SchoolDraft(
        f"Meadow {mark}", "k12", "en", "Europe/Madrid", "Ines Prado", f"ines@{mark}.example", "seven green kettles"
    )
    begun = await sign_up.sign_up(draft, address=mark)
    course = await build_course(db, begun.tenant_id)
    return await again(begun.tenant_id, begun.person_id), course.course_id


async def again(tenant: UUID, person: UUID) -> Actor:
    actor = await sessions.actor_for_person(tenant, person)
    assert actor is not None
    return actor


async def test_the_four_steps_can_be_left_and_gone_on_with(services: Services, db: Database) -> None:
    admin, course = await begin(db)
    found = await first_steps.setup(admin)
    assert (found.step, found.done, found.section_id) == ("class", (), None)
    assert await first_steps.is_new(admin)

    section = await sections.create_section(admin, title="Maths 7a", term="")
    found = await first_steps.setup(admin)
    assert (found.step, found.title, found.course, found.topic) == ("course", "Maths 7a", "", "")
    with pytest.raises(NotFoundError):
        await first_steps.assign_first(admin, section)

    (offer,) = [one for one in (await first_steps.offers(admin)).rows if one.course_id == course]
    assert (offer.shared, len(offer.lessons) > 0, offer.items > 0, offer.minutes > 0) == (False, True, True, True)
    await content.adopt(admin, offer.tenant_id, offer.course_id, section_id=section)
    found = await first_steps.setup(admin)
    assert (found.step, found.course, found.topic) == ("people", offer.title, "Unit fractions")

    await first_steps.teach_myself(admin, section)
    admin = await again(admin.tenant_id, admin.person_id)
    assert admin.roles == {"admin", "instructor"}
    assert admin.teaches(section)
    assert (await first_steps.setup(admin)).i_teach
    link = await invitations.make(admin, section, attest=True)
    found = await first_steps.setup(admin)
    assert (found.step, found.links, found.students, found.teachers) == ("assignment", 1, 0, 1)
    assert await first_steps.is_new(admin)

    await first_steps.assign_first(admin, section)
    found = await first_steps.setup(admin)
    assert (found.step, found.section_id) == ("", section)
    ((title, due),) = found.assigned
    assert title == "Unit fractions"
    assert due is not None
    assert timedelta(days=7) <= due - NOW < timedelta(days=8)
    assert not await first_steps.is_new(admin)
    with pytest.raises(ConflictError):
        await first_steps.assign_first(admin, section)

    # Who joins now is given the first assignment among the next things to do.
    new = joining.Newcomer("Kim Sol", f"{uuid7().hex}@home.example", "nine blue boats", "2011-04-02")
    begun = await joining.join(link.code, new, address="a")
    student = await again(begun.tenant_id, begun.person_id)
    (own,) = await assignments.for_student(student)
    assert (own.title, own.state) == ("Unit fractions", "open")
    cards = (await progress.today(student)).cards
    assert any("Your teacher assigned this" in reason.text for reason in cards[0].reasons)

    # Another class begins at the first step, and what needs it most comes first.
    assert (await first_steps.setup(admin, another=True)).step == "class"
    second = await sections.create_section(admin, title="Maths 7b", term="")
    assert (await first_steps.setup(admin)).section_id == second
    assert (await first_steps.setup(admin, section)).step == ""


async def test_a_list_without_classes_goes_into_the_class_at_hand(services: Services, db: Database) -> None:
    admin, _ = await begin(db)
    section = await sections.create_section(admin, title="Maths 7a", term="")
    mark = uuid7().hex
    text = (
        "email,name,role\n"
        f"ada{mark}@a.example,Ada Byron,student\n"
        f"tea{mark}@a.example,Tea Cher,instructor\n"
        f"adm{mark}@a.example,Ad Min,admin\n"
    )
    report = await roster.import_roster(admin, text.encode(), section_id=section)
    assert report.count("created") == 3
    found = await first_steps.setup(admin, section)
    assert (found.students, found.teachers) == (1, 1)
    with pytest.raises(NotFoundError):
        await roster.import_roster(admin, text.encode(), section_id=uuid7())


async def test_a_class_without_a_course_says_so_and_breaks_nothing(services: Services, db: Database) -> None:
    admin, _ = await begin(db)
    section = await sections.create_section(admin, title="Maths 7a", term="")
    await first_steps.teach_myself(admin, section)
    mail = f"{uuid7().hex}@a.example"
    made = await people.create_person(admin, people.NewPerson(mail, "Ada Byron", ("student",)))
    await sections.enrol(admin, section, [made.person_id])
    student, teacher = await again(admin.tenant_id, made.person_id), await again(admin.tenant_id, admin.person_id)
    assert await progress.sections(student) == []
    assert (await class_board.board(teacher, section)).page.total >= 0
    assert (await assignments.for_class(teacher, section)).rows == []
    event = LearningEvent(
        event_id=uuid7(), student_id=student.person_id, verb=Verb.ANSWERED, object_id=uuid7(), step_id="s1",
        occurred_at=NOW, result=EventResult(response="7"), context=EventContext(section_id=section),
    )  # fmt: skip
    with pytest.raises(ForbiddenError, match="no such section with a course"):
        await learning.record_event(event, student)


async def test_only_admins_are_guided_and_only_at_home(classroom: Classroom, db: Database) -> None:
    for who in ("alice", "carol"):
        actor = classroom.actor(who)
        with pytest.raises(ForbiddenError):
            await first_steps.setup(actor)
        with pytest.raises(ForbiddenError):
            await first_steps.is_new(actor)
        with pytest.raises(ForbiddenError):
            await first_steps.teach_myself(actor, classroom.school.section_id)
    mallory, _ = await begin(db)
    for section in (classroom.school.section_id, uuid7()):
        with pytest.raises(NotFoundError):
            await first_steps.setup(mallory, section)
        for act in (first_steps.teach_myself, first_steps.assign_first):
            with pytest.raises(NotFoundError):
                await act(mallory, section)
    assert (await again(mallory.tenant_id, mallory.person_id)).roles == {"admin"}


async def test_a_school_that_has_worked_before_is_not_called_new(classroom: Classroom) -> None:
    adam = classroom.actor("adam")
    assert await first_steps.is_new(adam)
    await learning.record_event(
        classroom.event(content=classroom.course.practice[0][0], step_id="s1", response="7"), classroom.actor("alice")
    )
    assert not await first_steps.is_new(replace(adam))
