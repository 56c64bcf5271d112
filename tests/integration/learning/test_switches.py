"""Features are switched for the institution and for sections, and what is off is off at every door."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.core.features import FEATURES, in_share, is_on
from learnapp.engine.event import Verb
from learnapp.services import discussion, explanations, school_calendar, switches, trail
from learnapp.services.learning import record_event
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import switches as rows
from tests.integration.learning.conftest import Classroom, new_classroom


async def switch(classroom: Classroom, feature: str, on: bool, section: UUID | None = None) -> None:
    await switches.switch(classroom.actor("adam"), feature, section_id=section, on=on)


async def on(classroom: Classroom, feature: str, section: UUID | None = None) -> bool:
    return await switches.enabled(classroom.school.tenant_id, feature, section)


@pytest.mark.parametrize(
    ("rollout", "default", "institution", "section", "expected"),
    [
        (False, True, None, None, True),
        (False, True, None, False, False),
        (False, True, False, True, False),
        (False, True, True, False, False),
        (True, False, None, None, False),
        (True, False, None, True, True),
        (True, False, False, True, True),
        (True, False, True, False, False),
        (True, False, True, None, True),
    ],
)
def test_the_rule(rollout: bool, default: bool, institution: bool | None, section: bool | None, expected: bool) -> None:
    feature = replace(FEATURES["discussion"], rollout=rollout, default=default)
    assert is_on(feature, institution, section) is expected


async def test_a_change_is_seen_at_once_and_only_where_it_was_made(classroom: Classroom) -> None:
    other, section = await new_classroom(classroom.services), classroom.school.section_id
    assert await on(classroom, "explanations", section)
    await switch(classroom, "explanations", False, section)
    assert not await on(classroom, "explanations", section) and await on(classroom, "explanations")
    assert await on(other, "explanations", other.school.section_id)
    view = {one.key: one for one in await switches.features(classroom.actor("adam"))}["explanations"]
    assert (view.on, [one.on for one in view.sections]) == (True, [False])
    await switch(classroom, "explanations", True, section)
    assert {one.key: one.sections for one in await switches.features(classroom.actor("adam"))}["explanations"] == []


async def test_asking_again_costs_no_round_trip(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    await on(classroom, "discussion")

    async def never(*_: Any) -> Any:
        pytest.fail("asked the database")

    monkeypatch.setattr(rows, "switches", never)
    for feature in FEATURES:
        await on(classroom, feature, classroom.school.section_id)


async def test_an_answer_asks_for_no_switch(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: Any, **__: Any) -> bool:
        pytest.fail("an answer has asked")

    monkeypatch.setattr(switches, "enabled", never)
    item = classroom.course.practice[0][0]
    sent = classroom.event(Verb.ANSWERED, item, response="7")
    assert (await record_event(sent, classroom.actor("alice"))).stored


async def test_what_was_read_before_a_change_does_not_live_on_after_it(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, read, changed = rows.switches, asyncio.Event(), asyncio.Event()

    async def slow(session: Any, tenant: UUID) -> Any:
        found = await real(session, tenant)
        read.set()
        await changed.wait()
        return found

    monkeypatch.setattr(rows, "switches", slow)
    asking = asyncio.create_task(on(classroom, "explanations"))
    await read.wait()
    monkeypatch.setattr(rows, "switches", real)
    await switch(classroom, "explanations", False)
    changed.set()
    await asking
    assert not await on(classroom, "explanations")


async def test_a_discussion_that_the_school_has_switched_off_is_barred_everywhere(classroom: Classroom) -> None:
    section = classroom.school.section_id
    await discussion.post(classroom.actor("alice"), section, "Is anybody here?")
    await switch(classroom, "discussion", False)
    for who in ("alice", "bob", "carol"):
        seen = await discussion.read(classroom.actor(who), section)
        assert (seen.barred, seen.threads) == ("discussion-switched-off", [])
        with pytest.raises(ForbiddenError):
            await discussion.post(classroom.actor(who), section, "Hello?")
    with pytest.raises(ForbiddenError):
        await record_event(classroom.event(Verb.FORUM_POSTED, text="Hello?"), classroom.actor("alice"))
    with pytest.raises(InvalidInputError):
        await switch(classroom, "discussion", True, section)
    await switch(classroom, "discussion", True)
    assert len((await discussion.read(classroom.actor("bob"), section)).threads) == 1
    await switch(classroom, "discussion", False, section)
    assert (await discussion.read(classroom.actor("bob"), section)).barred == "discussion-switched-off"


async def test_other_explanations_are_not_offered_and_refused(classroom: Classroom) -> None:
    item, alice = classroom.course.practice[0][0], classroom.actor("alice")
    with pytest.raises(NotFoundError):
        await explanations.explain(alice, item, "picture")
    await switch(classroom, "explanations", False, classroom.school.section_id)
    assert not await explanations.offered(classroom.school.tenant_id, classroom.school.section_id)
    with pytest.raises(ForbiddenError):
        await explanations.explain(alice, item, "picture")
    opened = classroom.event(Verb.EXPLANATION_OPENED, item, state={"explanation": "picture"})
    with pytest.raises(ForbiddenError):
        await record_event(opened, alice)


async def test_new_pages_begin_with_one_section(classroom: Classroom) -> None:
    section = classroom.school.section_id
    alice = replace(classroom.actor("alice"), sections=frozenset({section}))
    elsewhere = replace(alice, sections=frozenset({uuid7()}))
    assert await school_calendar.year(alice) is None
    await switch(classroom, "new_pages", True, section)
    assert await school_calendar.year(alice) is not None
    assert await school_calendar.year(elsewhere) is None
    await switch(classroom, "new_pages", True)
    assert await school_calendar.year(elsewhere) is not None


async def test_only_admins_switch_and_only_at_their_own_school(classroom: Classroom) -> None:
    other, section = await new_classroom(classroom.services), classroom.school.section_id
    for who in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await switches.switch(classroom.actor(who), "discussion", on=False)
        with pytest.raises(ForbiddenError):
            await switches.features(classroom.actor(who))
    with pytest.raises(NotFoundError):
        await switch(other, "explanations", False, section)
    for feature in ("", "everything", "discussion; --", "\x00"):
        with pytest.raises(InvalidInputError):
            await switch(classroom, feature, False)
    await switch(classroom, "discussion", False)
    found = [row.action for row in (await trail.audit_search(classroom.actor("adam"), object_is="feature")).rows]
    assert found == ["feature.update"]
    assert await on(other, "discussion")


async def sections_of(classroom: Classroom, many: int) -> list[UUID]:
    """Give the school more sections; return all of them."""
    tenant, course, made = classroom.school.tenant_id, classroom.course, [uuid7() for _ in range(many)]
    async with classroom.services.db.transaction(tenant) as tx:
        for number, section in enumerate(made):
            await section_rows.add_section(
                tx.session, tenant, section, title=f"Class {number:02}", term="spring",
                course=(tenant, course.course_id, 1), now=classroom.clock.now(),
            )  # fmt: skip
    return [classroom.school.section_id, *made]


async def trial(classroom: Classroom, offset: int = 0) -> switches.FeatureView:
    found = await switches.features(classroom.actor("adam"), {"new_pages": offset})
    return next(one for one in found if one.key == "new_pages")


async def listed(classroom: Classroom) -> list[switches.TrialSection]:
    """Return every page of the sections that have it."""
    total = (await trial(classroom)).total
    return [one for offset in range(0, total, switches.PAGE) for one in (await trial(classroom, offset)).trial]


async def test_a_share_grows_with_the_same_sections_and_is_taken_back(classroom: Classroom) -> None:
    adam, every = classroom.actor("adam"), await sections_of(classroom, 40)
    tenant = classroom.school.tenant_id

    async def having() -> set[UUID]:
        return {one for one in every if await switches.enabled(tenant, "new_pages", one)}

    start = classroom.clock.at
    seen: set[UUID] = set()
    for day, share in enumerate((10, 40, 70)):
        classroom.clock.at = start + timedelta(days=day)
        await switches.share_out(adam, "new_pages", share)
        now = await having()
        assert now == {one for one in every if in_share("new_pages", one, share)} and seen <= now
        seen = now
    view = await trial(classroom)
    assert (view.stage, view.share, view.total, view.active, view.on) == ("share", 70, len(seen), 41, False)
    assert len(view.trial) == switches.PAGE
    shown = await listed(classroom)
    assert {UUID(one.section_id) for one in shown} == seen and {one.why for one in shown} == {"share"}
    for one in shown:
        first = next(
            day for day, share in enumerate((10, 40, 70)) if in_share("new_pages", UUID(one.section_id), share)
        )
        assert one.since == (start + timedelta(days=first)).isoformat()
    assert not await switches.enabled(tenant, "new_pages"), "the institution itself has not got it"
    await switches.share_out(adam, "new_pages", 10)
    assert await having() == {one for one in every if in_share("new_pages", one, 10)}
    assert await switches.take_back(adam, "new_pages") == 0
    assert await having() == set() and (await trial(classroom)).stage == "off"


async def test_what_is_chosen_for_a_section_wins_and_stays_chosen(classroom: Classroom) -> None:
    adam, every = classroom.actor("adam"), await sections_of(classroom, 20)
    inside = next(one for one in every if in_share("new_pages", one, 50))
    outside = next(one for one in every if not in_share("new_pages", one, 50))
    await switches.share_out(adam, "new_pages", 50)
    await switch(classroom, "new_pages", False, inside)
    await switch(classroom, "new_pages", True, outside)
    assert (await on(classroom, "new_pages", inside), await on(classroom, "new_pages", outside)) == (False, True)
    view = await trial(classroom)
    assert [one.section_id for one in view.sections] == [str(inside)]
    assert [one.why for one in await listed(classroom) if one.section_id == str(outside)] == ["chosen"]
    await switches.share_out(adam, "new_pages", 99)
    assert not await on(classroom, "new_pages", inside)
    await switches.follow(adam, "new_pages", inside)
    assert await on(classroom, "new_pages", inside)
    await switch(classroom, "new_pages", True)
    assert (await trial(classroom)).stage == "all"
    await switch(classroom, "new_pages", False)
    assert (await on(classroom, "new_pages", inside), await on(classroom, "new_pages", outside)) == (False, True)
    assert (await trial(classroom)).stage == "sections"
    assert await switches.take_back(adam, "new_pages") == 1
    assert not await on(classroom, "new_pages", outside)


async def test_each_step_of_a_trial_is_in_the_trail_and_only_admins_take_it(classroom: Classroom) -> None:
    adam, other, section = classroom.actor("adam"), await new_classroom(classroom.services), classroom.school.section_id
    for who in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await switches.share_out(classroom.actor(who), "new_pages", 50)
        with pytest.raises(ForbiddenError):
            await switches.take_back(classroom.actor(who), "new_pages")
        with pytest.raises(ForbiddenError):
            await switches.follow(classroom.actor(who), "new_pages", section)
    for share in (0, 100, -5, 1000):
        with pytest.raises(InvalidInputError):
            await switches.share_out(adam, "new_pages", share)
    for act in (switches.share_out(adam, "discussion", 50), switches.take_back(adam, "discussion")):
        with pytest.raises(InvalidInputError):
            await act
    with pytest.raises(NotFoundError):
        await switches.follow(other.actor("adam"), "new_pages", section)
    await switches.share_out(adam, "new_pages", 99)
    await switch(classroom, "new_pages", True, section)
    await switches.take_back(adam, "new_pages")
    found = (await trail.audit_search(adam, object_is="feature")).rows
    assert [one.detail.get("share", one.detail["on"]) for one in reversed(found) if one.outcome == "ok"] == [
        "99", "True", "follows", "False",
    ]  # fmt: skip
    assert not await on(other, "new_pages", other.school.section_id)
    assert (await trial(other)).since == ""
