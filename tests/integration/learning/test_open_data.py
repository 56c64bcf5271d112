"""Events that leave us: each once, about nobody by name; set up by admins, and forgotten with people."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.integrations.open_data.told import derived_id
from learnapp.integrations.xapi.words import VIDEO
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import (
    attempt_records,
    attempts,
    consents,
    content,
    family_export,
    films,
    learning,
    open_data_sending,
    open_data_trial,
    privacy,
    xapi_people,
    xapi_store,
)
from learnapp.services import open_data_settings as setup
from learnapp.services.open_data_settings import EndpointDraft
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_assessments import RIGHT, WRONG, given, sit
from tests.integration.learning.test_verbs import WITHOUT_CONTENT
from tests.lrs import KEY, SECRET, Lrs, lrs
from tests.unit.integrations.test_sittings import broken
from tests.unit.integrations.test_video_profile import broken as video_broken


@pytest.fixture
def store() -> Iterator[Lrs]:
    with lrs() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def told(classroom: Classroom, store: Lrs) -> AsyncIterator[tuple[Classroom, UUID]]:
    """A classroom whose events go to a record store."""
    admin = classroom.actor("adam")
    endpoint = await setup.add(admin, EndpointDraft("xapi", f"{store.url}/statements/", KEY, SECRET))
    await setup.switch(admin, endpoint, on=True)
    yield classroom, endpoint
    if "open_data_http" in classroom.services.extras:
        await classroom.services.extras.pop("open_data_http").aclose()


async def study(classroom: Classroom, count: int = 3, who: str = "alice") -> list[UUID]:
    """Let a student answer; returns the ids of the events."""
    made = []
    for number in range(count):
        item = classroom.course.practice[number % 4][number % 5]
        event = classroom.event(content=item, response="7", student_id=classroom.school[who].person_id)
        await learning.record_event(event, classroom.actor(who))
        classroom.clock.at += timedelta(seconds=1)
        made.append(event.event_id)
    return made


async def counted(classroom: Classroom) -> tuple[int, int, int]:
    """Return how many wait, were sent and were refused."""
    (card,) = (await setup.overview(classroom.actor("adam"))).endpoints
    return card.waiting, card.row.sent, card.refused


async def send(classroom: Classroom) -> int:
    return await open_data_sending.send(classroom.school.tenant_id)


async def test_every_kind_of_event_arrives_about_nobody_by_name(told: tuple[Classroom, UUID], store: Lrs) -> None:
    classroom, _ = told
    course = classroom.course
    about: dict[Verb, Any] = {
        Verb.VIDEO_PROGRESSED: course.video, Verb.VIDEO_COMPLETED: course.video, Verb.READ: course.readings[0],
        Verb.SIMULATION_INTERACTED: course.simulation, Verb.ANSWERED: course.practice[0][0],
        Verb.EXPLANATION_OPENED: course.practice[0][0], Verb.HINT_REQUESTED: course.practice[0][0],
        Verb.RECOMMENDATION_OPENED: course.practice[0][1], Verb.RECOMMENDATION_DISMISSED: course.practice[0][1],
        Verb.RECOMMENDATION_COMPLETED: course.practice[0][1],
    }  # fmt: skip
    more: dict[Verb, dict[str, Any]] = {
        Verb.VIDEO_PROGRESSED: {"progress": 0.4}, Verb.READ: {"progress": 1.0, "duration_ms": 9_000},
        Verb.EXPLANATION_OPENED: {"state": {"explanation": "analogy"}}, Verb.ANSWERED: {"response": "7"},
        Verb.SIMULATION_INTERACTED: {"state": {"bars": 3.0, "name": "Alice"}},
        Verb.HINT_REQUESTED: {"hint_index": 0, "step_id": "s1"},
    }  # fmt: skip
    events = []
    for verb in Verb:
        values = more.get(verb) or WITHOUT_CONTENT.get(verb) or {}
        event = classroom.event(verb, about.get(verb), **values)
        await learning.record_event(event, classroom.actor())
        classroom.clock.at += timedelta(minutes=1)
        events.append(event.event_id)
    assert await counted(classroom) == (len(Verb), 0, 0)
    assert await send(classroom) == len(Verb)
    assert set(store.statements) == {str(derived_id(one)) for one in events} and store.again == 0
    kinds = {one["context"]["extensions"]["https://w3id.org/learnapp/xapi/extensions/event-kind"]
             for one in store.statements.values()}  # fmt: skip
    assert kinds == {verb.value for verb in Verb}
    alice = classroom.school["alice"]
    for secret in (alice.name, alice.email, str(alice.person_id), "fractions?"):
        assert secret.encode() not in store.taken
    assert len({json.dumps(one["actor"]) for one in store.statements.values()}) == 1
    assert await counted(classroom) == (0, len(Verb), 0) and await send(classroom) == 0


async def test_a_store_that_stumbles_loses_and_doubles_nothing(told: tuple[Classroom, UUID], store: Lrs) -> None:
    classroom, endpoint = told
    events = await study(classroom, 4)
    store.faults = ["after", "before", "after", "after", "hang up", "before"]
    assert await send(classroom) == 0 and (await counted(classroom))[0] == 4
    (card,) = (await setup.overview(classroom.actor("adam"))).endpoints
    assert card.row.last_problem == "broken" and card.row.failures == 1 and card.row.next_at is not None
    assert await send(classroom) == 0, "it is left alone for a while"
    classroom.clock.at += timedelta(seconds=3)
    assert await send(classroom) == 0
    classroom.clock.at += timedelta(seconds=5)
    assert await send(classroom) == 4
    assert set(store.statements) == {str(derived_id(one)) for one in events} and store.differing == []
    assert store.again > 0, "it came again, and was there once"
    # A worker that was killed after the call and before its note: the row stands there again.
    await classroom.rows(
        "INSERT INTO open_data_out SELECT tenant_id, %s, event_id, student_id, received_at FROM learning_event"
        " RETURNING 1", endpoint,
    )  # fmt: skip
    await classroom.rows("UPDATE content SET title = title || '!' RETURNING 1")
    assert await send(classroom) == 4 and len(store.statements) == 4 and store.differing, "taken for what is there"


async def test_one_that_is_refused_does_not_hold_up_the_others(told: tuple[Classroom, UUID], store: Lrs) -> None:
    classroom, endpoint = told
    await study(classroom, 2)
    await learning.record_event(classroom.event(Verb.SESSION_STARTED), classroom.actor())
    store.refuses = {"session_started"}
    assert await send(classroom) == 2 and await counted(classroom) == (0, 2, 1)
    store.refuses = set()
    await setup.again(classroom.actor("adam"), endpoint)
    assert await send(classroom) == 1 and await counted(classroom) == (0, 3, 0)


async def test_what_happens_while_it_is_off_is_not_told(told: tuple[Classroom, UUID], store: Lrs) -> None:
    classroom, endpoint = told
    await study(classroom, 1)
    await setup.switch(classroom.actor("adam"), endpoint, on=False)
    await study(classroom, 1, "bob")
    assert await send(classroom) == 0 and (await counted(classroom))[0] == 1
    await setup.switch(classroom.actor("adam"), endpoint, on=True)
    assert await send(classroom) == 1


async def test_caliper_gets_envelopes(classroom: Classroom, store: Lrs) -> None:
    admin = classroom.actor("adam")
    endpoint = await setup.add(admin, EndpointDraft("caliper", store.caliper, "", SECRET))
    await setup.switch(admin, endpoint, on=True)
    assert {one.outcome for one in await open_data_trial.try_out(admin, endpoint)} == {"ok"}
    events = await study(classroom, 2)
    assert await send(classroom) == 2
    assert {f"urn:uuid:{derived_id(one)}" for one in events} < set(store.events)
    assert store.envelopes[-1]["dataVersion"].endswith("v1p2")
    await classroom.services.extras.pop("open_data_http").aclose()


async def test_a_test_is_told_with_its_name_and_its_score_when_results_are_shown(
    told: tuple[Classroom, UUID], store: Lrs
) -> None:
    classroom, _ = told
    admin, alice = classroom.actor("adam"), classroom.actor()
    also = await setup.add(admin, EndpointDraft("caliper", store.caliper, "", SECRET))
    await setup.switch(admin, also, on=True)
    closes = classroom.clock.at + timedelta(hours=2)
    rules: dict[str, Any] = {"shown": "closed", "closes_at": closes, "cut": 50}
    made, other = await given(classroom, **rules), await given(classroom, title="Decimals")
    attempt = await sit(classroom, made, RIGHT, RIGHT, RIGHT)
    await attempts.submit(alice, attempt)
    await send(classroom)
    assert {one["verb"]["display"]["en"] for one in store.statements.values()} == {"began"}
    assert b"score" not in store.taken and "GradeEvent" not in {one["type"] for one in store.events.values()}
    classroom.clock.at = closes
    await attempt_records.work_in(classroom.school.tenant_id)
    await sit(classroom, other)
    await send(classroom)
    said = {one["verb"]["display"]["en"]: one for one in store.statements.values()
            if str(made) in one["object"]["id"]}  # fmt: skip
    assert set(said) == {"began", "completed", "passed", "ended"}
    assert said["began"]["object"]["definition"]["name"] == {"en": "Fractions"}
    assert said["passed"]["result"]["score"] == {"scaled": 0.6, "raw": 3.0, "min": 0, "max": 5.0}
    assert said["passed"]["result"]["success"] is True and said["completed"]["result"]["completion"] is True
    assert {"score", "success"}.isdisjoint(said["completed"]["result"])
    sat = [one for one in store.statements.values() if one["context"].get("registration") == str(derived_id(attempt))]
    assert len(sat) == 7 and all(str(made) in json.dumps(one) for one in sat), (
        "begun, three answers, done, passed, ended"
    )
    sat.sort(key=lambda one: (one["timestamp"], one["verb"]["display"]["en"] == "ended"))
    assert broken(sat) == [], "as cmi5 wants a session"
    assert any(one["object"]["id"].endswith(str(other)) for one in store.statements.values())
    events = [one for one in store.events.values() if "Assessment" in one["type"] or one["type"] == "GradeEvent"]
    (graded,) = (one for one in events if one["type"] == "GradeEvent")
    assert (graded["generated"]["scoreGiven"], graded["generated"]["maxScore"]) == (3.0, 5.0)
    of_it = [one["generated"]["id"] for one in events if one["type"] == "AssessmentEvent"]
    assert of_it.count(graded["object"]["id"]) == 2 and graded["object"]["id"] == f"urn:uuid:{derived_id(attempt)}"


async def test_a_visit_to_a_film_is_told_as_the_video_profile_wants_it(
    told: tuple[Classroom, UUID], store: Lrs
) -> None:
    classroom, _ = told
    course, version = await content.load_demo_course()
    await content.adopt(classroom.actor("adam"), LIBRARY_TENANT, course, section_id=classroom.school.section_id)
    snapshot = await classroom.services.courses.get(LIBRARY_TENANT, course, version)
    film = next(one for one in snapshot.content.values() if one.material.film is not None)
    assert film.material.film is not None
    alice, length = classroom.actor(), film.material.film.seconds
    visit = {"visit": "f8b1a3c2-0d35", "speed": 1, "full_screen": False, "captions": "en"}

    async def report(start: float, end: float, **said: Any) -> bool:
        classroom.clock.at += timedelta(seconds=max(1.0, end - start))
        told = json.dumps({**visit, "lasted": end - start, "opened": end + 2, **said, "more": [1], "name": "x" * 600})
        return (await films.watched(alice, film.content_id, start, end, told))[1]

    await report(0, 10, began="play", ended="on")
    await report(10, 14, began="on", ended="pause", speed=1.5)
    at, done = 14.0, False
    while not done and at < length:
        done = await report(at, min(length, at + 20), began="play" if at == 14 else "on", ended="on", speed=1.5)
        at = min(length, at + 20)
    assert done
    await films.finish(alice, film.content_id)
    await report(at, at, began="on", ended="leave", speed=1.5)
    await films.watched(alice, film.content_id, 0, 5, "{not json")
    await films.watched(alice, film.content_id, 0, 5, json.dumps([1]))
    await send(classroom)
    said = sorted(store.statements.values(), key=lambda one: str(one["timestamp"]))
    profiled = [one for one in said if VIDEO in str(one["context"]["contextActivities"]["category"])]
    assert video_broken(profiled) == []
    assert sorted(one["verb"]["id"].rpartition("/")[2] for one in profiled) == [
        "completed", "initialized", "interacted", "paused", "paused", "played", "played", "terminated"
    ]  # fmt: skip
    session = {one["context"]["extensions"][f"{VIDEO}/extensions/session-id"] for one in profiled}
    assert len(session) == 1 and session <= {one["id"] for one in profiled}
    kept = await classroom.rows("SELECT result ->> 'state' FROM learning_event WHERE verb = 'video_progressed'")
    assert kept and not any("more" in row[0] or "name" in row[0] for row in kept), (
        "what a player says besides is not kept"
    )


async def test_the_third_try_at_a_step_is_told_as_the_third(classroom: Classroom, store: Lrs) -> None:
    admin = classroom.actor("adam")
    endpoint = await setup.add(admin, EndpointDraft("caliper", store.caliper, "", SECRET))
    await setup.switch(admin, endpoint, on=True)
    for _ in range(3):
        await learning.record_event(classroom.event(response=WRONG), classroom.actor())
        classroom.clock.at += timedelta(seconds=20)
    await send(classroom)
    assert sorted(one["generated"]["attempt"]["count"] for one in store.events.values()) == [1, 2, 3]
    await classroom.services.extras.pop("open_data_http").aclose()


async def test_a_trial_names_the_step_that_fails(told: tuple[Classroom, UUID], store: Lrs) -> None:
    classroom, endpoint = told
    fails = {"key": "key", "missing": "place", "refused": "form", "large": "form", "before": "answer"}
    for fault, step in fails.items():
        store.faults = [fault]
        found = await open_data_trial.try_out(classroom.actor("adam"), endpoint)
        assert [one.name for one in found if one.outcome == "failed"] == [step]
    assert {one.outcome for one in await open_data_trial.try_out(classroom.actor("adam"), endpoint)} == {"ok"}
    await setup.change(classroom.actor("adam"), endpoint, EndpointDraft("xapi", "http://127.0.0.1:9/xapi", KEY, SECRET))
    found = await open_data_trial.try_out(classroom.actor("adam"), endpoint)
    assert [one.reason for one in found] == ["unreachable", "", "", "", ""]


async def test_a_secret_is_never_read_back_and_never_goes_to_another_server(
    told: tuple[Classroom, UUID], store: Lrs
) -> None:
    classroom, endpoint = told
    admin = classroom.actor("adam")
    assert SECRET not in repr(await setup.overview(admin))
    (row,) = await classroom.rows("SELECT secret_enc FROM open_data_endpoint")
    assert SECRET.encode() not in bytes(row[0])
    await setup.change(admin, endpoint, EndpointDraft("xapi", f"{store.url}", KEY))
    assert (await setup.overview(admin)).endpoints[0].has_secret
    await setup.change(admin, endpoint, EndpointDraft("xapi", "https://elsewhere.example/xapi", KEY))
    assert not (await setup.overview(admin)).endpoints[0].has_secret


async def test_addresses_and_keys_that_cannot_be_are_refused(classroom: Classroom) -> None:
    for draft in (
        EndpointDraft("lrs", "https://x.example"), EndpointDraft("xapi", "ftp://x.example"), EndpointDraft("xapi", ""),
        EndpointDraft("xapi", "http://10.0.0.1/xapi"), EndpointDraft("xapi", "https://169.254.169.254/"),
        EndpointDraft("xapi", "https://u:p@x.example/"), EndpointDraft("caliper", "https://x.example/?key=1"),
        EndpointDraft("xapi", "https://x.example", "a:b", "c"), EndpointDraft("xapi", "https://x.example", "a b", "c"),
    ):  # fmt: skip
        with pytest.raises(InvalidInputError):
            await setup.add(classroom.actor("adam"), draft)


async def test_mallory_and_teachers_see_nothing_and_change_nothing(told: tuple[Classroom, UUID]) -> None:
    classroom, endpoint = told
    admin = classroom.actor("adam")
    elsewhere = await new_classroom(classroom.services)
    mallory = elsewhere.actor("adam")
    draft = EndpointDraft("xapi", "https://evil.example", "k", "s")
    assert (await setup.overview(mallory)).endpoints == []
    for call in (setup.remove, setup.again, lambda who, one: setup.switch(who, one, on=False), open_data_trial.try_out,
                 lambda who, one: setup.change(who, one, draft)):  # fmt: skip
        with pytest.raises(NotFoundError):
            await call(mallory, endpoint)
        with pytest.raises(ForbiddenError):
            await call(classroom.actor("carol"), endpoint)
    with pytest.raises(ForbiddenError):
        await setup.overview(classroom.actor("alice"))
    auditor = replace(admin, roles=frozenset({"auditor"}))
    assert len((await setup.overview(auditor)).endpoints) == 1
    with pytest.raises(ForbiddenError):
        await setup.add(auditor, draft)
    for _ in range(setup.MOST_ENDPOINTS - 1):
        await setup.add(admin, draft)
    with pytest.raises(ConflictError):
        await setup.add(admin, draft)


async def test_whoever_is_erased_leaves_nothing_and_takes_home_what_there_was(store: Lrs, classroom: Classroom) -> None:
    home = await new_classroom(classroom.services, guardians=("grace",))
    admin, alice = home.actor("adam"), home.school["alice"]
    endpoint = await setup.add(admin, EndpointDraft("xapi", store.url, KEY, SECRET))
    await setup.switch(admin, endpoint, on=True)
    await study(home, 1)
    await study(home, 1, "bob")
    await send(home)
    await study(home, 1)
    await study(home, 1, "bob")
    tool = home.client("statements:write")
    person = {"mbox": f"mailto:{alice.email.upper()}"}
    base = {"verb": {"id": "https://v.example/did"}, "object": {"id": "https://a.example/1"}}
    by = {**base, "actor": person}
    about = {**base, "actor": {"mbox": "mailto:bob@x.example"}, "context": {"instructor": person}}
    other = {**base, "actor": {"mbox": "mailto:bob@x.example"}}
    await xapi_store.store(tool, [by, about, other])
    files = zipfile.ZipFile(io.BytesIO(await family_export.record_zip(home.actor("grace"), alice.person_id)))
    assert files.read("statements.csv").decode().count("https://v.example/did") == 2
    assert "answered" in files.read("open-data-waiting.csv").decode()
    assert len(files.read("open-data.csv").decode().strip().splitlines()) == 2
    await privacy.erase_person(admin, alice.person_id)
    assert await home.count("open_data_out") == 1 and await home.count("xapi_statement") == 1
    assert await home.count("xapi_account") == 1, "Bob's; the other one leads to nobody any more"
    assert await send(home) == 1
    async with home.services.db.transaction(home.school.tenant_id) as tx:
        assert await xapi_people.marks_of(tx.session, home.school.tenant_id, alice.person_id) == []
    await home.services.extras.pop("open_data_http").aclose()


async def test_nothing_more_leaves_once_consent_is_withdrawn(told: tuple[Classroom, UUID], store: Lrs) -> None:
    classroom, _ = told
    await study(classroom, 2)
    alice = classroom.school["alice"].person_id
    await privacy.withdraw_consent(classroom.actor("adam"), alice, "institution_contract")
    assert await send(classroom) == 0 and await counted(classroom) == (0, 0, 0) and store.statements == {}


async def test_nothing_more_leaves_once_consent_is_withdrawn_for_the_class_or_is_not_enough(
    told: tuple[Classroom, UUID], store: Lrs
) -> None:
    classroom, _ = told
    admin, section = classroom.actor("adam"), classroom.school.section_id
    await study(classroom, 2)
    await study(classroom, 1, "bob")
    await consents.withdraw_from_section(admin, section, "institution_contract")
    assert await counted(classroom) == (0, 0, 0) and await send(classroom) == 0
    await consents.give_to_section(admin, section, "institution_contract")
    await study(classroom, 2)
    await study(classroom, 1, "bob")
    # However a consent has ended: it is looked at when something leaves.
    await classroom.rows(
        "UPDATE consent SET withdrawn_at = %s WHERE student_id = %s RETURNING 1",
        classroom.clock.at, classroom.school["alice"].person_id,
    )  # fmt: skip
    assert await send(classroom) == 1 and await counted(classroom) == (0, 1, 0)
    assert len(store.statements) == 1, "Bob's alone"
