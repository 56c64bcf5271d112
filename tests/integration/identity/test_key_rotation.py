"""A new master key takes the place of the old one while the school goes on working."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, UnavailableError
from learnapp.integrations.web_push import Subscription
from learnapp.security.access import system_actor
from learnapp.security.crypto import Keyring
from learnapp.services import (
    Services,
    bulk_invitations,
    current,
    identity,
    invitations,
    joining,
    key_rotation,
    onboarding,
    people,
    sessions,
    set_current,
    unsubscribing,
)
from learnapp.services.delivery_people import reachable
from learnapp.services.sign_in import SignInFailedError
from learnapp.storage.repositories import delivery_setup as delivery_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import invitations as invitation_rows
from learnapp.storage.repositories.delivery_setup import NewAddress

from .conftest import PASSWORD, School

OLD, NEW = Keyring.generate(), Keyring.generate()


@contextmanager
def _running(services: Services, master: str, previous: str | None = None) -> Iterator[None]:
    """The same app, started again with other keys in its settings."""
    set_current(dataclasses.replace(services, keyring=Keyring.from_base64(master, previous)))
    sessions.forget_everyone()
    yield
    set_current(services)


async def _school(slug: str) -> School:
    tenant_id = await onboarding.create_institution(slug=slug, name="Ash School", kind="k12")
    system, made = system_actor(tenant_id), {}
    for role in ("student", "admin", "guardian"):
        new = identity.NewPerson(f"{role}@{slug}.example.org", f"Ash {role.title()}", (role,), password=PASSWORD)
        made[role] = (await identity.create_person(system, new)).person_id
    return School(tenant_id, slug, tenant_id, made)


async def _works(school: School) -> None:
    """A person signs in by the address, and an administrator reads their name and finds them."""
    token = (await identity.sign_in(school.email("student"), PASSWORD, address="a")).token
    assert await identity.actor_for_session(token)
    assert await identity.names(school.tenant_id, [school.people["student"]]) == {
        school.people["student"]: "Ash Student"
    }
    admin = await school.actor("admin")
    found = await identity.list_people(admin, query=school.email("guardian"))
    assert [view.name for view in found.rows] == ["Ash Guardian"]
    with pytest.raises(ConflictError):
        await identity.create_person(admin, identity.NewPerson(school.email("student"), "Twin", ("student",)))


async def test_what_was_sealed_before_is_read_after_and_the_old_key_opens_nothing(
    services: Services, _fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rotation, "BATCH", 2)
    with _running(services, OLD):
        school = await _school(f"ash-{Keyring.generate()[:8].lower().replace('/', 'a').replace('+', 'b')}")
        await _works(school)
    system = system_actor(school.tenant_id)
    with _running(services, NEW, OLD):
        await _works(school)
        done = await key_rotation.rotate(system)
        assert done == key_rotation.Rotated(1, 3)
        await _works(school)
        assert await key_rotation.rotate(system) == key_rotation.Rotated(), "run again, it finds nothing to do"
    with _running(services, NEW):
        await _works(school)
    with _running(services, OLD):
        with pytest.raises(UnavailableError):
            await identity.names(school.tenant_id, [school.people["student"]])
        with pytest.raises(SignInFailedError):
            await identity.sign_in(school.email("student"), PASSWORD, address="a")


async def test_who_wants_no_mail_and_whom_a_link_is_for_is_known_after_the_old_key_is_gone(
    services: Services, _fresh: None, course: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a refused address only the keyed hash is kept; a browser and an invited address are kept sealed beside it."""
    monkeypatch.setattr(key_rotation, "BATCH", 1)
    endpoint, invited = "https://push.example.org/alice", "newcomer@ash.example.org"
    with _running(services, OLD):
        school = await _school(f"rowan-{Keyring.generate()[:8].lower().replace('/', 'a').replace('+', 'b')}")
        tenant, system = school.tenant_id, system_actor(school.tenant_id)
        section = await identity.create_section(
            system, title="Math 7", term="spring", course_tenant_id=course[0], course_id=course[1]
        )
        async with services.db.transaction(tenant) as tx:
            assert await unsubscribing.stop_mail(tx.session, tenant, school.people["student"], "unsubscribed")
            assert await unsubscribing.stop_mail(tx.session, tenant, school.people["guardian"], "bounced")
            await _browser(tx.session, school, endpoint)
        await bulk_invitations.invite(await school.actor("admin"), invited, role="student", section_id=section)
    with _running(services, NEW, OLD):
        assert await key_rotation.rotate(system) == key_rotation.Rotated(1, 3, 4)
        assert await key_rotation.rotate(system) == key_rotation.Rotated()
    with _running(services, NEW):
        async with services.db.transaction(tenant) as tx:
            found = await reachable(tx.session, tenant, school.people.values())
            by_role = {role: found[person] for role, person in school.people.items()}
            assert {role: one.mail_stopped for role, one in by_role.items()} == {
                "student": "unsubscribed", "guardian": "bounced", "admin": "",
            }  # fmt: skip
            await _browser(tx.session, school, endpoint)
            (student,) = (await reachable(tx.session, tenant, [school.people["student"]])).values()
            assert len(student.addresses["web_push"]) == 1, "the same browser is the same row"
            keyring: Keyring = current().keyring
            links = await invitation_rows.open_for(
                tx.session, tenant, [keyring.email_lookup(invited)], services.clock.now()
            )
            assert [place for _, place in links] == [section]


async def _browser(session: AsyncSession, school: School, endpoint: str) -> None:
    """Keep a browser of the student's as the page of their account does."""
    (one,) = (await reachable(session, school.tenant_id, [school.people["student"]])).values()
    now, kept = current().clock.now(), Subscription(endpoint, "key", "auth")
    new = NewAddress(
        uuid7(), "web_push", current().keyring.lookup("delivery/web_push", endpoint),
        one.key.encrypt("address/web_push", kept.packed()), confirmed_at=now,
    )  # fmt: skip
    await delivery_rows.set_address(session, school.tenant_id, one.person_id, new, now)


async def test_open_links_of_before_are_counted_work_on_beside_the_old_key_and_end_with_it(
    services: Services, _fresh: None, course: tuple[UUID, UUID]
) -> None:
    with _running(services, OLD):
        school = await _school(f"alder-{Keyring.generate()[:8].lower().replace('/', 'a').replace('+', 'b')}")
        section = await identity.create_section(
            system_actor(school.tenant_id), title="Math 7", term="spring", course_tenant_id=course[0],
            course_id=course[1],
        )  # fmt: skip
        before = await key_rotation.open_links()
        link = await invitations.make(await school.actor("admin"), section)
        assert await key_rotation.open_links() == before + 1
    with _running(services, NEW, OLD):
        await key_rotation.rotate(system_actor(school.tenant_id))
        assert (await joining.look(link.code, address="a")).section == "Math 7"
        assert await key_rotation.open_links() >= 1, "who rotates is told of it"
        later = await invitations.make(await school.actor("admin"), section)
    with _running(services, NEW):
        with pytest.raises(joining.InvitationClosedError):
            await joining.look(link.code, address="a")
        assert (await joining.look(later.code, address="a")).section == "Math 7"


async def test_a_rotation_that_stopped_in_the_middle_goes_on(
    services: Services, _fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rotation, "BATCH", 1)
    with _running(services, OLD):
        school = await _school(f"elder-{Keyring.generate()[:8].lower().replace('/', 'a').replace('+', 'b')}")
    system, seen = system_actor(school.tenant_id), 0
    real = people_rows.addresses

    async def dies(*given: object, **named: object) -> list[people_rows.SealedAddress]:
        nonlocal seen
        seen += 1
        if seen == 3:
            raise KeyboardInterrupt
        return await real(*given, **named)  # type: ignore[arg-type]

    with _running(services, NEW, OLD):
        with monkeypatch.context() as patch:
            patch.setattr(people_rows, "addresses", dies)
            with pytest.raises(KeyboardInterrupt):
                await key_rotation.rotate(system)
        await _works(school)
        assert await key_rotation.rotate(system) == key_rotation.Rotated(0, 1)
    with _running(services, NEW):
        await _works(school)


async def test_only_the_system_rotates_and_only_with_a_key_to_come_from(services: Services, school: School) -> None:
    with pytest.raises(ForbiddenError):
        await key_rotation.rotate(await school.actor("admin"))
    with pytest.raises(InvalidInputError):
        await key_rotation.rotate(system_actor(school.tenant_id))


async def test_a_person_is_found_by_address_or_id(services: Services, school: School) -> None:
    system = system_actor(school.tenant_id)
    by_address = await people.find_person(system, school.email("student").upper())
    assert by_address == await people.find_person(system, str(school.people["student"]))
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE person SET status = 'erased' WHERE person_id = :p"), {"p": school.people["student"]}
        )
    with pytest.raises(NotFoundError):
        await people.find_person(system, str(school.people["student"]))
