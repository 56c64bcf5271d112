"""Which statements of other tools are learning events of ours: pure, so that any door may ask.

A statement is recognised when its object is a thing of ours (`/xapi/things/content/…`), its verb is one we know, and
its actor an account that we gave out, or somebody whom the caller has found by their address. What it asserts
(`result.success`) stays in the statement: answers are graded here. Statements that we made ourselves are none, or an
event would come back as another one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from learnapp.engine.event import Verb
from learnapp.engine.viewing import joined, parts_of, written
from learnapp.integrations.open_data.told import NAMESPACE
from learnapp.integrations.xapi.checking import moment_of
from learnapp.integrations.xapi.words import ADL, CMI5, PROFILE, VIDEO, WORDS

_THING = re.compile(
    r"/xapi/things/content/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?:/steps/([^/?#]{1,200}))?"
)
_SECTION = re.compile(r"/xapi/things/sections/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})")
_LASTS = re.compile(r"PT(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?")
_FINISHED = frozenset({f"{ADL}/completed", f"{ADL}/passed", f"{ADL}/failed", f"{ADL}/mastered"})
_BY_VERB = {
    f"{ADL}/answered": Verb.ANSWERED,
    f"{ADL}/interacted": Verb.SIMULATION_INTERACTED,
    f"{ADL}/progressed": Verb.VIDEO_PROGRESSED,
    f"{ADL}/experienced": Verb.READ,
    f"{VIDEO}/verbs/paused": Verb.VIDEO_PROGRESSED,
    f"{VIDEO}/verbs/seeked": Verb.VIDEO_PROGRESSED,
    **{word.verb: verb for verb, word in WORDS.items() if word.own and verb is not Verb.PEER_HELPED},
}
_OF_VIDEO = frozenset(
    {f"{ADL}/{name}" for name in ("initialized", "interacted", "terminated", "progressed")}
    | {f"{VIDEO}/verbs/{name}" for name in ("played", "paused", "seeked")}
)
"""What the video profile says of a visit (2.3), beside that a video was completed."""
_MOST_MS, _MOST_PARTS = 86_400_000, 20
_ABOUT_CONTENT = frozenset(
    {
        Verb.ANSWERED, Verb.SIMULATION_INTERACTED, Verb.VIDEO_PROGRESSED, Verb.VIDEO_COMPLETED, Verb.READ,
        Verb.HINT_REQUESTED, Verb.EXPLANATION_OPENED,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognised:
    """A learning event to be.

    Attributes:
        event_id: Derived from the statement's id, so that the same statement is never two events.
        account: The name that we gave the student; None where they were found otherwise.
        student: Who they are, where they were found otherwise.
        section_id: Where the statement says so.
        result: As `engine.event.EventResult` takes it.
    """

    event_id: UUID
    account: UUID | None
    verb: Verb
    object_id: UUID
    step_id: str | None
    section_id: UUID | None
    at: datetime
    result: dict[str, Any] = field(default_factory=dict)
    student: UUID | None = None


def recognise(
    document: Mapping[str, Any],
    statement_id: UUID,
    base: str,
    home: str,
    *,
    kind: str = "",
    student: UUID | None = None,
) -> Recognised | None:
    """Return the event that a statement tells of, None when it is none of ours.

    Args:
        document: Checked, with a timestamp.
        statement_id: Its id.
        base: Address of this server.
        home: Page within which the accounts of the institution are names.
        kind: Of the content, where it is known: `completed` means another thing for a film than for a text.
        student: Who the actor is, where they were found by their address.
    """
    thing = _named(document, base)
    verb = _verb(document["verb"]["id"], kind)
    if thing is None or verb is None or why_not(document, base, home, kind=kind, student=student):
        return None
    account = _account(document, home) if student is None else None
    object_id, step = thing
    event_id = uuid5(NAMESPACE, f"statement/{statement_id.hex}")
    section = _section(document, base)
    at = moment_of(document["timestamp"])
    return Recognised(event_id, account, verb, object_id, step, section, at, _result(document, verb), student)


def why_not(
    document: Mapping[str, Any], base: str, home: str, *, kind: str = "", student: UUID | None = None
) -> str:  # fmt: skip
    """Return why a statement is none of ours: thing, own, verb, actor or moment; "" for one that is recognised.

    A moment is when a video began to play, or was sought, without a word on how much of it was watched.
    The arguments are those of `recognise`.
    """
    if _named(document, base) is None:
        return "thing"
    if _ours(document):
        return "own"
    verb = _verb(document["verb"]["id"], kind)
    if verb is None or verb not in _ABOUT_CONTENT:
        return "verb"
    if student is None and _account(document, home) is None:
        return "actor"
    return "moment" if _of_a_moment(verb, _result(document, verb)) else ""


def address_of(document: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return (mbox or mbox_sha1sum, value) of an actor who is known by an address of mail; None for any other."""
    actor = document["actor"]
    if actor.get("objectType", "Agent") != "Agent":
        return None
    for name in ("mbox", "mbox_sha1sum"):
        if name in actor:
            return name, str(actor[name]).removeprefix("mailto:").lower()
    return None


def content_of(document: Mapping[str, Any], base: str) -> UUID | None:
    """Return the content of ours that a statement is about, None for anything else."""
    found = _named(document, base)
    return found[0] if found else None


def _named(document: Mapping[str, Any], base: str) -> tuple[UUID, str | None] | None:
    about = document["object"]
    if about.get("objectType", "Activity") != "Activity" or not about["id"].startswith(base + "/"):
        return None
    found = _THING.fullmatch(about["id"][len(base) :])
    return (UUID(found[1]), found[2]) if found else None


def _account(document: Mapping[str, Any], home: str) -> UUID | None:
    account = document["actor"].get("account", {})
    if account.get("homePage") != home:
        return None
    try:
        return UUID(account["name"])
    except ValueError:
        return None


def _ours(document: Mapping[str, Any]) -> bool:
    return f"{PROFILE}/extensions/event-id" in document.get("context", {}).get("extensions", {})


def _verb(address: str, kind: str) -> Verb | None:
    if address in _FINISHED:
        return {"video": Verb.VIDEO_COMPLETED, "simulation": Verb.SIMULATION_INTERACTED, "reading": Verb.READ}.get(kind)
    if kind == "video" and address in _OF_VIDEO:
        return Verb.VIDEO_PROGRESSED
    return _BY_VERB.get(address)


def _of_a_moment(verb: Verb, result: Mapping[str, Any]) -> bool:
    return verb is Verb.VIDEO_PROGRESSED and "progress" not in result


def _section(document: Mapping[str, Any], base: str) -> UUID | None:
    for some in document.get("context", {}).get("contextActivities", {}).values():
        for one in some if isinstance(some, list) else [some]:
            if one["id"].startswith(base + "/") and (found := _SECTION.fullmatch(one["id"][len(base) :])):
                return UUID(found[1])
    return None


def _result(document: Mapping[str, Any], verb: Verb) -> dict[str, Any]:
    said = document.get("result", {})
    extra = said.get("extensions", {})
    found: dict[str, Any] = {}
    if verb is Verb.ANSWERED and said.get("response"):
        found["response"] = said["response"][:500]
    if lasted := _LASTS.fullmatch(said.get("duration", "")):
        hours, minutes, seconds = (float(part or 0) for part in lasted.groups())
        found["duration_ms"] = min(round(1000 * (3600 * hours + 60 * minutes + seconds)), _MOST_MS)
    parts = joined(parts_of(extra.get(f"{VIDEO}/extensions/played-segments")))[-_MOST_PARTS:]
    share = _progress(document, extra, parts)
    if share is not None:
        found["progress"] = share
    elif verb in (Verb.VIDEO_COMPLETED, Verb.READ) or said.get("completion") is True:
        found["progress"] = 1.0
    if parts and verb is Verb.VIDEO_PROGRESSED:
        # All that was watched so far, as the tool has it; of a film of ours the parts are counted, not the share.
        found["state"] = {"segments": written(parts)}
    at = extra.get(f"{VIDEO}/extensions/time", extra.get(f"{VIDEO}/extensions/time-to"))
    if _number(at) and 0 <= at <= 86_400:
        found["position_s"] = float(at)
    hint = extra.get(f"{PROFILE}/extensions/hint")
    if verb is Verb.HINT_REQUESTED:
        found["hint_index"] = hint if isinstance(hint, int) and not isinstance(hint, bool) and 0 <= hint <= 200 else 0
    return found


def _progress(
    document: Mapping[str, Any], extra: Mapping[str, Any], parts: Sequence[Sequence[float]]
) -> float | None:  # fmt: skip
    """Return how much was watched or read, 0 to 1: as a profile says it, or as the parts of a video make it."""
    share = _figure(extra.get(f"{VIDEO}/extensions/progress", extra.get(f"{PROFILE}/extensions/progress")))
    if share is not None and 0 <= share <= 1:
        return share
    percent = _figure(extra.get(f"{CMI5}/result/extensions/progress"))
    if percent is not None and 0 <= percent <= 100:
        return percent / 100
    length = _figure(document.get("context", {}).get("extensions", {}).get(f"{VIDEO}/extensions/length"))
    if parts and length is not None and length > 0:
        return min(1.0, sum(one[1] - one[0] for one in parts) / length)
    return None


def _figure(value: Any) -> float | None:
    return float(value) if _number(value) else None


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
