"""What every content package is turned into before it is stored: plain records, the same for all formats."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from learnapp.integrations.content_packages.large import FileData

NAMESPACE = UUID("5b0f4c1e-2a53-5d0e-9a3c-7f6d1c2b8e90")
"""Root of all content ids: the same source gives the same id on every machine, so importing again is idempotent."""


_MB = 1024 * 1024


def content_uuid(*parts: str) -> UUID:
    """Return the deterministic id (uuid5, RFC 4122) of a thing named by its parts."""
    return uuid5(NAMESPACE, "/".join(parts))


@dataclass(frozen=True, slots=True)
class PackKC:
    """A knowledge component with its BKT parameters, each in (0, 1)."""

    kc_id: UUID
    slug: str
    name: str
    description: str = ""
    standard: str | None = None
    p_init: float = 0.1
    p_transit: float = 0.1
    p_slip: float = 0.1
    p_guess: float = 0.1


@dataclass(frozen=True, slots=True)
class PackLesson:
    """A lesson in its place within the course."""

    lesson_id: UUID
    title: str
    position: int
    objectives: tuple[str, ...]
    kc_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PackCourse:
    """A course without its items.

    Attributes:
        prerequisites: Pairs (kc, required kc).
    """

    course_id: UUID
    slug: str
    title: str
    subject: str
    description: str
    language: str
    grade_band: str
    source: str
    license: str
    attribution: str
    lessons: tuple[PackLesson, ...] = ()
    prerequisites: tuple[tuple[UUID, UUID], ...] = ()


@dataclass(frozen=True, slots=True)
class PackItem:
    """One content row: a reading or a practice item.

    Attributes:
        body_public: Steps and hints without keys; what a browser may see.
        answer_key: Keys, solutions and misconceptions; never leaves the server.
        status: "published" or "review"; an item in review is never shown.
        reasons: Why it is in review, reason codes.
        files: What a film needs, by the names that `body_public` uses; these are digests, so the checksum covers them.
    """

    content_id: UUID
    course_id: UUID
    lesson_id: UUID
    kind: str
    title: str
    body: str
    body_public: dict[str, Any]
    answer_key: dict[str, Any]
    kc_ids: tuple[UUID, ...]
    position: int
    source_ref: str
    source: str
    license: str
    attribution: str
    language: str = "en"
    minutes: float = 2.0
    discrimination: float = 1.0
    difficulty: float = 0.0
    quality: float = 1.0
    min_age: int | None = None
    status: str = "published"
    reasons: tuple[str, ...] = ()
    files: tuple[tuple[str, FileData], ...] = ()

    def checksum(self) -> str:
        """Return the SHA-256 of everything that makes a new version when it changes."""
        facts = [
            str(self.lesson_id), self.kind, self.title, self.body, self.body_public, self.answer_key,
            [str(kc) for kc in self.kc_ids], self.position, self.source, self.license, self.attribution,
            self.language, self.minutes, self.discrimination, self.difficulty, self.quality, self.min_age, self.status,
        ]  # fmt: skip
        text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class PackReport:
    """What came in and what could not be read, and why; every file of the source is in one of the counts.

    Attributes:
        found: Things met in the source, by kind (problems, steps, hints …).
        notes: Reason code -> how often.
        examples: Reason code -> the first few places.
    """

    found: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, reason: str, where: str, times: int = 1) -> None:
        """Count one reason and keep the first ten places, so that a person can look them up."""
        self.notes[reason] += times
        places = self.examples.setdefault(reason, [])
        if len(places) < 10 and where not in places:
            places.append(where)

    def too_large(self, reason: str, where: str, size: int, most: int) -> None:
        """Note a file that is larger than `most` bytes; its place says how large it is, and how large it may be."""
        self.note(reason, f"{where[:200]} ({-(-size // _MB):,} MB > {most / _MB:,.4g} MB)")

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON data."""
        return {"found": dict(self.found), "notes": dict(self.notes), "examples": self.examples}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> PackReport:
        """Return a report read back from JSON, to go on counting after an interruption."""
        return cls(
            Counter(data.get("found", {})),
            Counter(data.get("notes", {})),
            {reason: list(places) for reason, places in data.get("examples", {}).items()},
        )
