"""Licences: who used what is counted once a day, administrators are warned, and what has ended is not recommended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from learnapp.core.errors import ForbiddenError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.integrations import outbound_async
from learnapp.integrations.content_providers.wire import Wire
from learnapp.services import (
    class_preview,
    content_providers,
    learning,
    licences,
    operations,
    privacy,
    sessions,
    withdrawals,
)
from learnapp.services.content_providers import ProviderDraft
from learnapp.state.admin.licences import LicencesState
from learnapp.storage.repositories import licences as licence_rows
from learnapp.storage.repositories import provider_items as item_rows
from tests.factories import build_school
from tests.integration.learning.conftest import Classroom
from tests.integration.security.browser import browser, states

CODE = "Site 2026"


@pytest_asyncio.fixture(loop_scope="session")
async def provider(classroom: Classroom) -> AsyncIterator[UUID]:
    """A provider whose licence covers the first topic's reading and the third's."""
    http = outbound_async.client(loopback=True)
    classroom.services.origins = Wire(http, loopback=True)
    tenant, now = classroom.school.tenant_id, classroom.clock.now()
    made, _ = await content_providers.add(
        classroom.actor("adam"), ProviderDraft("Open Shelf", "rest", "http://127.0.0.1:9/items")
    )
    async with classroom.services.db.transaction(tenant) as tx:
        for place, content in enumerate((classroom.course.readings[0], classroom.course.readings[2])):
            await item_rows.put(
                tx.session, tenant, made, f"a{place}", content,
                values={"title": f"Text {place}", "licence": CODE, "state": "approved"}, waiting=None, report={},
                run=None, now=now,
            )  # fmt: skip
        await licence_rows.meet(tx.session, tenant, made, [CODE], now)
    yield made
    await http.aclose()


async def look(classroom: Classroom, who: str, content: UUID) -> None:
    """Let a student read something, and the worker count it."""
    since = classroom.clock.now()
    sent = classroom.event(Verb.READ, content, student_id=classroom.school[who].person_id, duration_ms=90_000)
    await learning.record_event(sent, classroom.actor(who))
    await operations.activity(classroom.school.tenant_id, since)
    await operations.activity(classroom.school.tenant_id, since)


async def one(classroom: Classroom) -> licences.LicenceView:
    (found,) = await licences.overview(classroom.actor("adam"))
    return found


async def set_terms(classroom: Classroom, provider: UUID, seats: str = "", days: int | None = None) -> None:
    ends = (classroom.clock.now().date() + timedelta(days=days)).isoformat() if days is not None else ""
    await licences.set_terms(classroom.actor("adam"), provider, CODE, seats, "", ends)


async def test_the_first_look_of_a_student_at_an_item_on_a_day_counts(classroom: Classroom, provider: UUID) -> None:
    first, third = classroom.course.readings[0], classroom.course.readings[2]
    await look(classroom, "alice", first)
    await look(classroom, "alice", first)
    await look(classroom, "alice", classroom.course.readings[1])
    found = await one(classroom)
    assert (found.row.students, found.row.views, found.row.items) == (1, 1, 2)
    await look(classroom, "bob", first)
    classroom.clock.at += timedelta(days=1)
    await look(classroom, "alice", first)
    await look(classroom, "alice", third)
    found = await one(classroom)
    assert (found.row.students, found.row.views) == (2, 4)
    assert [(month.month.isoformat(), month.views, month.students) for month in found.months] == [("2026-03-01", 4, 2)]
    csv = await licences.report_csv(classroom.actor("adam"))
    assert "Open Shelf,Site 2026,,,,fine,2,2026-03,4,2" in csv and "lice" not in csv.replace("licence", "")
    # Erased, a student is in no list any more; the days keep their numbers.
    await privacy.erase_person(classroom.actor("adam"), classroom.school["alice"].person_id)
    found = await one(classroom)
    assert (found.row.students, found.row.views) == (1, 4)


async def test_a_removed_provider_leaves_its_counts_and_its_name(classroom: Classroom, provider: UUID) -> None:
    await look(classroom, "alice", classroom.course.readings[0])
    await look(classroom, "bob", classroom.course.readings[0])
    adam = classroom.actor("adam")
    before = [(one.provider, one.code) for one in (await licences.past(adam))[0]]
    await content_providers.remove(adam, provider)
    found, total = await licences.past(adam)
    assert (before, total) == ([], 1) and await licences.overview(adam) == []
    assert [(one.provider, one.code, one.views, one.students) for one in found] == [("Open Shelf", CODE, 2, 2)]
    assert "Open Shelf,Site 2026,,,,removed,,2026-03,2,2" in await licences.report_csv(adam)
    with pytest.raises(ForbiddenError):
        await licences.past(classroom.actor("carol"))


async def test_administrators_are_warned_near_the_limit_and_the_end_once(classroom: Classroom, provider: UUID) -> None:
    await set_terms(classroom, provider, seats="1")
    assert (await one(classroom)).state == "fine"
    await look(classroom, "alice", classroom.course.readings[0])
    assert (await one(classroom)).state == "near_seats"
    await look(classroom, "bob", classroom.course.readings[0])
    assert (await one(classroom)).state == "over_seats"
    tenant = classroom.school.tenant_id
    await licences.work_in(tenant)
    await licences.work_in(tenant)
    await set_terms(classroom, provider, seats="50", days=20)
    assert (await one(classroom)).state == "near_end"
    told = await classroom.rows("SELECT arguments ->> 'state' FROM notice WHERE kind = 'licence' ORDER BY 1")
    assert [row[0] for row in told] in (["near_end"], ["near_end", "over_seats"])


async def test_an_ended_licence_stops_recommendations_and_the_teacher_reads_why(
    classroom: Classroom, provider: UUID
) -> None:
    first, section = classroom.course.readings[0], classroom.school.section_id
    tenant, carol = classroom.school.tenant_id, classroom.actor("carol")

    async def offered() -> set[UUID]:
        got = await learning.record_event(classroom.event(Verb.SESSION_STARTED), classroom.actor())
        return {each.content_id for each in got.next}

    await set_terms(classroom, provider, days=5)
    before = await offered()
    assert first in before
    classroom.clock.at += timedelta(days=6)
    assert await licences.work_in(tenant) == 1
    assert (await one(classroom)).state == "ended"
    assert first not in await offered()
    view = await class_preview.course(carol, section)
    assert [(each.cause, each.provider, each.licence, each.count) for each in view.barred] == [
        ("licence", "Open Shelf", CODE, 2)
    ]
    assert (await withdrawals.withdrawal(carol, section, first)).state == "barred"
    await set_terms(classroom, provider, days=40)
    assert (await one(classroom)).state == "fine" and first in await offered()
    assert (await class_preview.course(carol, section)).barred == []
    await set_terms(classroom, provider, days=-1)
    await content_providers.remove(classroom.actor("adam"), provider)
    assert first not in await offered(), "a licence that has ended does not begin again without its provider"


async def test_what_is_shown_is_barred_and_counted_whatever_has_become_of_its_last_change(
    classroom: Classroom, provider: UUID
) -> None:
    tenant, readings = classroom.school.tenant_id, classroom.course.readings
    async with classroom.services.db.transaction(tenant) as tx:
        for place, content, state in ((0, readings[0], "turned_down"), (1, readings[2], "refused")):
            await item_rows.put(
                tx.session, tenant, provider, f"a{place}", content,
                values={"title": f"Text {place}", "licence": CODE, "state": state}, waiting=None, report={}, run=None,
                now=classroom.clock.now(),
            )  # fmt: skip
        # Never let in, so it is in no course.
        await item_rows.put(
            tx.session, tenant, provider, "new", uuid4(), values={"licence": CODE, "state": "turned_down"},
            waiting=None, report={}, run=None, now=classroom.clock.now(),
        )  # fmt: skip
    assert (await one(classroom)).row.items == 2
    await set_terms(classroom, provider, days=-1)
    view = await class_preview.course(classroom.actor("carol"), classroom.school.section_id)
    assert [(each.cause, each.count) for each in view.barred] == [("licence", 2)]
    assert (await withdrawals.withdrawal(classroom.actor("carol"), classroom.school.section_id, readings[0])).state == (
        "barred"
    )


async def test_a_licence_that_has_not_begun_is_barred_until_its_first_day(classroom: Classroom, provider: UUID) -> None:
    first, carol, section = classroom.course.readings[0], classroom.actor("carol"), classroom.school.section_id
    begins = classroom.clock.now().date() + timedelta(days=3)
    await licences.set_terms(classroom.actor("adam"), provider, CODE, "", begins.isoformat(), "")
    assert (await one(classroom)).state == "coming"
    view = await class_preview.course(carol, section)
    assert [(each.cause, each.ends, each.count) for each in view.barred] == [("coming", begins.isoformat(), 2)]
    assert (await withdrawals.withdrawal(carol, section, first)).state == "barred"
    classroom.clock.at += timedelta(days=3)
    assert await licences.work_in(classroom.school.tenant_id) == 0
    assert (await class_preview.course(carol, section)).barred == []
    got = await learning.record_event(classroom.event(Verb.SESSION_STARTED), classroom.actor())
    assert first in {each.content_id for each in got.next}


async def test_the_end_and_renewal_of_a_licence_leave_out_what_its_provider_has_withdrawn(
    classroom: Classroom, provider: UUID
) -> None:
    tenant, first, now = classroom.school.tenant_id, classroom.course.readings[0], classroom.clock.now()
    async with classroom.services.db.transaction(tenant) as tx:
        await item_rows.bar(tx.session, tenant, provider, [first], "withdrawn", now)
    await set_terms(classroom, provider, days=-1)
    await set_terms(classroom, provider, days=40)
    carol, section = classroom.actor("carol"), classroom.school.section_id
    assert (await withdrawals.withdrawal(carol, section, first)).state == "barred"


async def test_terms_are_checked_and_belong_to_administrators(classroom: Classroom, provider: UUID) -> None:
    adam = classroom.actor("adam")
    wrong: list[tuple[str, str, str]] = [
        ("0", "", ""), ("many", "", ""), ("", "tomorrow", ""), ("", "2026-05-02", "2026-05-01"), ("99999999", "", ""),
    ]  # fmt: skip
    for terms in wrong:
        with pytest.raises(InvalidInputError):
            await licences.set_terms(adam, provider, CODE, *terms)
    with pytest.raises(NotFoundError):
        await licences.set_terms(adam, provider, "another", "", "", "")
    for name in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await licences.overview(classroom.actor(name))
    hillview = await build_school(classroom.services.db, "hillview", "university", students=("mallory",))
    assert await licences.overview(hillview.actor("adam")) == []
    tries: list[Any] = [lambda who: licences.set_terms(who, provider, CODE, "1", "", "")]
    for attempt in tries:
        with pytest.raises(LearnAppError):
            await attempt(hillview.actor("adam"))
    assert (await one(classroom)).row.seats is None


async def test_every_licence_has_its_place_on_a_page_with_its_use(classroom: Classroom, provider: UUID) -> None:
    school, now = classroom.school, classroom.clock.now()
    await look(classroom, "alice", classroom.course.readings[0])
    async with classroom.services.db.transaction(school.tenant_id) as tx:
        names = [f"Pack {number:03}" for number in range(licences.PAGE + 9)]
        await licence_rows.meet(tx.session, school.tenant_id, provider, names, now)
    states()
    token = (await sessions.start_session(school.tenant_id, school["adam"].person_id)).token
    page, state = await browser(token, "/admin/licences").get_state(LicencesState), cast("Any", LicencesState)
    await state.load.fn(page)
    seen = [card.code for card in page.licences]
    assert (page.licences_offset, len(seen), page.licences_total) == (0, licences.PAGE, licences.PAGE + 10)
    await state.turn.fn(page, 1)
    seen += [card.code for card in page.licences]
    assert (page.licences_offset, sorted(seen)) == (licences.PAGE, sorted([*names, CODE]))
    (used,) = [card for card in page.licences if card.code == CODE]
    assert [(month.views, month.students) for month in used.months] == [(1, 1)]
    await state.turn.fn(page, 1)
    assert page.licences_offset == licences.PAGE and len(page.licences) == 10, "there is nothing behind the last page"


async def test_families_take_along_what_was_counted(classroom: Classroom, provider: UUID) -> None:
    await look(classroom, "alice", classroom.course.readings[0])
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        alice = classroom.school["alice"].person_id
        seen = await licence_rows.views_of(tx.session, classroom.school.tenant_id, alice, 9)
    assert [row[1:] for row in seen] == [(CODE, "Open Shelf", "Text 0")]
