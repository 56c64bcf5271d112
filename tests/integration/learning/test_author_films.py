"""A film of one’s own: sent with its captions, played and published; where something is missing or wrong, refused."""

from __future__ import annotations

import struct
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.integrations.content_packages import courses
from learnapp.services import (
    author_begin,
    author_films,
    author_items,
    drafts,
    films,
    item_versions,
    practice,
    publishing,
)
from learnapp.services.author_views import ItemFormView
from learnapp.services.import_places import upload_place
from tests.factories import School
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.test_author_pictures import cookie, http, png

__all__ = ["http"]
FILM = (
    Path(courses.__path__[0]) / "fractions_to_linear_equations" / "films" / "fair-balance.mp4"
)  # fmt: skip
CAPTIONS = (
    "WEBVTT\n\n00:00.000 --> 00:02.000\nBoth sides\nweigh the same.\n\n00:02.500 --> 00:05.000\n<b>Take</b> one.\n"
)


class Desk:
    """Adam's page of a new video."""

    def __init__(self, classroom: Classroom, http: httpx.AsyncClient, item: UUID) -> None:
        self.classroom, self.http, self.item = classroom, http, item
        self.at = (classroom.course.course_id, item)

    async def form(self) -> ItemFormView:
        return await author_items.item(self.classroom.actor("adam"), *self.at)

    async def send(
        self, part: str, data: bytes, who: str = "adam", *, seen: str | None = None, school: School | None = None,
        **query: str,
    ) -> httpx.Response:  # fmt: skip
        query["seen"] = (await self.form()).seen if seen is None else seen
        me = await cookie(school or self.classroom.school, who)
        address = f"/api/v1/authoring/courses/{self.at[0]}/items/{self.item}/{part}"
        return await self.http.post(address, params=query, content=data, headers=me)

    async def draft(self) -> UUID:
        return UUID((await self.form()).draft_id)

    async def publish(self) -> publishing.Published:
        adam, course, draft = self.classroom.actor("adam"), self.at[0], await self.draft()
        await drafts.submit(adam, course, [draft])
        await drafts.decide(adam, course, draft, approve=True)
        return await publishing.publish(adam, course)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(classroom: Classroom, http: httpx.AsyncClient, tmp_path: Path) -> Desk:
    settings = classroom.services.settings.model_copy(update={"data_dir": tmp_path, "max_film_mb": 1})
    classroom.services.settings = settings
    topic = classroom.course.kcs[3]
    begun = await author_begin.begin(
        classroom.actor("adam"), classroom.course.course_id, "video", "A fair balance", topic
    )
    return Desk(classroom, http, begun)


def waiting(desk: Desk) -> list[Path]:
    return [one for one in desk.classroom.services.settings.data_dir.rglob("*") if one.is_file()]


async def test_a_film_with_captions_is_published_and_played(desk: Desk, http: httpx.AsyncClient) -> None:
    adam, alice = desk.classroom.actor("adam"), desk.classroom.actor()
    with pytest.raises(InvalidInputError, match="no video yet"):
        await desk.publish()
    whole = FILM.read_bytes()
    assert (await desk.send("captions", CAPTIONS.encode(), language="en")).json()["error"]["code"] == "film_missing"
    sent = await desk.send("film", whole)
    assert sent.status_code == 202 and waiting(desk) == []
    form = await desk.form()
    assert form.film.kind == "mp4" and form.film.seconds > 5 and not form.film.captions
    with pytest.raises(InvalidInputError, match="no captions yet"):
        await desk.publish()
    assert {"check-film-without-captions", "check-film-without-text"} <= {one.key for one in form.checks}
    assert (await desk.send("captions", b"\xef\xbb\xbf" + CAPTIONS.encode(), language="en")).status_code == 202
    assert (await desk.send("poster", png())).status_code == 202
    form = await desk.form()
    (captions,) = form.film.captions
    assert captions.text == "0:00 Both sides weigh the same.\n0:02.5 Take one." and form.film.poster
    # What is written beside it: times of one's own, and a line that goes on.
    text = "0:00 Both sides weigh the same.\n1:02:03 A scale\nin balance is drawn."
    await drafts.save(adam, *desk.at, {"transcript-en": text, "body": "Watch."}, seen=form.seen)
    await desk.publish()
    shown = await practice.open_content(alice, desk.item)
    assert shown.kind == "video" and shown.body == "Watch."
    assert [(one.at, one.text) for one in shown.film.transcript["en"]] == [
        (0.0, "Both sides weigh the same."), (3723.0, "A scale in balance is drawn."),
    ]  # fmt: skip
    got = await http.get(shown.film.src, headers={"range": "bytes=0-99"})
    assert (got.status_code, got.content) == (206, whole[:100])
    (track,) = shown.film.tracks
    assert (await http.get(track.src)).text == CAPTIONS
    assert (await http.get(shown.film.poster)).headers["content-type"] == "image/png"
    parts, _ = await films.watched(alice, desk.item, 0, 4)
    assert parts == [[0.0, 4.0]]
    # Other captions are another version; what was watched stays.
    spanish = CAPTIONS.replace("Both sides", "Los dos lados")
    assert (await desk.send("captions", spanish.encode(), language="es")).status_code == 202
    changed = {one.part for one in (await desk.form()).changes}
    assert changed == {"part-captions", "part-transcript"}
    await desk.publish()
    assert (await practice.open_content(alice, desk.item)).film.parts == [[0.0, 4.0]]
    assert len((await item_versions.past(adam, *desk.at, {})).rows) == 2
    await author_films.drop_captions(adam, *desk.at, "es")
    assert [one.language for one in (await desk.form()).film.captions] == ["en"]


def film_of(seconds: int) -> bytes:
    """The frame of an MP4 that says how long it is."""
    kind = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0)
    header = struct.pack(">I4sIIIII", 28, b"mvhd", 0, 0, 0, 1000, seconds * 1000)
    return kind + struct.pack(">I4s", 8 + len(header), b"moov") + header


@pytest.mark.parametrize(
    ("part", "data", "code"),
    [
        ("film", b"", "not_a_film"),
        ("film", b"<html><script>alert(1)</script></html>", "not_a_film"),
        ("film", b"\x00\x00\x00\x14ftypqt  " + bytes(100), "not_a_film"),
        ("film", film_of(4) + bytes(1 << 20), "too_large"),
        ("captions", b"WEBVTT\n\n", "captions_unreadable"),
        ("captions", b"1\n00:00:01,000 --> 00:00:02,000\nSubRip\n", "captions_unreadable"),
        ("captions", "WEBVTT\n\n00:01.000 --> 00:02.000\nHola\n".encode("utf-16"), "captions_unreadable"),
        ("captions", b"WEBVTT\n\n00:09.000 --> 00:10.000\nToo late\n", "captions_of_another_film"),
        ("captions", bytes((1 << 20) + 1), "too_large"),
        ("poster", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "svg_refused"),
    ],
)
async def test_what_is_of_another_kind_or_too_large_is_refused_and_leaves_nothing(
    desk: Desk, part: str, data: bytes, code: str
) -> None:
    assert (await desk.send("film", film_of(4))).status_code == 202
    before = await desk.form()
    assert (before.film.kind, before.film.seconds) == ("mp4", 4)
    answer = await desk.send(part, data, language="en")
    assert answer.status_code in (413, 422) and answer.json()["error"]["code"] == code
    assert await desk.form() == before and waiting(desk) == []


async def test_who_may_not_edit_the_course_or_saw_another_draft_sends_no_file(desk: Desk, hillview: School) -> None:
    school = desk.classroom.school
    first = (await desk.form()).seen
    assert (await desk.send("film", film_of(4), "alice", seen=first)).status_code == 403
    assert (await desk.send("film", film_of(4), "adam", seen=first, school=hillview)).status_code == 404
    assert (await desk.send("film", film_of(4), "carol", seen=first)).status_code == 202
    # Carol was faster: what Adam's page shows is old.
    assert (await desk.send("film", film_of(5), "adam", seen=first)).status_code == 409
    assert (await desk.form()).film.seconds == 4
    # A reading takes no film.
    reading = Desk(desk.classroom, desk.http, desk.classroom.course.readings[0])
    assert (await reading.send("film", film_of(4), seen="")).status_code == 404
    assert school.tenant_id != hillview.tenant_id


async def test_what_is_written_while_a_large_film_comes_stays(desk: Desk) -> None:
    adam = desk.classroom.actor("adam")
    form = await desk.form()
    sent = uuid4()
    place = upload_place(adam.tenant_id, sent)
    place.parent.mkdir(parents=True)
    place.write_bytes(film_of(4))
    await author_films.admit(adam, *desk.at, form.seen)
    await drafts.save(adam, *desk.at, {"title": "A just balance", "minutes": ""}, seen=form.seen)
    await author_films.take_film(adam, *desk.at, sent)
    assert not place.exists()
    with pytest.raises(NotFoundError):
        await author_films.take_film(adam, *desk.at, sent)
    after = await desk.form()
    assert (after.title, after.film.seconds) == ("A just balance", 4)
    with pytest.raises(ConflictError):
        await drafts.save(adam, *desk.at, {"title": "Mine"}, seen=form.seen)
    with pytest.raises(InvalidInputError, match="begins with a time"):
        await desk.send("captions", CAPTIONS.replace("00:05", "00:03.9").encode(), language="en")
        await drafts.save(adam, *desk.at, {"transcript-en": "No time"}, seen=(await desk.form()).seen)


SPOKEN = "WEBVTT\n\n00:00.000 --> 00:02.000\nFirst.\n\n00:07.000 --> 00:09.000\nLast.\n"


async def test_captions_of_a_longer_film_keep_a_shorter_one_from_students_until_they_fit(desk: Desk) -> None:
    adam = desk.classroom.actor("adam")
    assert (await desk.send("film", film_of(10))).status_code == 202
    for language in ("en", "es"):
        assert (await desk.send("captions", SPOKEN.encode(), language=language)).status_code == 202
    form = await desk.form()
    assert "check-captions-after-film" not in {one.key for one in form.checks}
    # What is written beside it has no part in this: the file with the captions is what plays.
    await drafts.save(adam, *desk.at, {"transcript-es": "0:00 Primero."}, seen=form.seen)
    assert (await desk.send("film", film_of(5))).status_code == 202
    form = await desk.form()
    assert [(one.language, one.late) for one in form.film.captions] == [("en", True), ("es", True)]
    assert "check-captions-after-film" in {one.key for one in form.checks} and form.film.seconds == 5
    with pytest.raises(InvalidInputError, match="after the video has ended"):
        await desk.publish()
    assert (await desk.form()).state == "draft"
    # Other ones for one language, none for the other.
    assert (await desk.send("captions", CAPTIONS.encode(), language="en")).status_code == 202
    assert [one.late for one in (await desk.form()).film.captions] == [False, True]
    with pytest.raises(InvalidInputError, match="after the video has ended"):
        await desk.publish()
    await author_films.drop_captions(adam, *desk.at, "es")
    await desk.publish()
    assert (await practice.open_content(desk.classroom.actor(), desk.item)).film.seconds == 5


async def test_a_webm_that_does_not_say_its_length_has_not_that_of_the_film_before(desk: Desk) -> None:
    webm = b"\x1a\x45\xdf\xa3" + bytes(20) + b"webm" + bytes(100)
    assert (await desk.send("film", film_of(10))).status_code == 202
    assert (await desk.send("captions", SPOKEN.encode(), language="en")).status_code == 202
    for film in (film_of(5), webm):
        assert (await desk.send("film", film)).status_code == 202
    form = await desk.form()
    assert (form.film.kind, form.film.seconds) == ("webm", 9)
    assert [one.late for one in form.film.captions] == [False], "its own captions are those of the longer one"
    await author_films.drop_captions(desk.classroom.actor("adam"), *desk.at, "en")
    for film in (film_of(5), webm):
        assert (await desk.send("film", film)).status_code == 202
    assert (await desk.form()).film.seconds == 0
    assert (await desk.send("captions", SPOKEN.encode(), language="en")).status_code == 202
    assert (await desk.form()).film.seconds == 9


async def test_captions_fit_again_once_the_longer_film_is_back(desk: Desk) -> None:
    for seconds, late in ((10, []), (5, ["en"]), (8, [])):
        assert (await desk.send("film", film_of(seconds))).status_code == 202
        if seconds == 10:
            assert (await desk.send("captions", SPOKEN.encode(), language="en")).status_code == 202
        assert [one.language for one in (await desk.form()).film.captions if one.late] == late
