"""One learning event as Caliper 1.2 (1EdTech), and the envelope in which some travel.

Where a profile of Caliper has the event, it is that profile's; the others are events of its General Profile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from learnapp.engine.event import Verb
from learnapp.integrations.open_data.told import (
    NAMESPACE,
    Assessment,
    Place,
    Told,
    derived_id,
    duration_of,
    numbers_of,
    plain_answer,
    points_of,
    tries_of,
)
from learnapp.integrations.xapi.statements import timestamp

CONTEXT = "http://purl.imsglobal.org/ctx/caliper/v1p2"
_KINDS: dict[Verb, tuple[str, str, str]] = {
    Verb.VIDEO_PROGRESSED: ("Event", "GeneralProfile", "Viewed"),
    Verb.VIDEO_COMPLETED: ("MediaEvent", "MediaProfile", "Ended"),
    Verb.READ: ("ViewEvent", "ReadingProfile", "Viewed"),
    Verb.EXPLANATION_OPENED: ("ViewEvent", "ReadingProfile", "Viewed"),
    Verb.SIMULATION_INTERACTED: ("Event", "GeneralProfile", "Used"),
    Verb.ANSWERED: ("AssessmentItemEvent", "AssessmentProfile", "Completed"),
    Verb.HINT_REQUESTED: ("ViewEvent", "ReadingProfile", "Viewed"),
    Verb.QUIZ_STARTED: ("AssessmentEvent", "AssessmentProfile", "Started"),
    Verb.QUIZ_COMPLETED: ("AssessmentEvent", "AssessmentProfile", "Submitted"),
    Verb.FORUM_POSTED: ("MessageEvent", "ForumProfile", "Posted"),
    Verb.FORUM_REPLIED: ("MessageEvent", "ForumProfile", "Posted"),
    Verb.PEER_HELPED: ("Event", "GeneralProfile", "Commented"),
    Verb.SESSION_STARTED: ("SessionEvent", "SessionProfile", "LoggedIn"),
    Verb.SESSION_ENDED: ("SessionEvent", "SessionProfile", "LoggedOut"),
    Verb.RECOMMENDATION_SHOWN: ("Event", "GeneralProfile", "Viewed"),
    Verb.RECOMMENDATION_OPENED: ("NavigationEvent", "ReadingProfile", "NavigatedTo"),
    Verb.RECOMMENDATION_DISMISSED: ("Event", "GeneralProfile", "Declined"),
    Verb.RECOMMENDATION_COMPLETED: ("Event", "GeneralProfile", "Completed"),
}
_CONTENT = {"video": "VideoObject", "reading": "Document", "practice": "AssessmentItem"}


def event(told: Told, place: Place) -> dict[str, Any]:
    """Return the Caliper event of a learning event.

    Args:
        told: The event.
        place: Where it happened.
    """
    kind, profile, action = _KINDS[told.verb]
    person = _person(told, place)
    made: dict[str, Any] = {
        "@context": CONTEXT, "id": f"urn:uuid:{derived_id(told.event_id)}", "type": kind, "profile": profile,
        "actor": person, "action": action, "object": _object(told, place), "eventTime": timestamp(told.at),
        "edApp": _app(place),
        "group": _entity(place.thing("sections", told.section_id), "CourseSection", told.section),
        "extensions": _extensions(told),
    }  # fmt: skip
    attempt = _attempt(told, place, person)
    if told.verb is Verb.ANSWERED:
        answer = plain_answer(told)
        response: dict[str, Any] = {
            "id": _urn(told.event_id, "response"), "type": "Response", "attempt": attempt,
            "dateCreated": timestamp(told.at),
        }  # fmt: skip
        made["generated"] = {**response, "extensions": {"answer": answer}} if answer is not None else response
    elif kind == "AssessmentEvent":
        made["generated"] = attempt
    if told.verb in (Verb.VIDEO_PROGRESSED, Verb.VIDEO_COMPLETED) and "position_s" in told.result:
        made["target"] = {
            "id": _urn(told.event_id, "location"), "type": "MediaLocation",
            "currentTime": f"PT{float(told.result['position_s']):.2f}S",
        }  # fmt: skip
    return made


def events(told: Told, place: Place) -> list[dict[str, Any]]:
    """Return all Caliper events of a learning event: a test whose results may be seen is submitted and graded."""
    made = event(told, place)
    test = told.test
    points = points_of(test) if told.verb is Verb.QUIZ_COMPLETED and test is not None else None
    if points is None:
        return [made]
    attempt = made["generated"]
    kept = {key: made[key] for key in ("@context", "eventTime", "edApp", "group")}
    passed = {"passed": test.passed} if test is not None and test.passed is not None else {}
    graded = {
        **kept, "id": _urn(told.event_id, "grade"), "type": "GradeEvent", "profile": "GradingProfile",
        "actor": _app(place), "action": "Graded", "object": attempt,
        "generated": {
            "id": _urn(told.event_id, "score"), "type": "Score", "attempt": attempt["id"],
            "scoreGiven": points[0], "maxScore": points[1], "scoredBy": place.base,
        },
        "extensions": {"eventKind": told.verb.value, "eventId": str(told.event_id), **passed},
    }  # fmt: skip
    return [made, graded]


def envelope(events: Sequence[dict[str, Any]], place: Place, now: datetime) -> dict[str, Any]:
    """Return the envelope in which events travel to an endpoint.

    Args:
        events: What `events` returns.
        place: Where they happened.
        now: When it is sent.
    """
    return {"sensor": f"{place.home}/sensor", "sendTime": timestamp(now), "dataVersion": CONTEXT, "data": [*events]}


def _urn(event_id: UUID, of: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE, f'{event_id.hex}/{of}')}"


def _entity(address: str, kind: str, name: str = "") -> dict[str, Any]:
    return {"id": address, "type": kind, "name": name} if name else {"id": address, "type": kind}


def _person(told: Told, place: Place) -> dict[str, Any]:
    return _entity(f"{place.home}/accounts/{told.account}", "Person")


def _app(place: Place) -> dict[str, Any]:
    return _entity(place.base, "SoftwareApplication", "learnapp")


def _object(told: Told, place: Place) -> dict[str, Any]:
    verb, thing = told.verb, told.object_id or told.event_id
    if verb in (Verb.SESSION_STARTED, Verb.SESSION_ENDED):
        return _app(place)
    if verb in (Verb.QUIZ_STARTED, Verb.QUIZ_COMPLETED):
        if told.test is not None:
            return _test(told.test, place)
        return _entity(place.thing("quiz", told.object_id or told.section_id), "Assessment", told.title)
    if verb in (Verb.FORUM_POSTED, Verb.FORUM_REPLIED, Verb.PEER_HELPED):
        return _entity(place.thing("post", told.event_id), "Message")
    content = place.thing("content", thing)
    if verb is Verb.ANSWERED:
        step = content + (f"/steps/{told.step_id}" if told.step_id else "")
        part_of = {"isPartOf": _entity(content, "Assessment", told.title)} if told.step_id else {}
        return {**_entity(step, "AssessmentItem", told.title), **part_of}
    if verb is Verb.HINT_REQUESTED:
        hint = f"{content}/steps/{told.step_id or ''}/hints/{told.result.get('hint_index', 0)}"
        return {**_entity(hint, "DigitalResource"), "isPartOf": _entity(content, "AssessmentItem", told.title)}
    if verb is Verb.EXPLANATION_OPENED:
        return {
            **_entity(f"{content}/explanation", "DigitalResource"),
            "isPartOf": _entity(content, "AssessmentItem", told.title),
        }
    if verb is Verb.RECOMMENDATION_SHOWN and told.object_id is None:
        return _entity(place.thing("recommendations", told.event_id), "DigitalResourceCollection")
    found = _entity(content, _CONTENT.get(told.kind, "DigitalResource"), told.title)
    return {**found, "type": "VideoObject"} if verb in (Verb.VIDEO_PROGRESSED, Verb.VIDEO_COMPLETED) else found


def _test(test: Assessment, place: Place) -> dict[str, Any]:
    return _entity(place.thing("quiz", test.test_id), "Assessment", test.title)


def _sitting(test: Assessment, place: Place, person: dict[str, Any]) -> dict[str, Any]:
    """Return the attempt at a test: the same one from its begin to its grade."""
    return {
        "id": f"urn:uuid:{derived_id(test.attempt_id)}", "type": "Attempt", "assignee": person["id"],
        "assignable": place.thing("quiz", test.test_id), "count": test.number,
        "startedAtTime": timestamp(test.started_at),
    }  # fmt: skip


def _attempt(told: Told, place: Place, person: dict[str, Any]) -> dict[str, Any]:
    test = told.test
    if test is not None and told.verb in (Verb.QUIZ_STARTED, Verb.QUIZ_COMPLETED):
        sitting = _sitting(test, place, person)
        if told.verb is Verb.QUIZ_COMPLETED and test.submitted_at is not None:
            sitting["endedAtTime"] = timestamp(test.submitted_at)
        if (lasted := duration_of(told)) is not None:
            sitting["duration"] = lasted
        return sitting
    about = _object(told, place)
    made: dict[str, Any] = {
        "id": _urn(told.event_id, "attempt"), "type": "Attempt", "assignee": person["id"], "assignable": about["id"],
        "count": tries_of(told),
    }  # fmt: skip
    if test is not None:
        made["isPartOf"] = _sitting(test, place, person)
    if (lasted := duration_of(told)) is not None:
        made["duration"] = lasted
    return made


def _extensions(told: Told) -> dict[str, Any]:
    found: dict[str, Any] = {"eventKind": told.verb.value, "eventId": str(told.event_id)}
    if told.correct is not None:
        found["correct"] = told.correct
    for name, key in (
        ("progress", "progress"), ("hintIndex", "hint_index"), ("variant", "variant"), ("decisionId", "decision_id"),
    ):  # fmt: skip
        if told.result.get(key) is not None:
            found[name] = told.result[key]
    if told.verb is Verb.SIMULATION_INTERACTED and (numbers := numbers_of(told)):
        found["simulation"] = numbers
    if told.kcs:
        found["topics"] = [{"id": str(kc), "name": name} for kc, name in told.kcs]
    return found
