"""Films: brought in with their course, played by signed addresses, watched in parts that are counted once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from learnapp.api.app import build_api
from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.engine.kc import ContentKind
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content, films, learning, media, practice
from learnapp.state.student.learn import LearnState
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.opened import do, opened


@pytest_asyncio.fixture(loop_scope="session")
async def film(classroom: Classroom) -> UUID:
    """A film of the demo course, which Alice's class studies."""
    course, version = await content.load_demo_course()
    await content.adopt(classroom.actor("adam"), LIBRARY_TENANT, course, section_id=classroom.school.section_id)
    snapshot = await classroom.services.courses.get(LIBRARY_TENANT, course, version)
    films_there: list[UUID] = [item.content_id for item in snapshot.content.values() if item.kind is ContentKind.VIDEO]
    return films_there[0]


async def get(address: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(build_api())
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as client:
        return await client.get(address, headers=headers)


async def test_a_film_is_there_with_its_picture_captions_and_text(classroom: Classroom, film: UUID) -> None:
    shown = (await practice.open_content(classroom.actor(), film)).film
    whole = await get(shown.src)
    assert whole.status_code == 200 and whole.headers["content-type"] == "video/mp4" and whole.content[4:8] == b"ftyp"
    part = await get(shown.src, range="bytes=100-199")
    assert part.status_code == 206 and part.content == whole.content[100:200]
    assert (await get(shown.poster)).content[:2] == b"\xff\xd8"
    captions = {track.language: (await get(track.src)).text for track in shown.tracks}
    assert set(captions) == {"en", "es"} and all(text.startswith("WEBVTT") for text in captions.values())
    for language, cues in shown.transcript.items():
        assert cues[0].at == 0 and all(cue.text in captions[language] for cue in cues)


async def test_an_address_is_good_for_one_file_and_some_hours(classroom: Classroom, film: UUID) -> None:
    src = (await practice.open_content(classroom.actor(), film)).film.src
    owner, name = src.split("?")[0].split("/")[2:]
    until, mark = (one.split("=")[1] for one in src.split("?")[1].split("&"))
    for wrong in (
        src.replace(mark, "0" * 40),
        src.replace(until, str(int(until) + 3600)),
        src.replace(owner, str(classroom.school.tenant_id)),
        src.split("?", maxsplit=1)[0],
    ):
        assert (await get(wrong)).status_code in (403, 404)
    with pytest.raises(NotFoundError):
        media.find("..", "../../etc/passwd", until, mark)
    classroom.clock.at += timedelta(hours=media.HOURS + 1)
    gone = await get(src)
    assert gone.status_code == 403 and "expired" in gone.text


async def test_what_was_watched_is_counted_once_and_the_place_is_kept(classroom: Classroom, film: UUID) -> None:
    alice = classroom.actor()
    await films.watched(alice, film, 0, 12)
    parts, enough = await films.watched(alice, film, 4, 15.5)
    assert parts == [[0.0, 15.5]] and not enough
    shown = (await practice.open_content(alice, film)).film
    assert shown.parts == [[0.0, 15.5]] and shown.start == 15.5
    seconds = shown.seconds
    _, enough = await films.watched(alice, film, 15.5, seconds)
    assert enough
    await films.finish(alice, film)
    assert (await practice.open_content(alice, film)).done
    # Once it counts as watched, watching it again does not make it so again.
    assert not (await films.watched(alice, film, 0, 10))[1]
    verbs = [row[0] for row in await classroom.rows("SELECT verb FROM learning_event ORDER BY received_at")]
    assert verbs.count("video_completed") == 1 and verbs.count("video_progressed") == 4


async def test_what_was_played_counts_where_the_page_goes_on_to_something_that_cannot_be_opened(
    classroom: Classroom, film: UUID
) -> None:
    said = '{"visit": "of-this-page", "began": "on", "ended": "leave"}'
    nowhere = await opened(classroom, "alice", LearnState, f"/learn/{uuid4()}")
    assert nowhere.missing
    await do(nowhere, "watched", str(film), 0.0, 9.0, said)
    assert (await practice.open_content(classroom.actor(), film)).film.parts == [[0.0, 9.0]]
    # A page without a film says nothing of its own.
    await do(nowhere, "watched", "", 0.0, 9.0, said)
    assert await classroom.count("learning_event") == 1


async def test_what_a_player_claims_beyond_the_film_adds_nothing(classroom: Classroom, film: UUID) -> None:
    alice = classroom.actor()
    parts, enough = await films.watched(alice, film, 0, 80_000)
    assert not enough and sum(high - low for low, high in parts) <= 60
    for start, end in ((float("nan"), 3), (0, float("inf")), (-5, 3)):
        with pytest.raises(InvalidInputError):
            await films.watched(alice, film, start, end)
    with pytest.raises(NotFoundError):
        await films.watched(alice, uuid4(), 0, 3)
    reading = next(
        item.content_id
        for item in (await classroom.services.courses.get(LIBRARY_TENANT, *await _course(classroom))).content.values()
        if item.kind is ContentKind.READING
    )
    with pytest.raises(InvalidInputError):
        await films.finish(alice, reading)
    with pytest.raises((ForbiddenError, NotFoundError)):
        await films.watched(classroom.actor("carol"), film, 0, 3)


async def _course(classroom: Classroom) -> tuple[UUID, int]:
    rows = await classroom.rows(
        "SELECT course_id, course_version FROM section WHERE section_id = %s", classroom.school.section_id
    )
    return rows[0][0], rows[0][1]


async def test_a_progress_report_over_http_moves_only_what_it_says(classroom: Classroom, film: UUID) -> None:
    event = classroom.event(Verb.VIDEO_PROGRESSED, film, progress=1.0, position_s=5.0)
    await learning.record_event(event, classroom.client())
    shown = await practice.open_content(classroom.actor(), film)
    assert shown.film.parts == [] and shown.film.start == 5.0 and not shown.done
