"""Watching a film: its addresses, where the student left it, and what was watched."""

from __future__ import annotations

import json
import math
from typing import Any
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.engine.event import EventResult, Verb
from learnapp.engine.kc import Content
from learnapp.engine.watching import ENOUGH, merged, share
from learnapp.security.access import Actor
from learnapp.services import learning
from learnapp.services.media import address
from learnapp.services.practice_views import CueView, FilmView, TrackView
from learnapp.services.progress import CardView, card, event, study

MOST_SAID, _MOST_TEXT = 2_000, 500
_TOLD = ("visit", "began", "ended", "seeks", "lasted", "opened", "speed", "full_screen", "captions")


def shown_film(item: Content, owner: UUID, progress: dict[str, Any] | None) -> FilmView:
    """Return a film as its student may see it.

    Args:
        item: The content.
        owner: The institution, or the library, whose course it is.
        progress: `item_progress.state`.
    """
    film = item.material.film
    if film is None:
        return FilmView()
    kept = progress or {}
    return FilmView(
        src=address(owner, film.video),
        poster=address(owner, film.poster) if film.poster else "",
        seconds=film.seconds,
        start=float(kept.get("position_s") or 0.0),
        parts=[[float(low), float(high)] for low, high in kept.get("parts") or ()],
        tracks=[TrackView(language, address(owner, name)) for language, name in sorted(film.captions.items())],
        transcript={
            language: [CueView(at, text) for at, text in cues] for language, cues in sorted(film.transcript.items())
        },
    )


async def watched(
    actor: Actor, content_id: UUID, start: float, end: float, said: str = ""
) -> tuple[list[list[float]], bool]:
    """Record that a part of a film was watched; return all watched parts, and whether it is enough now.

    Args:
        actor: The student.
        content_id: The film.
        start: Where the part begins, second of the film.
        end: Where it ends; the same where nothing was played since and there is only more to tell.
        said: What else the player tells of the visit (JSON, see `engine.viewing`); "": nothing.

    Raises:
        InvalidInputError: The part is none, or the content is no film.
        NotFoundError: None of the student's courses has it.
    """
    here = await study(actor, None, content_id)
    film = here.snapshot.content[content_id].material.film
    if film is None or not all(math.isfinite(one) and 0 <= one <= 86_400 for one in (start, end)):
        raise InvalidInputError("This is not a part of a film. Reload the page.")
    kept = here.loaded.progress or {}
    parts = merged(kept.get("parts") or (), start, end, film.seconds)
    told = EventResult(
        progress=share(parts, film.seconds),
        position_s=min(end, film.seconds),
        state={"from": float(start), "to": float(end)} | _visit(said),
    )
    sent = event(actor, here.section.section_id, Verb.VIDEO_PROGRESSED, object_id=content_id, result=told)
    await learning.record_event(sent, actor)
    done = not kept.get("done") and share(parts, film.seconds) >= ENOUGH
    return [[low, high] for low, high in parts], done


def _visit(said: str) -> dict[str, str | float | bool]:
    """Return what a player tells of a visit, without whatever has another name or another form."""
    try:
        found = json.loads(said, parse_int=float) if said and len(said) <= MOST_SAID else {}
    except (ValueError, RecursionError):
        return {}
    return {name: found[name] for name in _TOLD if isinstance(found, dict) and _plain(found.get(name))}


def _plain(value: Any) -> bool:
    """Return whether a value may stand in an event's state."""
    if isinstance(value, str):
        return len(value) <= _MOST_TEXT
    return isinstance(value, float | bool) and math.isfinite(value)


async def finish(actor: Actor, content_id: UUID) -> list[CardView]:
    """Record that a film was watched, or read in its transcript; return what comes next."""
    here = await study(actor, None, content_id)
    if here.snapshot.content[content_id].material.film is None:
        raise InvalidInputError("This is no film. Reload the page.")
    sent = event(
        actor, here.section.section_id, Verb.VIDEO_COMPLETED, object_id=content_id, result=EventResult(progress=1.0)
    )
    got = await learning.record_event(sent, actor)
    return [card(each, here.snapshot) for each in got.next]
