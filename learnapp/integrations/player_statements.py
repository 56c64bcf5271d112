"""What the players of foreign content say, as our own events: xAPI statements (H5P, any other) and SCORM 1.2's CMI.

Pure: no database, no clock. Who it is, which content it is about and when it happened is for the caller to know;
nothing of that is read from what a player says. What it says of a score is a claim and stays one: it is kept under
`claimed_score` and `claimed_success` in the event's state, never as a response or a success, so it moves no mastery.
Answers in a statement's own words are not kept.

Sources: xAPI 1.0.3 part 2 (ADL), 2.4; SCORM 1.2 Run-Time Environment, 3.4; "xAPI verbs" of H5P (h5p.org).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from learnapp.engine.event import EventResult, Verb

VERBS = frozenset(
    "answered attempted completed experienced failed initialized interacted launched mastered passed paused progressed"
    " scored terminated".split()
)
"""Last part of the id of each xAPI verb that becomes an event; others (liked, shared …) say nothing of learning."""
ENDS = frozenset({"completed", "passed", "mastered"})
STATUSES = frozenset({"passed", "completed", "failed", "incomplete", "browsed", "not attempted"})
MOST_STATEMENT = 20_000
MOST_KEPT = 64_000
"""Characters of what a player has stored with us, as JSON."""
_PROGRESS = {
    "https://w3id.org/xapi/cmi5/result/extensions/progress": 100.0,
    "https://w3id.org/xapi/video/extensions/progress": 1.0,
}
"""Extensions that tell how far somebody is, and what is all of it there."""
_DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8}(?:\.\d{1,6})?)S)?)?")
_TIMESPAN = re.compile(r"(\d{1,4}):(\d{2}):(\d{2}(?:\.\d{1,2})?)")
_LONGEST_MS = 86_400_000
_SCORE = r"score\.(?:raw|min|max)"
_CMI = re.compile(
    rf"cmi\.(?:core\.(?:lesson_location|lesson_status|total_time|exit|{_SCORE})|suspend_data|comments"
    rf"|student_preference\.(?:audio|language|speed|text)|objectives\.\d{{1,2}}\.(?:id|status|{_SCORE}))"
)
_LONG = {"cmi.suspend_data": 4_096, "cmi.comments": 4_096}


@dataclass(frozen=True, slots=True)
class Played:
    """An event without who, what and when.

    Attributes:
        verb: Always SIMULATION_INTERACTED: something was worked with, and nothing of it was judged here.
        result: `progress` 1 when it was worked through; `state` has `statement` (what was said), and where a player
            says so `claimed_score` (0 to 1), `claimed_success`, and `part` (which part of the content it is about).
    """

    verb: Verb
    result: EventResult


def of_xapi(statement: object) -> Played | None:
    """Return an xAPI statement as an event; None when it says nothing of learning or has another shape.

    Args:
        statement: As JSON was read; it may be anything.
    """
    if not isinstance(statement, Mapping):
        return None
    said = _last(_at(statement, "verb", "id"))
    if said not in VERBS:
        return None
    part = _part(statement)
    state: dict[str, str | float | bool] = {"statement": said}
    if part:
        state["part"] = part
    score = _scaled(_at(statement, "result", "score"))
    if score is not None:
        state["claimed_score"] = score
    success = _at(statement, "result", "success")
    if isinstance(success, bool):
        state["claimed_success"] = success
    whole = not part and said != "failed" and (said in ENDS or _at(statement, "result", "completion") is True)
    progress = 1.0 if whole else None if part else _share(_at(statement, "result", "extensions"))
    duration = _milliseconds(_at(statement, "result", "duration"))
    return Played(Verb.SIMULATION_INTERACTED, EventResult(progress=progress, duration_ms=duration or None, state=state))


def of_cmi(before: Mapping[str, str], after: Mapping[str, str]) -> Played | None:
    """Return what has changed in a SCORM 1.2 task as an event; None when its status and score are the same.

    Args:
        before: What was kept of it, as `kept_cmi` gives it; empty at the first time.
        after: What is kept now.
    """
    told = ("cmi.core.lesson_status", "cmi.core.score.raw")
    if before and all(before.get(name) == after.get(name) for name in told):
        return None
    status = after.get("cmi.core.lesson_status", "not attempted")
    state: dict[str, str | float | bool] = {"statement": status}
    score = _raw_score(after)
    if score is not None:
        state["claimed_score"] = score
    if status in ("passed", "failed"):
        state["claimed_success"] = status == "passed"
    spent = _timespan_ms(after.get("cmi.core.total_time", "")) - _timespan_ms(before.get("cmi.core.total_time", ""))
    return Played(
        Verb.SIMULATION_INTERACTED,
        EventResult(
            progress=1.0 if status in ("passed", "completed") else None,
            duration_ms=min(spent, _LONGEST_MS) if spent > 0 else None,
            state=state,
        ),
    )


def kept_cmi(raw: object) -> dict[str, str]:
    """Return the elements of SCORM's data model that are stored for the next visit; whatever else there is, is dropped.

    Args:
        raw: Name to value, from a browser: it may be anything.
    """
    kept: dict[str, str] = {}
    for name, value in raw.items() if isinstance(raw, Mapping) and len(raw) <= 2_000 else ():
        if not isinstance(name, str) or not isinstance(value, str) or not value or _CMI.fullmatch(name) is None:
            continue
        if name == "cmi.core.lesson_status" and value not in STATUSES:
            continue
        if len(value) <= _LONG.get(name, 255):
            kept[name] = _storable(value)
    return kept if len(json.dumps(kept)) <= MOST_KEPT else {}


def kept_h5p(raw: object) -> dict[str, str]:
    """Return the state of an H5P task (JSON as text) that is stored for the next visit; empty when it is none."""
    if not isinstance(raw, str) or len(raw) > MOST_KEPT:
        return {}
    try:
        json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return {"state": _storable(raw)}


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def _at(value: object, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _last(iri: object) -> str:
    return iri.rstrip("/").rpartition("/")[2].lower() if isinstance(iri, str) and len(iri) <= 500 else ""


def _part(statement: Mapping[str, Any]) -> str:
    """Return which part of the content a statement is about, "" for the whole."""
    about = _at(statement, "object", "id")
    found = re.search(r"[?&]subContentId=([\w-]{1,64})", about) if isinstance(about, str) else None
    if found is not None:
        return found.group(1)
    return "part" if _at(statement, "context", "contextActivities", "parent") else ""


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _scaled(score: object) -> float | None:
    """Return a score as a share, 0 to 1 (xAPI part 2, 2.4.5.1)."""
    scaled = _number(_at(score, "scaled"))
    if scaled is None:
        raw, low, high = (_number(_at(score, name)) for name in ("raw", "min", "max"))
        if raw is None or high is None or high <= (low or 0.0):
            return None
        scaled = (raw - (low or 0.0)) / (high - (low or 0.0))
    return round(min(max(scaled, 0.0), 1.0), 4)


def _share(extensions: object) -> float | None:
    """Return progress as a share below 1: only what says that it is complete ends a task."""
    for name, whole in _PROGRESS.items():
        found = _number(_at(extensions, name))
        if found is not None:
            return round(min(max(found / whole, 0.0), 0.99), 4)
    return None


def _milliseconds(duration: object) -> int:
    """Return an ISO 8601 duration in milliseconds, at most a day; 0 for anything else."""
    found = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if found is None:
        return 0
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return int(min((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000, _LONGEST_MS))


def _timespan_ms(text: str) -> int:
    """Return a CMITimespan (SCORM 1.2 RTE, 3.4.3) in milliseconds, 0 for anything else."""
    found = _TIMESPAN.fullmatch(text)
    return int((int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3])) * 1000) if found else 0


def _raw_score(cmi: Mapping[str, str]) -> float | None:
    """Return the score of a SCORM task as a share; without a maximum it is of 100 (SCORM 1.2 RTE, 3.4.4)."""
    try:
        raw, low, high = (
            float(cmi.get(f"cmi.core.score.{name}") or usual)
            for name, usual in (("raw", "nan"), ("min", "0"), ("max", "100"))
        )
    except ValueError:
        return None
    return _scaled({"raw": raw, "min": low, "max": high})
