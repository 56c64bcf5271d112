"""What stands beside the text: where it comes from, a timeline, a question, other explanations, a film, a program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EXPLANATIONS = ("worked_example", "analogy", "picture", "smaller_steps")
"""Kinds of other explanations, in the order in which they are offered."""
PLAYERS = ("h5p", "scorm")
LAUNCH_DATA, MASTERY_SCORE = "cmi.launch_data", "cmi.student_data.mastery_score"
_GIVEN = frozenset({LAUNCH_DATA, MASTERY_SCORE})
SOURCES = ("primary", "secondary", "data")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(media:[^)]*\)")


def in_words(text: str) -> str:
    """Return Markdown with the words of its pictures (`![words](media:NAME)`) in their place."""
    return _PICTURE.sub(r"\1", text) if "](media:" in text else text


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Where a passage comes from.

    Attributes:
        year: As text: a source may be dated "about 1850".
        kind: One of `SOURCES`.
    """

    by: str
    work: str
    year: str
    kind: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline, in the order of time."""

    when: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Another way to explain a KC.

    Attributes:
        kind: One of `EXPLANATIONS`.
        text: Markdown with KaTeX.
        draw: What a picture shows (see `engine.drawing`); None: none.
        alt: The same in words.
    """

    kind: str
    text: str
    draw: Mapping[str, Any] | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Film:
    """A film with its captions.

    Attributes:
        video, poster: Names of files among the media.
        seconds: Its length, seconds.
        captions: Language to the name of a WebVTT file.
        transcript: Language to what is said, (second, text) each.
        late: Languages whose captions go on after the film has ended: they were made for a longer one.
    """

    video: str
    poster: str
    seconds: float
    captions: Mapping[str, str]
    transcript: Mapping[str, tuple[tuple[float, str], ...]]
    late: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """A program of others that a player runs.

    Attributes:
        player: One of `PLAYERS`.
        file: Name of the archive among the media.
        launch: The page of a SCORM package that is opened, with its parameters; "" for H5P, whose player finds it.
        reports: False for a SCORM asset, which never says how it went: to open it is to be done with it.
        given: What a SCORM page finds set at its start, by the name in its data model.
    """

    player: str
    file: str
    launch: str = ""
    reports: bool = True
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """Everything beside the text; empty for most content.

    Attributes:
        prompt: A question to discuss.
        explanations: Other explanations of the KC that the content teaches.
    """

    source: SourceNote | None = None
    timeline: tuple[Moment, ...] = ()
    prompt: str = ""
    explanations: tuple[Explanation, ...] = ()
    film: Film | None = None
    package: Package | None = None


EMPTY = Material()


def read_material(raw: Mapping[str, Any]) -> Material:
    """Return the material in the public part of a content row.

    Raises:
        KeyError, TypeError, ValueError: It has another shape.
    """
    source = raw.get("source")
    if not any(raw.get(name) for name in ("source", "timeline", "prompt", "explanations", "film", "package")):
        return EMPTY
    return Material(
        source=SourceNote(source["by"], source["work"], str(source["year"]), source["kind"]) if source else None,
        timeline=tuple(Moment(str(when), title, text) for when, title, text in raw.get("timeline", ())),
        prompt=raw.get("prompt", ""),
        explanations=tuple(
            Explanation(one["kind"], one["text"], one.get("draw"), one.get("alt", ""))
            for one in raw.get("explanations", ())
        ),
        film=_film(raw["film"]) if raw.get("film") else None,
        package=_package(raw["package"]) if raw.get("package") else None,
    )


def _package(raw: Mapping[str, Any]) -> Package:
    if raw["player"] not in PLAYERS:
        raise ValueError("There is no such player.")
    given = tuple((name, str(said)) for name, said in raw.get("given", {}).items() if name in _GIVEN)
    return Package(raw["player"], raw["file"], raw.get("launch", ""), bool(raw.get("reports", True)), given)


def _film(raw: Mapping[str, Any]) -> Film:
    return Film(
        raw["video"],
        raw["poster"],
        float(raw["seconds"]),
        dict(raw["captions"]),
        {language: tuple((float(at), str(text)) for at, text in cues) for language, cues in raw["transcript"].items()},
        tuple(raw.get("late", ())),
    )
