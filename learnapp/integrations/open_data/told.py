"""A stored learning event as others may be told of it: no name, no address, no words that somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from learnapp.engine.event import Verb

NAMESPACE = UUID("6f2a3d0e-2d0c-5c57-9a53-1d5b0c6d7a11")
"""Of ids that are derived from those of events: the same event has the same id, however often it is sent."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST = 200


@dataclass(frozen=True, slots=True)
class Assessment:
    """The test of a class that an event belongs to.

    Attributes:
        number: Which attempt of the student at it, from 1.
        share: What was reached, 0 to 1; None until its results may be seen.
        of: How many questions that is; None where everybody gets other ones.
        passed: None where nothing is said of that.
    """

    test_id: UUID
    title: str
    attempt_id: UUID
    number: int
    started_at: datetime
    submitted_at: datetime | None = None
    share: float | None = None
    of: int | None = None
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One event.

    Attributes:
        account: The name under which others know the student.
        title: Of the content, "" where it is about none.
        kind: Of the content: practice, reading, video, simulation …, "" for none.
        kcs: Topics that it was evidence for: id and name.
        result: `learning_event.result`.
        test: That it was begun, done or answered in; None elsewhere.
    """

    event_id: UUID
    account: UUID
    verb: Verb
    at: datetime
    received_at: datetime
    section_id: UUID
    course_id: UUID
    section: str = ""
    course: str = ""
    object_id: UUID | None = None
    title: str = ""
    kind: str = ""
    language: str = "en"
    step_id: str | None = None
    kcs: tuple[tuple[UUID, str], ...] = ()
    correct: bool | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    test: Assessment | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened.

    Attributes:
        base: Address of this server, without a slash at its end.
        slug: Of the institution.
        institution: Its name.
    """

    base: str
    slug: str
    institution: str

    @property
    def home(self) -> str:
        """Return the page within which accounts of the institution's students are names."""
        return f"{self.base}/schools/{self.slug}"

    def thing(self, kind: str, named: object) -> str:
        """Return the address by which a thing of ours is known to others."""
        return f"{self.base}/xapi/things/{kind}/{named}"


def derived_id(event_id: UUID) -> UUID:
    """Return the id under which an event leaves us."""
    return uuid5(NAMESPACE, event_id.hex)


def plain_answer(told: Told) -> str | None:
    """Return the answer where it is a number, a formula or a choice of letters.

    Words are left out: somebody may have written a name.
    """
    return wordless(told.result.get("response")) if told.verb is Verb.ANSWERED else None


def wordless(given: object) -> str | None:
    """Return an answer that has no word in it, its parts with `[,]` between them; None for any other."""
    parts: list[Any] = given if isinstance(given, list) else [given]
    if not all(isinstance(one, str) for one in parts):
        return None
    text = "[,]".join(parts)
    return text if text and len(text) <= _MOST and not _WORD.search(text) else None


def tries_of(told: Told) -> int:
    """Return how often the student had answered a step when they did so, since they turned to it; at least 1."""
    tries = told.result.get("tries")
    return tries if isinstance(tries, int) else told.test.number if told.test is not None else 1


def points_of(test: Assessment) -> tuple[float, float] | None:
    """Return what was reached in a test and the most that can be, None until its results may be seen."""
    if test.share is None:
        return None
    return (round(test.share * test.of, 2), float(test.of)) if test.of else (test.share, 1.0)


def numbers_of(told: Told) -> dict[str, float | bool]:
    """Return the state of a simulation without its texts."""
    state = told.result.get("state")
    if not isinstance(state, Mapping):
        return {}
    return {str(name)[:100]: value for name, value in state.items() if isinstance(value, bool | int | float)}


def duration_of(told: Told) -> str | None:
    """Return how long it took, as ISO 8601 with hundredths of a second."""
    ms = told.result.get("duration_ms")
    return f"PT{ms / 1000:.2f}S" if isinstance(ms, int | float) else None
