"""Every kind of event in the words of xAPI and Caliper: as it always was, as the standards want it, about nobody."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest

from learnapp.engine.event import Verb
from learnapp.integrations.open_data import caliper
from learnapp.integrations.open_data.told import Assessment, Place, Told, derived_id, plain_answer
from learnapp.integrations.xapi import checking, profile, words
from learnapp.integrations.xapi.recognise import recognise, why_not
from learnapp.integrations.xapi.statements import statement, statements

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden" / "open_data"
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PLACE = Place("https://learn.riverside.example", "riverside", "Riverside")
CONTENT, SECTION, COURSE, KC = (UUID(int=number) for number in (11, 12, 13, 14))
ACCOUNT, EVENT, STUDENT = UUID("2f0f6c1e-58f4-4c53-9d0b-5d9b2b1e7a01"), UUID(int=15), UUID(int=9)
NOT_ABOUT_CONTENT = {
    Verb.QUIZ_STARTED, Verb.QUIZ_COMPLETED, Verb.FORUM_POSTED, Verb.FORUM_REPLIED, Verb.PEER_HELPED,
    Verb.SESSION_STARTED, Verb.SESSION_ENDED, Verb.RECOMMENDATION_SHOWN,
}  # fmt: skip
RESULTS: dict[Verb, dict[str, Any]] = {
    Verb.VIDEO_PROGRESSED: {"progress": 0.4, "position_s": 61.5},
    Verb.VIDEO_COMPLETED: {"progress": 1.0, "position_s": 180.0},
    Verb.READ: {"progress": 1.0, "duration_ms": 30_000},
    Verb.EXPLANATION_OPENED: {"state": {"explanation": "analogy"}},
    Verb.SIMULATION_INTERACTED: {"state": {"bars": 3.0, "shown": True, "name": "Alice Jones"}},
    Verb.ANSWERED: {"response": "12", "duration_ms": 20_000, "hints": 1, "variant": 7, "moved": True},
    Verb.HINT_REQUESTED: {"hint_index": 0},
    Verb.QUIZ_COMPLETED: {"duration_ms": 60_000},
    Verb.RECOMMENDATION_OPENED: {"decision_id": str(UUID(int=16))},
}
KINDS = {Verb.VIDEO_PROGRESSED: "video", Verb.VIDEO_COMPLETED: "video", Verb.READ: "reading"}
TESTED = Assessment(
    UUID(int=17), "Fractions in March", UUID(int=18), 2, NOW - timedelta(minutes=5), NOW, share=0.6, of=5, passed=True
)
TESTS = {Verb.QUIZ_STARTED: replace(TESTED, submitted_at=None, share=None, passed=None), Verb.QUIZ_COMPLETED: TESTED}
SCHEMA = json.loads((ROOT / "tests" / "schemas" / "caliper-1.2.json").read_text(encoding="utf-8"))
validator = jsonschema.Draft202012Validator(SCHEMA)


def told(verb: Verb, **more: Any) -> Told:
    """Return an event of a kind."""
    alone = verb in NOT_ABOUT_CONTENT
    step = verb in (Verb.ANSWERED, Verb.HINT_REQUESTED)
    values: dict[str, Any] = {
        "event_id": EVENT, "account": ACCOUNT, "verb": verb, "at": NOW, "received_at": NOW, "section_id": SECTION,
        "course_id": COURSE, "section": "Mathematics 7a", "course": "Mathematics 7",
        "object_id": None if alone else CONTENT, "title": "" if alone else "Adding fractions",
        "kind": "" if alone else KINDS.get(verb, "practice"), "step_id": "s1" if step else None,
        "kcs": ((KC, "Unit fractions"),) if verb is Verb.ANSWERED else (),
        "correct": False if verb is Verb.ANSWERED else None, "result": RESULTS.get(verb, {}),
        "test": TESTS.get(verb),
    }  # fmt: skip
    return Told(**{**values, **more})


@pytest.mark.parametrize("verb", list(Verb))
def test_each_kind_of_event_is_told_as_it_always_was_and_as_the_standards_want(verb: Verb) -> None:
    one = told(verb)
    said, every, events = statement(one, PLACE), statements(one, PLACE), caliper.events(one, PLACE)
    event = events[0]
    document = {"xapi": every if len(every) > 1 else said, "caliper": caliper.envelope(events, PLACE, NOW)}
    path = GOLDEN / f"{verb.value}.json"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    assert document == json.loads(path.read_text(encoding="utf-8")), "see tests/golden/README.md"
    assert checking.problem_of(every) == "" and len({each["id"] for each in every}) == len(every)
    assert [error.message for error in validator.iter_errors(document["caliper"])] == []
    assert said["id"] == event["id"].removeprefix("urn:uuid:") == str(derived_id(EVENT))


def test_two_tests_of_a_class_are_two_things_and_an_attempt_is_the_same_from_begin_to_grade() -> None:
    begun, done = told(Verb.QUIZ_STARTED), told(Verb.QUIZ_COMPLETED, event_id=UUID(int=19))
    other = told(Verb.QUIZ_STARTED, test=replace(TESTED, test_id=UUID(int=20), title="Fractions in May"))
    about = [statement(one, PLACE)["object"] for one in (begun, done, other)]
    assert about[0] == about[1] and about[0]["id"] != about[2]["id"]
    assert about[2]["definition"]["name"] == {"en": "Fractions in May"}
    assert statement(begun, PLACE)["context"]["registration"] == str(derived_id(TESTED.attempt_id))
    (started,), (submitted, graded) = caliper.events(begun, PLACE), caliper.events(done, PLACE)
    assert started["generated"]["id"] == submitted["generated"]["id"] == graded["object"]["id"]
    assert [started["generated"]["count"], submitted["generated"]["count"]] == [2, 2]
    assert graded["id"] != submitted["id"] and graded["type"] == "GradeEvent"
    assert (graded["generated"]["scoreGiven"], graded["generated"]["maxScore"]) == (3.0, 5.0)
    assert statement(done, PLACE)["result"]["score"] == {"scaled": 0.6, "raw": 3.0, "min": 0, "max": 5.0}


def test_a_test_whose_results_nobody_may_see_has_no_score() -> None:
    hidden = told(Verb.QUIZ_COMPLETED, test=replace(TESTED, share=None, passed=None))
    assert {"score", "success"}.isdisjoint(statement(hidden, PLACE)["result"])
    assert [one["type"] for one in caliper.events(hidden, PLACE)] == ["AssessmentEvent"]


def test_a_test_of_other_questions_for_everybody_has_a_share_and_no_points() -> None:
    adaptive = told(Verb.QUIZ_COMPLETED, test=replace(TESTED, of=None, passed=None))
    assert statement(adaptive, PLACE)["result"]["score"] == {"scaled": 0.6}
    assert "success" not in statement(adaptive, PLACE)["result"]
    assert caliper.events(adaptive, PLACE)[1]["generated"]["maxScore"] == 1.0


def test_an_answer_in_a_test_says_in_which_attempt_and_one_in_practice_which_try_it_is() -> None:
    sat = caliper.event(told(Verb.ANSWERED, test=TESTED), PLACE)["generated"]["attempt"]
    assert sat["isPartOf"]["id"] == f"urn:uuid:{derived_id(TESTED.attempt_id)}" and sat["count"] == 2
    again = told(Verb.ANSWERED, result={"response": "12", "tries": 3})
    assert caliper.event(again, PLACE)["generated"]["attempt"]["count"] == 3
    for one in (told(Verb.ANSWERED, test=TESTED), again):
        assert not list(validator.iter_errors(caliper.envelope(caliper.events(one, PLACE), PLACE, NOW)))
        assert checking.problem_of([statement(one, PLACE)]) == ""


def test_there_is_one_golden_document_for_each_kind_and_no_other() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {verb.value for verb in Verb}


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("3/4", "3/4"), ("x^2 + 2", "x^2 + 2"), (["a", "c"], "a[,]c"), ("My name is Alice", None), ("Ángela", None),
        ("7" * 300, None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_words_that_somebody_wrote_stay_here(given: Any, sent: str | None) -> None:
    one = told(Verb.ANSWERED, result={"response": given})
    assert plain_answer(one) == sent
    texts = json.dumps([statement(one, PLACE), caliper.event(one, PLACE)], ensure_ascii=False)
    assert "Alice" not in texts and "Ángela" not in texts
    pictured = told(Verb.SIMULATION_INTERACTED)
    assert "Alice" not in json.dumps([statement(pictured, PLACE), caliper.event(pictured, PLACE)])


def test_the_schema_of_caliper_finds_what_is_wrong() -> None:
    good = caliper.envelope([caliper.event(told(Verb.ANSWERED), PLACE)], PLACE, NOW)
    event = good["data"][0]
    wrong = [
        {**good, "sendTime": "2026-03-02"}, {**good, "data": []}, {**good, "more": 1},
        {**good, "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v1p1"},
        *(
            {**good, "data": [{**event, **change}]}
            for change in (
                {"action": "Pondered"}, {"action": "Viewed"}, {"id": str(EVENT)}, {"eventTime": "2026-03-02T12:00:00Z"},
                {"object": {"id": "https://x.example/1", "type": "Document"}}, {"actor": {"type": "Person"}},
                {"profile": "MediaProfile"}, {"generated": {"id": "urn:x:1", "type": "Attempt"}}, {"colour": "red"},
            )
        ),
    ]  # fmt: skip
    assert validator.is_valid(good) and not any(validator.is_valid(one) for one in wrong)


def test_our_profile_is_published_and_has_every_word_that_we_made() -> None:
    path = ROOT / "docs" / "xapi-profile.jsonld"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(json.dumps(profile.document(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    published = json.loads(path.read_text(encoding="utf-8"))
    assert published == profile.document(), "write docs/xapi-profile.jsonld anew: GOLDEN=write, this test"
    known = {one["id"] for one in published["concepts"]}
    used: set[str] = set()
    for verb in Verb:
        used |= set(_addresses(statements(told(verb), PLACE)))
    assert {one for one in used if one.startswith(words.PROFILE)} <= known | {words.VERSION}
    assert len(published["templates"]) == len(Verb) + len(words.PHRASES)
    assert len({one["id"] for one in published["templates"]}) == len(published["templates"])
    assert all(set(one["definition"]) == {"en", "es"} for one in published["concepts"])


def _addresses(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [*node, *(one for value in node.values() for one in _addresses(value))]
    if isinstance(node, list):
        return [one for value in node for one in _addresses(value)]
    return [node] if isinstance(node, str) else []


def _foreign(verb: str, **more: Any) -> dict[str, Any]:
    return {
        "actor": {"account": {"homePage": PLACE.home, "name": str(ACCOUNT)}}, "verb": {"id": verb},
        "object": {"id": PLACE.thing("content", CONTENT) + more.pop("step", "")}, "timestamp": "2026-03-02T12:00:00Z",
        **more,
    }  # fmt: skip


def _of_video(segments: str = "", length: float | None = None, **result: float) -> dict[str, Any]:
    extra: dict[str, Any] = {f"{words.VIDEO}/extensions/{name}": value for name, value in result.items()}
    if segments:
        extra[f"{words.VIDEO}/extensions/played-segments"] = segments
    around = {} if length is None else {f"{words.VIDEO}/extensions/length": length}
    return {"result": {"extensions": extra}, "context": {"extensions": around}}


@pytest.mark.parametrize(
    ("verb", "more", "kind", "found"),
    [
        (f"{words.ADL}/answered", {"step": "/steps/s1", "result": {"response": "7", "success": True}}, "practice",
         (Verb.ANSWERED, "s1", {"response": "7"})),
        (f"{words.ADL}/completed", {"result": {"duration": "PT1M30.5S"}}, "video",
         (Verb.VIDEO_COMPLETED, None, {"duration_ms": 90_500, "progress": 1.0})),
        (f"{words.ADL}/completed", {}, "reading", (Verb.READ, None, {"progress": 1.0})),
        (f"{words.VIDEO}/verbs/paused", {"result": {"extensions": {f"{words.VIDEO}/extensions/progress": 0.25,
         f"{words.VIDEO}/extensions/time": 12}}}, "video",
         (Verb.VIDEO_PROGRESSED, None, {"progress": 0.25, "position_s": 12.0})),
        (f"{words.VIDEO}/verbs/paused", _of_video(length=100, segments="0.000[.]12.000[,]10.000[.]20.000[,]40[.]45"),
         "video", (Verb.VIDEO_PROGRESSED, None,
                   {"progress": 0.25, "state": {"segments": "0.000[.]20.000[,]40.000[.]45.000"}})),
        (f"{words.ADL}/terminated", _of_video(progress=0.5, time=30, segments="5[.]x[,][.]"), "video",
         (Verb.VIDEO_PROGRESSED, None, {"progress": 0.5, "position_s": 30.0})),
        (f"{words.VIDEO}/verbs/seeked", {"result": {"extensions": {f"{words.VIDEO}/extensions/time-to": 70,
         f"{words.VIDEO}/extensions/progress": 0.1}}}, "video",
         (Verb.VIDEO_PROGRESSED, None, {"progress": 0.1, "position_s": 70.0})),
        (f"{words.ADL}/progressed", {"result": {"extensions": {f"{words.CMI5}/result/extensions/progress": 40}}},
         "video", (Verb.VIDEO_PROGRESSED, None, {"progress": 0.4})),
        (f"{words.VIDEO}/verbs/played", _of_video(time=3), "video", None),
        (f"{words.ADL}/initialized", _of_video(length=90), "video", None),
        (f"{words.ADL}/initialized", _of_video(progress=0.5), "practice", None),
        (f"{words.PROFILE}/verbs/requested-hint", {"step": "/steps/s1",
         "result": {"extensions": {f"{words.PROFILE}/extensions/hint": 2}}}, "practice",
         (Verb.HINT_REQUESTED, "s1", {"hint_index": 2})),
        (f"{words.ADL}/completed", {}, "practice", None),
        ("https://other.example/verbs/danced", {}, "practice", None),
        (f"{words.ADL}/answered", {"actor": {"mbox": "mailto:alice@x.example"}}, "practice", None),
        (f"{words.ADL}/answered", {"actor": {"account": {"homePage": PLACE.home, "name": "bob"}}}, "practice", None),
        (f"{words.ADL}/answered", {"object": {"id": "https://other.example/1"}}, "practice", None),
        (f"{words.ADL}/answered", {"object": {"objectType": "StatementRef", "id": str(EVENT)}}, "practice", None),
    ],
)  # fmt: skip
def test_what_is_about_things_of_ours_is_recognised(
    verb: str, more: dict[str, Any], kind: str, found: tuple[Verb, str | None, dict[str, Any]] | None
) -> None:
    got = recognise(_foreign(verb, **more), EVENT, PLACE.base, PLACE.home, kind=kind)
    assert (got and (got.verb, got.step_id, got.result)) == found
    if got is not None:
        assert (got.account, got.object_id, got.at) == (ACCOUNT, CONTENT, NOW)


def test_that_a_video_began_is_no_event_and_admins_read_why() -> None:
    began = _foreign(f"{words.VIDEO}/verbs/played", **_of_video(time=3))
    assert why_not(began, PLACE.base, PLACE.home, kind="video") == "moment"
    assert why_not(began, PLACE.base, PLACE.home, kind="practice") == "verb"


def test_a_statement_of_our_own_never_comes_back_as_an_event() -> None:
    for said in (each for verb in Verb for each in statements(told(verb), PLACE)):
        assert recognise(said, UUID(said["id"]), PLACE.base, PLACE.home, kind="video") is None
