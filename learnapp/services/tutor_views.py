"""What the tutor said, as its pages show it and as it is kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

import orjson

from learnapp.agents.tutor_turn import Line, Reply, Source
from learnapp.core.i18n import translate
from learnapp.engine.kc import CourseSnapshot


@dataclass(frozen=True)
class LineView:
    """One sentence of the tutor.

    Attributes:
        cite: Number of its source, from 1; 0 for what the tutor says itself.
        heading: What stands above it: the side of the question that begins here, "" for none.
        others: Numbers of further sources.
        written: By a language model; else a sentence with a source stands there word for word.
        reported: Its student has said that it seems wrong.
    """

    text: str = ""
    cite: int = 0
    heading: str = ""
    others: list[int] = field(default_factory=list)
    written: bool = False
    reported: bool = False


@dataclass(frozen=True)
class SourceView:
    """A passage that is cited, and where it opens."""

    number: int = 0
    title: str = ""
    kind: str = ""
    where: str = ""
    href: str = ""


@dataclass(frozen=True)
class TurnView:
    """A question and what the tutor says.

    Attributes:
        at: When, ISO.
        writer: `model` when a language model wrote it, `away` when one should have, else "".
        mark: By which it is found where it is kept, see `mark_of`; "" where it is not kept, or not its reader's own.
    """

    asked: str = ""
    kind: str = ""
    lines: list[LineView] = field(default_factory=list)
    sources: list[SourceView] = field(default_factory=list)
    at: str = ""
    writer: str = ""
    mark: str = ""


@dataclass(frozen=True)
class AnsweredView:
    """A turn, and the conversation in which it is kept: "" where nothing may be kept."""

    turn: TurnView
    conversation_id: str


@dataclass(frozen=True)
class ConversationView:
    """A conversation in a list: what was asked first."""

    conversation_id: str = ""
    first: str = ""
    last_at: str = ""


def mark_of(conversation: UUID, place: int) -> str:
    """Return by what a message is found again: its conversation, and its place in it."""
    return f"{conversation}.{place}"


def turn_of(kept: str, *, mark: str = "", reported: Collection[int] = ()) -> TurnView:
    """Return a turn as it was kept; `reported` are the places of the sentences that seem wrong to its student."""
    raw = orjson.loads(kept)
    return TurnView(
        raw["asked"],
        raw["kind"],
        [LineView(**{**one, "reported": place in reported}) for place, one in enumerate(raw["lines"])],
        [SourceView(**one) for one in raw["sources"]],
        raw["at"],
        # What was kept before language models came has no word of it.
        raw.get("writer", ""),
        mark,
    )


def spoken(speaker: str, kept: str) -> str:
    """Return a message as plain text, for who takes it home."""
    return kept if speaker == "student" else " ".join(line.text for line in turn_of(kept).lines)


def turn_view(asked: str, reply: Reply, snapshot: CourseSnapshot, locale: str, at: str) -> TurnView:
    """Return a question and its reply in the words of a language; `at` is ISO."""
    lines: list[LineView] = []
    heading = ""
    for line in reply.lines:
        side = _side(locale, line.facet) if line.facet else ""
        others = [one + 1 for one in line.others]
        lines.append(
            LineView(_words(locale, line), line.source + 1, side if side != heading else "", others, line.written)
        )
        heading = side or heading
    return TurnView(
        asked,
        reply.kind,
        lines,
        [_shown(number, one, snapshot) for number, one in enumerate(reply.sources, 1)],
        at,
        reply.writer,
    )


def _words(locale: str, line: Line) -> str:
    if not line.key:
        return line.text
    arguments = {name: _side(locale, value) if name == "side" else value for name, value in line.arguments}
    return translate(locale, line.key, **arguments)


def _side(locale: str, name: str) -> str:
    key = f"tutor-side-{name}"
    said = translate(locale, key)
    return name if said == key else said


def _shown(number: int, one: Source, snapshot: CourseSnapshot) -> SourceView:
    where = one.place if one.kind == "reading" else ""
    return SourceView(number, one.title, one.kind, where, f"/learn/{one.content_id}")
