"""What players say becomes events: progress and claims, never an answer, a success or somebody's name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.event import Verb
from learnapp.integrations.player_statements import MOST_KEPT, kept_cmi, kept_h5p, of_cmi, of_xapi

ADL = "http://adlnet.gov/expapi/verbs/"
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def said(verb: str, about: str = "https://a.example/task", **result: Any) -> dict[str, Any]:
    return {
        "actor": {"name": "Somebody Else", "mbox": "mailto:else@example.com"},
        "verb": {"id": ADL + verb},
        "object": {"id": about},
        "result": result,
    }


def test_a_whole_task_that_was_answered_is_worked_through_and_its_score_is_a_claim() -> None:
    score = {"raw": 3, "min": 0, "max": 4, "scaled": 0.75}
    played = of_xapi(
        said("answered", score=score, completion=True, success=True, response="my name", duration="PT1M5S")
    )
    assert played is not None and played.verb is Verb.SIMULATION_INTERACTED
    assert played.result.state == {"statement": "answered", "claimed_score": 0.75, "claimed_success": True}
    assert (played.result.progress, played.result.duration_ms) == (1.0, 65_000)
    assert played.result.success is None and played.result.response is None
    assert "name" not in played.result.model_dump_json(exclude_defaults=True).replace("claimed", "")


@pytest.mark.parametrize(
    ("statement", "progress"),
    [
        (said("completed"), 1.0),
        (said("passed"), 1.0),
        (said("failed", completion=True), None),
        (said("attempted"), None),
        (said("answered", completion=True, about="https://a.example/task?subContentId=ab-12"), None),
        (said("completed") | {"context": {"contextActivities": {"parent": [{"id": "x"}]}}}, None),
        (said("progressed", extensions={"https://w3id.org/xapi/cmi5/result/extensions/progress": 40}), 0.4),
        (said("progressed", extensions={"https://w3id.org/xapi/cmi5/result/extensions/progress": 100}), 0.99),
        (said("paused", extensions={"https://w3id.org/xapi/video/extensions/progress": 0.25}), 0.25),
    ],
)
def test_only_what_is_said_of_the_whole_ends_a_task(statement: dict[str, Any], progress: float | None) -> None:
    played = of_xapi(statement)
    assert played is not None and played.result.progress == progress


def test_scores_without_a_share_are_of_their_range_and_impossible_ones_are_none() -> None:
    for score, share in (
        ({"raw": 1, "max": 2}, 0.5), ({"raw": 9, "max": 4}, 1.0), ({"scaled": -1}, 0.0), ({"raw": 1}, None),
        ({"raw": 1, "max": 0}, None), ({"scaled": float("nan")}, None), ({"scaled": True}, None),
        ({"raw": 10**400, "max": 1}, None),
    ):  # fmt: skip
        played = of_xapi(said("answered", score=score))
        assert played is not None and (played.result.state or {}).get("claimed_score") == share


def test_what_says_nothing_of_learning_is_no_event() -> None:
    assert (
        of_xapi(said("liked")) is of_xapi([]) is of_xapi({"verb": {"id": 7}}) is of_xapi({"verb": "answered"}) is None
    )


@settings(max_examples=60)
@given(_VALUES, _VALUES, st.sampled_from(["answered", "completed", "progressed"]))
def test_whatever_a_stranger_sends_is_an_event_without_an_outcome_or_none(first: Any, second: Any, verb: str) -> None:
    for statement in (first, {"verb": {"id": ADL + verb}, "result": first, "object": second, "context": second}):
        played = of_xapi(statement)
        if played is not None:
            assert played.result.success is None and played.result.response is None and played.result.text is None
            assert 0 <= (played.result.progress or 0) <= 1
    assert kept_cmi(first) == {} or isinstance(first, dict)
    kept_h5p(first)


def test_scorm_says_status_score_and_the_time_since_the_last_visit() -> None:
    before = {"cmi.core.lesson_status": "incomplete", "cmi.core.total_time": "0000:01:00"}
    after = {
        "cmi.core.lesson_status": "passed", "cmi.core.score.raw": "8", "cmi.core.score.max": "10",
        "cmi.core.total_time": "0000:03:30.5",
    }  # fmt: skip
    begun, ended = of_cmi({}, before), of_cmi(before, after)
    assert begun is not None and begun.result.state == {"statement": "incomplete"} and begun.result.progress is None
    assert ended is not None and (ended.result.progress, ended.result.duration_ms) == (1.0, 150_500)
    assert ended.result.state == {"statement": "passed", "claimed_score": 0.8, "claimed_success": True}
    assert of_cmi(after, after | {"cmi.core.lesson_location": "3"}) is None
    failed = of_cmi(after, after | {"cmi.core.lesson_status": "failed"})
    assert failed is not None and failed.result.progress is None


def test_only_the_known_part_of_scorms_data_is_kept() -> None:
    fine = {"cmi.core.lesson_status": "incomplete", "cmi.suspend_data": "x" * 4_096, "cmi.objectives.0.id": "o"}
    odd = {
        "cmi.core.student_name": "Alice", "cmi.core.credit": "credit", "cmi.core.lesson_location": "y" * 300,
        "cmi.core.exit": 7, "constructor": "z", "cmi.objectives.1.status\n": "passed", "cmi.core.score.raw": "",
    }  # fmt: skip
    assert kept_cmi(fine | odd) == fine
    assert kept_cmi({"cmi.core.lesson_status": "won"}) == kept_cmi([]) == {}
    assert kept_h5p("x" * (MOST_KEPT + 1)) == kept_h5p("{") == kept_h5p({}) == {}
    assert kept_h5p('{"chosen": 1}') == {"state": '{"chosen": 1}'}
