"""A visit to a film in the words of the xAPI Video Profile 1.0 (May 9th, 2019, https://w3id.org/xapi/video).

A visit is a session of the profile: it begins with the first stretch that its player tells of, and what a report says
of the time before it (opened, sought, set otherwise) is said with that report. Whoever finishes a film by reading what
it says has not watched it: that is told without the profile's category. Numbers of sections are those of the profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from learnapp.engine.event import Verb
from learnapp.engine.viewing import Stretch, stretch_of
from learnapp.engine.watching import ENOUGH
from learnapp.integrations.open_data.told import NAMESPACE, Told
from learnapp.integrations.xapi.saying import Saying
from learnapp.integrations.xapi.words import PHRASES, VIDEO


def extension(name: str) -> str:
    """Return the address of an extension of the profile."""
    return f"{VIDEO}/extensions/{name}"


def session_id(visit: str) -> UUID:
    """Return the id of a session: that of its first statement (2.6.2.1), of version 4, as the profile's schema asks.

    Args:
        visit: Id of the event that began the visit.
    """
    return UUID(bytes=uuid5(NAMESPACE, f"{visit}/initialized").bytes, version=4)


def registration(told: Told) -> UUID:
    """Return what all visits of a student to films have in common (2.6.1), in whatever class they study.

    What was played of a film, and how much of it that is, is counted over all of them.
    """
    return uuid5(NAMESPACE, f"{told.account.hex}/films")


def sayings(told: Told) -> list[Saying]:
    """Return what a video event is told with in the profile's words, in the order of time; nothing for any other."""
    film = told.result.get("film")
    if not isinstance(film, Mapping) or not all(isinstance(film.get(one), int | float) for one in _NUMBERS):
        return []
    if told.verb is Verb.VIDEO_COMPLETED:
        return [_completed(told, film)]
    stretch = stretch_of(told.result.get("state") or {}) if told.verb is Verb.VIDEO_PROGRESSED else None
    return _visited(told, film, stretch) if stretch is not None and film.get("visit") else []


_NUMBERS = ("length", "progress", "at")


def _of(told: Told, film: Mapping[str, Any], name: str, at: Any, **more: Any) -> Saying:
    context = {extension("length"): film["length"]}
    if film.get("visit"):
        context[extension("session-id")] = str(session_id(film["visit"]))
    if name not in ("video-played", "video-seeked", "video-interacted"):
        # 2.6.2.14: wherever it is not all of the film that has to be watched.
        context[extension("completion-threshold")] = ENOUGH
    settings = more.pop("settings", {})
    return Saying(
        PHRASES[name], at, categories=(VIDEO,), extensions=context | settings, registration=registration(told), **more
    )


def _how_far(film: Mapping[str, Any], at: float) -> dict[str, Any]:
    return {
        extension("time"): round(at, 3),
        extension("progress"): film["progress"],
        extension("played-segments"): film.get("segments", ""),
    }


def _completed(told: Told, film: Mapping[str, Any]) -> Saying:
    # 2.5.3: the time spent with the film in all visits.
    result = {"completion": True, "duration": f"PT{film.get('spent_s', 0.0):.2f}S"}
    result["extensions"] = _how_far(film, film["at"])
    return _of(told, film, "video-watched", told.at, main=True, result=result)


def _visited(told: Told, film: Mapping[str, Any], stretch: Stretch) -> list[Saying]:
    length = film["length"]
    start, end = min(stretch.start, length), min(stretch.end, length)
    moves = end > start
    # However long the player says that it took: nothing of a visit happened before what was told of it already.
    began_at = told.at - timedelta(seconds=min(stretch.lasted, film.get("since_s", stretch.lasted)))
    found: list[Saying] = []
    if film.get("opened"):
        opened_at = told.at - timedelta(seconds=max(stretch.opened, stretch.lasted))
        found.append(
            _of(told, film, "video-initialized", opened_at, statement_id=session_id(film["visit"]),
                settings=_settings(stretch, ("speed", "full_screen", "captions")))
        )  # fmt: skip
    if film.get("changed"):
        settings = _settings(stretch, film["changed"])
        found.append(_of(told, film, "video-interacted", began_at, result=_time(start), settings=settings))
    for number, (before, after) in enumerate(stretch.seeks):
        way = [round(min(one, length), 3) for one in (before, after)]
        extra = {extension("time-from"): way[0], extension("time-to"): way[1]}
        found.append(_of(told, film, "video-seeked", began_at, number=number, result={"extensions": extra}))
    if moves and stretch.began in ("play", "seek"):
        found.append(_of(told, film, "video-played", began_at, result=_time(start)))
    stood = not moves and film.get("still")
    if stretch.ended == "pause" or (stretch.ended == "leave" and not stood):
        # 2.3.7: nobody leaves a film that has not stopped.
        result = {"extensions": _how_far(film, end)}
        found.append(_of(told, film, "video-paused", told.at, main=stretch.ended == "pause", result=result))
    if stretch.ended == "leave":
        result = {"extensions": _how_far(film, end)}
        found.append(_of(told, film, "video-terminated", told.at, main=True, result=result))
    return found


def _time(at: float) -> dict[str, Any]:
    return {"extensions": {extension("time"): round(at, 3)}}


def _settings(stretch: Stretch, names: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "speed" in names:
        found[extension("speed")] = f"{stretch.speed:g}x"
    if "full_screen" in names:
        found[extension("full-screen")] = stretch.full_screen
    if "captions" in names:
        found[extension("cc-subtitle-enabled")] = bool(stretch.captions)
        if stretch.captions:
            found[extension("cc-subtitle-lang")] = stretch.captions
    return found
