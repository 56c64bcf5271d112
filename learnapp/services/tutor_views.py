"""What the tutor said, as its pages show it and as it is kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

import orjson

from learnapp.agents.tutor_turn import Line, Reply, Source
from learnapp.core.i18n import same_language, translate
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
        language: In which it is; "" for what was kept before that was noted.
        checked: The sentence that was held against the course, where this is a translation of it; else "".
    """

    text: str = ""
    cite: int = 0
    heading: str = ""
    others: list[int] = field(default_factory=list)
    written: bool = False
    reported: bool = False
    language: str = ""
    checked: str = ""


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
        language: Of the course, in which what it quotes stands; "" for what was kept before that was noted.
        sought: What was looked for, where the question was put into the course's language; else "".
        away: Where the writer is `away`, why; see `agents.tutor_turn.Away`.
    """

    asked: str = ""
    kind: str = ""
    lines: list[LineView] = field(default_factory=list)
    sources: list[SourceView] = field(default_factory=list)
    at: str = ""
    writer: str = ""
    mark: str = ""
    language: str = ""
    sought: str = ""
    away: str = ""


@dataclass(frozen=True)
class StepView:
    """How far an answer is.

    Attributes:
        stage: `wording` (the question is put into the course's language), `looking`, `reading`, `checking` or
            `translating`.
        passages: How many passages a language model reads, 0 before.
        early: What the course itself says, while the model is at work; None where there is nothing, or it was shown.
    """

    stage: str = "looking"
    passages: int = 0
    early: TurnView | None = None


@dataclass(frozen=True)
class AnsweredView:
    """A turn, and the conversation in which it is kept: "" where nothing may be kept."""

    turn: TurnView
    conversation_id: str


@dataclass(frozen=True)
class ConversationView:
    """A conversation in a list.

    Attributes:
        first: What was asked first.
        last_at: When something was said last, ISO.
        seen: To its student: who teaches the class may read something of it, by what the student was told then and by
            what the institution lets teachers read now.
    """

    conversation_id: str = ""
    first: str = ""
    last_at: str = ""
    seen: bool = False


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
        raw.get("language", ""),
        raw.get("sought", ""),
        raw.get("away", "") or ("away" if raw.get("writer") == "away" else ""),
    )


def spoken(speaker: str, kept: str) -> str:
    """Return a message as plain text, for who takes it home; of a translated sentence also what was checked."""
    if speaker == "student":
        return kept
    return " ".join(f"{one.text} [{one.checked}]" if one.checked else one.text for one in turn_of(kept).lines)


def turn_view(
    asked: str, reply: Reply, snapshot: CourseSnapshot, locale: str, at: str, *, sought: str = ""
) -> TurnView:
    """Return a question and its reply: the tutor's own words in the reader's language, the course's in theirs.

    Where these differ, one sentence says why before the first of the course's. `at` is ISO, `sought` as in `TurnView`.
    """
    lines: list[LineView] = []
    heading = ""
    said = snapshot.language
    foreign = not same_language(said, locale)
    why = "tutor-translated" if any(one.checked for one in reply.lines) else "tutor-other-language"
    told = not foreign
    for line in reply.lines:
        own = bool(line.key or line.checked)
        if not told and not line.key:
            lines.append(LineView(translate(locale, why, language=said[:2].lower()), language=locale))
            told = True
        side = _side(locale, line.facet) if line.facet else ""
        lines.append(
            LineView(
                _words(locale, line),
                line.source + 1,
                side if side != heading else "",
                [one + 1 for one in line.others],
                line.written,
                language=locale if own else said,
                checked=line.checked,
            )
        )
        heading = side or heading
    if foreign and reply.kind == "nothing" and not sought:
        lines.append(LineView(translate(locale, "tutor-ask-in", language=said[:2].lower()), language=locale))
    return TurnView(
        asked,
        reply.kind,
        lines,
        [_shown(number, one, snapshot) for number, one in enumerate(reply.sources, 1)],
        at,
        reply.writer,
        language=said,
        sought=sought,
        away=reply.away,
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
