"""What the tutor is asked and what it says, as values."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

Kind = Literal["answer", "coach", "solution", "under_test", "refused", "urgent", "nothing"]
Writer = Literal["", "model", "away"]
"""Who wrote what is said of the subject: nobody, all are the course's own sentences; a language model; or nobody
although one was asked, because it gave no answer, or none that held."""


Away = Literal["", "away", "held", "spent"]
"""Why nothing that a model wrote is shown: no answer came; too little of one held; the budget of the hour is spent."""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage as the tutor reads it; its sentences are cut by who found it."""

    passage_id: UUID
    content_id: UUID
    kind: str
    place: str
    title: str
    sentences: tuple[str, ...]


class Find(Protocol):
    """Finds passages that the student may read, best first."""

    async def __call__(self, query: str, within: frozenset[UUID] = frozenset(), /) -> Sequence[Source]:
        """Return what is found for a query; within some contents only, where these are given."""
        ...


@dataclass(frozen=True, slots=True)
class Work:
    """The step at hand as its student sees it, and what must not be told.

    Attributes:
        prompt: What is asked.
        open: Neither solved nor given up.
        tries: Answers so far.
        last: The last answer; "" for none.
        feedback: What the author says about that answer.
        hints: Hints that can still be opened without being told the answer.
        solution: Worked solution; "" while it must not be seen.
        secrets: Right answers that must not be told: of this task and of others that were named, while these are open.
        elsewhere: Title of the task, where the question does not stand beside it; else "".
    """

    prompt: str
    open: bool
    tries: int = 0
    last: str = ""
    feedback: str = ""
    hints: int = 0
    solution: str = ""
    secrets: tuple[str, ...] = ()
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A turn of the same conversation, beside the same content.

    Attributes:
        asked: By the student.
        kind: Of the reply.
        said: Sentences about the subject that the tutor has shown.
        passages: Ids of those that it has cited.
        contents: Contents that these are of, and those with other explanations of their topics.
    """

    asked: str
    kind: Kind = "answer"
    said: tuple[str, ...] = ()
    passages: frozenset[UUID] = frozenset()
    contents: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, and where.

    Attributes:
        subject: Of the course.
        work: The step at hand, if any.
        under_test: Wordings of questions whose tests tell no results yet.
        language: In which the course is.
        level: For whom is written, such as `13 to 15 years old`; "" where that is not known.
        titles: Of the course, its lessons and topics.
        earlier: Turns before this one, the oldest first; those that do not matter are left out.
        meant: What it means after these, "" where it stands by itself; see `tutor_follow_up`.
        sought: The question in the course's language, "" where it was asked in that, or nobody could put it into it.
    """

    text: str
    subject: str = ""
    work: Work | None = None
    under_test: tuple[str, ...] = ()
    language: str = "en"
    level: str = ""
    titles: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    meant: str = ""
    sought: str = ""

    @property
    def heard(self) -> str:
        """What was asked, in the course's language where that could be had."""
        return self.sought or self.text

    @property
    def means(self) -> str:
        """What is looked for."""
        return self.meant or self.heard


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence.

    Attributes:
        key: Of the catalogue, for what the tutor says itself, with `arguments`; "" for the course's own words.
        text: The course's own words, or what a student or author wrote.
        source: Place of its passage among the answer's sources; -1 for none.
        facet: The side that it belongs to.
        others: Places of further passages that it rests on.
        written: By a language model, and held against its passages; else it stands there word for word.
        checked: The sentence that was held against them, where `text` is a translation of it; else "".
    """

    key: str = ""
    text: str = ""
    source: int = -1
    facet: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
    others: tuple[int, ...] = ()
    written: bool = False
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the tutor says.

    Attributes:
        sources: Passages that are cited.
        rounds: Times that passages were looked for.
        missing: Sides on which the course says nothing that was found.
        removed: Sentences that were left out because they tell too much or nothing supports them.
        hint: Whether the next hint is offered.
        writer: Who wrote it.
        checked_with: Ids of all passages that a model's sentences were held against, cited or not.
        away: Where a model was asked and nothing of it is shown, why; else "".
    """

    kind: Kind
    lines: tuple[Line, ...] = ()
    sources: tuple[Source, ...] = ()
    rounds: int = 0
    missing: tuple[str, ...] = ()
    removed: int = 0
    hint: bool = False
    writer: Writer = ""
    checked_with: tuple[UUID, ...] = ()
    away: Away = ""


Stage = Literal["reading", "checking", "translating"]


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known while a language model is at work.

    Attributes:
        stage: It reads what was found; what it wrote is held against that; what held is put into the reader's language.
        passages: How many it was given.
        found: What the course itself says, which is what would be said without a model; None where it was told before.
    """

    stage: Stage
    passages: int
    found: Reply | None = None


Tell = Callable[[Progress], Awaitable[None]]
"""Is told how far an answer is."""

URGENT = Reply("urgent", (Line(key="tutor-urgent"),))
"""What is said to whoever may be in danger, whatever else they have asked."""
