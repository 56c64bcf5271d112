"""H5P and SCORM: files shut off from all else, claims that move nothing, and what is kept for the next visit."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from learnapp.api.app import build_api
from learnapp.api.players import with_runtime
from learnapp.core.errors import InvalidInputError, NotFoundError, RateLimitedError
from learnapp.integrations.content_packages.samples import sample
from learnapp.services import content, content_import, content_packages, media, players, practice, privacy
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.unit.integrations.foreign.document_files import mp4

ANSWERED = {
    "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"}, "object": {"id": "x"},
    "result": {"score": {"scaled": 1.0}, "success": True, "completion": True, "duration": "PT9H"},
}  # fmt: skip
CMI = {"cmi.core.lesson_status": "incomplete", "cmi.core.lesson_location": "1", "cmi.suspend_data": "seen 1"}


async def studied(classroom: Classroom, name: str, folder: Path, more: dict[str, bytes] | None = None) -> UUID:
    """Import a sample, with more files in it, and let Alice's class study it; return the task."""
    path = folder / f"{name}.zip"
    path.write_bytes(sample(name))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as out:
        for place, data in (more or {}).items():
            out.writestr(place, data)
    source = content_packages.open_package(content_packages.kind_of(path), path, path.name)
    await content_import.run(source, classroom.school.tenant_id, progress=None, requested_by=None, batch=50)
    course = source.courses[0].course_id
    await content.adopt(
        classroom.actor("adam"), classroom.school.tenant_id, course, section_id=classroom.school.section_id
    )
    snapshot = await classroom.services.courses.get(classroom.school.tenant_id, course)
    item: UUID = next(iter(snapshot.content))
    return item


@pytest_asyncio.fixture(loop_scope="session")
async def h5p(classroom: Classroom, tmp_path: Path) -> UUID:
    return await studied(classroom, "h5p", tmp_path)


@pytest_asyncio.fixture(loop_scope="session")
async def scorm(classroom: Classroom, tmp_path: Path) -> UUID:
    return await studied(classroom, "scorm", tmp_path)


async def get(address: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(build_api())
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as client:
        return await client.get(address, headers=headers)


async def test_every_file_is_shut_off_and_only_a_signed_address_gives_it(classroom: Classroom, h5p: UUID) -> None:
    view = await practice.open_content(classroom.actor(), h5p)
    src = view.package.src
    assert (view.kind, view.package.player, view.done) == ("interactive", "h5p", False)
    page = await get(src)
    assert page.status_code == 200 and "h5p-standalone/main.bundle.js" in page.text
    base = src.removesuffix("play") + "files/"
    file = await get(base + "H5P.LearnappChoice-1.0/choice.js")
    assert file.headers["content-type"].startswith("text/javascript") and b"triggerXAPIScored" in file.content
    for answer in (page, file):
        rules = answer.headers["content-security-policy"]
        assert "sandbox allow-scripts allow-forms" in rules and "allow-same-origin" not in rules
        assert f"connect-src http://school.test{base};" in rules and "default-src 'none'" in rules
        assert answer.headers["access-control-allow-origin"] == "*" and "set-cookie" not in answer.headers
    part = await get(base + "h5p.json", range="bytes=2-5")
    assert part.status_code == 206 and part.content == (await get(base + "h5p.json")).content[2:6]
    assert (await get(base + "h5p.json", range="bytes=999999-")).status_code == 416
    _, _, player, owner, name, until, mark, _ = src.split("/")
    for wrong in (
        src.replace(mark, "0" * 40), src.replace(until, str(int(until) + 3600)), src.replace(player, "scorm", 1),
        src.replace(owner, str(UUID(int=5))), base + "../../../../etc/passwd", base + "%2e%2e/%2e%2e/etc/passwd",
        base + "nothing.js", f"/media/{owner}/{name}?until={until}&mark={mark}", "/players/../../pyproject.toml",
    ):  # fmt: skip
        assert (await get(wrong)).status_code in (403, 404), wrong
    assert (await get(base + "h5p.json", host="x y")).status_code in (400, 404)
    classroom.clock.at += timedelta(hours=media.HOURS + 1)
    gone = await get(src)
    assert gone.status_code == 403 and "expired" in gone.text


async def test_a_part_of_a_film_is_read_without_the_whole_in_memory(classroom: Classroom, tmp_path: Path) -> None:
    film = mp4() + b"".join(number.to_bytes(4, "big") for number in range(6 * 1024 * 1024))
    item = await studied(classroom, "h5p", tmp_path, {"content/videos/a.mp4": film})
    base = (await practice.open_content(classroom.actor(), item)).package.src.removesuffix("play") + "files/"
    del film
    tracemalloc.start()
    try:
        part = await get(base + "content/videos/a.mp4", range="bytes=20000000-20000999")
        last = await get(base + "content/videos/a.mp4", range="bytes=-4")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 6_000_000, f"{most} bytes of 25 million"
    whole = (await get(base + "content/videos/a.mp4")).content
    assert (part.status_code, part.content) == (206, whole[20_000_000:20_001_000])
    assert part.headers["content-range"] == f"bytes 20000000-20000999/{len(whole)}"
    assert last.content == whole[-4:] == (6 * 1024 * 1024 - 1).to_bytes(4, "big")
    assert (await get(base + "content/videos/a.mp4", range=f"bytes={len(whole)}-")).status_code == 416


async def test_a_page_of_scorm_has_the_runtime_before_its_own_scripts(classroom: Classroom, scorm: UUID) -> None:
    src = (await practice.open_content(classroom.actor(), scorm)).package.src
    page = (await get(src)).text
    assert page.index("scorm12.min.js") < page.index("scorm.js") < page.index("<title>") < page.index("steps.js")
    assert with_runtime(b"<header>x").startswith(b"<script") and b"<head>" not in with_runtime(b"<p>")
    assert with_runtime(b"<!doctype html><p>").startswith(b"<!doctype html><script")
    assert b"<p>\xc3\xa9" in with_runtime("<html><p>é".encode("utf-16"))


async def test_what_a_package_claims_is_kept_as_a_claim_and_moves_no_mastery(
    classroom: Classroom, h5p: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, section = classroom.actor(), classroom.school.section_id
    before = await classroom.count("kc_state")
    told = await players.heard(alice, section, h5p, json.dumps(ANSWERED), 30_000)
    assert told.taken and told.done and told.claimed == 100
    ((verb, correct, result),) = await classroom.rows(
        "SELECT verb, correct, result FROM learning_event WHERE object_id = %s", h5p
    )
    assert (verb, correct) == ("simulation_interacted", None)
    assert result["state"] == {"statement": "answered", "claimed_score": 1.0, "claimed_success": True}
    # Nine hours in half a minute are not believed.
    assert result["duration_ms"] <= 30_000
    assert await classroom.rows("SELECT count(*) FROM kc_state WHERE attempts > 0") == [(0,)]
    assert before == 0 or await classroom.count("kc_state") == before
    view = await practice.open_content(alice, h5p)
    assert view.done and view.package.claimed == 100
    assert not (await players.heard(alice, section, h5p, '{"verb": {"id": "liked"}}', 0)).taken
    for bad in ("{", "x" * (players.MOST_SAID + 1), "[" * 15_000):
        with pytest.raises(InvalidInputError):
            await players.heard(alice, section, h5p, bad, 0)
    monkeypatch.setattr(players, "RATE", "8/minute")
    with pytest.raises(RateLimitedError):
        for _ in range(9):
            await players.heard(alice, section, h5p, "[]", 0)


async def test_where_a_scorm_task_was_left_is_given_back_to_its_student_only(classroom: Classroom, scorm: UUID) -> None:
    alice, bob, section = classroom.actor(), classroom.actor("bob"), classroom.school.section_id
    assert json.loads((await practice.open_content(alice, scorm)).package.start)["kept"] == {}
    first = await players.keep(alice, section, scorm, json.dumps(CMI | {"cmi.core.student_name": "A"}), 5_000)
    assert first.taken and not first.done
    again = await players.keep(alice, section, scorm, json.dumps(CMI | {"cmi.core.lesson_location": "2"}), 5_000)
    assert not again.taken and await classroom.count("player_state") == 1
    assert await classroom.rows("SELECT position('seen' IN state_enc) FROM player_state") == [(0,)]
    begins = json.loads((await practice.open_content(alice, scorm)).package.start)
    assert begins["kept"] == CMI | {"cmi.core.lesson_location": "2"}
    other = json.loads((await practice.open_content(bob, scorm)).package.start)
    assert other["kept"] == {} and other["who"] != begins["who"]
    passed = CMI | {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "90"}
    done = await players.keep(alice, section, scorm, json.dumps(passed), 5_000)
    assert done.done and done.claimed == 90 and (await practice.open_content(alice, scorm)).done
    with pytest.raises(InvalidInputError):
        await players.keep(alice, section, scorm, "{", 0)


async def test_mallory_and_whoever_studies_something_else_do_nothing(classroom: Classroom, scorm: UUID) -> None:
    mallory = (await new_classroom(classroom.services)).actor("alice")
    section = classroom.school.section_id
    for door in (players.heard, players.keep):
        for who, where in ((mallory, section), (mallory, next(iter(mallory.sections)))):
            with pytest.raises(NotFoundError):
                await door(who, where, scorm, json.dumps(CMI), 0)
    with pytest.raises(NotFoundError):
        await practice.open_content(mallory, scorm)
    with pytest.raises(NotFoundError):
        await players.heard(classroom.actor(), section, classroom.course.readings[0], "{}", 0)
    assert await classroom.count("player_state") == 0


async def test_without_consent_nothing_is_kept_and_whoever_is_erased_leaves_nothing(
    classroom: Classroom, scorm: UUID, h5p: UUID
) -> None:
    alice, section = classroom.actor(), classroom.school.section_id
    # The class studies H5P now.
    await players.keep(alice, section, h5p, '{"chosen": 0}', 0)
    await players.keep(classroom.actor("bob"), section, h5p, '{"chosen": 1}', 0)
    kept = json.loads((await practice.open_content(alice, h5p)).package.start)["kept"]
    assert kept == {"state": '{"chosen": 0}'}
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE consent SET withdrawn_at = granted_at WHERE student_id = :who"), {"who": alice.person_id}
        )
    told = await players.heard(alice, section, h5p, json.dumps(ANSWERED), 0)
    assert told.done and await classroom.count("learning_event") == 0
    await players.keep(alice, section, h5p, '{"chosen": 2}', 0)
    assert json.loads((await practice.open_content(alice, h5p)).package.start)["kept"] == kept
    await privacy.erase_person(classroom.actor("adam"), alice.person_id)
    assert await classroom.rows("SELECT student_id FROM player_state") == [(classroom.school["bob"].person_id,)]


def test_the_samples_are_sound_archives() -> None:
    for name, inside in (("h5p", "h5p.json"), ("scorm", "imsmanifest.xml")):
        with zipfile.ZipFile(io.BytesIO(sample(name))) as made:
            assert made.testzip() is None and inside in made.namelist()
