"""One learning event as xAPI statements (xAPI 1.0.3, part 2): made from the event alone, always the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from learnapp.engine.event import Verb
from learnapp.integrations.open_data.told import (
    NAMESPACE,
    Place,
    Told,
    derived_id,
    duration_of,
    numbers_of,
    plain_answer,
)
from learnapp.integrations.xapi import sittings, video
from learnapp.integrations.xapi.saying import Saying
from learnapp.integrations.xapi.words import OF_KIND, SECTION, TYPES, VERSION, VIDEO, WORDS, Phrase, Word, extension

_VIDEO_VERBS = (Verb.VIDEO_PROGRESSED, Verb.VIDEO_COMPLETED)
_FINISHED = (Verb.VIDEO_COMPLETED, Verb.QUIZ_COMPLETED, Verb.RECOMMENDATION_COMPLETED)
_KEPT = {"progress": "progress", "hint": "hint_index", "hints-used": "hints", "variant": "variant",
         "decision": "decision_id"}  # fmt: skip


def timestamp(at: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def statements(told: Told, place: Place) -> list[dict[str, Any]]:
    """Return all statements of an event, in the order of what they tell; one of them has the id of the event.

    Args:
        told: The event.
        place: Where it happened.
    """
    found = video.sayings(told) or sittings.sayings(told)
    if not any(one.main for one in found):
        # What is in nobody else's profile is said by us, beside what is.
        found.append(_plainly(told))
    return [_made(one, told, place) for one in found]


def statement(told: Told, place: Place) -> dict[str, Any]:
    """Return the statement of an event that has its id."""
    main = str(derived_id(told.event_id))
    return next(one for one in statements(told, place) if one["id"] == main)


def _plainly(told: Told) -> Saying:
    word, test = WORDS[told.verb], told.test
    phrase = Phrase(told.verb.value, told.verb, word.verb, word.shown, word.note)
    within = sittings.session(test) if test is not None else {}
    registered = sittings.registration(test) if test is not None else None
    return Saying(
        phrase, sittings.moment(told), main=True, result=_result(told), extensions=within, registration=registered
    )


def _made(one: Saying, told: Told, place: Place) -> dict[str, Any]:
    own = derived_id(told.event_id) if one.main else one.statement_id
    made: dict[str, Any] = {
        "id": str(own or uuid5(NAMESPACE, f"{told.event_id.hex}/{one.phrase.name}/{one.number}")),
        "actor": actor(told, place),
        "verb": {"id": one.phrase.verb, "display": {"en": one.phrase.shown[0], "es": one.phrase.shown[1]}},
        "object": _object(told, place, WORDS[told.verb]),
        "context": _context(told, place, one),
        "timestamp": timestamp(one.at),
    }
    return {**made, "result": one.result} if one.result else made


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
    if told.verb is Verb.READ and (kept.get("progress") or 0) >= 1:
        found["completion"] = True
    if "position_s" in kept and told.verb in _VIDEO_VERBS:
        extra[f"{VIDEO}/extensions/time"] = kept["position_s"]
    for name in OF_KIND.get(told.verb, ()):
        if (value := _extra(told, name)) is not None:
            extra[extension(name)] = value
    return {**found, "extensions": extra} if extra else found


def _extra(told: Told, name: str) -> Any:
    """Return the value of an extension of ours in a result, None where there is nothing to say."""
    if name == "simulation":
        return numbers_of(told) or None
    value = told.result.get(_KEPT[name])
    return str(value) if name == "decision" and value is not None else value


def _context(told: Told, place: Place, one: Saying) -> dict[str, Any]:
    grouping = [
        _activity(place.thing("courses", told.course_id), f"{TYPES}/course", told.course, told.language),
        _activity(place.thing("sections", told.section_id), SECTION, told.section),
    ]
    around: dict[str, Any] = {
        "grouping": grouping,
        "category": [
            {"objectType": "Activity", "id": each, "definition": {"type": f"{TYPES}/profile"}}
            for each in (VERSION, *one.categories)
        ],
    }
    if WORDS[told.verb].about == "step" and told.object_id is not None:
        around["parent"] = [
            _activity(place.thing("content", told.object_id), f"{TYPES}/question", told.title, told.language)
        ]
    test = told.test
    if test is not None:
        kind = WORDS[Verb.QUIZ_COMPLETED].activity
        if told.verb is Verb.ANSWERED:
            grouping.append(_activity(place.thing("quiz", test.test_id), kind, test.title, told.language))
        # cmi5, 9.6.2.3: the test as it was made, whose address is another than that under which it is taken.
        grouping.append(_activity(place.thing("tests", test.test_id), kind, test.title, told.language))
    if told.kcs:
        around["other"] = [
            _activity(place.thing("topics", kc), f"{TYPES}/objective", name, told.language) for kc, name in told.kcs
        ]
    return {
        # What belongs together (part 2, 2.4.6); not every store knows UUIDs of version 7.
        **({"registration": str(one.registration)} if one.registration is not None else {}),
        "platform": "learnapp",
        "language": told.language or "en",
        "contextActivities": around,
        "extensions": {
            extension("event-kind"): told.verb.value,
            extension("event-id"): str(told.event_id),
            **({extension("attempt"): test.number} if test is not None else {}),
            **one.extensions,
        },
    }
