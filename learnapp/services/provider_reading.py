"""An item of a content provider as it would be shown, and what the checks find in it; nothing is shown yet."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from learnapp.core.errors import InvalidInputError, LearnAppError
from learnapp.engine.kc import KC, BktParameters, CourseSnapshot
from learnapp.integrations.content_packages.foreign.course import MAX_READING
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.package import content_uuid
from learnapp.integrations.content_providers.pages import Source, absolute
from learnapp.integrations.content_providers.records import Record
from learnapp.integrations.content_providers.wire import ProviderFault
from learnapp.services import content_checks, provider_media
from learnapp.services.draft_documents import ItemDocument
from learnapp.storage.repositories.providers import ProviderRow

_WORDS_PER_MINUTE = 120.0
_MOST_PICTURES = 20
_TAG = re.compile(r"<[a-zA-Z!/][^>]{0,2000}>")
_BAND = re.compile(r"\d{1,2}(?:\s*[-–]\s*\d{1,2})?")


@dataclass(slots=True)
class Made:
    """What became of an item.

    Attributes:
        reason: Why it was refused, code as in import reports; "" where it waits for a decision.
        document: As it would be shown; None where it was refused.
        report: What the checks found, with `urls` of its files.
        notes: What was left out of it, reason codes.
    """

    reason: str = ""
    document: dict[str, Any] | None = None
    report: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def content_id_of(provider_id: UUID, item_id: str) -> UUID:
    """Return the id here of a provider's item."""
    return content_uuid("provider", str(provider_id), item_id)


def topic_of(provider_id: UUID, code: str) -> UUID:
    """Return the id of the topic that a code stands for in the provider's own course."""
    return content_uuid("provider", str(provider_id), "kc", code.casefold())


async def make(tenant: UUID, row: ProviderRow, source: Source, record: Record) -> Made:
    """Read an item: its words are cleaned, its files are fetched and kept, and the evaluator's tools look at it.

    Raises:
        ProviderFault: A file of it cannot be fetched now.
    """
    made = Made()
    try:
        if not record.title:
            raise RefusedPartError("no-title")
        if record.kind == "reading":
            await _reading(tenant, row, source, record, made)
        elif record.kind == "video":
            await _video(tenant, row, source, record, made)
        else:
            raise RefusedPartError("provider-kind")
    except RefusedPartError as refused:
        return Made(reason=refused.reason, report=made.report)
    except ProviderFault as fault:
        if not fault.lasting and fault.why != "too_much":
            raise
        return Made(reason="provider-file-missing", report=made.report)
    except InvalidInputError:
        return Made(reason="video-without-captions", report=made.report)
    if made.document is not None:
        try:
            found = await asyncio.to_thread(_checked, tenant, row, record, made.document)
        except LearnAppError:
            return Made(reason="provider-unreadable", report=made.report)
        made.report = {**found.as_json(), **made.report}
    return made


async def _reading(tenant: UUID, row: ProviderRow, source: Source, record: Record, made: Made) -> None:
    from learnapp.integrations.content_packages.foreign.documents import markdown
    from learnapp.integrations.content_packages.foreign.html_text import html

    read = html if _TAG.search(record.body) else markdown
    wanted: dict[str, None] = {}

    def met(place: str) -> tuple[str, bytes]:
        wanted.setdefault(place)
        raise RefusedPartError("picture-missing")

    words = await asyncio.to_thread(read, record.body, met)
    if wanted:
        files = {place: await _picture(tenant, row, source, place, made) for place in list(wanted)[:_MOST_PICTURES]}
        words = await asyncio.to_thread(read, record.body, _finder(files))
    if not words.markdown.strip():
        raise RefusedPartError("page-without-text")
    if len(words.markdown) > MAX_READING:
        raise RefusedPartError("text-too-large")
    made.notes = words.notes
    minutes = min(max(1.0, math.ceil(len(words.markdown.split()) / _WORDS_PER_MINUTE)), 600.0)
    made.document = _document(row, record, words.markdown, {}, minutes)


def _finder(files: dict[str, tuple[str, bytes] | str]) -> Callable[[str], tuple[str, bytes]]:
    def find(place: str) -> tuple[str, bytes]:
        found = files.get(place, "picture-missing")
        if isinstance(found, str):
            raise RefusedPartError(found)
        return found

    return find


async def _picture(tenant: UUID, row: ProviderRow, source: Source, place: str, made: Made) -> tuple[str, bytes] | str:
    """Return a picture of a text, or why it stays out; it is copied, so nobody else learns who reads."""
    try:
        copy = await _file(tenant, row, source, place, provider_media.picture, made)
    except RefusedPartError as refused:
        return refused.reason
    except ProviderFault as fault:
        if not fault.lasting:
            raise
        return "picture-missing"
    return copy.name, copy.data


async def _file(
    tenant: UUID, row: ProviderRow, source: Source, url: str, named: provider_media.Named, made: Made
) -> provider_media.Copy:
    made.report.setdefault("urls", []).append(absolute(source, url))
    copy = await provider_media.bring(tenant, row.provider_id, source, url, named)
    if copy.stale:
        made.report["stale"] = True
    return copy


async def _video(tenant: UUID, row: ProviderRow, source: Source, record: Record, made: Made) -> None:
    from learnapp.integrations.content_packages.course_material import cues_of
    from learnapp.integrations.content_packages.foreign.videos import seconds_of

    if not record.media:
        raise RefusedPartError("provider-file-missing")
    if not record.captions:
        raise RefusedPartError("video-without-captions")
    text = await _file(tenant, row, source, record.captions, provider_media.captions, made)
    cues = cues_of(text.data.decode("utf-8-sig"), record.title)
    video = await _file(tenant, row, source, record.media, provider_media.film, made)
    poster = ""
    if record.poster:
        try:
            poster = (await _file(tenant, row, source, record.poster, provider_media.picture, made)).name
        except (RefusedPartError, ProviderFault):
            made.notes = ("picture-missing",)
    seconds = min(seconds_of(video.data) or max(until for _, until, _ in cues), 6 * 3600.0)
    film = {
        "video": video.name, "poster": poster, "seconds": seconds, "captions": {row.language: text.name},
        "transcript": {row.language: [[start, said[:1000]] for start, _, said in cues]},
    }  # fmt: skip
    made.document = _document(row, record, "", {"film": film}, min(max(seconds / 60, 0.1), 600.0))


def _document(row: ProviderRow, record: Record, body: str, public: dict[str, Any], minutes: float) -> dict[str, Any]:
    topic = topic_of(row.provider_id, record.code)
    return ItemDocument(
        kind=record.kind, title=record.title, body=body, public=public, key={}, kc_ids=[str(topic)],
        lesson_id=str(topic), position=0, minutes=minutes, difficulty=0.0, discrimination=1.0, min_age=None,
        language=row.language, license=record.licence or row.licence, attribution=row.attribution or row.name,
        source="provider", source_ref=source_ref(row.provider_id, record.item_id),
    ).as_json() | {"level": band_of(record.level), "code": record.code}  # fmt: skip


def source_ref(provider_id: UUID, item_id: str) -> str:
    """Return the name of an item among those of its course."""
    return f"provider/{provider_id}/{item_id}"[:400]


def band_of(level: str) -> str:
    """Return the grades that a level names, such as `6-8`; "" where it names none."""
    found = _BAND.search(level)
    return re.sub(r"\s*[-–]\s*", "-", found.group()) if found else ""


def _checked(tenant: UUID, row: ProviderRow, record: Record, document: dict[str, Any]) -> content_checks.ItemReport:
    """Let the evaluator's tools look at an item, in a course that has its topic and nothing else."""
    topic = topic_of(row.provider_id, record.code)
    name = record.code or record.title
    kc = KC(topic, str(topic), name, "", record.code or None, BktParameters())
    snapshot = CourseSnapshot(
        tenant, topic, 0, row.name, "", row.language, (), {topic: kc}, {topic: ()}, {}, {topic: ()}, (topic,)
    )
    plain = ItemDocument(**{key: value for key, value in document.items() if key not in ("level", "code")})
    return content_checks.report(plain, content_id_of(row.provider_id, record.item_id), snapshot, document["level"])
