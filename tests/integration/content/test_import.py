"""Importing: everything once, also after an interruption, also when it is done again."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.errors import ForbiddenError, InvalidInputError
from learnapp.security.access import Actor
from learnapp.services import Services, content, content_jobs
from tests.factories import School
from tests.unit.integrations.oatutor_package import plain, step, troubled


async def stored(services: Services, tenant: UUID) -> list[tuple[Any, ...]]:
    """Everything that an import writes, but for the log."""
    found: list[tuple[Any, ...]] = []
    async with services.db.raw(tenant) as conn:
        for sql in (
            "SELECT content_id, version, course_id, source_ref, checksum, status, title FROM content",
            "SELECT course_id, title, language, license FROM course",
            "SELECT course_id, version, checksum FROM course_version",
            "SELECT lesson_id, course_id, title, position, kc_ids FROM lesson",
            "SELECT kc_id, slug, name, p_init, p_transit, p_slip, p_guess FROM kc",
        ):
            cursor = await conn.execute(f"{sql} WHERE tenant_id = %s ORDER BY 1, 2", (tenant,))
            found += await cursor.fetchall()
    return found


async def test_a_second_import_writes_nothing(services: Services, shelf: UUID, tmp_path: Path) -> None:
    path = troubled().tar(tmp_path / "p.tar.xz")
    steps: list[tuple[int, int]] = []
    first = await content.import_oatutor(path, shelf, progress=lambda done, total: steps.append((done, total)), batch=4)
    before = await stored(services, shelf)
    assert first.added > 0
    assert first.new_versions == 2
    assert steps[-1] == (first.total, first.total)
    assert len(steps) > 2
    again = await content.import_oatutor(path, shelf)
    assert (again.added, again.changed, again.retired, again.new_versions) == (0, 0, 0, 0)
    assert again.unchanged == first.added
    assert again.found == first.found
    assert await stored(services, shelf) == before


async def test_an_interrupted_import_goes_on_where_it_stopped_and_ends_the_same(
    services: Services, shelf: UUID, hillview: School, tmp_path: Path
) -> None:
    path = troubled().tar(tmp_path / "p.tar.xz")
    whole = await content.import_oatutor(path, hillview.tenant_id, batch=3)

    class PowerCutError(Exception):
        pass

    def cut(done: int, _total: int) -> None:
        if done >= 6:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        await content.import_oatutor(path, shelf, progress=cut, batch=3)
    actor = Actor(shelf, shelf, roles=frozenset({"admin"}))
    assert (await content_jobs.list_imports(actor)).rows[0].status == "interrupted"
    assert (await content.list_courses(actor)).total == (await content.list_courses(hillview.actor("adam"))).total - 2
    rest = await content.import_oatutor(path, shelf, batch=3)
    assert rest.resumed_at == 6
    assert (rest.added, rest.found, rest.notes) == (whole.added, whole.found, whole.notes)
    same = [row[1:] for row in await stored(services, hillview.tenant_id)]
    assert [row[1:] for row in await stored(services, shelf)] == same
    log = (await content_jobs.list_imports(actor)).rows
    assert [row.status for row in log] == ["done"]
    assert log[0].report["notes"] == whole.notes


async def test_an_edited_item_is_a_new_version_and_a_removed_one_is_retired(
    services: Services, shelf: UUID, tmp_path: Path
) -> None:
    package = plain(3)
    await content.import_oatutor(package.folder(tmp_path / "one"), shelf)
    package.put("content-pool/sum002/steps/sum002a/sum002a.json", {"id": "sum002a"} | step("$$99$$"))
    package.files = {path: data for path, data in package.files.items() if "/sum003/" not in path}
    report = await content.import_oatutor(package.folder(tmp_path / "two"), shelf)
    assert (report.added, report.changed, report.unchanged, report.retired) == (0, 2, 2, 2)
    assert set(report.courses.values()) == {2}
    async with services.db.raw(shelf) as conn:
        cursor = await conn.execute("SELECT course_id FROM course WHERE tenant_id = %s LIMIT 1", (shelf,))
        row = await cursor.fetchone()
    assert row is not None
    old = await services.courses.get(shelf, row[0], 1)
    new = await services.courses.get(shelf, row[0])
    assert len(old.content) == 3
    assert len(new.content) == 2
    assert {item.version for item in old.content.values()} == {1}
    assert sorted(item.version for item in new.content.values()) == [1, 2]
    edited = next(item for item in new.content.values() if item.version == 2)
    assert edited.steps[0].key.accepted == ("99",)
    assert old.content[edited.content_id].steps[0].key.accepted == ("5",)


async def test_a_cut_off_archive_publishes_nothing_and_says_so(services: Services, shelf: UUID, tmp_path: Path) -> None:
    whole = plain(40).tar(tmp_path / "whole.tar.xz").read_bytes()
    (tmp_path / "cut.tar.xz").write_bytes(whole[: int(len(whole) * 0.7)])
    with pytest.raises(InvalidInputError, match="fetch it again"):
        await content.import_oatutor(tmp_path / "cut.tar.xz", shelf)
    async with services.db.raw(shelf) as conn:
        cursor = await conn.execute("SELECT count(*) FROM course_version WHERE tenant_id = %s", (shelf,))
        assert await cursor.fetchone() == (0,)


async def test_items_held_for_review_are_stored_but_never_shown(
    services: Services, shelf: UUID, admin: Actor, tmp_path: Path
) -> None:
    await content.import_oatutor(troubled().folder(tmp_path), shelf)
    held = await content.search_content(admin, status="review", size=200)
    own = [card for card in held.rows if card.tenant_id == shelf]
    assert {card.source_ref for card in own} == {"figure", "unclosed", "matrix", "one", "strange"}
    for card in own:
        snapshot = await services.courses.get(shelf, card.course_id)
        assert card.content_id not in snapshot.content


async def test_only_admins_import_and_only_into_their_own_institution(
    riverside: School, hillview: School, services: Services, tmp_path: Path
) -> None:
    path = plain(1).folder(tmp_path)
    for name in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await content.import_oatutor(path, riverside.tenant_id, actor=riverside.actor(name))
    with pytest.raises(ForbiddenError):
        await content.import_oatutor(path, hillview.tenant_id, actor=riverside.actor("adam"))
    with pytest.raises(ForbiddenError):
        await content.import_oatutor(path, actor=riverside.actor("adam"))
    report = await content.import_oatutor(path, riverside.tenant_id, actor=riverside.actor("adam"))
    assert report.added == 2


async def test_a_packed_course_comes_in_from_the_terminal_as_well(
    services: Services, shelf: UUID, hillview: School
) -> None:
    report = await content.import_course(content.DEMO_COURSE, shelf)
    assert (report.added, report.new_versions) == (243, 1)
    again = await content.import_course(content.DEMO_COURSE, shelf)
    assert (again.added, again.unchanged) == (0, 243)
    with pytest.raises(ForbiddenError):
        await content.import_course(content.DEMO_COURSE, shelf, actor=hillview.actor("adam"))
