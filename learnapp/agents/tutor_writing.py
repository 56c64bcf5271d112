"""What a language model is given to write from, and what of its answer holds."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from learnapp.agents import tutor_words as words
from learnapp.agents.ports import TextSafety, Verifier
from learnapp.agents.tutor_turn import Kind, Question, Source, Writer
from learnapp.core.drafts import Checked, Draft, Evidence

MOST_PASSAGES, MOST_CHARACTERS = 8, 1_200
"""Passages that a model is given, and how much of each."""
SIMILAR = 0.6
"""Share of common words from which on a sentence is one of a test under way."""
TASK = UUID(int=0)
"""Stands for the passage that the wording of the task at hand is, and what its author says about the last answer."""
_log = logging.getLogger("learnapp.tutor")


@dataclass(frozen=True, slots=True)
class Brief:
    """What a model is asked to write.

    Attributes:
        asked: By the student.
        evidence: Everything that it may rest on; the first one may be the task at hand.
        coach: Beside an open task: to help without telling.
        tried: The student's last answer to it, "" for none.
        language: In which to write: the one of the passages, so that every sentence can be held against them.
        level: For whom, "" where that is not known.
    """

    asked: str
    evidence: tuple[Evidence, ...]
    coach: bool = False
    tried: str = ""
    language: str = "en"
    level: str = ""


Write = Callable[[Brief], Awaitable[Draft | None]]
"""Asks a language model; None when there is no answer."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A language model, and what checks it."""

    write: Write
    verifier: Verifier


@dataclass(frozen=True, slots=True)
class Written:
    """What holds of what a model wrote: each sentence with the passages that it rests on."""

    writer: Writer = ""
    kept: tuple[tuple[str, tuple[Source, ...]], ...] = ()
    removed: int = 0


NOTHING = Written()


async def write(
    question: Question, kind: Kind, found: Sequence[Source], writing: Writing, safety: TextSafety
) -> Written:
    """Return what of a model's answer may be shown; whatever goes wrong, nothing of it is.

    What must not be told is not given to it in the first place: sentences with an answer of an open step, of tests
    under way, and those that read like orders.

    Args:
        question: What was asked, and where.
        kind: `answer` or `coach`.
        found: Passages, best first.
        writing: The model, and what checks it.
        safety: Judges each sentence.
    """
    if safety(question.text).categories:
        # What reads like an order, or worse, is not handed on.
        return Written("away")
    work = question.work
    secrets = work.secrets if work is not None and work.open else ()

    def tells(text: str) -> bool:
        under_test = any(words.like(text, one) >= SIMILAR for one in question.under_test)
        return under_test or words.tells(text, secrets) or bool(safety(text).categories)

    evidence: list[Evidence] = []
    places: list[Source | None] = []
    if kind == "coach" and work is not None:
        task = "\n".join(part for part in (work.prompt, work.feedback) if part and not words.tells(part, secrets))
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
    brief = Brief(question.text, tuple(evidence), coach, tried, question.language, question.level)
    draft, checked = await _asked(brief, writing)
    if draft is None or checked is None or checked.held:
        return Written("away", removed=len(draft.sentences) if draft is not None else 0)
    shown = []
    for number in sorted(set(checked.kept)):
        if not 0 <= number < len(draft.sentences):
            continue
        sentence = draft.sentences[number]
        if tells(sentence.text) or not sentence.cited:
            continue
        cited = [places[one] for one in sentence.cited if 0 <= one < len(places)]
        shown.append((sentence.text, tuple(dict.fromkeys(one for one in cited if one is not None))))
    removed = len(draft.sentences) - len(shown)
    return Written("model", tuple(shown), removed) if shown else Written("away", removed=removed)


async def _asked(brief: Brief, writing: Writing) -> tuple[Draft | None, Checked | None]:
    try:
        draft = await writing.write(brief)
        if draft is None or not draft.sentences:
            return draft, None
        return draft, await writing.verifier.check(draft, brief.evidence)
    except Exception as error:  # noqa: BLE001 - a model or its checks may fail in any way; the course itself is quoted
        _log.warning("a draft was not used", extra={"code": type(error).__name__})
        return None, None


def _cut(text: str) -> str:
    """Return the beginning of a text up to the end of a word."""
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS].rsplit(" ", 1)[0]
