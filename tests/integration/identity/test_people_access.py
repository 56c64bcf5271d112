"""Who sees whom: assistants, support by the operator, and the answer to "who can see this student?"."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.clock import FixedClock
from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor, allow, system_actor
from learnapp.services import (
    Services,
    api_clients,
    assistants,
    classroom,
    identity,
    institutions_health,
    invitations,
    joining,
    people_exports,
    person_detail,
    privacy,
    review,
    sections,
    support,
    trail,
    who_sees,
)
from learnapp.storage.repositories import identity as people_rows

from .conftest import PASSWORD, School


async def somebody(school: School, role: str) -> Actor:
    """Make a person of this role and return them as the session would."""
    new = identity.NewPerson(f"{uuid7().hex}@{school.slug}.example.org", f"New {role}", (role,), password=PASSWORD)
    made = await identity.create_person(system_actor(school.tenant_id), new)
    return await again(school, made.person_id)


async def again(school: School, person: object) -> Actor:
    actor = await identity.actor_for_person(school.tenant_id, person)  # type: ignore[arg-type]
    assert actor is not None
    return actor


async def helper_of(school: School) -> Actor:
    """Return an assistant of the school's class."""
    helper = await somebody(school, "assistant")
    await sections.enrol(await school.actor("admin"), school.section_id, [helper.person_id], "assistant")
    return await again(school, helper.person_id)


async def test_an_assistant_sees_one_class_and_changes_things_where_the_teacher_lets_them(school: School) -> None:
    helper, teacher = await helper_of(school), await school.actor("instructor")
    assert [one.title for one in await classroom.sections(helper)] == ["Math 7"]
    elsewhere = await identity.create_section(system_actor(school.tenant_id), title="Math 8", term="")
    with pytest.raises(ForbiddenError):
        await trail.authorise(helper, "read", "class_board", section_id=elsewhere)
    assert not assistants.may_change(helper, school.section_id)
    (line,) = (await assistants.of_section(teacher, school.section_id)).people
    assert (line.person_id, line.may_change) == (helper.person_id, False)
    for stranger in (helper, await school.actor("student"), await school.actor("auditor")):
        with pytest.raises(ForbiddenError):
            await assistants.trust(stranger, school.section_id, helper.person_id, may_change=True)
    await assistants.trust(teacher, school.section_id, helper.person_id, may_change=True)
    trusted = await again(school, helper.person_id)
    assert assistants.may_change(trusted, school.section_id) and not assistants.may_change(trusted, elsewhere)
    assert not allow(trusted, "create", "invitation", section_id=school.section_id).allowed
    await assistants.trust(teacher, school.section_id, helper.person_id, may_change=False)
    assert not assistants.may_change(await again(school, helper.person_id), school.section_id)
    await assistants.trust(teacher, school.section_id, helper.person_id, may_change=True)
    admin = await school.actor("admin")
    await sections.unenrol(admin, school.section_id, helper.person_id)
    await sections.enrol(admin, school.section_id, [helper.person_id], "assistant")
    assert not assistants.may_change(await again(school, helper.person_id), school.section_id)
    assert await review.reviews_csv(teacher) and (await review.list_reviews(helper)).total == 0
    with pytest.raises(ForbiddenError):
        await review.reviews_csv(helper)
    with pytest.raises(NotFoundError):
        await assistants.trust(teacher, school.section_id, school.people["student"], may_change=True)


async def test_an_assistant_joins_by_a_link_of_an_admin(school: School) -> None:
    with pytest.raises(ForbiddenError):
        await invitations.make(await school.actor("instructor"), school.section_id, "assistant")
    link = await invitations.make(await school.actor("admin"), school.section_id, "assistant")
    with pytest.raises(joining.OtherRoleError):
        await joining.accept(await somebody(school, "student"), link.code, address="a")
    new = joining.Newcomer("Tara Ames", f"{uuid7().hex}@home.example", "nine blue boats at sea")
    begun = await joining.join(link.code, new, address="b")
    helper = await again(school, begun.person_id)
    assert (helper.roles, helper.assisted) == (frozenset({"assistant"}), frozenset({school.section_id}))


async def test_the_operator_sees_people_only_while_an_admin_lets_them(school: School, services: Services) -> None:
    operator, admin = await somebody(school, "operator"), await school.actor("admin")
    student = school.people["student"]
    with pytest.raises(ForbiddenError) as refused:
        await person_detail.person_detail(operator, student)
    assert "operator" in refused.value.message and refused.value.detail["ask"] == "admin"
    with pytest.raises(InvalidInputError):
        await support.ask(operator, "because", 2)
    with pytest.raises(ForbiddenError):
        await support.ask(admin, "I would like to see everything", 2)
    wish = await support.ask(operator, "A class list stays empty, ticket 4711", 2)
    with pytest.raises(ConflictError):
        await support.ask(operator, "A class list stays empty, ticket 4711", 2)
    with pytest.raises(ForbiddenError):
        await support.decide(operator, wish, allow=True)
    (line,) = (await support.list_wishes(admin)).rows
    assert (line.state, line.hours, line.operator) == ("asked", 2, "New operator")
    both = replace(operator, roles=frozenset({"operator", "admin"}))
    with pytest.raises(InvalidInputError):
        await support.decide(both, wish, allow=True)
    before = services.clock
    try:
        # The database's own clock says whether it is over: what is opened an hour from now is open now.
        services.clock = FixedClock(datetime.now(tz=UTC))
        await support.decide(admin, wish, allow=True)
        looking = await again(school, operator.person_id)
        assert looking.supported
        assert (await person_detail.person_detail(looking, student)).view.name
        found = await who_sees.who_sees(admin, student)
        (seer,) = [one for one in found.page.rows if one.role == "operator"]
        assert seer.rules == ("operator-supported",) and seer.last is not None
        with pytest.raises(ForbiddenError):
            await identity.set_status(looking, student, "suspended")
        entries = (await trail.audit_search(admin, actor_id=operator.person_id)).rows
        assert {"person.read", "record.read", "support_access.ask"} <= {one.action for one in entries}
        with pytest.raises(ForbiddenError):
            await people_exports.people_csv(looking)
        await support.end(admin, wish)
        with pytest.raises(ForbiddenError):
            # As another process has them still: who looked a moment ago.
            await person_detail.person_detail(looking, student)
        assert not (await again(school, operator.person_id)).supported
        found = await who_sees.who_sees(admin, student)
        assert [name for name, _ in found.earlier] == ["New operator"]
        second = await support.ask(operator, "The same list is still empty", 1)
        await support.decide(admin, second, allow=True)
        services.clock = FixedClock(services.clock.now() + timedelta(hours=3))
        assert (await support.list_wishes(admin)).rows[0].state == "over"
    finally:
        services.clock = before


async def test_who_can_see_a_student_is_what_the_policy_answers(school: School, services: Services) -> None:
    admin, student = await school.actor("admin"), school.people["student"]
    guardian = school.people["guardian"]
    async with services.db.transaction(school.tenant_id) as tx:
        await people_rows.link_guardians(tx.session, school.tenant_id, [(guardian, student)])
    helper, stranger = await helper_of(school), await somebody(school, "instructor")
    client, _ = await api_clients.create_api_client(admin, "Reading app", ["records:read"])
    off, _ = await api_clients.create_api_client(admin, "Old app", ["records:read"])
    await api_clients.create_api_client(admin, "Sender", ["events:write"])
    await api_clients.create_api_client(admin, "Warehouse", ["exports:read", "events:read"])
    await api_clients.switch(admin, off, on=False)
    teacher = await school.actor("instructor")
    await trail.disclosed(teacher, student, "mastery", section_id=school.section_id)
    found = await who_sees.who_sees(await again(school, student), student)
    assert (found.own, found.child, found.name) == (True, False, f"{school.slug.title()} Student")
    shown = [(one.role, one.name, one.via, one.count) for one in found.page.rows]
    title = school.slug.title()
    assert shown == [
        ("instructor", f"{title} Instructor", ("Math 7",), 1),
        ("assistant", "New assistant", ("Math 7",), 1),
        ("guardian", f"{title} Guardian", (), 1),
        ("admin", f"{title} Admin", (), 1),
        ("auditor", f"{title} Auditor", (), 1),
        ("client", "Reading app", (), 1),
        ("client", "Warehouse", (), 1),
        ("student", "", ("Math 7",), 1),
    ]
    by_role = {one.role: one for one in found.page.rows}
    assert by_role["instructor"].last is not None and by_role["assistant"].last is None
    assert by_role["guardian"].since is not None
    assert set(by_role["auditor"].things) == {"person", "consent", "export"}
    warehouse = next(one for one in found.page.rows if one.name == "Warehouse")
    assert warehouse.things == ("learning_event", "export")
    assert by_role["student"].things == ("discussion",)
    # The list and the doors agree: whoever is on it for the record gets it, whoever is not is refused.
    for who in (teacher, helper, await again(school, guardian), admin, await school.actor("auditor"), stranger):
        near = allow(who, "read", "student_record", student_id=student, section_id=school.section_id).allowed
        listed = [one for one in found.page.rows if one.role in who.roles and "student_record" in one.things]
        assert near == (bool(listed) and who.person_id != stranger.person_id)
    # Roles change, and so does the answer.
    await sections.unenrol(admin, school.section_id, helper.person_id)
    await api_clients.revoke_api_client(admin, client)
    found = await who_sees.who_sees(await again(school, guardian), student)
    assert found.child and "assistant" not in {one.role for one in found.page.rows}
    assert [one.name for one in found.page.rows if one.role == "client"] == ["Warehouse"]


async def test_who_sees_a_student_is_not_for_everybody(school: School, other_school: School) -> None:
    student = school.people["student"]
    for who in ("classmate", "guardian", "instructor"):
        with pytest.raises(ForbiddenError):
            await who_sees.who_sees(await school.actor(who), student)
    for who in ("admin", "auditor"):
        assert (await who_sees.who_sees(await school.actor(who), student)).page.total
        with pytest.raises(NotFoundError):
            await who_sees.who_sees(await other_school.actor(who), student)
    with pytest.raises(NotFoundError):
        await who_sees.who_sees(await school.actor("admin"), school.people["instructor"])


async def test_erasing_an_operator_takes_what_they_asked(school: School) -> None:
    operator, admin = await somebody(school, "operator"), await school.actor("admin")
    await support.ask(operator, "A class list stays empty, ticket 4711", 2)
    await privacy.erase_person(admin, operator.person_id)
    assert (await support.list_wishes(admin)).total == 0


async def test_only_who_runs_the_server_sees_how_institutions_stand(school: School, other_school: School) -> None:
    operator = await somebody(school, "operator")
    page = await institutions_health.list_institutions(operator, size=200)
    assert {school.slug, other_school.slug} <= {one.slug for one in page.rows} and page.total == len(page.rows)
    (own,) = [one for one in page.rows if one.slug == school.slug]
    assert (own.active, own.status, own.unsealed > 0) == (0, "active", True)
    for who in ("student", "instructor", "admin", "auditor"):
        with pytest.raises(ForbiddenError):
            await institutions_health.list_institutions(await school.actor(who))
