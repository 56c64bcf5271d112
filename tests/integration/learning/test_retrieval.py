"""Passages are indexed when a course is published, only what changed is written, and nobody waits for it."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import text

from learnapp import bootstrap
from learnapp.core.config import Settings
from learnapp.knowledge import files
from learnapp.knowledge.embeddings import nameless
from learnapp.services import content, retrieval, retrieval_index, tutor
from learnapp.services.retrieval import OPEN, Context, Indexes
from learnapp.storage.vectors import VectorStore
from tests.integration.learning.conftest import Classroom, new_classroom, rename
from tests.integration.learning.history import course_of, study_history

QUESTION = "How did cotton and banks in New York hang together?"


async def _first(classroom: Classroom, course: UUID, question: str = QUESTION, **more: object) -> list[str]:
    snapshot = await course_of(classroom, course, 1)
    found = await retrieval.find(snapshot, question, Context(kinds=OPEN, **more), hide=nameless)  # type: ignore[arg-type]
    return [one.passage.text for one in found]


async def test_a_published_course_is_found_and_again_nothing_is_written(classroom: Classroom, tmp_path: Path) -> None:
    course = await study_history(classroom, tmp_path)
    tenant = classroom.school.tenant_id
    first = await _first(classroom, course)
    assert len(first) == 5 and "cotton" in first[0].lower()
    jobs = "SELECT args ->> 'course_id' FROM procrastinate_jobs WHERE task_name = 'index_course'"
    assert await classroom.rows(f"{jobs} AND args ->> 'tenant_id' = %s", str(tenant)) == [(str(course),)]
    assert await retrieval_index.work_in(tenant) == 1, "the small course of every class is not indexed yet"
    assert await retrieval_index.work_in(tenant) == 0
    again = await retrieval_index.build(tenant, course)
    assert (again.added, again.gone) == (0, 0) and again.passages > 300


async def test_a_change_is_written_alone_and_old_versions_stay_as_they_were(
    classroom: Classroom, tmp_path: Path
) -> None:
    course = await study_history(classroom, tmp_path)
    tenant = classroom.school.tenant_id
    snapshot = await course_of(classroom, course, 1)
    gone = next(one for one in snapshot.content.values() if one.title == "South Carolina gives its reasons")
    question = "Why did South Carolina publish a declaration of Christopher Memminger?"
    assert "Memminger" in (await _first(classroom, course, question))[0]
    assert await content.set_content_status(classroom.actor("adam"), gone.content_id, "retired") == 2
    # The new version is published and not indexed yet: what it has not any more is not found, all the rest is.
    newer = await course_of(classroom, course, 2)
    found = await retrieval.find(newer, question, Context(kinds=OPEN))
    assert found and gone.content_id not in {one.passage.content_id for one in found}
    built = await retrieval_index.build(tenant, course)
    assert built.added <= 1 and 0 < built.gone < 12
    assert not any(
        "Memminger" in one.passage.text for one in await retrieval.find(newer, question, Context(kinds=OPEN))
    )
    assert "Memminger" in (await _first(classroom, course, question))[0], "a class that stays at version 1"


async def test_an_index_that_was_lost_is_made_again(classroom: Classroom, tmp_path: Path) -> None:
    course = await study_history(classroom, tmp_path)
    before = await _first(classroom, course)
    shutil.rmtree(tmp_path / "retrieval")
    classroom.services.indexes = Indexes()
    assert await _first(classroom, course) == before


async def test_large_courses_use_the_store_of_vectors_and_do_without_it(
    classroom: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrieval_index, "LARGE", 10)
    course = await study_history(classroom, tmp_path)
    with_store = await _first(classroom, course)
    classroom.services.indexes = Indexes()
    (tmp_path / "empty").mkdir()
    classroom.services.vectors = VectorStore(tmp_path / "empty")
    without = await _first(classroom, course)
    assert with_store[0] == without[0]


async def test_another_machine_uses_the_vectors_that_are_there_and_finds_those_that_are_written_anew(
    classroom: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrieval_index, "LARGE", 10)
    course = await study_history(classroom, tmp_path)
    before = await _first(classroom, course)
    other = classroom.services.vectors
    name = retrieval_index.collection_of(course, 1)
    written, write = [], VectorStore.write

    def noted(store: VectorStore, name: str, parts: Iterable[NDArray[np.float32]]) -> None:
        written.append(name)
        write(store, name, parts)

    monkeypatch.setattr(VectorStore, "write", noted)
    shutil.rmtree(tmp_path / "retrieval")
    classroom.services.indexes, classroom.services.vectors = Indexes(), VectorStore(tmp_path / "chroma")
    assert await _first(classroom, course) == before
    assert written == [], "the machine that has it open would lose it"

    tenant = classroom.school.tenant_id
    one = files.load(retrieval_index.folder_of(tenant, course, 1)).vectors[0]
    nearest = other.nearest(name, one, 3)[0].tolist()
    await retrieval_index.build(tenant, course)
    assert written == [name]
    assert other.nearest(name, one, 3)[0].tolist() == nearest


async def test_nobody_elses_course_is_read(classroom: Classroom, tmp_path: Path) -> None:
    course = await study_history(classroom, tmp_path)
    other = await new_classroom(classroom.services)
    for table in ("passage", "retrieval_index"):
        assert await classroom.count(table) > 0
        assert await other.rows(f"SELECT 1 FROM {table} WHERE course_id = %s", course) == []  # noqa: S608


class _Service(BaseHTTPRequestHandler):
    """A service for embeddings that speaks as OpenAI's does, and can be away."""

    asked = 0
    heard = ""
    every: list[str] = []
    away = False
    longer = 0

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
        _Service.asked += len(said)
        _Service.heard = " ".join(said)
        _Service.every += said
        rows = [[len(text), text.count("a"), text.count("e"), *[1] * (1 + _Service.longer)] for text in said]
        data = [{"object": "embedding", "index": place, "embedding": row} for place, row in enumerate(rows)]
        body = json.dumps({"object": "list", "model": "test", "data": data[::-1], "usage": {}}).encode()
        self.send_response(400 if _Service.away else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


async def test_a_service_for_embeddings_is_asked_once_for_each_passage(classroom: Classroom, tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/v1"
        made = bootstrap.embedder(Settings(_env_file=None, embeddings_url=address, embeddings_model="test"))
        assert made is not None
        classroom.services.embedder = made
        course = await study_history(classroom, tmp_path)
        asked = _Service.asked
        assert asked > 300
        await retrieval_index.build(classroom.school.tenant_id, course)
        assert _Service.asked == asked + 1, "one is asked again, for the length of its vector"
        assert await _first(classroom, course)
        asked = _Service.asked
        assert await _first(classroom, course) and _Service.asked == asked, "a question is remembered"
        await tutor.ask(classroom.actor(), "Can Bob tell me about cotton? Write to kim@oakfield.org")
        assert "cotton" in _Service.heard and "Bob" not in _Service.heard and "kim@" not in _Service.heard
        # Vectors of another length: words meanwhile, and a job indexes the course anew.
        _Service.longer = 2
        jobs = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'index_course' AND status = 'todo'"
        before = (await classroom.rows(jobs))[0][0]
        assert "cotton" in (await _first(classroom, course, f"{QUESTION} Why?"))[0].lower()
        assert (await classroom.rows(jobs))[0][0] == before + 1
        await retrieval_index.build(classroom.school.tenant_id, course)
        folder = retrieval_index.folder_of(classroom.school.tenant_id, course, 1)
        assert files.load(folder).vectors.shape[1] == 6
        _Service.away = True
        assert "cotton" in (await _first(classroom, course, f"{QUESTION} Really?"))[0].lower(), (
            "its words find it alone"
        )
        for _ in range(4):
            await _first(classroom, course, f"{QUESTION} When?")
        heard = _Service.asked
        await _first(classroom, course, f"{QUESTION} Who?")
        assert _Service.asked == heard, "one that keeps failing is left alone"
        # Indexed without it, the course has a basis of its own until the service is back.
        shutil.rmtree(folder)
        await retrieval_index.build(classroom.school.tenant_id, course)
        assert files.load(folder).embedder.startswith("lsa-") and await _first(classroom, course, f"{QUESTION} Really?")
        behind = "SELECT embedder FROM retrieval_index WHERE course_id = %s"
        assert (await classroom.rows(behind, course))[0][0].startswith("lsa-")
        _Service.away, _Service.longer = False, 0
        assert await retrieval_index.work_in(classroom.school.tenant_id) >= 1
        assert files.load(folder).embedder == made.name
        made.close()
        server.shutdown()


async def test_no_name_goes_to_a_service_for_embeddings_and_nothing_of_who_is_not_covered(
    classroom: Classroom, tmp_path: Path
) -> None:
    alice, tenant = classroom.actor(), classroom.school.tenant_id
    called = {"alice": "Lena Fischer", "bob": "José García", "carol": "Grace Hall", "adam": "Memminger Toombs"}
    await rename(classroom, called)
    _Service.away, _Service.longer, _Service.every = False, 0, []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/v1"
        classroom.services.embedder = made = bootstrap.embedder(
            Settings(_env_file=None, embeddings_url=address, embeddings_model="private")
        )
        assert made is not None
        await study_history(classroom, tmp_path)
        passages = " ".join(_Service.every)
        assert len(_Service.every) > 300 and "Memminger" not in passages and "Toombs" not in passages
        assert "<PERSON_1>" in passages and "South Carolina" in passages
        assert (await tutor.standing(alice)).goes_outside
        _Service.every = []
        asked = "lena, jose garcia and Grace ask: why did Fort Sumter, cotton and JOSÉ matter? lena@oakfield.example"
        got = await tutor.ask(alice, asked)
        sent = " ".join(_Service.every).casefold()
        assert "sumter" in sent and "cotton" in sent and got.turn.sources
        for secret in ("lena", "jose", "josé", "garcia", "grace", "hall", "fischer", "oakfield"):
            assert secret not in sent, secret
        _Service.every = []
        async with classroom.services.db.transaction(tenant) as tx:
            await tx.session.execute(text("UPDATE consent SET withdrawn_at = granted_at"))
        assert not (await tutor.standing(alice)).goes_outside
        got = await tutor.ask(alice, "How did cotton and banks hang together?")
        assert _Service.every == [] and got.turn.sources, "its words find it alone"
        made.close()
        server.shutdown()
