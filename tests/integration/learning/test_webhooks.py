"""Webhooks: told with what happens, signed as the standard says, tried again, and never with anybody's name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from learnapp.core.clock import FixedClock
from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import assignments, consents, learning, privacy, webhook_sending, webhooks
from learnapp.services.webhooks import KINDS
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.webhook_peer import Peer, peer


@pytest.fixture
def other() -> Iterator[Peer]:
    with peer() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def told(classroom: Classroom, other: Peer) -> AsyncIterator[tuple[Classroom, UUID]]:
    """A classroom of today, whose news go to a program of somebody else."""
    classroom.services.clock = FixedClock(datetime.now(UTC))
    admin = classroom.actor("adam")
    endpoint, other.secret = await webhooks.add(admin, other.url, KINDS)
    await webhooks.switch(admin, endpoint, on=True)
    yield classroom, endpoint
    if "webhook_http" in classroom.services.extras:
        await classroom.services.extras.pop("webhook_http").aclose()


async def send(home: Classroom) -> int:
    return await webhook_sending.send(home.school.tenant_id)


async def happen(home: Classroom, count: int = 1, kind: str = "intervention.sent") -> None:
    async with home.services.db.transaction(home.school.tenant_id) as tx:
        for number in range(count):
            await webhooks.tell(tx.session, home.school.tenant_id, kind, {"number": str(number)})


async def states(home: Classroom, endpoint: UUID) -> list[str]:
    return sorted(one.state for one in (await webhooks.log(home.actor("adam"), endpoint)).rows)


async def master(home: Classroom) -> None:
    """Let Alice answer until a topic is mastered."""
    for number in range(14):
        event = home.event(content=home.course.practice[0][number % 5], response="7")
        await learning.record_event(event, home.actor())
        home.clock.at += timedelta(seconds=2)


async def test_what_happens_is_told_by_ids_and_verified_by_the_standards_own_library(
    told: tuple[Classroom, UUID], other: Peer
) -> None:
    home, _ = told
    given = assignments.AssignmentDraft(kc_id=home.course.kcs[0])
    await assignments.assign(home.actor("carol"), home.school.section_id, given)
    await master(home)
    student, tenant = home.school["alice"], home.school.tenant_id
    assert await webhook_sending.look_for_done_in(tenant) == 1 and await webhook_sending.look_for_done_in(tenant) == 0
    await home.rows("UPDATE enrolment SET status = 'ended' WHERE person_id = %s RETURNING 1", student.person_id)
    for statement in (
        "INSERT INTO content_import (tenant_id, import_id, kind, source_name, status, started_at, done, total, report,"
        " cursor) VALUES (%s, gen_random_uuid(), 'gift', 'Secret plan', 'running', now(), 0, 0, '{}', '{}')"
        " RETURNING 1",
        "UPDATE content_import SET status = 'done' WHERE tenant_id = %s RETURNING 1",
    ):
        await home.rows(statement, tenant)
    await home.rows(
        "INSERT INTO intervention (tenant_id, intervention_id, section_id, student_id, trigger, help, state, evidence,"
        " note, created_at, changed_at) VALUES (%s, gen_random_uuid(), %s, %s, 'inactive', 'hint', 'due', '{}',"
        " 'Secret plan', now(), now()) RETURNING 1",
        tenant, home.school.section_id, student.person_id,
    )  # fmt: skip
    for state in ("sent", "seen"):
        await home.rows("UPDATE intervention SET state = %s RETURNING 1", state)
    assert await send(home) == 5
    found = {one["type"]: one for _, one in other.taken}
    assert set(found) == {
        "mastery.reached", "assignment.done", "enrolment.changed", "import.finished", "intervention.sent",
    }  # fmt: skip
    assert found["mastery.reached"]["data"] == {
        "student_id": str(student.person_id), "topic_id": str(home.course.kcs[0]),
    }  # fmt: skip
    assert found["enrolment.changed"]["data"]["status"] == "ended"
    assert found["import.finished"]["data"]["of"] == "content"
    offered = found["intervention.sent"]["data"]
    assert (offered["student_id"], offered["help"]) == (str(student.person_id), "hint")
    assert found["assignment.done"]["data"]["student_id"] == str(student.person_id)
    for secret in (student.name, student.email, "Secret plan"):
        assert secret not in str(other.taken)
    assert await send(home) == 0 and len({one for one, _ in other.taken}) == 5
    # Once its message is forgotten, what was done a month ago is not told again.
    home.clock.at += timedelta(days=31)
    assert await webhook_sending.prune_in(tenant) == 4
    await home.rows("UPDATE enrolment SET status = 'active' WHERE person_id = %s RETURNING 1", student.person_id)
    await home.rows("UPDATE presence SET last_event_at = %s RETURNING 1", home.clock.at)
    assert await webhook_sending.look_for_done_in(tenant) == 0


async def test_nothing_is_told_of_what_was_rolled_back_or_while_it_is_off(
    told: tuple[Classroom, UUID], other: Peer
) -> None:
    home, endpoint = told
    with pytest.raises(RuntimeError):
        async with home.services.db.transaction(home.school.tenant_id) as tx:
            await webhooks.tell(tx.session, home.school.tenant_id, "mastery.reached", {"student_id": "x"})
            raise RuntimeError
    await webhooks.change(home.actor("adam"), endpoint, other.url, ("export.finished",))
    await happen(home)
    await webhooks.switch(home.actor("adam"), endpoint, on=False)
    await happen(home, 1, "export.finished")
    assert await states(home, endpoint) == []


async def test_it_is_tried_again_with_growing_pauses_under_the_same_id(
    told: tuple[Classroom, UUID], other: Peer
) -> None:
    home, endpoint = told
    await happen(home)
    other.faults = [503, 500, 429]
    begun, pauses = home.clock.at, []
    for _ in range(3):
        assert await send(home) == 0 and await send(home) == 0, "left alone for a while"
        (one,) = (await webhooks.log(home.actor("adam"), endpoint)).rows
        assert one.due_at is not None and one.state == "waiting"
        pauses.append((one.due_at - home.clock.at).total_seconds())
        home.clock.at = one.due_at
        webhooks.breaker(other.url).good()
    assert pauses == sorted(pauses) and pauses[0] < pauses[-1] and other.calls == 3
    # The library takes no message that is older or newer than five minutes.
    home.clock.at = begun
    await home.rows("UPDATE webhook_delivery SET due_at = NULL RETURNING 1")
    await home.rows("UPDATE webhook_endpoint SET next_at = NULL RETURNING 1")
    assert await send(home) == 1 and await states(home, endpoint) == ["sent"]
    assert other.taken[0][0] == f"msg_{one.message_id.hex}"


async def test_a_server_that_keeps_failing_is_left_alone_by_the_breaker(
    told: tuple[Classroom, UUID], other: Peer
) -> None:
    home, _ = told
    await happen(home, 20)
    other.faults = [500] * 50
    for _ in range(6):
        await send(home)
        await home.rows("UPDATE webhook_endpoint SET next_at = NULL RETURNING 1")
    assert other.calls == 3, "open after three"
    webhooks.breaker(other.url).good()
    other.faults = []
    await home.rows("UPDATE webhook_delivery SET due_at = NULL WHERE state = 'waiting' RETURNING 1")
    assert await send(home) == 20


async def test_after_three_days_it_is_switched_off_and_admins_are_told(
    told: tuple[Classroom, UUID], other: Peer
) -> None:
    home, endpoint = told
    await happen(home)
    for day in range(5):
        other.faults = [410]
        await home.rows("UPDATE webhook_delivery SET due_at = NULL WHERE state = 'waiting' RETURNING 1")
        await send(home)
        home.clock.at += timedelta(days=1)
        webhooks.breaker(other.url).good()
        (card,) = await webhooks.overview(home.actor("adam"))
        assert card.row.enabled == (day < 3)
    assert card.row.given_up_at is not None and card.row.last_problem == "missing"
    assert len(await home.rows("SELECT 1 FROM notice WHERE kind = 'webhook'")) == 1
    await webhooks.switch(home.actor("adam"), endpoint, on=True)
    (card,) = await webhooks.overview(home.actor("adam"))
    assert card.row.given_up_at is None and card.row.failing_since is None


async def test_what_happens_while_a_receiver_is_away_for_long_is_kept_and_told_later(
    told: tuple[Classroom, UUID], other: Peer
) -> None:
    home, endpoint = told
    admin, begun = home.actor("adam"), home.clock.at
    await home.rows(
        "UPDATE webhook_endpoint SET enabled = false, given_up_at = %s RETURNING 1", begun - timedelta(days=1)
    )
    await happen(home, 3)
    assert await send(home) == 0 and await states(home, endpoint) == ["waiting"] * 3
    await webhooks.switch(admin, endpoint, on=True)
    assert await send(home) == 3 and await states(home, endpoint) == ["sent"] * 3
    (card,) = await webhooks.overview(admin)
    assert card.row.quiet_since is None, "nothing was lost"
    # Messages are kept for 30 days: of what came before it is said that it is gone.
    await home.rows(
        "UPDATE webhook_endpoint SET enabled = false, given_up_at = %s RETURNING 1", begun - timedelta(days=40)
    )
    await webhooks.switch(admin, endpoint, on=True)
    (card,) = await webhooks.overview(admin)
    assert (card.row.quiet_since, card.row.quiet_until) == (begun - timedelta(days=40), begun - timedelta(days=30))


async def test_from_when_to_when_nothing_was_kept_is_said(told: tuple[Classroom, UUID], other: Peer) -> None:
    home, endpoint = told
    admin, begun = home.actor("adam"), home.clock.at
    await webhooks.switch(admin, endpoint, on=False)
    await happen(home)
    home.clock.at = begun + timedelta(days=2)
    await webhooks.switch(admin, endpoint, on=False)
    (card,) = await webhooks.overview(admin)
    assert (card.row.quiet_since, card.row.quiet_until) == (begun, None) and await states(home, endpoint) == []
    await webhooks.switch(admin, endpoint, on=True)
    (card,) = await webhooks.overview(admin)
    assert (card.row.quiet_since, card.row.quiet_until) == (begun, begun + timedelta(days=2))
    # An administrator who switches off what we had switched off wants nothing kept.
    await home.rows("UPDATE webhook_endpoint SET enabled = false, given_up_at = now() RETURNING 1")
    await webhooks.switch(admin, endpoint, on=False)
    await happen(home)
    assert await states(home, endpoint) == []


async def test_days_that_are_sent_again_are_the_schools(told: tuple[Classroom, UUID], other: Peer) -> None:
    home, endpoint = told
    admin, tenant = home.actor("adam"), home.school.tenant_id
    await home.rows("UPDATE institution SET time_zone = 'America/Los_Angeles' WHERE tenant_id = %s RETURNING 1", tenant)
    await happen(home, 3)
    assert await send(home) == 3
    moments = ("2026-03-02 07:59:59+00", "2026-03-02 08:00:00+00", "2026-03-03 07:59:59+00")
    for message, at in zip((await webhooks.log(admin, endpoint)).rows, moments, strict=True):
        await home.rows(
            "UPDATE webhook_delivery SET happened_at = %s WHERE message_id = %s RETURNING 1", at, message.message_id
        )
    day = date(2026, 3, 2)
    assert await webhooks.replay_days(admin, endpoint, day, day) == 2
    assert await webhooks.replay_days(admin, endpoint, day, day) == 0, "they wait already"
    assert await webhooks.replay_days(admin, endpoint, date(2026, 3, 1)) == 1
    with pytest.raises(ForbiddenError):
        await webhooks.replay_days(home.actor("carol"), endpoint, day)


async def test_messages_are_given_up_after_the_last_try_and_can_be_replayed(
    told: tuple[Classroom, UUID], other: Peer
) -> None:
    home, endpoint = told
    admin, begun = home.actor("adam"), home.clock.at
    await happen(home, 3)
    assert await send(home) == 3
    await happen(home)
    await home.rows(
        "UPDATE webhook_delivery SET attempts = %s WHERE state = 'waiting' RETURNING 1", len(webhook_sending.PAUSES)
    )
    other.faults = [400]
    assert await send(home) == 0 and await states(home, endpoint) == ["failed", "sent", "sent", "sent"]
    failed = next(one for one in (await webhooks.log(admin, endpoint, state="failed")).rows)
    assert failed.status == 400 and failed.problem == "refused"
    assert await webhooks.replay(admin, endpoint, message=failed.message_id) == 1
    with pytest.raises(NotFoundError):
        await webhooks.replay(admin, endpoint, message=failed.message_id)
    assert await send(home) == 1
    assert await webhooks.replay(admin, endpoint, since=begun - timedelta(days=1)) == 4
    assert await webhooks.replay(admin, endpoint, since=begun + timedelta(days=1)) == 0
    assert await send(home) == 4
    ids = [one for one, _ in other.taken]
    assert len(ids) == 8 and len(set(ids)) == 4, "the same ids: who has them knows"
    with pytest.raises(InvalidInputError):
        await webhooks.replay(admin, endpoint)


async def test_a_new_secret_and_the_old_one_are_good_together_for_a_day(
    told: tuple[Classroom, UUID], other: Peer
) -> None:
    home, endpoint = told
    admin, old = home.actor("adam"), other.secret
    new = await webhooks.rotate(admin, endpoint)
    assert new != old
    for secret in (old, new):
        other.secret = secret
        assert (await webhooks.try_out(admin, endpoint)).problem == ""
    await home.rows("UPDATE webhook_endpoint SET old_until = now() - interval '1 minute' RETURNING 1")
    other.secret = old
    assert (await webhooks.try_out(admin, endpoint)).problem == "key"
    other.secret = new
    assert (await webhooks.try_out(admin, endpoint)).problem == ""
    assert other.kinds()[-1] == "test"
    (row,) = await home.rows("SELECT secret_enc FROM webhook_endpoint")
    assert new.encode() not in bytes(row[0]) and new not in repr(await webhooks.overview(admin))
    assert await webhooks.change(admin, endpoint, other.url + "&more=1", KINDS) == ""
    moved = await webhooks.change(admin, endpoint, "https://elsewhere.example/hook", KINDS)
    assert moved not in ("", new), "a secret is never taken along to another server"


@pytest.mark.parametrize("url", [
    "http://public.example/hook", "https://10.0.0.1/x", "https://169.254.169.254/latest", "ftp://x.example", "",
    "https://user:pass@x.example/",
])  # fmt: skip
async def test_addresses_that_lead_inside_are_refused(classroom: Classroom, url: str) -> None:
    with pytest.raises(InvalidInputError):
        await webhooks.add(classroom.actor("adam"), url, KINDS)


@pytest.mark.parametrize("whole_class", [False, True])
async def test_nothing_is_told_of_a_students_learning_without_consent(
    told: tuple[Classroom, UUID], other: Peer, whole_class: bool
) -> None:
    home, endpoint = told
    admin, alice, bob = home.actor("adam"), home.school["alice"].person_id, home.school["bob"].person_id
    await master(home)
    if whole_class:
        await consents.withdraw_from_section(admin, home.school.section_id, "institution_contract")
    else:
        await privacy.withdraw_consent(admin, alice, "institution_contract")
    kept = (await webhooks.log(admin, endpoint)).rows
    assert {(one.state, one.problem) for one in kept} == {("failed", "consent")}
    assert await webhooks.replay(admin, endpoint, since=datetime.min.replace(tzinfo=UTC)) == len(kept)
    async with home.services.db.transaction(home.school.tenant_id) as tx:
        await webhooks.tell(tx.session, home.school.tenant_id, "mastery.reached", {"student_id": str(bob)}, person=bob)
    await home.rows("UPDATE enrolment SET status = 'ended' WHERE person_id = %s RETURNING 1", alice)
    await send(home)
    found = sorted(one["type"] for _, one in other.taken)
    assert found == (["enrolment.changed"] if whole_class else ["enrolment.changed", "mastery.reached"])
    assert str(bob) in str(other.taken) or whole_class


async def test_mallory_and_teachers_see_nothing_and_the_erased_are_not_told_of(
    told: tuple[Classroom, UUID], other: Peer
) -> None:
    home, endpoint = told
    admin, mallory = home.actor("adam"), (await new_classroom(home.services)).actor("adam")
    assert await webhooks.overview(mallory) == []
    calls = (
        webhooks.remove, webhooks.rotate, webhooks.try_out, webhooks.log,
        lambda who, one: webhooks.switch(who, one, on=False),
        lambda who, one: webhooks.change(who, one, other.url, KINDS),
        lambda who, one: webhooks.replay(who, one, since=home.clock.at),
    )  # fmt: skip
    for call in calls:
        with pytest.raises(NotFoundError):
            await call(mallory, endpoint)
        with pytest.raises(ForbiddenError):
            await call(home.actor("carol"), endpoint)
    auditor = replace(admin, roles=frozenset({"auditor"}))
    assert len(await webhooks.overview(auditor)) == 1
    with pytest.raises(ForbiddenError):
        await webhooks.add(auditor, other.url, KINDS)
    await master(home)
    assert "waiting" in await states(home, endpoint)
    await privacy.erase_person(admin, home.school["alice"].person_id)
    assert await states(home, endpoint) == []
    for _ in range(webhooks.MOST_ENDPOINTS - 1):
        await webhooks.add(admin, other.url, KINDS)
    with pytest.raises(ConflictError):
        await webhooks.add(admin, other.url, KINDS)
    with pytest.raises(InvalidInputError):
        await webhooks.add(admin, other.url, ("everything",))
    await webhooks.remove(admin, endpoint)
    assert len(await webhooks.overview(admin)) == webhooks.MOST_ENDPOINTS - 1
    home.clock.at += timedelta(days=40)
    assert await webhook_sending.prune_in(home.school.tenant_id) == 0
