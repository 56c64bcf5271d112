"""The form in which a draft keeps an item: everything of a content row that may change, as one JSON document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.engine.kc import Content
from learnapp.engine.template_terms import TemplateError
from learnapp.services.course_store import content_of


@dataclass(frozen=True, slots=True)
class ItemDocument:
    """An item as it is, or as it is to be.

    Attributes:
        public: Steps, hints and material without keys, as in `content.body_public`.
        key: Answer keys, as in `content.answer_key`; only for who may read keys.
        status: published, or retired: taken out of the course with the next version.
    """

    kind: str
    title: str
    body: str
    public: dict[str, Any]
    key: dict[str, Any]
    kc_ids: list[str]
    lesson_id: str
    position: int
    minutes: float
    difficulty: float
    discrimination: float
    min_age: int | None
    language: str
    license: str
    attribution: str
    source: str
    source_ref: str
    status: str = "published"

    def as_json(self) -> dict[str, Any]:
        """Return it as a draft stores it."""
        return asdict(self)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The steps as they are stored."""
        return list(self.public.get("steps", ()))

    @property
    def template(self) -> dict[str, Any] | None:
        """The stored template, None for an item without one."""
        return self.key.get("template")


def from_json(raw: dict[str, Any]) -> ItemDocument:
    """Return a stored document."""
    return ItemDocument(**raw)


def from_row(row: Sequence[Any]) -> ItemDocument:
    """Return a row of `repositories.authoring.DOCUMENT`."""
    (kind, title, body, public, key, kc_ids, lesson, position, minutes, difficulty, discrimination, *rest) = row
    public = json.loads(public) if isinstance(public, str) else public
    key = json.loads(key) if isinstance(key, str) else key
    return ItemDocument(
        kind, title, body, public, key, [str(one) for one in kc_ids], str(lesson), position, minutes, difficulty,
        discrimination, *rest,
    )  # fmt: skip


def content(document: ItemDocument, content_id: UUID, version: int) -> Content:
    """Return the item as the engine reads it; CPU work of about a millisecond.

    Raises:
        InvalidInputError: It cannot be read.
    """
    one = document
    try:
        return content_of(
            (
                content_id, version, one.kind, one.title, one.body, UUID(one.lesson_id), one.position,
                [UUID(kc) for kc in one.kc_ids], one.minutes, json.dumps(one.public), json.dumps(one.key),
                one.discrimination, one.difficulty, 1.0, one.min_age, one.language, one.license, one.attribution,
                one.source,
            )
        )  # fmt: skip
    except (TemplateError, KeyError, TypeError, ValueError) as error:
        raise InvalidInputError(f"This item cannot be read: {error}. Change what it names, then save again.") from error


def content_row(
    document: ItemDocument, tenant: UUID, content_id: UUID, version: int, course: UUID, quality: float, now: datetime
) -> tuple[Any, ...]:
    """Return the row of `repositories.content.CONTENT_COLUMNS` with which a document is published."""
    one = document
    facts = json.dumps(one.as_json() | {"quality": quality}, sort_keys=True, ensure_ascii=False)
    checksum = hashlib.sha256(facts.encode()).hexdigest()
    return (
        tenant, content_id, version, course, UUID(one.lesson_id), one.kind, one.title, one.body, one.public, one.key,
        [UUID(kc) for kc in one.kc_ids], one.position, one.minutes, one.discrimination, one.difficulty, quality,
        one.min_age, one.language, one.license, one.attribution, one.source, one.source_ref, checksum, one.status, now,
    )  # fmt: skip
