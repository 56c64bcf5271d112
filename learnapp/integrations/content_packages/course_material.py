"""What a course folder holds beside readings and items: passages with their sources, other explanations, films."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import webvtt

from learnapp.core.errors import InvalidInputError
from learnapp.engine.drawing import draw
from learnapp.engine.material import EXPLANATIONS, SOURCES
from learnapp.integrations.content_packages.large import FileData, digest_of, of_file, seen
from learnapp.integrations.content_packages.reasons import BROKEN_PART

_FILM = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_HEADS = {"mp4": b"ftyp", "jpg": b"\xff\xd8\xff", "vtt": b"WEBVTT"}
_MOST_CUES = 1_000


@dataclass(frozen=True, slots=True)
class PackFilm:
    """A film as a content row holds it, and its files under the names of their content."""

    slug: str
    title: str
    body: str
    public: dict[str, Any]
    files: tuple[tuple[str, FileData], ...]


@dataclass(frozen=True, slots=True)
class PackPassage:
    """A passage as a content row holds it."""

    slug: str
    title: str
    body: str
    public: dict[str, Any]


def passages(rows: list[dict[str, Any]]) -> list[PackPassage]:
    """Return the passages of one KC.

    Raises:
        InvalidInputError: A source has an unknown kind.
    """
    found = []
    for row in rows:
        public: dict[str, Any] = {}
        if "source" in row:
            source = {name: str(row["source"][name]) for name in ("by", "work", "year", "kind")}
            if source["kind"] not in SOURCES:
                raise InvalidInputError(f"The source of {row['slug']} is {', '.join(SOURCES)}. Choose one of these.")
            public["source"] = source
        if "timeline" in row:
            public["timeline"] = [[str(part) for part in entry] for entry in row["timeline"]]
            if any(len(entry) != 3 for entry in public["timeline"]):
                raise InvalidInputError(f"Each entry of the timeline {row['slug']} has a time, a title and a text.")
        if "discuss" in row:
            public["prompt"] = str(row["discuss"])
        found.append(PackPassage(row["slug"], row["title"], row["text"].strip(), public))
    return found


def explanations(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the other explanations of one KC, each picture drawn once to see that it can be.

    Raises:
        InvalidInputError: A kind is unknown, a picture cannot be drawn or does not say in words what it shows.
    """
    found = []
    for row in rows:
        if row["kind"] not in EXPLANATIONS:
            raise InvalidInputError(f"An explanation is one of: {', '.join(EXPLANATIONS)}. Choose one of these.")
        kept: dict[str, Any] = {"kind": row["kind"], "text": row["text"].strip()}
        if "draw" in row:
            draw(row["draw"])
            kept |= {"draw": row["draw"], "alt": str(row.get("alt", "")).strip()}
            if not kept["alt"]:
                raise InvalidInputError("A picture needs `alt`: what it shows, in words. Add it and pack again.")
        found.append(kept)
    return sorted(found, key=lambda one: EXPLANATIONS.index(one["kind"]))


def films(rows: list[dict[str, Any]], folder: Path) -> list[PackFilm]:
    """Return the films of one KC with their files, named by what they hold so that a new file is a new address.

    Args:
        rows: The entries of `videos/KC.yaml`.
        folder: Where NAME.mp4, NAME.jpg and NAME.LANGUAGE.vtt lie.

    Raises:
        InvalidInputError: A file is missing or is of another kind, or there are no captions.
    """
    found = []
    for row in rows:
        name = str(row["film"])
        if _FILM.fullmatch(name) is None:
            raise InvalidInputError("A film is named with small letters, digits and hyphens. Rename its files.")
        files: dict[str, FileData] = {}
        captions = {}
        for path in sorted(folder.glob(f"{name}.*.vtt")):
            language = path.name.split(".")[1]
            if _LANGUAGE.fullmatch(language):
                captions[language] = (_kept(path, "vtt", files), cues_of(path.read_text("utf-8"), f"films/{path.name}"))
        if not captions:
            raise InvalidInputError(
                f"The film {name} has no captions. Add films/{name}.en.vtt and pack again.",
                detail={BROKEN_PART: [f"films/{name}.en.vtt"]},
            )
        film = {
            "video": _kept(folder / f"{name}.mp4", "mp4", files),
            "poster": _kept(folder / f"{name}.jpg", "jpg", files),
            "seconds": max(end for _, cues in captions.values() for _, end, _ in cues),
            "captions": {language: kept for language, (kept, _) in captions.items()},
            "transcript": {
                language: [[start, text] for start, _, text in cues] for language, (_, cues) in captions.items()
            },
        }
        text = str(row.get("text", "")).strip()
        found.append(PackFilm(row["slug"], row["title"], text, {"film": film}, tuple(files.items())))
    return found


def _kept(path: Path, kind: str, files: dict[str, FileData]) -> str:
    """Read a file of a film; return the name under which it is kept."""
    if not path.is_file():
        raise InvalidInputError(
            f"The file films/{path.name} is missing. Add it and pack again.",
            detail={BROKEN_PART: [f"films/{path.name}"]},
        )
    data = of_file(path)
    with seen(data) as view:
        if _HEADS[kind] not in view[:16]:
            raise InvalidInputError(
                f"films/{path.name} is not what its name says. Save it as {kind} and pack again.",
                detail={BROKEN_PART: [f"films/{path.name}"]},
            )
    name = f"{digest_of(data)}.{kind}"
    files[name] = data
    return name


def cues_of(text: str, name: str) -> list[tuple[float, float, str]]:
    """Return the captions of a WebVTT text: start and end in seconds, and the words.

    Raises:
        InvalidInputError: It cannot be read, also in part, or holds none or far too many.
    """
    try:
        cues = [(_seconds(one.start), _seconds(one.end), one.text) for one in webvtt.from_string(text).captions]
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError, ValueError, IndexError) as error:
        raise InvalidInputError(
            f"{name} cannot be read as WebVTT. Check its times.", detail={BROKEN_PART: [name]}
        ) from error
    # What the reader of WebVTT passes over in silence would be missing from the text.
    if len(cues) != text.count("-->"):
        raise InvalidInputError(
            f"{name} has captions that cannot be read. Check their times.", detail={BROKEN_PART: [name]}
        )
    if not 0 < len(cues) <= _MOST_CUES:
        raise InvalidInputError(f"{name} has no captions or far too many.", detail={BROKEN_PART: [name]})
    return cues


def _seconds(clock: str) -> float:
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return round(total, 3)
