"""What the log keeps of a visit to a film beside what its player says: others are told from this, without the state."""

from __future__ import annotations

from typing import Any

from learnapp.engine.event import LearningEvent, Verb
from learnapp.engine.kc import Content
from learnapp.engine.viewing import SETTINGS, stretch_of, visit_of, written
from learnapp.engine.watching import ENOUGH, share


def viewed(
    event: LearningEvent, content: Content | None, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Return what is kept under `film` in the result of a video event.

    `length` and `at` are seconds of the film, `progress` is a share; `visit` names the event that began the visit,
    `opened` says that it is this one. Of a later one, `changed` says which settings of the player are others, `still`
    that the film stood still before, `since_s` how many seconds ago it was told of last. What was played
    (`segments`) stands where the film stood still or was watched to its end, and there with `spent_s`, the seconds of
    time that all of it took.

    Args:
        event: The event.
        content: What it is about.
        before: `item_progress.state` before it.
        after: The same after it.

    Returns:
        None for any other event, and where nobody watched: a film may be finished by reading what it says.
    """
    if content is None or content.material.film is None or after is None:
        return None
    seconds = content.material.film.seconds
    made = {
        "length": round(seconds, 3),
        "progress": round(share(after.get("parts") or (), seconds), 3),
        "at": round(min(float(after.get("position_s") or 0.0), seconds), 3),
    }
    segments = written(after.get("segments") or ())
    if event.verb is Verb.VIDEO_COMPLETED:
        if not segments or made["progress"] < ENOUGH:
            return None
        visits = [one["id"] for one in after.get("visits") or () if not one.get("left")]
        begun = {"visit": visits[-1]} if visits else {}
        return {**made, **begun, "segments": segments, "spent_s": float(after.get("spent_s") or 0.0)}
    told = stretch_of(event.result.state or {}) if event.verb is Verb.VIDEO_PROGRESSED else None
    if told is None:
        return None
    at = event.occurred_at.timestamp()
    visits, last = visit_of((before or {}).get("visits") or (), told, event.event_id.hex, at)
    return {
        **made,
        "visit": visits[-1]["id"],
        "opened": last is None,
        **({"changed": [one for one in SETTINGS if last.get(one) != told.settings[one]]} if last is not None else {}),
        **({"still": True} if last is not None and last.get("still") else {}),
        **({"since_s": round(max(0.0, at - float(last.get("at") or at)), 3)} if last is not None else {}),
        **({"segments": segments} if told.ended in ("pause", "leave") else {}),
    }
