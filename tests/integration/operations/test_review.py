"""The review queue and system health: who sees what, one decision for each entry, nothing of another institution."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import (
    Services,
    content,
    operations,
    overview,
    people,
    review,
    review_preview,
    sealing,
    trail,
)
from learnapp.services.content import CourseStore
from learnapp.state.admin import health
from learnapp.storage.repositories import identity as people_rows
from tests.factories import NOON, School


async def _entry(services: Services, school: School, *, kind: str = "content", post: UUID | None = None) -> UUID:
    """Put one entry of the school's section into the queue."""
    review_id = uuid7()
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(
            text(
                "INSERT INTO review_item (tenant_id, review_id, kind, subject_type, subject_id, title, reason_code,"
                " evidence, status, created_at, note, dedupe_key) VALUES (:t, :r, :kind, 'content', :post, 'An item',"
                " 'review-low-quality', jsonb_build_object('section_id', cast(:s AS text)), 'open', :now, '', :key)"
            ),
            {
                "t": school.tenant_id,
                "r": review_id,
                "key": str(review_id),
                "kind": kind,
                "post": post,
                "s": str(school.section_id),
                "now": NOON,
            },
        )
    return review_id


async def _post(services: Services, school: School) -> UUID:
    """Write a post that is held."""
    post_id = uuid7()
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(
            text(
                "INSERT INTO discussion_post (tenant_id, post_id, section_id, author_id, text_enc, status, created_at)"
                " VALUES (:t, :p, :s, :a, '\\x00', 'held', :now)"
            ),
            {
                "t": school.tenant_id,
                "p": post_id,
                "s": school.section_id,
                "a": school["alice"].person_id,
                "now": NOON,
            },
        )
    return post_id


def _teacher(school: School, *taught: UUID) -> Actor:
    return replace(school.actor("carol"), taught=frozenset(taught))


async def _ids(actor: Actor, status: str = "open") -> set[UUID]:
    return {row.review_id for row in (await review.list_reviews(actor, status=status)).rows}


async def test_an_entry_is_decided_once_and_leaves_a_trace(core_services: Services, riverside: School) -> None:
    adam, entry = riverside.actor("adam"), await _entry(core_services, riverside)
    assert await _ids(adam) == {entry}
    await review.decide(adam, entry, approve=False, note="  The picture is missing.  ")
    assert await _ids(adam) == set()
    decided = (await review.list_reviews(adam, status="rejected")).rows[0]
    assert (decided.review_id, decided.note, decided.decided_by) == (entry, "The picture is missing.", adam.person_id)
    with pytest.raises(ConflictError):
        await review.decide(adam, entry, approve=True)
    async with core_services.db.raw(riverside.tenant_id) as conn:
        cursor = await conn.execute("SELECT actor_id, object_id FROM audit_entry WHERE action = 'review.rejected'")
        assert await cursor.fetchall() == [(adam.person_id, str(entry))]


@pytest.mark.parametrize(("approve", "status"), [(True, "visible"), (False, "hidden")])
async def test_a_held_post_follows_its_decision(
    core_services: Services, riverside: School, approve: bool, status: str
) -> None:
    post = await _post(core_services, riverside)
    entry = await _entry(core_services, riverside, kind="discussion", post=post)
    await review.decide(riverside.actor("adam"), entry, approve=approve)
    async with core_services.db.raw(riverside.tenant_id) as conn:
        cursor = await conn.execute("SELECT status FROM discussion_post WHERE post_id = %s", (post,))
        assert await cursor.fetchone() == (status,)


async def test_instructors_review_only_what_they_teach(core_services: Services, riverside: School) -> None:
    entry = await _entry(core_services, riverside)
    assert await _ids(_teacher(riverside, riverside.section_id)) == {entry}
    elsewhere = _teacher(riverside, uuid7())
    assert await _ids(elsewhere) == set()
    with pytest.raises(NotFoundError):
        await review.decide(elsewhere, entry, approve=True)


async def test_students_and_other_institutions_find_nothing(
    core_services: Services, riverside: School, hillview: School
) -> None:
    entry = await _entry(core_services, riverside)
    for student in (riverside.actor("alice"), hillview.actor("mallory")):
        with pytest.raises(ForbiddenError):
            await review.list_reviews(student)
        with pytest.raises(ForbiddenError):
            await review.decide(student, entry, approve=True)
    stranger = hillview.actor("adam")
    assert await _ids(stranger) == set()
    with pytest.raises(NotFoundError):
        await review.decide(stranger, entry, approve=True)
    foreign_teacher = _teacher(hillview, riverside.section_id)
    assert await _ids(foreign_teacher) == set()
    assert await _ids(riverside.actor("adam")) == {entry}


async def test_the_queue_is_paged_and_knows_its_states(core_services: Services, riverside: School) -> None:
    made = {await _entry(core_services, riverside) for _ in range(5)}
    adam = riverside.actor("adam")
    pages = [await review.list_reviews(adam, offset=offset, size=2) for offset in (0, 2, 4)]
    assert [len(page.rows) for page in pages] == [2, 2, 1]
    assert {row.review_id for page in pages for row in page.rows} == made
    assert all(page.total == 5 for page in pages)
    with pytest.raises(InvalidInputError):
        await review.list_reviews(adam, status="' OR 1=1")


async def test_health_names_every_part_to_admins_only(core_services: Services, riverside: School) -> None:
    checks = {check.name: check for check in await operations.health(riverside.actor("adam"))}
    assert set(checks) == {"database", "worker", "queue", "partitions", "features", "audit", "cache", "disk"}
    assert checks["database"].state == "ok" and checks["partitions"].state == "ok"
    for name in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await operations.health(riverside.actor(name))


async def _reported(services: Services, school: School, content_id: UUID, *sections: UUID) -> UUID:
    """Put one entry into the queue that students of these sections have reported."""
    review_id, now = uuid7(), NOON.isoformat()
    reports = {str(uuid7()): {"text": f"Broken in {s}", "at": now, "section_id": str(s)} for s in sections}
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(
            text(
                "INSERT INTO review_item (tenant_id, review_id, kind, subject_type, subject_id, title, reason_code,"
                " evidence, status, created_at, note, dedupe_key) VALUES (:t, :r, 'broken_item', 'content', :c,"
                " 'An item', 'reported-by-student', cast(:e AS jsonb), 'open', :now, '', :key)"
            ),
            {
                "t": school.tenant_id, "r": review_id, "c": content_id, "now": NOON, "key": str(review_id),
                "e": json.dumps({"version": 1, "reports": reports}),
            },
        )  # fmt: skip
    return review_id


async def test_the_queue_is_filtered_by_kind(core_services: Services, riverside: School) -> None:
    entry, post = await _entry(core_services, riverside), await _post(core_services, riverside)
    held = await _entry(core_services, riverside, kind="discussion", post=post)
    adam = riverside.actor("adam")
    assert {row.review_id for row in (await review.list_reviews(adam, kind="discussion")).rows} == {held}
    assert {row.review_id for row in (await review.list_reviews(adam, kind="content")).rows} == {entry}
    with pytest.raises(InvalidInputError):
        await review.list_reviews(adam, kind="everything")


async def test_an_instructor_sees_reports_of_the_own_section_only(core_services: Services, riverside: School) -> None:
    own, other = riverside.section_id, uuid7()
    entry = await _reported(core_services, riverside, uuid7(), own, other)
    elsewhere = await _reported(core_services, riverside, uuid7(), other)
    carol = _teacher(riverside, own)
    rows = (await review.list_reviews(carol)).rows
    assert [row.review_id for row in rows] == [entry]
    assert review.reports_of(rows[0]) == [f"Broken in {own}"]
    assert (await review.list_reviews(carol, section_ids=[other])).total == 0
    assert {
        row.review_id for row in (await review.list_reviews(riverside.actor("adam"), section_ids=[other])).rows
    } == {
        entry,
        elsewhere,
    }
    await review.decide(carol, entry, approve=False, note="Seen")
    with pytest.raises(NotFoundError):
        await review.decide(carol, elsewhere, approve=True)


async def test_an_entry_shows_the_post_and_who_wrote_it_and_that_is_a_disclosure(
    core_services: Services, riverside: School
) -> None:
    alice, adam = riverside["alice"], riverside.actor("adam")
    async with core_services.db.transaction(riverside.tenant_id) as tx:
        sealed = (await people_rows.people_by_id(tx.session, riverside.tenant_id, [alice.person_id]))[alice.person_id]
    key = people.open_key(core_services.keyring, sealed)
    assert key is not None
    post = await _post(core_services, riverside)
    async with core_services.db.raw(riverside.tenant_id) as conn:
        await conn.execute(
            "UPDATE discussion_post SET text_enc = %s WHERE post_id = %s", (key.encrypt("post", "I am so sad"), post)
        )
    entry = await _entry(core_services, riverside, kind="discussion", post=post)
    async with core_services.db.raw(riverside.tenant_id) as conn:
        await conn.execute("UPDATE review_item SET subject_type = 'discussion_post' WHERE review_id = %s", (entry,))
    page = await review.list_reviews(adam)
    preview = (await review_preview.previews(adam, page.rows))[entry]
    assert (preview.text, preview.who, preview.is_post) == ("I am so sad", alice.name, True)
    async with core_services.db.raw(riverside.tenant_id) as conn:
        cursor = await conn.execute(
            "SELECT actor_id, subject_id FROM audit_entry WHERE action = 'record.read' AND tenant_id = %s",
            (riverside.tenant_id,),
        )
        assert await cursor.fetchall() == [(adam.person_id, alice.person_id)]
    with pytest.raises(ForbiddenError):
        await review_preview.previews(riverside.actor("bob"), page.rows)


async def test_an_item_is_shown_without_its_key(core_services: Services, riverside: School) -> None:
    core_services.courses = CourseStore(core_services.db)
    course, _ = await content.load_demo_course()
    snapshot = await core_services.courses.get(LIBRARY_TENANT, course)
    item = next(each for each in snapshot.content.values() if each.steps and each.steps[0].choices)
    entry = await _reported(core_services, riverside, item.content_id, riverside.section_id)
    adam = riverside.actor("adam")
    preview = (await review_preview.previews(adam, (await review.list_reviews(adam)).rows))[entry]
    assert item.steps[0].prompt in preview.text and item.steps[0].choices[0] in preview.text
    assert item.steps[0].key.solution not in preview.text
    assert preview.reports


async def test_the_queue_comes_as_csv_and_the_download_is_audited(core_services: Services, riverside: School) -> None:
    entry, adam = await _entry(core_services, riverside), riverside.actor("adam")
    await review.decide(adam, entry, approve=True, note="=1+1")
    table = await review.reviews_csv(adam, status="approved", locale="es")
    assert "La calidad de este contenido" in table and "'=1+1" in table
    assert (await trail.audit_search(adam, action="review.export")).total == 1
    with pytest.raises(ForbiddenError):
        await review.reviews_csv(riverside.actor("alice"))


async def test_health_speaks_of_the_worker_and_of_time(core_services: Services, riverside: School) -> None:
    adam = riverside.actor("adam")
    async with core_services.db.raw(riverside.tenant_id) as conn:
        await conn.execute("DELETE FROM procrastinate_workers")
    assert {c.name: c.state for c in await operations.health(adam)}["worker"] == "away"
    async with core_services.db.raw(riverside.tenant_id) as conn:
        await conn.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert {c.name: c.state for c in await operations.health(adam)}["worker"] == "ok"
    assert health.duration("en", 12) == "12 s"
    assert (health.duration("en", 600), health.duration("es", 3 * 86_400)) == ("10 min", "3 días")


async def test_the_overview_counts_what_matters_here_and_nothing_of_others(
    core_services: Services, riverside: School, hillview: School
) -> None:
    await _entry(core_services, riverside)
    async with core_services.db.raw(riverside.tenant_id) as conn:
        for name, hours in (("alice", 1), ("bob", 30)):
            await conn.execute(
                "INSERT INTO presence (tenant_id, section_id, student_id, last_event_at, last_verb, content_title,"
                " recent, wrong_streak, hint_streak) VALUES (%s, %s, %s, now() - make_interval(hours => %s),"
                " 'answered', '', '{}', 0, 0)",
                (riverside.tenant_id, riverside.section_id, riverside[name].person_id, hours),
            )
    await sealing.seal_pending(riverside.tenant_id)
    seen = await overview.overview(riverside.actor("adam"))
    assert (seen.active, seen.waiting, seen.running) == (1, 1, None)
    await trail.audit(riverside.actor("adam"), "content.publish", "content")
    await sealing.seal_pending(riverside.tenant_id)
    assert (await overview.overview(riverside.actor("adam"))).sealed_at is not None
    theirs = await overview.overview(hillview.actor("adam"))
    assert (theirs.active, theirs.waiting) == (0, 0)
    with pytest.raises(ForbiddenError):
        await overview.overview(riverside.actor("carol"))
