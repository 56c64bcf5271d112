"""Course snapshots, lists, adoption and reports on broken items."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.kc import ContentKind
from learnapp.engine.template import given
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import Services, content, review
from learnapp.services.course_store import topological
from learnapp.storage.repositories import content as rows
from tests.factories import School
from tests.unit.integrations.oatutor_package import plain


async def adopted(services: Services, school: School) -> UUID:
    """Load the demo course and let the school's section study it."""
    course, _ = await content.load_demo_course()
    await content.adopt(school.actor("adam"), LIBRARY_TENANT, course, section_id=school.section_id)
    return course


async def test_the_demo_course_loads_once_and_is_whole(services: Services) -> None:
    course, version = await content.load_demo_course()
    assert await content.load_demo_course() == (course, version)
    snapshot = await services.courses.get(LIBRARY_TENANT, course)
    kinds = [item.kind for item in snapshot.content.values()]
    assert kinds.count(ContentKind.READING) == len(snapshot.kcs) == 17
    assert kinds.count(ContentKind.PRACTICE) == 160 + 59 and kinds.count(ContentKind.VIDEO) == 3
    for kc, needs in snapshot.prerequisites.items():
        for need in needs:
            assert snapshot.topological.index(need) < snapshot.topological.index(kc)
    assert all(snapshot.by_kc[kc] for kc in snapshot.kcs)
    made = [i for i in snapshot.content.values() if i.template is not None]
    assert len(made) == 63 and all(given(i, uuid7(), 3).steps[0].prompt for i in made)
    item = next(i for i in snapshot.content.values() if len(i.steps) > 1)
    assert item.steps[0].key.accepted
    assert any(hint.kind == "scaffold" and hint.key is not None for step in item.steps for hint in step.hints)


async def test_many_who_ask_at_once_share_one_load(services: Services) -> None:
    course, version = await content.load_demo_course()
    first = await asyncio.gather(*(services.courses.get(LIBRARY_TENANT, course, version) for _ in range(50)))
    assert all(one is first[0] for one in first)
    assert services.courses.peek(LIBRARY_TENANT, course, version) is first[0]


async def test_one_who_stops_waiting_does_not_stop_the_others(services: Services) -> None:
    course, version = await content.load_demo_course()
    impatient = asyncio.create_task(services.courses.get(LIBRARY_TENANT, course, version))
    patient = asyncio.create_task(services.courses.get(LIBRARY_TENANT, course, version))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).course_id == course


async def test_old_snapshots_leave_memory_first(services: Services, shelf: UUID, tmp_path: Path) -> None:
    await content.import_oatutor(plain(6).folder(tmp_path), shelf)
    async with services.db.raw(shelf) as conn:
        cards, _ = await rows.list_courses(conn, [shelf])
    store = content.CourseStore(services.db, max_items=8)
    first, second = cards
    await store.get(shelf, first.course_id)
    await store.get(shelf, second.course_id)
    assert store.peek(shelf, first.course_id, 1) is None
    assert store.peek(shelf, second.course_id, 1) is not None


async def test_a_course_of_another_institution_is_not_found(
    services: Services, riverside: School, hillview: School, tmp_path: Path
) -> None:
    await content.import_oatutor(plain(1).folder(tmp_path), hillview.tenant_id)
    card = (await content.list_courses(hillview.actor("adam"), text="Algebra A")).rows[0]
    assert card.tenant_id == hillview.tenant_id
    with pytest.raises(NotFoundError):
        await services.courses.get(hillview.tenant_id, card.course_id, reader=riverside.tenant_id)
    with pytest.raises(NotFoundError):
        await content.adopt(riverside.actor("adam"), hillview.tenant_id, card.course_id)
    with pytest.raises(NotFoundError):
        await services.courses.get(riverside.tenant_id, card.course_id)
    seen = await content.list_courses(riverside.actor("adam"), size=200)
    assert all(one.tenant_id in (riverside.tenant_id, LIBRARY_TENANT) for one in seen.rows)
    found = await content.search_content(riverside.actor("adam"), text="Sums", size=200)
    assert all(one.tenant_id in (riverside.tenant_id, LIBRARY_TENANT) for one in found.rows)


async def test_a_version_that_was_never_published_is_not_found(services: Services) -> None:
    course, _ = await content.load_demo_course()
    with pytest.raises(NotFoundError):
        await services.courses.get(LIBRARY_TENANT, course, 999)


def test_a_circle_of_prerequisites_is_refused() -> None:
    a, b, c = uuid7(), uuid7(), uuid7()
    assert topological([c, b, a], {c: [b], b: [a], a: []}) == (a, b, c)
    with pytest.raises(InvalidInputError, match="circle"):
        topological([a, b, c], {a: [c], b: [a], c: [b]})


async def test_a_large_course_takes_no_more_statements_than_a_small_one(
    services: Services, shelf: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long it takes is measured in `bench.loop`."""
    asked: list[str] = []
    real = AsyncConnection.execute

    async def listening(self: AsyncConnection[Any], query: Any, *rest: Any, **more: Any) -> Any:
        asked.append(str(query))
        return await real(self, query, *rest, **more)

    took: dict[int, int] = {}
    for size in (3, 400):
        await content.import_oatutor(plain(size).tar(tmp_path / f"{size}.tar.xz"), shelf)
        course, store = (await rows_of(services, shelf))[0].course_id, content.CourseStore(services.db)
        with monkeypatch.context() as patch:
            patch.setattr(AsyncConnection, "execute", listening)
            asked.clear()
            snapshot = await store.get(shelf, course)
            took[len(snapshot.content)] = len(asked)
            asked.clear()
            assert await store.get(shelf, course, snapshot.version) is snapshot
            assert asked == [], "what is loaded is not asked for again"
    assert set(took) == {3, 400}
    assert 0 < took[400] == took[3] < 20


async def rows_of(services: Services, tenant: UUID) -> list[rows.CourseCard]:
    async with services.db.raw(tenant) as conn:
        return (await rows.list_courses(conn, [tenant]))[0]


async def test_adopting_puts_the_section_on_the_newest_version(services: Services, riverside: School) -> None:
    course = await adopted(services, riverside)
    async with services.db.raw(riverside.tenant_id) as conn:
        cursor = await conn.execute(
            "SELECT course_tenant_id, course_id FROM section WHERE tenant_id = %s AND section_id = %s",
            (riverside.tenant_id, riverside.section_id),
        )
        assert await cursor.fetchone() == (LIBRARY_TENANT, course)
    with pytest.raises(ForbiddenError):
        await content.adopt(riverside.actor("alice"), LIBRARY_TENANT, course)
    with pytest.raises(NotFoundError):
        await content.adopt(riverside.actor("adam"), LIBRARY_TENANT, course, section_id=uuid7())


async def test_reports_on_one_item_gather_in_one_review_entry(services: Services, riverside: School) -> None:
    course = await adopted(services, riverside)
    snapshot = await services.courses.get(LIBRARY_TENANT, course)
    item = next(iter(snapshot.content))
    section = riverside.section_id
    one = await content.report_broken(riverside.actor("alice"), item, "The picture is gone.", section_id=section)
    two = await content.report_broken(riverside.actor("bob"), item, "Wrong! Write me: bob@mail.com", section_id=section)
    for _ in range(2):
        await content.report_broken(riverside.actor("alice"), item, "And the sum is wrong.", section_id=section)
    assert one == two
    async with services.db.raw(riverside.tenant_id) as conn:
        cursor = await conn.execute(
            "SELECT kind, evidence FROM review_item WHERE tenant_id = %s", (riverside.tenant_id,)
        )
        ((kind, evidence),) = await cursor.fetchall()
    assert kind == "broken_item"
    (row,) = (await review.list_reviews(riverside.actor("adam"))).rows
    texts = review.reports_of(row)
    assert len(texts) == 3 and {"The picture is gone.", "And the sum is wrong."} < set(texts), "each by itself, once"
    assert "bob@mail.com" not in str(evidence)


async def test_nonsense_reports_are_refused(services: Services, riverside: School, hillview: School) -> None:
    course = await adopted(services, riverside)
    item = next(iter((await services.courses.get(LIBRARY_TENANT, course)).content))
    alice, section = riverside.actor("alice"), riverside.section_id
    with pytest.raises(InvalidInputError):
        await content.report_broken(alice, item, "   ", section_id=section)
    with pytest.raises(NotFoundError):
        await content.report_broken(alice, uuid7(), "What?", section_id=section)
    with pytest.raises(ForbiddenError):
        await content.report_broken(hillview.actor("mallory"), item, "Mine now", section_id=section)


async def test_retiring_an_item_takes_it_out_of_the_next_version_only(
    services: Services, riverside: School, tmp_path: Path
) -> None:
    await content.import_oatutor(plain(2).folder(tmp_path), riverside.tenant_id)
    card = (await rows_of(services, riverside.tenant_id))[0]
    before = await services.courses.get(card.tenant_id, card.course_id)
    gone = next(iter(before.content))
    version = await content.set_content_status(riverside.actor("adam"), gone, "retired")
    after = await services.courses.get(card.tenant_id, card.course_id)
    assert after.version == version == 2
    assert gone not in after.content
    fresh = content.CourseStore(services.db)
    assert gone in (await fresh.get(card.tenant_id, card.course_id, 1)).content
    with pytest.raises(NotFoundError):
        course, _ = await content.load_demo_course()
        shared = next(iter((await services.courses.get(LIBRARY_TENANT, course)).content))
        await content.set_content_status(riverside.actor("adam"), shared, "retired")


async def test_search_is_paged_and_takes_wildcards_literally(services: Services, riverside: School) -> None:
    await content.load_demo_course()
    adam = riverside.actor("adam")
    page = await content.search_content(adam, text="equations", kind="practice", size=5)
    assert len(page.rows) == 5
    assert page.total > 5
    following = await content.search_content(adam, text="equations", kind="practice", offset=5, size=5)
    assert not {r.content_id for r in page.rows} & {r.content_id for r in following.rows}
    assert (await content.search_content(adam, text="%%%")).total == 0
    with pytest.raises(ForbiddenError):
        await content.search_content(riverside.actor("alice"), text="equations")
    assert datetime.now(UTC) > (await content.list_courses(adam)).rows[0].published_at
