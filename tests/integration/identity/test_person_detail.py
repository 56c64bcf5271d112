"""An administrator looks at one person and corrects what is wrong."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import Services, identity, privacy

from .conftest import PASSWORD, School


async def test_a_person_with_family_and_sections_and_the_look_is_in_the_trail(
    services: Services, school: School
) -> None:
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(
            text("INSERT INTO guardian_link (tenant_id, guardian_id, student_id) VALUES (:t, :g, :s)"),
            {"t": school.tenant_id, "g": school.people["guardian"], "s": school.people["student"]},
        )
    admin = await school.actor("admin")
    student = await identity.person_detail(admin, school.people["student"])
    assert student.view.birth_date == date(2015, 5, 5)
    assert [section.title for section in student.sections] == ["Math 7"]
    assert [person for person, _ in student.guardians] == [school.people["guardian"]]
    guardian = await identity.person_detail(admin, school.people["guardian"])
    assert [person for person, _ in guardian.children] == [school.people["student"]]
    seen = await privacy.audit_search(admin, subject_id=school.people["student"], action="record.read")
    assert seen.total == 1


async def test_new_roles_count_at_once_in_an_open_session(school: School) -> None:
    admin = await school.actor("admin")
    token = (await identity.sign_in(school.email("classmate"), PASSWORD, address="a")).token
    assert await identity.actor_for_session(token)
    await identity.set_roles(admin, school.people["classmate"], ["student", "auditor"])
    actor = await identity.actor_for_session(token)
    assert actor is not None
    assert actor.roles == {"student", "auditor"}
    await identity.set_roles(admin, school.people["classmate"], ["student"])
    actor = await identity.actor_for_session(token)
    assert actor is not None
    assert actor.roles == {"student"}
    with pytest.raises(ForbiddenError):
        await privacy.audit_search(actor)


async def test_names_are_corrected(school: School) -> None:
    admin, student = await school.actor("admin"), school.people["student"]
    await identity.rename(admin, student, "  Zoë Ångström ")
    assert await identity.names(school.tenant_id, [student]) == {student: "Zoë Ångström"}
    with pytest.raises(InvalidInputError):
        await identity.rename(admin, student, "=1+1")


async def test_who_may_not_and_what_is_elsewhere_stays_as_it_is(school: School, other_school: School) -> None:
    admin, elsewhere = await school.actor("admin"), other_school.people["student"]
    for attempt in (
        identity.person_detail(admin, elsewhere),
        identity.set_roles(admin, elsewhere, ["admin"]),
        identity.rename(admin, elsewhere, "Stolen"),
    ):
        with pytest.raises(NotFoundError):
            await attempt
    with pytest.raises(InvalidInputError):
        await identity.set_roles(admin, admin.person_id, ["student"])
    with pytest.raises(InvalidInputError):
        await identity.set_roles(admin, school.people["student"], [])
    for role in ("student", "guardian", "instructor", "auditor"):
        with pytest.raises(ForbiddenError):
            await identity.set_roles(await school.actor(role), school.people[role], ["admin"])
    with pytest.raises(ForbiddenError):
        await identity.person_detail(await school.actor("instructor"), school.people["student"])
