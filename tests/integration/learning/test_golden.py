"""What clients rely on, word for word: one request and its answer per verb, and the published description."""

from __future__ import annotations

import json
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from learnapp.api.app import build_api
from learnapp.engine.event import Verb
from tests.integration.learning.conftest import NAMES, Classroom
from tests.integration.learning.test_fallbacks import rewire
from tests.integration.learning.test_http import as_json, secret_of
from tests.integration.learning.test_verbs import WITHOUT_CONTENT

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Names:
    """Names for ids: those of the classroom, and numbers for the others in the order of their appearance."""

    def __init__(self, classroom: Classroom) -> None:
        course, school = classroom.course, classroom.school
        self._others: dict[str, str] = {}
        self._names = {str(school.section_id): "<section>", str(school["alice"].person_id): "<alice>"}
        self._names |= {str(course.video): "<video>", str(course.simulation): "<simulation>"}
        for name, kc, reading, items in zip(NAMES, course.kcs, course.readings, course.practice, strict=True):
            self._names |= {str(kc): f"<kc {name}>", str(reading): f"<reading {name}>"}
            self._names |= {str(item): f"<practice {name} {place}>" for place, item in enumerate(items)}

    def plain(self, node: Any) -> Any:
        """Return a document that is the same in every run."""
        if isinstance(node, dict):
            return {
                self._named(key): dict.fromkeys(sorted(value), 0) if key == "timings_ms" else self.plain(value)
                for key, value in node.items()
            }
        if isinstance(node, list):
            return [self.plain(value) for value in node]
        if isinstance(node, str):
            return self._named(node)
        return round(node, 9) if isinstance(node, float) else node

    def _named(self, text: str) -> str:
        return _UUID.sub(lambda found: self._names.get(found[0]) or self._numbered(found[0]), text)

    def _numbered(self, uuid: str) -> str:
        return self._others.setdefault(uuid, f"<id {len(self._others) + 1}>")


def _compare(name: str, found: Any) -> None:
    """Compare with the stored document, or store it when GOLDEN=write asks for that."""
    path = GOLDEN / f"{name}.json"
    document = json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(document, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing: see tests/golden/README.md"
    assert json.loads(document) == json.loads(path.read_text(encoding="utf-8")), (
        f"the contract of {name} has changed: see tests/golden/README.md"
    )


@pytest_asyncio.fixture(loop_scope="session")
async def http(classroom: Classroom) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the scope events:write; nothing is drawn by lot."""
    rewire(classroom, exploration=0.0)
    secret = await secret_of(classroom, "events:write")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build_api()),
        base_url="http://learnapp.test",
        headers={"Authorization": f"Bearer {secret}"},
    ) as client:
        yield client


@pytest.mark.parametrize("verb", list(Verb))
async def test_request_and_answer_of_each_verb(classroom: Classroom, http: httpx.AsyncClient, verb: Verb) -> None:
    course = classroom.course
    item = course.practice[0][0]
    about: dict[Verb, Any] = {
        Verb.VIDEO_PROGRESSED: (course.video, {"progress": 0.4, "position_s": 61.5}),
        Verb.VIDEO_COMPLETED: (course.video, {"progress": 1.0}),
        Verb.READ: (course.readings[0], {"progress": 1.0, "duration_ms": 30_000}),
        Verb.EXPLANATION_OPENED: (course.practice[0][0], {"state": {"explanation": "analogy"}}),
        Verb.SIMULATION_INTERACTED: (course.simulation, {"state": {"bars": 3.0, "shown": True, "name": "halves"}}),
        Verb.ANSWERED: (item, {"response": "12", "duration_ms": 20_000, "step_id": "s1"}),
        Verb.HINT_REQUESTED: (item, {"hint_index": 0, "step_id": "s1"}),
        Verb.RECOMMENDATION_OPENED: (item, {}),
        Verb.RECOMMENDATION_DISMISSED: (item, {}),
        Verb.RECOMMENDATION_COMPLETED: (item, {}),
    }
    content, result = about.get(verb, (None, WITHOUT_CONTENT.get(verb)))
    request = as_json(classroom.event(verb, content, **result))
    response = await http.post("/api/v1/events", json=request)
    assert response.status_code == 200, response.text
    _compare(verb.value, Names(classroom).plain({"request": request, "answer": response.json()}))


async def test_the_published_description_of_events(classroom: Classroom, http: httpx.AsyncClient) -> None:
    document = (await http.get("/api/v1/openapi.json")).json()
    events = {"/api/v1/events": document["paths"]["/api/v1/events"]}
    schemas, wanted = document["components"]["schemas"], set(_references(events))
    while more := {each for name in wanted for each in _references(schemas[name])} - wanted:
        wanted |= more
    _compare("openapi", {"paths": events, "schemas": {name: schemas[name] for name in wanted}})


async def test_there_is_one_document_per_verb_and_no_other() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {verb.value for verb in Verb} | {"openapi"}


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else []
        return own + [each for value in node.values() for each in _references(value)]
    return [each for value in node for each in _references(value)] if isinstance(node, list) else []
