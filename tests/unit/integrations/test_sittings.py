"""An attempt at a test as cmi5 (Quartz) wants a session of an assignable unit told: its MUSTs, read from its text.

Numbers are sections of cmi5_spec.md (AICC/CMI-5_Spec_Current). What concerns launches is not asked: there are none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from learnapp.engine.event import Verb
from learnapp.integrations.open_data.told import Assessment
from learnapp.integrations.xapi import checking
from learnapp.integrations.xapi.statements import statements
from learnapp.integrations.xapi.words import ADL, CMI5
from tests.unit.integrations.test_open_data_words import NOW, PLACE, TESTED, told

CATEGORY, MOVEON = f"{CMI5}/context/categories/cmi5", f"{CMI5}/context/categories/moveon"
SESSION = f"{CMI5}/context/extensions/sessionid"
DEFINED = {f"{ADL}/{name}" for name in ("initialized", "completed", "passed", "failed", "terminated")}


def attempt(test: Assessment = TESTED, answered_at: datetime = NOW - timedelta(minutes=1)) -> list[dict[str, Any]]:
    """Return what is said of an attempt with one answer, in the order in which it leaves."""
    begun = replace(test, submitted_at=None, share=None, passed=None)
    events = [
        told(Verb.QUIZ_STARTED, event_id=UUID(int=71), at=test.started_at, test=begun),
        told(Verb.ANSWERED, event_id=UUID(int=72), at=answered_at, test=replace(test, share=None, passed=None)),
        told(Verb.QUIZ_COMPLETED, event_id=UUID(int=73), at=NOW + timedelta(days=2), test=test, result={}),
    ]
    return [one for event in events for one in statements(event, PLACE)]


def _categories(said: dict[str, Any]) -> list[str]:
    return [one["id"] for one in said["context"]["contextActivities"]["category"]]


def broken(said: list[dict[str, Any]]) -> list[str]:
    """Return which MUSTs the statements of one session break."""
    found: list[str] = []

    def must(rule: str, holds: Any) -> None:
        if not holds:
            found.append(rule)

    names = [one["verb"]["id"].rpartition("/")[2] for one in said]
    stamps = [one["timestamp"] for one in said]
    defined = [one for one in said if CATEGORY in _categories(one)]
    must("9.3 first", names[0] == "initialized" and stamps[0] == min(stamps))
    must("9.3 last", names[-1] == "terminated" and stamps[-1] == max(stamps))
    verbs = [one["verb"]["id"] for one in defined]
    must("9.3 twice", len(set(verbs)) == len(verbs))
    must("9.3 passed and failed", not {f"{ADL}/passed", f"{ADL}/failed"} <= set(verbs))
    must("9.6.1", len({one["context"].get("registration") for one in said} - {None}) == 1)
    must("9.6.3.1", len({one["context"]["extensions"].get(SESSION) for one in said} - {None}) == 1)
    for one in said:
        name, result = one["verb"]["id"].rpartition("/")[2], one.get("result", {})
        must(f"9.7 {name}", re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", one["timestamp"]))
        must(f"9.6.1 {name}", one["context"].get("registration"))
        must(f"9.6.3.1 {name}", one["context"]["extensions"].get(SESSION))
        grouping = {each["id"] for each in one["context"]["contextActivities"]["grouping"]}
        must(f"9.6.2.3 {name}", any("/things/tests/" in each for each in grouping))
        if one not in defined:
            must(f"7.1.3 {name}", MOVEON not in _categories(one))
            continue
        must(f"7.1.3 {name}", one["verb"]["id"] in DEFINED)
        must(f"9.2 {name}", one["actor"]["objectType"] == "Agent" and one["actor"]["account"]["name"])
        must(f"9.4 {name}", one["object"]["id"] not in grouping)
        must(f"9.5.1 {name}", "score" not in result or name in ("passed", "failed"))
        score = result.get("score", {})
        must(f"9.5.1 scaled {name}", 0 <= score.get("scaled", 0) <= 1)
        whole = [score.get(each) for each in ("raw", "min", "max")]
        must(f"9.5.1 raw {name}", whole == [None] * 3 or all(isinstance(each, int) for each in whole))
        must(f"9.5.2 {name}", result.get("success") is {"passed": True, "failed": False}.get(name))
        must(f"9.5.3 {name}", result.get("completion") is {"completed": True}.get(name))
        must(f"9.5.4 {name}", name == "initialized" or re.fullmatch(r"PT\d+(\.\d+)?S", result.get("duration", "")))
        must(f"9.6.2.2 {name}", (MOVEON in _categories(one)) is bool({"success", "completion"} & set(result)))
    return found


@pytest.mark.parametrize(
    ("change", "verbs"),
    [
        ({}, ["initialized", "answered", "completed", "passed", "terminated"]),
        ({"passed": False, "share": 0.5, "of": 3}, ["initialized", "answered", "completed", "failed", "terminated"]),
        ({"passed": None}, ["initialized", "answered", "completed", "scored", "terminated"]),
        ({"share": None, "passed": None}, ["initialized", "answered", "completed", "terminated"]),
    ],
)
def test_an_attempt_is_a_session_with_one_end_and_one_outcome(change: dict[str, Any], verbs: list[str]) -> None:
    said = attempt(replace(TESTED, **change))
    assert [one["verb"]["id"].rpartition("/")[2] for one in said] == verbs
    assert broken(said) == [] and checking.problem_of(said) == ""
    assert len({one["id"] for one in said}) == len(said)


def test_what_happened_is_told_when_it_happened_though_results_are_shown_days_later() -> None:
    said = attempt(answered_at=NOW + timedelta(seconds=3))
    assert {one["timestamp"] for one in said[1:]} == {"2026-03-02T12:00:00.000Z"}, "in the last seconds is in time"
    assert said[-1]["result"]["duration"] == "PT300.00S" and broken(said) == []


def test_half_a_point_is_told_as_a_share() -> None:
    failed = attempt(replace(TESTED, share=0.5, of=3, passed=False))[3]
    assert failed["result"]["score"] == {"scaled": 0.5}


def test_another_attempt_is_another_registration_and_session_of_the_same_unit() -> None:
    once, again = attempt(), attempt(replace(TESTED, attempt_id=UUID(int=99), number=3))
    assert once[0]["object"] == again[0]["object"]
    for name in ("registration",):
        assert once[0]["context"][name] != again[0]["context"][name]
    assert once[0]["context"]["extensions"][SESSION] != again[0]["context"]["extensions"][SESSION]


def test_nothing_is_said_of_launches_and_of_moving_on() -> None:
    text = str([attempt(), attempt(replace(TESTED, passed=False))])
    for word in ("launch", "masteryscore", "extensions/moveon", "satisfied", "waived", "abandoned"):
        assert word not in text


def test_what_belongs_to_no_attempt_claims_nothing() -> None:
    for verb in Verb:
        for one in statements(told(verb, test=None), PLACE):
            assert CATEGORY not in _categories(one) and SESSION not in one["context"]["extensions"]


def test_a_rule_that_is_broken_is_found() -> None:
    said = attempt()
    completed = said[2]
    for change, rule in (
        ({"result": {**completed["result"], "score": {"scaled": 1.0}}}, "9.5.1 completed"),
        ({"result": {**completed["result"], "success": True}}, "9.5.2 completed"),
        ({"result": {"completion": True}}, "9.5.4 completed"),
        ({"timestamp": "2027-01-01T00:00:00.000Z"}, "9.3 last"),
        ({"verb": {"id": f"{ADL}/failed"}}, "9.3 passed and failed"),
    ):
        assert rule in broken([*said[:2], {**completed, **change}, *said[3:]])
