"""Files of other systems through the one import, and a course taken along as a cartridge and brought back."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from learnapp.api.app import build_api
from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.engine.kc import AnswerKind, CourseSnapshot
from learnapp.integrations.content_packages.cartridges.pages import page
from learnapp.integrations.content_packages.cartridges.questions import verdict
from learnapp.integrations.content_packages.samples import sample
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import (
    Services,
    content,
    content_import,
    content_jobs,
    content_packages,
    course_export,
    import_places,
    import_reviews,
    own_courses,
    practice,
)
from learnapp.services.throttle import Limiter
from tests.factories import School
from tests.integration.content.test_import_jobs import cookie, uploaded, work_off
from tests.unit.integrations.foreign.cartridge_files import canvas
from tests.unit.integrations.foreign.document_files import VTT, pdf
from tests.unit.integrations.foreign.making import packed, png, written
from tests.unit.integrations.foreign.test_large_files import MB, film
from tests.unit.integrations.foreign.test_playable import files_of
from tests.unit.integrations.test_archives import course_files


@pytest_asyncio.fixture(loop_scope="session")
async def http(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    services.limiter = Limiter("mem://")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build_api()),
        base_url="http://school.test",
        headers={"origin": "http://school.test"},
    ) as client:
        yield client


async def imported(services: Services, path: Path, tenant: UUID) -> CourseSnapshot:
    """Bring all of a file in, also what a person would be asked about; return the course."""
    kind = content_packages.kind_of(path)
    source = replace(content_packages.open_package(kind, path, path.name), judged=False)
    await content_import.run(source, tenant, progress=None, requested_by=None, batch=50)
    course: CourseSnapshot = await services.courses.get(tenant, source.courses[0].course_id)
    return course


async def test_a_cartridge_is_recognised_imported_reported_and_shown_only_where_a_class_studies_it(
    services: Services, riverside: School, admin: Actor, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    import_id = await uploaded(admin, packed(tmp_path / "c", canvas()), "Algebra One.zip")
    await work_off(services)
    done = await content_jobs.find_import(admin, import_id)
    assert (done.status, done.kind, done.total, done.report["added"]) == ("done", "cartridge", 9, 9)
    notes = {note.code: note for note in content_jobs.notes_of(done, "es")}
    tool = notes["refused-external-tool"]
    assert tool.refused and not tool.held and tool.places == ("A proctor",) and tool.text.endswith("de nuevo.")
    assert not notes["topic-guessed"].refused
    assert "Descartado" in await content_jobs.report_csv(admin, import_id, "es")
    assert {name for name, note in notes.items() if note.held} == {"draft-held-barrier", "draft-held-quality"}
    assert (await import_reviews.decide(admin, approve=True, import_id=import_id)).items == 2
    again = await uploaded(admin, packed(tmp_path / "d", canvas()), "Algebra One.zip")
    await work_off(services)
    report = (await content_jobs.find_import(admin, again)).report
    assert (report["added"], report["changed"], report["unchanged"], report["new_versions"]) == (0, 0, 9, 0)

    (card,) = (await content.list_courses(admin, text="Algebra One")).rows
    assert card.tenant_id == admin.tenant_id and card.license == "CC BY 4.0"
    snapshot = await services.courses.get(admin.tenant_id, card.course_id)
    slope = next(item for item in snapshot.content.values() if item.title == "Slope")
    question = next(item for item in snapshot.content.values() if item.title == "Steepness")
    assert question.topic_guessed and not slope.topic_guessed
    with pytest.raises(NotFoundError):
        await practice.open_content(riverside.actor("alice"), slope.content_id)
    view = practice.shown(snapshot, slope, riverside.section_id, admin.tenant_id, None)
    address = view.body.partition("](")[2].partition(")")[0]
    assert address.startswith(f"/media/{admin.tenant_id}/")
    picture = await http.get(address)
    assert picture.headers["content-type"] == "image/png" and picture.content.startswith(b"\x89PNG")
    assert (await http.get(address.replace("mark=", "mark=0"))).status_code == 403


async def test_text_pdf_and_gift_go_through_the_upload_and_programs_do_not(
    http: httpx.AsyncClient, services: Services, riverside: School, admin: Actor
) -> None:
    path, me = "/api/v1/content/packages", await cookie(riverside, "adam")
    for body, code in (
        (b"\x7fELF\x02\x01\x01\x00" + bytes(600), "not_an_archive"),
        (b'<?xml version="1.0"?><a><b>', "course_broken"),
    ):
        refused = await http.post(path, content=body, headers=me)
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, code)
    taken = await http.post(path, content=b"::q::Two and two?{=4}\n", headers={**me, "x-file-name": "sums.gift"})
    assert taken.status_code == 202
    await work_off(services)
    done = await content_jobs.find_import(admin, UUID(taken.json()["import_id"]))
    assert (done.status, done.kind, done.report["added"]) == ("done", "gift", 1)


async def test_a_film_of_five_megabytes_is_uploaded_imported_and_kept_whole_and_one_beyond_the_limit_is_named(
    services: Services, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = film(5 * MB)
    files: dict[str, str | bytes] = {"film.mp4": whole, "film.en.vtt": VTT, "notes.md": "# Notes\n\nWords."}
    import_id = await uploaded(admin, packed(tmp_path / "a", files), "Unit.zip")
    await work_off(services)
    done = await content_jobs.find_import(admin, import_id)
    assert (done.status, done.kind, done.report["added"]) == ("done", "files", 2)
    name = f"{hashlib.sha256(whole).hexdigest()}.mp4"
    assert services.media.find(admin.tenant_id, name).read_bytes() == whole
    monkeypatch.setattr(services, "settings", services.settings.model_copy(update={"max_film_mb": 4}))
    again = await uploaded(admin, packed(tmp_path / "b", files), "Other.zip")
    await work_off(services)
    notes = {one.code: one.places for one in content_jobs.notes_of(await content_jobs.find_import(admin, again))}
    assert notes["refused-file-too-large"] == ("film.mp4 (5 MB > 4 MB)",)
    most = import_places.limits()
    assert (most.film, most.package) == (4, services.settings.max_package_mb)


async def test_what_holds_nothing_of_use_fails_with_a_sentence(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    import_id = await uploaded(admin, packed(tmp_path / "e", {"essay.gift": "::e::Why?{}"}), "e.zip")
    await work_off(services)
    failed = await content_jobs.find_import(admin, import_id)
    assert (failed.status, failed.report["error"]) == ("failed", "not_a_package")
    (note,) = [one for one in content_jobs.notes_of(failed, "es") if one.code == "refused-essay-not-graded"]
    assert note.refused and note.places and note.text != note.code
    assert "essay-not-graded" in await content_jobs.report_csv(admin, import_id)


async def test_what_fails_as_a_whole_names_the_file_that_is_broken_and_the_libraries_that_are_missing(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    task = files_of(sample("h5p"))
    bare = packed(tmp_path / "bare", {name: data for name, data in task.items() if "LearnappChoice" not in name})
    course = course_files() | {"items/distribute.yaml": "title: 'half"}
    packages = {
        "task.h5p": (bare, "h5p_lacks_libraries", "refused-resource-missing", "H5P.LearnappChoice-1.0"),
        "tasks.zip": (
            packed(tmp_path / "zip", {"a.h5p": bare.read_bytes()}), "not_a_package", "refused-resource-missing",
            "a.h5p: H5P.LearnappChoice-1.0",
        ),
        "course.zip": (
            packed(tmp_path / "course", course), "course_broken", "refused-course-part-broken", "items/distribute.yaml",
        ),
        "paper.pdf": (
            written(tmp_path / "paper", pdf("")), "course_broken", "refused-pdf-without-text", "paper.pdf",
        ),
    }  # fmt: skip
    for name, (path, error, reason, place) in packages.items():
        import_id = await uploaded(admin, path, name)
        await work_off(services)
        failed = await content_jobs.find_import(admin, import_id)
        assert (failed.status, failed.report["error"]) == ("failed", error)
        notes = {one.code: one.places for one in content_jobs.notes_of(failed)}
        assert notes[reason] == (place,), name


def _asked(snapshot: CourseSnapshot) -> dict[str, tuple[str, ...]]:
    """Return what a cartridge can say of the questions of a course, by title."""
    found = {}
    for item in snapshot.content.values():
        if item.steps and not verdict(item).refused:
            step = item.steps[0]
            stem = "\n\n".join(part for part in (item.body, step.prompt) if part)
            typed = step.answer_kind in (AnswerKind.NUMERIC, AnswerKind.SHORT_TEXT, AnswerKind.TEXT)
            kind = "text" if typed else step.answer_kind.value
            found[item.title] = (kind, page(stem), *sorted(step.choices), "|", *sorted(step.key.accepted))
    return found


def _read(snapshot: CourseSnapshot) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return lessons with their readings and films as they are shown, in order."""
    items = sorted(snapshot.content.values(), key=lambda item: item.position)
    return [
        (
            lesson.title,
            [
                (item.title, page(item.body), item.material.prompt)
                for item in items
                if item.lesson_id == lesson.lesson_id and not item.steps
            ],
        )
        for lesson in snapshot.lessons
    ]


async def test_the_demo_course_taken_along_and_brought_back_is_the_same_course(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    course, _ = await content.load_demo_course()
    place, name = await course_export.cartridge(admin, LIBRARY_TENANT, course)
    assert name.endswith(".imscc")
    told = await course_export.prospect(admin, LIBRARY_TENANT, course, "es")
    place.rename(tmp_path / name)
    original = await services.courses.get(LIBRARY_TENANT, course)
    back = await imported(services, tmp_path / name, admin.tenant_id)
    assert (back.title, back.language) == (original.title, original.language)
    assert [lesson.title for lesson in back.lessons] == [lesson.title for lesson in original.lessons]
    for (lesson, there), (_, here) in zip(_read(original), _read(back), strict=True):
        assert [one[0] for one in here] == [one[0] for one in there], lesson
        for one, other in zip(here, there, strict=True):
            assert one == other
    asked, asked_again = _asked(original), _asked(back)
    assert asked_again.keys() == asked.keys()
    assert {title for title in asked if asked[title] != asked_again[title]} == set()
    refused = [item for item in original.content.values() if item.steps and verdict(item).refused]
    assert told.questions == len([i for i in original.content.values() if i.steps]) - len(refused)
    assert all(line.why.endswith(".") and 0 < len(line.places) <= 3 for line in told.left)
    table = await course_export.left_csv(admin, LIBRARY_TENANT, course)
    assert all(item.title in table for item in refused)


async def test_a_cartridge_of_another_system_survives_the_way_there_and_back(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    first = await imported(services, packed(tmp_path / "a.imscc", canvas()), admin.tenant_id)
    place, name = await course_export.cartridge(admin, admin.tenant_id, first.course_id)
    place.rename(tmp_path / name)
    with zipfile.ZipFile(tmp_path / name) as archive:
        assert any(entry.startswith("media/") and entry.endswith(".png") for entry in archive.namelist())
    back = await imported(services, tmp_path / name, admin.tenant_id)
    assert _read(back) == _read(first) and _asked(back) == _asked(first)
    assert back.course_id != first.course_id, "what comes back stands beside what went"


async def test_only_admins_take_courses_along_and_mallory_finds_none(
    http: httpx.AsyncClient, services: Services, riverside: School, hillview: School, admin: Actor, tmp_path: Path
) -> None:
    course = await imported(services, packed(tmp_path / "a.imscc", canvas()), admin.tenant_id)
    path = f"/api/v1/content/cartridges/{admin.tenant_id}/{course.course_id}"
    assert (await http.get(path)).status_code == 401
    for name in ("alice", "carol"):
        assert (await http.get(path, headers=await cookie(riverside, name))).status_code == 403
        with pytest.raises(ForbiddenError):
            await course_export.prospect(riverside.actor(name), admin.tenant_id, course.course_id)
    other = hillview.actor("mallory")
    for call in (course_export.prospect, course_export.cartridge, course_export.left_csv):
        with pytest.raises((NotFoundError, ForbiddenError)):
            await call(other, admin.tenant_id, course.course_id)
    got = await http.get(path, headers=await cookie(riverside, "adam"))
    assert got.status_code == 200 and 'filename="algebra-one.imscc"' in got.headers["content-disposition"]
    assert "imsmanifest.xml" in zipfile.ZipFile(io.BytesIO(got.content)).namelist()
    folder = services.settings.data_dir / "uploads" / "exports"
    assert list(folder.iterdir()) == [], "the file is removed once it is sent"
    odd = await http.get(path.replace(str(course.course_id), "..%2f..%2fetc"), headers=await cookie(riverside, "adam"))
    assert odd.status_code == 404


async def test_a_shared_course_that_is_copied_keeps_the_pictures_of_its_texts_and_prompts(
    services: Services, admin: Actor, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    quiz = (
        "<quiz><question type='shortanswer'><name><text>Shape</text></name><questiontext format='html'><text>"
        "&lt;p&gt;Which shape is &lt;img src='@@PLUGINFILE@@/p.png' alt='round'&gt;?&lt;/p&gt;</text>"
        f"<file name='p.png' encoding='base64'>{base64.b64encode(png(9, 9)).decode()}</file></questiontext>"
        "<answer fraction='100'><text>circle</text></answer></question></quiz>"
    )
    files: dict[str, str | bytes] = {
        "a/page.md": "# Page\n\nLook: ![A pair of scales](p.png)",
        "a/p.png": png(7, 7),
        "b/quiz.xml": quiz,
    }
    shared = await imported(services, packed(tmp_path / "shapes.zip", files), LIBRARY_TENANT)
    await own_courses.make_own(admin, shared.course_id)
    own = await services.courses.get(admin.tenant_id, shared.course_id)
    shown = {}
    for item in own.content.values():
        view = practice.shown(own, item, uuid4(), admin.tenant_id, None)
        shown[item.title] = view.body + " ".join(step.prompt for step in view.steps)
    assert set(shown) == {"Page", "Shape"}
    for text in shown.values():
        address = text.partition("](")[2].partition(")")[0]
        assert address.startswith(f"/media/{admin.tenant_id}/")
        assert (await http.get(address)).content.startswith(b"\x89PNG")
