"""The review queue and system health: who sees what, one decision for each entry, nothing of another institution."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import Services, operations, review
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
    assert set(checks) == {"database", "queue", "partitions", "audit", "cache", "disk"}
    assert checks["database"].state == "ok" and checks["partitions"].state == "ok"
    for name in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await operations.health(riverside.actor(name))
