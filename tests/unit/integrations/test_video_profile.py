"""A visit to a film as the xAPI Video Profile 1.0 wants it told: its MUSTs, read from its text, over whole visits.

Numbers are sections of the profile (https://liveaspankaj.gitbooks.io/xapi-video-profile, version of May 9th, 2019).
"""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnapp.agents.ports import Ruling
from learnapp.agents.progress import after_event
from learnapp.engine.event import EventContext, EventResult, LearningEvent, Verb
from learnapp.engine.kc import Content, ContentKind
from learnapp.engine.material import Film, Material
from learnapp.engine.viewing import MOST_SEGMENTS, joined, parts_of, played, stretch_of
from learnapp.integrations.open_data.told import Told
from learnapp.integrations.xapi import checking
from learnapp.integrations.xapi.statements import statements
from learnapp.integrations.xapi.words import ADL, VIDEO
from learnapp.services.film_views import viewed
from tests.unit.integrations.test_open_data_words import ACCOUNT, COURSE, PLACE, SECTION, STUDENT

GOLDEN = Path(__file__).parents[2] / "golden" / "open_data" / "whole" / "film.json"
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LENGTH = 60.0
FILM = Content(
    UUID(int=11), 1, ContentKind.VIDEO, "Why the bottoms must agree", "", UUID(int=3), 0, (UUID(int=1),),
    material=Material(film=Film("a.mp4", "", LENGTH, {}, {})),
)  # fmt: skip
RULING = Ruling(store=True, consent="covered", content=FILM)
VERBS = {
    f"{ADL}/initialized", f"{VIDEO}/verbs/played", f"{VIDEO}/verbs/paused", f"{VIDEO}/verbs/seeked",
    f"{ADL}/interacted", f"{ADL}/completed", f"{ADL}/terminated",
}  # fmt: skip
_SEGMENTS = re.compile(r"(\d+(\.\d{1,3})?\[\.\]\d+(\.\d{1,3})?(\[,\](?=\d))?)*")


class Visits:
    """What reports of a player leave, as the log keeps it, and what is said of it."""

    def __init__(self) -> None:
        self.state: dict[str, Any] | None = None
        self.at, self.count = NOW, 0
        self.said: list[dict[str, Any]] = []

    def report(self, start: float, end: float, began: str, ended: str, visit: str = "visit-one", **more: Any) -> None:
        """Take in one report of a player."""
        self.at += timedelta(seconds=max(1.0, end - start))
        told: dict[str, Any] = {"from": float(start), "to": float(end), "began": began, "ended": ended, "visit": visit}
        lasted = {"lasted": float(end - start), "opened": float(end - start + 2)}
        state = {**lasted, **told, **more}
        self.take(Verb.VIDEO_PROGRESSED, progress=0.0, position_s=max(0.0, float(end)), state=state)

    def take(self, verb: Verb, **result: Any) -> None:
        """Take in one event."""
        self.count += 1
        event = LearningEvent(
            event_id=UUID(int=1000 + self.count), student_id=STUDENT, verb=verb, occurred_at=self.at,
            object_id=FILM.content_id, result=EventResult(**result), context=EventContext(section_id=SECTION),
        )  # fmt: skip
        after = after_event(self.state, event, RULING, None, self.at)
        kept = event.result.model_dump(mode="json", exclude_none=True)
        if (film := viewed(event, FILM, self.state, after)) is not None:
            kept["film"] = film
        self.state = after
        one = Told(event.event_id, ACCOUNT, verb, self.at, self.at, SECTION, COURSE, object_id=FILM.content_id,
                   title=FILM.title, kind="video", result=kept)  # fmt: skip
        self.said += statements(one, PLACE)

    @property
    def profiled(self) -> list[dict[str, Any]]:
        """What claims the profile."""
        return [one for one in self.said if VIDEO in _categories(one)]


def _categories(said: dict[str, Any]) -> list[str]:
    return [one["id"] for one in said["context"]["contextActivities"]["category"]]


def _of(said: dict[str, Any], where: str, name: str) -> Any:
    return said.get(where, {}).get("extensions", {}).get(f"{VIDEO}/extensions/{name}")


def _seconds(value: Any) -> bool:
    """Whether a value is a number of seconds with three decimals at most (2.5.4)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and round(value, 3) == value >= 0


def broken(said: list[dict[str, Any]]) -> list[str]:
    """Return which MUSTs of the profile the statements of one student and one film break."""
    found: list[str] = []
    ended, paused, begun = set(), {}, {}
    marks: set[float] = set()
    for one in sorted(said, key=lambda each: each["timestamp"]):
        verb, result = one["verb"]["id"], one.get("result", {})
        name, session = verb.rpartition("/")[2], _of(one, "context", "session-id")

        def must(rule: str, holds: Any, of: str = name) -> None:
            if not holds:
                found.append(f"{rule} {of}")

        must("2.1", re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one["id"]))
        must("2.3", verb in VERBS)
        must("2.4.1", one["object"]["definition"]["type"] == f"{VIDEO}/activity-type/video")
        must("2.5.2", result.get("completion") is (True if name == "completed" else None))
        must("2.5.3", re.fullmatch(r"PT\d+(\.\d+)?S", result.get("duration", "")) or name != "completed")
        if name in ("played", "paused", "terminated", "interacted", "completed"):
            must("2.5.4.1", _seconds(_of(one, "result", "time")))
        for way in ("time-from", "time-to"):
            value = _of(one, "result", way)
            must("2.5.4.2", _seconds(value) if name == "seeked" else value is None)
        if name in ("paused", "terminated", "completed"):
            progress, segments = _of(one, "result", "progress"), _of(one, "result", "played-segments")
            must("2.5.4.4", _seconds(progress) and progress <= 1)
            must("2.5.4.5", isinstance(segments, str) and _SEGMENTS.fullmatch(segments))
            must("2.5.4.5 values", all(each in marks or each == _of(one, "result", "time")
                                       for pair in parts_of(segments) for each in pair))  # fmt: skip
        if name in ("initialized", "completed", "terminated", "paused"):
            must("2.6.2.13", _seconds(_of(one, "context", "length")))
            must("2.6.2.14", 0 < _of(one, "context", "completion-threshold") < 1)
        marks |= {_of(one, "result", each) for each in ("time", "time-from", "time-to")} - {None}
        if (speed := _of(one, "context", "speed")) is not None:
            must("2.6.2.9", re.fullmatch(r"-?\d+(\.\d+)?x", speed))
        for flag in ("full-screen", "cc-subtitle-enabled"):
            must("2.6.2.5", _of(one, "context", flag) in (None, True, False))
        must("2.6.2.3", _of(one, "context", "cc-subtitle-lang") is None or _of(one, "context", "cc-subtitle-enabled"))
        if name == "interacted":
            must("2.7", any(_of(one, "context", each) is not None for each in ("speed", "full-screen",
                                                                              "cc-subtitle-enabled")))  # fmt: skip
        if session is None:
            continue
        must("2.3.7 after", session not in ended)
        if name == "initialized":
            must("2.3.1 once", session not in begun)
            must("2.6.2.1", session == one["id"])
            begun[session] = True
        must("2.3.1 first", session in begun)
        if name in ("played", "paused"):
            paused[session] = name == "paused"
        if name == "terminated":
            must("2.3.7 paused", paused.get(session, True))
            ended.add(session)
    return found


def names(said: list[dict[str, Any]]) -> list[str]:
    """Return the last words of the verbs, in order."""
    return [one["verb"]["id"].rpartition("/")[2] for one in said]


def whole_visit() -> Visits:
    """Return a visit in which everything happens that a player tells of."""
    film = Visits()
    film.report(0, 10, "play", "on")
    film.report(10, 14.5, "on", "pause", speed=1.5, captions="es")
    film.report(30, 39, "play", "seek", seeks="14.500[.]30.000", speed=1.5, captions="es")
    film.report(50, 60, "seek", "pause", seeks="39.000[.]50.000", speed=1.5, captions="es")
    film.report(60, 60, "on", "leave", speed=1.5, captions="es")
    return film


def watched_film() -> Visits:
    """Return it with one more, after which the film was watched."""
    film = whole_visit()
    film.report(0, 40, "play", "pause", visit="visit-two", full_screen=True)
    film.report(40, 60, "play", "pause", visit="visit-two")
    film.take(Verb.VIDEO_COMPLETED, progress=1.0)
    return film


def test_a_visit_is_told_as_it_always_was() -> None:
    film = watched_film()
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        text = json.dumps(film.said, indent=2, sort_keys=True, ensure_ascii=False)
        GOLDEN.write_text(text + "\n", encoding="utf-8")
    assert film.said == json.loads(GOLDEN.read_text(encoding="utf-8")), "see tests/golden/README.md"
    assert broken(film.profiled) == []


def test_a_visit_is_told_from_its_begin_to_its_end() -> None:
    film = whole_visit()
    assert broken(film.profiled) == [] and checking.problem_of(film.said) == ""
    assert names(film.said) == [
        "initialized", "played", "progressed", "interacted", "paused", "seeked", "played", "progressed", "seeked",
        "played", "paused", "terminated",
    ]  # fmt: skip
    assert names(film.profiled) == [one for one in names(film.said) if one != "progressed"], "its verb is none of these"
    last = film.said[-1]
    assert _of(last, "result", "played-segments") == "0.000[.]14.500[,]30.000[.]39.000[,]50.000[.]60.000"
    assert (_of(last, "result", "time"), _of(last, "context", "length")) == (60.0, 60.0)
    assert _of(last, "result", "progress") == pytest.approx(33.5 / 60, abs=1e-3)
    changed = film.said[3]
    assert _of(changed, "context", "speed") == "1.5x" and _of(changed, "context", "cc-subtitle-lang") == "es"
    assert _of(changed, "context", "full-screen") is None, "only what has changed"
    assert (
        _of(film.said[0], "context", "speed") == "1x" and _of(film.said[0], "context", "cc-subtitle-enabled") is False
    )
    assert len({one["context"]["registration"] for one in film.profiled}) == 1
    assert len({one["id"] for one in film.said}) == len(film.said)


def test_whoever_leaves_while_it_plays_has_stopped_it_first() -> None:
    film = Visits()
    film.report(0, 10, "play", "on")
    film.report(10, 13, "on", "leave")
    assert names(film.said)[-2:] == ["paused", "terminated"] and broken(film.profiled) == []
    film.report(13, 20, "play", "pause")
    assert names(film.said)[-3:] == ["initialized", "played", "paused"], "what comes later is another visit"
    assert broken(film.profiled) == []
    both = {_of(one, "context", "session-id") for one in film.profiled}
    assert len(both) == 2 and all(UUID(one).version == 4 for one in both)


def test_two_pages_with_one_film_are_two_visits() -> None:
    film = Visits()
    for start in (0, 10, 20):
        film.report(start, start + 10, "play", "pause", visit="visit-one")
        film.report(start, start + 10, "play", "pause", visit="visit-two")
    assert names(film.said).count("initialized") == 2 and broken(film.profiled) == []


def test_watching_enough_completes_a_film_and_reading_what_it_says_is_told_without_the_profile() -> None:
    read, watched = Visits(), Visits()
    read.report(0, 10, "play", "pause")
    read.take(Verb.VIDEO_COMPLETED, progress=1.0)
    assert names(read.said)[-1] == "completed" and VIDEO not in _categories(read.said[-1])
    watched.report(0, 30, "play", "pause", speed=2.0)
    watched.report(30, 58, "play", "pause", visit="visit-two")
    watched.take(Verb.VIDEO_COMPLETED, progress=1.0)
    done = watched.said[-1]
    assert VIDEO in _categories(done) and broken(watched.profiled) == []
    assert done["result"]["duration"] == "PT43.00S", "half as long at twice the speed, over all visits"
    assert _of(done, "result", "progress") == pytest.approx(58 / 60, abs=1e-3)
    assert _of(done, "context", "completion-threshold") == 0.9


def test_what_no_player_of_ours_tells_claims_no_profile() -> None:
    film = Visits()
    film.take(Verb.VIDEO_PROGRESSED, progress=0.4, position_s=12.0)
    film.take(Verb.VIDEO_PROGRESSED, progress=0.4, state={"from": 0.0, "to": 9.0, "visit": "x", "began": "play"})
    film.take(Verb.VIDEO_COMPLETED, progress=1.0)
    assert names(film.said) == ["progressed", "progressed", "completed"] and film.profiled == []


_STEP = st.tuples(
    st.sampled_from(["play", "seek", "on"]), st.sampled_from(["pause", "seek", "on", "leave"]),
    st.floats(-5, 90, allow_nan=False), st.floats(-5, 70, allow_nan=False), st.sampled_from(["visit-one", "visit-two"]),
    st.floats(allow_nan=True), st.text(max_size=12), st.sampled_from(["", "5.0[.]9.0", "1e9[.]2", "[.][,]", "9[.]99"]),
)  # fmt: skip


@given(st.lists(_STEP, max_size=12))
def test_whatever_a_player_tells_what_leaves_is_well_formed(steps: list[tuple[Any, ...]]) -> None:
    film = Visits()
    for began, ended, start, length, visit, number, text, seeks in steps:
        film.report(start, start + length, began, ended, visit, speed=number, lasted=number, captions=text, seeks=seeks)
    film.take(Verb.VIDEO_COMPLETED, progress=1.0)
    assert checking.problem_of(film.said) == ""
    # What a lying player says of its order is its own; the form of each and the frame of a visit are ours.
    assert [one for one in broken(film.profiled) if "values" not in one] == []


def test_a_rule_that_is_broken_is_found() -> None:
    film = Visits()
    film.report(0, 10, "play", "pause")
    begun, started, paused = film.profiled
    late = {**paused, "id": str(uuid4()), "timestamp": "2027-01-01T00:00:00.000Z"}
    left = {**late, "verb": {"id": f"{ADL}/terminated"}, "timestamp": "2026-12-01T00:00:00.000Z"}
    assert "2.3.7 after paused" in broken([begun, started, paused, left, late])
    assert "2.3.7 paused terminated" in broken([begun, started, left])
    assert "2.3.1 first played" in broken([started])
    assert "2.3 progressed" in broken([begun, {**started, "verb": {"id": f"{ADL}/progressed"}}])
    assert "2.5.2 paused" in broken([begun, started, {**paused, "result": {**paused["result"], "completion": True}}])
    for where, name, rule in (("result", "time", "2.5.4.1"), ("context", "length", "2.6.2.13")):
        kept = {key: value for key, value in paused[where]["extensions"].items() if not key.endswith(f"/{name}")}
        assert f"{rule} paused" in broken([begun, started, {**paused, where: {**paused[where], "extensions": kept}}])


def test_segments_stay_few_and_cover_what_was_watched() -> None:
    segments: list[list[float]] = []
    for number in range(2 * MOST_SEGMENTS):
        at = float(number * 7 % 3000)
        told = stretch_of({"visit": "visit-one", "from": at, "to": at + 5.0, "began": "play", "ended": "pause"})
        assert told is not None
        segments = played(segments, told, 4000.0)
    assert len(segments) <= MOST_SEGMENTS
    everything = joined(
        [float(number * 7 % 3000), float(number * 7 % 3000) + 5.0] for number in range(2 * MOST_SEGMENTS)
    )
    lost = sum(one[1] - one[0] for one in everything) - sum(one[1] - one[0] for one in joined(segments))
    assert 0 <= lost <= 5.0 * MOST_SEGMENTS
