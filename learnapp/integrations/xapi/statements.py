"""One learning event as an xAPI statement (xAPI 1.0.3, part 2): made from the event alone, always the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from learnapp.engine.event import Verb
from learnapp.integrations.open_data.told import (
    Place,
    Told,
    derived_id,
    duration_of,
    numbers_of,
    plain_answer,
    points_of,
)
from learnapp.integrations.xapi.words import SECTION, TYPES, VERSION, VIDEO, WORDS, Word, extension

_VIDEO_VERBS = (Verb.VIDEO_PROGRESSED, Verb.VIDEO_COMPLETED)
_FINISHED = (Verb.VIDEO_COMPLETED, Verb.QUIZ_COMPLETED, Verb.RECOMMENDATION_COMPLETED)


def timestamp(at: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def statement(told: Told, place: Place) -> dict[str, Any]:
    """Return the statement of an event.

    Args:
        told: The event.
        place: Where it happened.
    """
    word = WORDS[told.verb]
    made: dict[str, Any] = {
        "id": str(derived_id(told.event_id)),
        "actor": actor(told, place),
        "verb": {"id": word.verb, "display": {"en": word.shown[0], "es": word.shown[1]}},
        "object": _object(told, place, word),
        "context": _context(told, place),
        "timestamp": timestamp(told.at),
    }
    result = _result(told)
    return {**made, "result": result} if result else made


def actor(told: Told, place: Place) -> dict[str, Any]:
    """Return the pseudonym as an agent: an account within the institution, no name and no address."""
    return {"objectType": "Agent", "account": {"homePage": place.home, "name": str(told.account)}}


def _activity(address: str, kind: str, name: str = "", language: str = "en") -> dict[str, Any]:
    definition: dict[str, Any] = {"type": kind}
    if name:
        definition["name"] = {language or "en": name}
    return {"objectType": "Activity", "id": address, "definition": definition}


def _object(told: Told, place: Place, word: Word) -> dict[str, Any]:
    about = word.about
    if about == "step" and told.object_id is not None:
        address = place.thing("content", told.object_id) + (f"/steps/{told.step_id}" if told.step_id else "")
        found = _activity(address, word.activity, told.title, told.language)
        # Which form an answer has is not told: a standard interaction must say what it looks like.
        found["definition"]["interactionType"] = "other"
        return found
    if about in ("content", "step", "recommendation") and told.object_id is not None:
        kind = "recommendations" if about == "recommendation" else "content"
        return _activity(place.thing(kind, told.object_id), word.activity, told.title, told.language)
    if about == "quiz" and told.test is not None:
        return _activity(place.thing(about, told.test.test_id), word.activity, told.test.title, told.language)
    named = {"session": told.section_id, "quiz": told.object_id or told.section_id}.get(about, told.event_id)
    return _activity(place.thing(about, named), word.activity, told.title, told.language)


def _result(told: Told) -> dict[str, Any]:
    found: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    kept = told.result
    if told.correct is not None:
        found["success"] = told.correct
    if (answer := plain_answer(told)) is not None:
        found["response"] = answer
    if (lasted := duration_of(told)) is not None:
        found["duration"] = lasted
    if told.verb in _FINISHED:
        found["completion"] = True
    if told.verb is Verb.QUIZ_COMPLETED and told.test is not None and (points := points_of(told.test)) is not None:
        counted = {"raw": points[0], "min": 0, "max": points[1]} if told.test.of else {}
        found["score"] = {"scaled": told.test.share, **counted}
        found |= {"success": told.test.passed} if told.test.passed is not None else {}
    progress = kept.get("progress")
    if told.verb in _VIDEO_VERBS:
        share = 1.0 if told.verb is Verb.VIDEO_COMPLETED else progress
        extra |= {f"{VIDEO}/extensions/progress": share} if share is not None else {}
        extra |= {f"{VIDEO}/extensions/time": kept["position_s"]} if "position_s" in kept else {}
    elif progress is not None:
        extra[extension("progress")] = progress
        if told.verb is Verb.READ and progress >= 1:
            found["completion"] = True
    for name, key in (("hint", "hint_index"), ("hints-used", "hints"), ("variant", "variant")):
        if isinstance(kept.get(key), int) and (key != "hints" or told.verb is Verb.ANSWERED):
            extra[extension(name)] = kept[key]
    if told.verb is Verb.SIMULATION_INTERACTED and (numbers := numbers_of(told)):
        extra[extension("simulation")] = numbers
    if kept.get("decision_id"):
        extra[extension("decision")] = str(kept["decision_id"])
    return {**found, "extensions": extra} if extra else found


def _context(told: Told, place: Place) -> dict[str, Any]:
    profiles = [VERSION, *([VIDEO] if told.verb in _VIDEO_VERBS else [])]
    grouping = [
        _activity(place.thing("courses", told.course_id), f"{TYPES}/course", told.course, told.language),
        _activity(place.thing("sections", told.section_id), SECTION, told.section),
    ]
    around: dict[str, Any] = {
        "grouping": grouping,
        "category": [
            {"objectType": "Activity", "id": one, "definition": {"type": f"{TYPES}/profile"}} for one in profiles
        ],
    }
    if WORDS[told.verb].about == "step" and told.object_id is not None:
        around["parent"] = [
            _activity(place.thing("content", told.object_id), f"{TYPES}/question", told.title, told.language)
        ]
    test = told.test
    if test is not None and told.verb is Verb.ANSWERED:
        grouping.append(
            _activity(place.thing("quiz", test.test_id), WORDS[Verb.QUIZ_COMPLETED].activity, test.title, told.language)
        )
    if told.kcs:
        around["other"] = [
            _activity(place.thing("topics", kc), f"{TYPES}/objective", name, told.language) for kc, name in told.kcs
        ]
    return {
        # What the statements of one attempt have in common (part 2, 2.4.6); not every store knows UUIDs of version 7.
        **({"registration": str(derived_id(test.attempt_id))} if test is not None else {}),
        "platform": "learnapp",
        "language": told.language or "en",
        "contextActivities": around,
        "extensions": {
            extension("event-kind"): told.verb.value,
            extension("event-id"): str(told.event_id),
            **({extension("attempt"): test.number} if test is not None else {}),
        },
    }
