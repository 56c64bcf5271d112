"""Pictures that authors send: written anew, with words, shown to students; what is hostile or none is refused."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from learnapp.api.app import build_api
from learnapp.services import author_items, draft_preview, drafts, practice, publishing, sessions
from learnapp.services.author_pictures import MAX_PICTURE_BYTES
from tests.factories import School
from tests.integration.learning.conftest import Classroom

HERE = {"origin": "http://school.test"}
WORDS = "Two circles, one cut in half"


def png(side: int = 40) -> bytes:
    """A picture that holds more than is seen."""
    hidden = PngInfo()
    hidden.add_text("Comment", "taken at home by Alice")
    out = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(out, "PNG", pnginfo=hidden)
    return out.getvalue()


@pytest_asyncio.fixture(loop_scope="session")
async def http(classroom: Classroom) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build_api(), client=("203.0.113.9", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as client:
        yield client


async def cookie(school: School, name: str) -> dict[str, str]:
    session = await sessions.start_session(school.tenant_id, school[name].person_id)
    return {**HERE, "cookie": f"sid={session.token}"}


def words(text: str) -> dict[str, str]:
    return {"x-alternative-text": quote(text)}


async def test_a_picture_stands_in_a_text_and_in_a_question_and_students_see_it(
    classroom: Classroom, http: httpx.AsyncClient
) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    me, address = await cookie(classroom.school, "adam"), f"/api/v1/authoring/courses/{course}/pictures"
    sent = await http.post(address, content=png(), headers={**me, **words(f"{WORDS} ](x) [y]")})
    assert sent.status_code == 202
    line = sent.json()["picture"]
    assert re.fullmatch(r"!\[[^\[\]]+\]\(media:[0-9a-f]{64}\.png\)", line) and WORDS in line
    item = classroom.course.practice[0][0]
    form = {
        "body": f"Look:\n\n{line}", "step-1-prompt": f"What is 3 + 4?\n\n{line}",
        "step-1-hint-0": f"Count them: {line}", "step-1-solution": f"All of them: {line}",
    }  # fmt: skip
    draft = await drafts.save(adam, course, item, form)
    checks = {one.key for one in (await author_items.item(adam, course, item)).checks}
    assert "check-no-barriers" in checks
    await drafts.submit(adam, course, [draft])
    await drafts.decide(adam, course, draft, approve=True)
    await publishing.publish(adam, course)
    shown = await practice.open_content(classroom.actor(), item)
    section = classroom.school.section_id
    opened, _ = await practice.hint(classroom.actor(), section, item, "s1", 0)
    tried, _ = await draft_preview.hint(adam, course, item, "s1", 0)
    answered = await practice.answer(classroom.actor(), section, item, "s1", "7")
    again = (await practice.open_content(classroom.actor(), item)).steps[0]
    texts = (shown.body, shown.steps[0].prompt, opened.text, tried.text, answered.solution, again.solution)
    for text in (*texts, again.hints[0].text):
        place = re.search(r"!\[[^\]]*\]\((/media/[^)]+)\)", text)
        assert place is not None
        got = await http.get(place.group(1))
        assert got.status_code == 200 and got.headers["content-type"] == "image/png"
        # Nothing that was hidden in the file is in what is kept.
        assert b"Alice" in png() and b"Alice" not in got.content
        with Image.open(io.BytesIO(got.content)) as kept:
            assert kept.size == (40, 40)


def _bomb() -> bytes:
    """A small file that unpacks to thirty million pixels."""
    out = io.BytesIO()
    Image.new("1", (6000, 5000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", WORDS, "svg_refused"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg onload='alert(1)'/>", WORDS, "svg_refused"),
        (b"<html><script>alert(1)</script></html>", WORDS, "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n" + b"no picture at all", WORDS, "not_a_picture"),
        (b"", WORDS, "not_a_picture"),
        (_bomb(), WORDS, "picture_pixels"),
        (png(), "", "picture_without_words"),
        (png(), " [ ] ", "picture_without_words"),
        (b"\x00" * (MAX_PICTURE_BYTES + 1), WORDS, "too_large"),
    ],
    ids=("svg", "svg-in-xml", "html", "cut", "empty", "bomb", "no-words", "signs-only", "large"),
)
async def test_what_is_no_picture_or_has_no_words_is_refused(
    classroom: Classroom, http: httpx.AsyncClient, data: bytes, said: str, code: str
) -> None:
    address = f"/api/v1/authoring/courses/{classroom.course.course_id}/pictures"
    answer = await http.post(
        address, content=data, headers={**await cookie(classroom.school, "adam"), **words(said)}
    )  # fmt: skip
    assert answer.status_code in (413, 422) and answer.json()["error"]["code"] == code


async def test_only_authors_of_the_course_send_pictures_and_from_our_own_pages(
    classroom: Classroom, hillview: School, http: httpx.AsyncClient
) -> None:
    def address(course: UUID | str) -> str:
        return f"/api/v1/authoring/courses/{course}/pictures"

    course, said = classroom.course.course_id, words(WORDS)
    tried: dict[str, tuple[dict[str, str], UUID | str, int]] = {
        "nobody": (HERE, course, 401),
        "a student": (await cookie(classroom.school, "alice"), course, 403),
        "another school": (await cookie(hillview, "adam"), course, 404),
        "no course": (await cookie(classroom.school, "adam"), "../x", 404),
        "another site": (
            {**await cookie(classroom.school, "adam"), "origin": "https://evil.example"}, course, 403,
        ),
    }  # fmt: skip
    for who, (headers, place, status) in tried.items():
        answer = await http.post(address(place), content=png(), headers={**headers, **said})
        assert answer.status_code == status, who
    # Carol teaches a class that studies the course.
    mine = await http.post(address(course), content=png(), headers={**await cookie(classroom.school, "carol"), **said})
    assert mine.status_code == 202
