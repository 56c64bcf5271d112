"""The tests' own ground: the whole system is built on the servers of the tests."""

from __future__ import annotations

from learnapp.services import Services, current, identity, sessions
from tests.factories import PASSWORD, School


async def test_somebody_of_a_fresh_school_signs_in(services: Services, riverside: School) -> None:
    alice = riverside["alice"]
    assert current() is services
    signed_in = await identity.sign_in(alice.email, PASSWORD, address="127.0.0.1")
    actor = await sessions.actor_for_session(signed_in.token)
    assert actor is not None
    assert (actor.tenant_id, actor.person_id, actor.roles) == (
        riverside.tenant_id, alice.person_id, frozenset({"student"}),
    )  # fmt: skip
    assert actor.sections == {riverside.section_id}
