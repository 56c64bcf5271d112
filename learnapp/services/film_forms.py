"""A film in the form of its author: which files it has, and what is said or shown in it as lines with their times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from learnapp.core.errors import InvalidInputError
from learnapp.services.author_views import CaptionsForm, FilmForm
from learnapp.services.draft_documents import ItemDocument

MOST_LINES, MOST_WORDS = 1_000, 1_000
_LINE = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2}(?:[.,]\d{1,3})?)\s+(\S.*)")
Cues = Sequence[Sequence[Any]]


def film_form(document: ItemDocument) -> FilmForm:
    """Return what a film has, with the text of each language that has captions."""
    film = document.public.get("film") or {}
    video = str(film.get("video", ""))
    said = film.get("transcript", {})
    return FilmForm(
        kind=video.rpartition(".")[2],
        seconds=round(float(film.get("seconds", 0.0))),
        poster=bool(film.get("poster")),
        captions=[
            CaptionsForm(language, name, text_of(said.get(language, ())), language in film.get("late", ()))
            for language, name in sorted(film.get("captions", {}).items())
        ],
    )


def text_of(cues: Cues) -> str:
    """Return what is said in a film as lines, each with its time."""
    return "\n".join(f"{_clock(float(at))} {' '.join(str(text).split())}" for at, text in cues)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds, 3), 60)
    whole = f"{rest:06.3f}".rstrip("0").rstrip(".")
    return f"{int(minutes)}:{whole}"


def applied(public: dict[str, Any], form: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be seen of an item, with the text of its film as it is written.

    Raises:
        InvalidInputError: A line has no time, or there are far too many.
    """
    film = public.get("film")
    if not film:
        return public
    said = dict(film.get("transcript", {}))
    for language in film.get("captions", {}):
        text = str(form.get(f"transcript-{language}", "")).replace("\r\n", "\n").replace("\x00", "").strip()
        # A field that is as it was leaves the text as it was, also where a line of it was broken otherwise.
        if f"transcript-{language}" in form and text != text_of(said.get(language, ())):
            said[language] = cues_in(text)
    return {**public, "film": {**film, "transcript": said}}


def cues_in(text: str) -> list[list[Any]]:
    """Return the lines of a text with their times in seconds, in order; a line without one belongs to the one before.

    Raises:
        InvalidInputError: The first line has no time, or there are far too many, or too long ones.
    """
    found: list[list[Any]] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        read = _LINE.fullmatch(line)
        if read is not None:
            hours, minutes, seconds, words = read.groups()
            at = 3600 * int(hours or 0) + 60 * int(minutes) + float(seconds.replace(",", "."))
            found.append([round(at, 3), words.strip()])
        elif found:
            found[-1][1] += f" {line}"
        else:
            raise InvalidInputError("The text of a video begins with a time, such as 0:05 and what is said then.")
    if len(found) > MOST_LINES or any(len(words) > MOST_WORDS for _, words in found):
        raise InvalidInputError(
            f"The text of a video has at most {MOST_LINES:,} lines of {MOST_WORDS:,} characters. Shorten it."
        )
    return sorted(found, key=lambda one: float(one[0]))
