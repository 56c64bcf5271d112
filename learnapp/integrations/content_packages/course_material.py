"""What a course folder holds beside readings and items: passages with their sources, other explanations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from learnapp.core.errors import InvalidInputError
from learnapp.engine.drawing import draw
from learnapp.engine.material import EXPLANATIONS, SOURCES


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
