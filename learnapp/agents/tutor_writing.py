"""What a language model is given to write from, and what of its answer holds."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from learnapp.agents import tutor_secrets
from learnapp.agents import tutor_words as words
from learnapp.agents.ports import TextSafety, Verifier
from learnapp.agents.tutor_turn import Away, Kind, Question, Source, Stage, Writer
from learnapp.core.drafts import Checked, Draft, Evidence

MOST_PASSAGES, MOST_CHARACTERS = 8, 1_200
"""Passages that a model is given, and how much of each."""
TOLD_CHARACTERS = 400
"""How much of each earlier question and answer it is given."""
HALF = 0.5
"""Share of a draft that the course has to say something about, so that this is shown and not what was found for the
question alone."""
TASK = UUID(int=0)
"""Stands for the passage that the wording of the task at hand is, and what its author says about the last answer."""
_log = logging.getLogger("learnapp.tutor")


@dataclass(frozen=True, slots=True)
class Brief:
    """What a model is asked to write.

    Attributes:
        asked: By the student, in `language` where that could be had.
        evidence: Everything that it may rest on; the first one may be the task at hand.
        coach: Beside an open task: to help without telling.
        tried: The student's last answer to it, "" for none.
        language: In which to write: the one of the passages, so that every sentence can be held against them. Only then
            is it put into the reader's.
        level: For whom, "" where that is not known.
        earlier: Questions and answers of the conversation by which the question is understood, the oldest first.
    """

    asked: str
    evidence: tuple[Evidence, ...]
    coach: bool = False
    tried: str = ""
    language: str = "en"
    level: str = ""
    earlier: tuple[tuple[str, str], ...] = ()


Write = Callable[[Brief], Awaitable[Draft | None]]
"""Asks a language model; None when there is no answer. Raises SpentError."""


class SpentError(Exception):
    """No model is asked, for the budget of the hour is used up."""


class Translate(Protocol):
    """Puts checked sentences into the reader's language."""

    async def __call__(self, checked: Sequence[str], passages: Sequence[str], private: bool, /) -> Sequence[str]:
        """Return each sentence in the reader's language, "" for one of which that does not hold.

        `passages` are the texts that they were held against; `private`: they may have a student's own words.
        """
        ...


@dataclass(frozen=True, slots=True)
class Writing:
    """A language model, what checks it, and what translates what was checked; None: it is read as it was written."""

    write: Write
    verifier: Verifier
    translate: Translate | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One sentence that may be shown.

    Attributes:
        text: As it is shown.
        sources: Passages that it rests on.
        own: The model's words; else the course's, in place of a sentence that does not hold.
        checked: What was held against the passages, where `text` is a translation of it; else "".
    """

    text: str
    sources: tuple[Source, ...]
    own: bool = True
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What holds of what a model wrote, and what the course says where a sentence does not.

    `checked_with`: the passages that the model was given, by which decisions about its sentences are kept; `away`: why
    nothing of it is shown, "" where something is.
    """

    writer: Writer = ""
    shown: tuple[Shown, ...] = ()
    removed: int = 0
    checked_with: tuple[UUID, ...] = ()
    away: Away = ""


NOTHING = Written()


async def write(
    question: Question, kind: Kind, found: Sequence[Source], writing: Writing, safety: TextSafety,
    stage: Callable[[Stage], Awaitable[None]],
) -> Written:  # fmt: skip
    """Return what of a model's answer may be shown; whatever goes wrong, nothing of it is.

    What must not be told is not given to it in the first place: sentences with an answer of an open step, of tests
    under way, and those that read like orders.

    Args:
        question: What was asked, and where.
        kind: `answer` or `coach`.
        found: Passages, best first.
        writing: The model, and what checks it.
        safety: Judges each sentence.
        stage: Is told when there is something to check, and to translate.
    """
    if safety(question.text).categories or safety(question.heard).categories:
        # What reads like an order, or worse, is not handed on.
        return Written("away", away="away")
    work = question.work
    secrets = work.secrets if work is not None else ()

    def tells(text: str) -> bool:
        under_test = any(tutor_secrets.tested(text, one) for one in question.under_test)
        told = tutor_secrets.tells(text, secrets, work.prompt if work is not None else None)
        return under_test or told or bool(safety(text).categories)

    evidence: list[Evidence] = []
    places: list[Source | None] = []
    if kind == "coach" and work is not None:
        task = "\n".join(
            part for part in (work.prompt, work.feedback) if part and not tutor_secrets.tells(part, secrets)
        )
        evidence.append(Evidence(TASK, task[:MOST_CHARACTERS], "stem"))
        places.append(None)
    for source in found[:MOST_PASSAGES]:
        kept = " ".join(one for one in source.sentences if not tells(one))
        if kept:
            evidence.append(Evidence(source.passage_id, _cut(kept), source.kind))
            places.append(source)
    if not any(places):
        return NOTHING
    coach = kind == "coach"
    tried = work.last if coach and work is not None and not safety(work.last).categories else ""
    # Only where the question leans on them; of what was said then, nothing that must not be told now.
    earlier = tuple(
        (
            _cut(one.asked, TOLD_CHARACTERS),
            _cut(" ".join(each for each in one.said if not tells(each)), TOLD_CHARACTERS),
        )
        for one in (question.earlier if question.meant else ())
        if not tells(one.asked)
    )
    # Where a task or a sum is asked for, nothing is worked out that a student is to work out.
    sums = kind == "coach" or tutor_secrets.asks_for_sum(question.means, question.subject)
    known = tutor_secrets.said_together([question.means, tried, *(one.text for one in evidence)]) if sums else ()

    def gives(text: str) -> bool:
        return tells(text) or (sums and tutor_secrets.works_out(text, known))

    brief = Brief(question.heard, tuple(evidence), coach, tried, question.language, question.level, earlier)
    try:
        draft, checked = await _asked(brief, writing, stage)
    except SpentError:
        return Written("away", away="spent")
    if draft is None or checked is None:
        return Written("away", removed=len(draft.sentences) if draft is not None else 0, away="away")
    found_at = {number: one for number, one in _own(draft, checked, places).items() if not gives(one.text)}
    said = set()
    for quoted in sorted(checked.instead, key=lambda one: one.number):
        place = places[quoted.passage] if 0 <= quoted.passage < len(places) else None
        text = _standing(quoted.sentences, place)
        if place is not None and text and text not in said and not tells(text):
            said.add(text)
            found_at.setdefault(quoted.number, Shown(text, (place,), own=False))
    shown = tuple(found_at[number] for number in sorted(found_at))
    own = sum(one.own for one in shown)
    removed = len(draft.sentences) - own
    if own:
        if writing.translate is not None:
            await stage("translating")
        told = await _translated(shown, evidence, coach, writing)
        # What a translation tells is not what was checked: it is looked at like everything else.
        shown = tuple(one if gives(now.text) else now for one, now in zip(shown, told, strict=True))
        return Written("model", shown, removed, tuple(one.passage_id for one in evidence))
    # Of a draft that is held nothing is shown, but what it speaks of is still what the course is best quoted on.
    return Written("away", shown if len(shown) >= HALF * len(draft.sentences) else (), removed, away="held")


def _own(draft: Draft, checked: Checked, places: Sequence[Source | None]) -> dict[int, Shown]:
    """Return the model's sentences that may be shown, each under its place; none where the draft is held."""
    found = {}
    for number in set(checked.kept) if not checked.held else ():
        if 0 <= number < len(draft.sentences) and draft.sentences[number].cited:
            cited = [places[one] for one in draft.sentences[number].cited if 0 <= one < len(places)]
            sources = tuple(dict.fromkeys(one for one in cited if one is not None))
            found[number] = Shown(draft.sentences[number].text, sources)
    return found


async def _translated(
    shown: tuple[Shown, ...], evidence: Sequence[Evidence], private: bool, writing: Writing
) -> tuple[Shown, ...]:
    """Return the model's own sentences in the reader's language, as far as that holds; the course's as they stand."""
    own = [one.text for one in shown if one.own]
    if writing.translate is None:
        return shown
    try:
        said = iter(await writing.translate(own, [one.text for one in evidence], private))
        return tuple(
            replace(one, text=text, checked=one.text) if one.own and (text := next(said)) else one for one in shown
        )
    except Exception as error:  # noqa: BLE001 - as with the draft; what was checked is shown as it is
        _log.warning("a translation was not used", extra={"code": type(error).__name__})
        return shown


def _standing(quoted: Sequence[str], source: Source | None) -> str:
    """Return sentences as they stand in a passage; "" where one of them does not, or cannot stand by itself."""
    if source is None or not quoted:
        return ""
    there = {_bare(one): one for one in source.sentences}
    found = [there.get(_bare(one), "") for one in quoted]
    return " ".join(found) if all(words.whole(one) for one in found) else ""


def _bare(text: str) -> str:
    return "".join(words.plain(text).split())


async def _asked(
    brief: Brief, writing: Writing, stage: Callable[[Stage], Awaitable[None]]
) -> tuple[Draft | None, Checked | None]:
    try:
        draft = await writing.write(brief)
        if draft is None or not draft.sentences:
            return draft, None
        await stage("checking")
        return draft, await writing.verifier.check(draft, brief.evidence)
    except SpentError:
        raise
    except Exception as error:  # noqa: BLE001 - a model or its checks may fail in any way; the course itself is quoted
        _log.warning("a draft was not used", extra={"code": type(error).__name__})
        return None, None


def _cut(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return the beginning of a text up to the end of a word."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0]
