"""Films of one's own: the file, its captions and its picture are kept among the media and stand in the item's draft."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.engine.kc import ContentKind
from learnapp.integrations.content_packages.large import OnDisk, digest_of, seen
from learnapp.security.access import Actor
from learnapp.services import author_pictures, current, drafts, sessions
from learnapp.services.draft_documents import ItemDocument
from learnapp.services.import_places import upload_place
from learnapp.services.own_courses import Desk, desk
from learnapp.storage.repositories.drafts import DraftRow

MAX_CAPTIONS_BYTES = 1024 * 1024
RATE = "100/hour"
START = 64
"""Bytes by which a film is known."""
_LONGEST_S = 6 * 3600.0
_LANGUAGE = re.compile(r"[a-z]{2}")
_TRIES = 3
Film = dict[str, Any]


class NotAFilmError(InvalidInputError):
    """The file is no MP4 or WebM."""

    code = "not_a_film"


class CaptionsError(InvalidInputError):
    """The file is no WebVTT that can be read."""

    code = "captions_unreadable"


class CaptionsOfAnotherFilmError(InvalidInputError):
    """The captions go on after the film has ended."""

    code = "captions_of_another_film"


class FilmMissingError(ConflictError):
    """There is no film yet that captions or a picture could belong to."""

    code = "film_missing"


def most_bytes() -> int:
    """Return how large a film may be."""
    return int(current().settings.max_film_mb) << 20


async def admit(actor: Actor, course_id: UUID, content_id: UUID, seen_at: str) -> None:
    """Make sure, before a file is read, that somebody may put it into an item.

    Args:
        actor: Who sends it.
        course_id: The course.
        content_id: A video of it.
        seen_at: ISO time of the last change of the draft that they have seen, "" where they saw none.

    Raises:
        ConflictError: Somebody has changed the draft since.
        ForbiddenError: The actor may not edit the course.
        NotFoundError: No such course, or no such video in it.
        RateLimitedError: They have sent very many.
    """
    _, _, _, draft = await _open(actor, course_id, content_id)
    if (draft.changed_at.isoformat() if draft is not None else "") != seen_at:
        raise ConflictError(
            "Somebody has changed this item since you opened it. Reload the page, then write your change again."
        )
    await sessions.limiter().hit(RATE, "author-film", actor.person_id.hex)


def checked(start: bytes) -> bytes:
    """Return the first bytes of a film.

    Raises:
        NotAFilmError: They are those of something else.
    """
    # Imported on use, here and below: what reads foreign formats takes longer to load than the app to start.
    from learnapp.integrations.content_packages.foreign.videos import kind_of

    if kind_of(start[:START]) is None:
        raise NotAFilmError("This is no MP4 or WebM. Save the video as MP4 (H.264), then choose that file.")
    return start


async def take_film(actor: Actor, course_id: UUID, content_id: UUID, upload_id: UUID) -> None:
    """Keep a film that lies at `upload_place`, and put it into the draft; the file there is removed.

    Captions stay, for a better recording of the same film keeps them; those that go on after it has ended are noted.
    What a crash leaves there is removed with old uploads.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotAFilmError: It is none.
        NotFoundError: There is no such file, or no such video.
    """
    _, document, _, _ = await _open(actor, course_id, content_id)
    place = upload_place(actor.tenant_id, upload_id)
    if not await asyncio.to_thread(place.is_file):
        raise NotFoundError("The file has not come. Send it again.")
    name, seconds, data = await asyncio.to_thread(_read_film, place)
    await asyncio.to_thread(current().media.keep, actor.tenant_id, name, data.path)

    spoken = (document.public.get("film") or {}).get("captions", {})
    ends = await asyncio.to_thread(_ends, actor.tenant_id, spoken.values())

    def with_film(film: Film) -> Film:
        fresh = {"poster": "", "captions": {}, "transcript": {}, "seconds": 0.0}
        # One that does not say how long it is goes at least on to the end of its captions, not as long as another one.
        least = max((until for _, until in ends.values()), default=0.0)
        whole = {**fresh, **film, "video": name, "seconds": seconds or min(least, _LONGEST_S)}
        return {**whole, "late": _late(whole, ends)}

    await _change(actor, course_id, content_id, with_film)


def _ends(tenant: UUID, names: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Return when the last captions of files begin, and when all have ended, seconds; of one that is lost nothing."""
    found = {}
    for name in names:
        with contextlib.suppress(NotFoundError, CaptionsError):
            _, cues = _read_captions(current().media.find(tenant, name).read_bytes())
            found[name] = max(start for start, _, _ in cues), max(until for _, until, _ in cues)
    return found


def _late(film: Film, ends: Mapping[str, tuple[float, float]]) -> list[str]:
    """Return the languages whose captions begin after the film has ended; `ends` as of `_ends`."""

    def last(language: str, name: str) -> float:
        if name in ends:
            return ends[name][0]
        # What came in meanwhile was not read; its text has the same times.
        return max((float(at) for at, _ in film["transcript"].get(language, ())), default=0.0)

    length = float(film["seconds"])
    return sorted(one for one, name in film["captions"].items() if length and last(one, name) >= length)


def _read_film(place: Path) -> tuple[str, float, OnDisk]:
    from learnapp.integrations.content_packages.foreign.videos import kind_of, seconds_of

    data = OnDisk(place)
    with seen(data) as view:
        kind, seconds = kind_of(checked(bytes(view[:START]))), seconds_of(view)
    return f"{digest_of(data)}.{kind}", min(seconds, _LONGEST_S), data


async def take_captions(actor: Actor, course_id: UUID, content_id: UUID, language: str, data: bytes) -> None:
    """Keep captions, and put them with what they say as text into the draft.

    Args:
        actor: Who was admitted.
        course_id: The course.
        content_id: The video.
        language: Of two small letters.
        data: A WebVTT file.

    Raises:
        CaptionsError: It cannot be read.
        CaptionsOfAnotherFilmError: It goes on after the film has ended.
        FilmMissingError: There is no film yet.
    """
    if _LANGUAGE.fullmatch(language) is None:
        raise InvalidInputError("There is no such language. Choose one of the list.")
    kept, cues = await asyncio.to_thread(_read_captions, data)
    name = f"{hashlib.sha256(kept).hexdigest()}.vtt"
    end = max(until for _, until, _ in cues)

    def with_captions(film: Film) -> Film:
        length = float(film["seconds"])
        if length and max(start for start, _, _ in cues) >= length:
            raise CaptionsOfAnotherFilmError(
                "These captions go on after the video has ended. Choose those that belong to it."
            )
        said = [[start, " ".join(text.split())[:1000]] for start, _, text in cues]
        return {
            **film,
            "seconds": length or min(end, _LONGEST_S),
            "captions": {**film["captions"], language: name},
            "transcript": {**film["transcript"], language: said},
            "late": [one for one in film.get("late", ()) if one != language],
        }

    _, document, _, _ = await _open(actor, course_id, content_id)
    with_captions(_film_of(document))
    await asyncio.to_thread(current().media.keep, actor.tenant_id, name, kept)
    await _change(actor, course_id, content_id, lambda film: with_captions(_there(film)))


def _read_captions(data: bytes) -> tuple[bytes, list[tuple[float, float, str]]]:
    from learnapp.integrations.content_packages.course_material import cues_of

    try:
        text = data.decode("utf-8-sig")
        return text.encode(), cues_of(text, "The file")
    except (UnicodeDecodeError, InvalidInputError) as error:
        raise CaptionsError(
            "This is no WebVTT that can be read, or it has no captions. Check its first line and its times."
        ) from error


async def take_poster(actor: Actor, course_id: UUID, content_id: UUID, data: bytes) -> None:
    """Keep the picture that stands where the film does before it plays; it repeats what the title says.

    Raises:
        FilmMissingError: There is no film yet.
        NotAPictureError: It is none that can be read to its end.
        PicturePixelsError: It has too many pixels.
        SvgRefusedError: It is an SVG.
    """
    _, document, _, _ = await _open(actor, course_id, content_id)
    _film_of(document)
    name = await author_pictures.stored(actor.tenant_id, data)
    await _change(actor, course_id, content_id, lambda film: {**_there(film), "poster": name})


async def drop_captions(actor: Actor, course_id: UUID, content_id: UUID, language: str) -> None:
    """Take the captions of a language out of the draft, with their text.

    Raises:
        FilmMissingError: There is no film.
    """

    def without(film: Film) -> Film:
        kept = {part: {one: held for one, held in film[part].items() if one != language} for part in _SPOKEN}
        return {**film, **kept, "late": [one for one in film.get("late", ()) if one != language]}

    await _change(actor, course_id, content_id, lambda film: without(_there(film)))


_SPOKEN = ("captions", "transcript")


def _film_of(document: ItemDocument) -> Film:
    return _there(document.public.get("film") or {})


def _there(film: Film) -> Film:
    if not film.get("video"):
        raise FilmMissingError("There is no video yet. Choose its file first.")
    return film


async def _open(
    actor: Actor, course_id: UUID, content_id: UUID
) -> tuple[Desk, ItemDocument, int, DraftRow | None]:  # fmt: skip
    async with current().db.transaction(actor.tenant_id) as tx:
        here = await desk(tx, actor, course_id, "write")
        document, version, draft = await drafts.item_of(tx, actor.tenant_id, course_id, content_id)
    if document.kind != ContentKind.VIDEO:
        raise NotFoundError("This is no video. Go back to the list.")
    return here, document, version, draft


async def _change(actor: Actor, course_id: UUID, content_id: UUID, change: Callable[[Film], Film]) -> None:
    """Change the film in the draft; what somebody writes meanwhile stays, for a large file was a long way."""
    for left in reversed(range(_TRIES)):
        here, document, version, draft = await _open(actor, course_id, content_id)
        film = change(dict(document.public.get("film") or {}))
        minutes = round(max(0.5, float(film["seconds"]) / 60), 1) if film["seconds"] else document.minutes
        changed = replace(document, public={**document.public, "film": film}, minutes=minutes)
        try:
            await drafts.write(actor, here, content_id, changed, version, draft)
            return
        except ConflictError:
            if not left:
                raise
