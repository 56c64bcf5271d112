"""Taking a course along: a published course as a Common Cartridge, with a list of what the format cannot say."""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from learnapp.core.i18n import translate
from learnapp.core.table_words import heads
from learnapp.integrations.content_packages.cartridges.writer import Cartridge, cartridge_of, write
from learnapp.integrations.content_packages.foreign.course import slug_of
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import current, trail

__all__ = ["LeftLine", "Prospect", "cartridge", "left_csv", "prospect"]


_SHOWN = 3


@dataclass(frozen=True, slots=True)
class LeftLine:
    """One reason why things are not in the cartridge, or not whole, in a sentence, how often, and the first of them."""

    why: str
    times: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a cartridge of a course will hold; what it cannot hold by the reason, the most frequent first."""

    title: str
    readings: int
    questions: int
    left: tuple[LeftLine, ...]


async def prospect(actor: Actor, owner: UUID, course_id: UUID, locale: str = "en") -> Prospect:
    """Return what a cartridge of the newest version of a course will hold, and what not.

    Raises:
        ForbiddenError: The actor may not take courses along.
        NotFoundError: Neither the institution nor the library has such a course.
    """
    report = (await _made(actor, owner, course_id)).report
    by_reason: dict[str, list[str]] = {}
    for one in report.left:
        by_reason.setdefault(one.reason, []).append(one.title)
    left = sorted(
        (LeftLine(_why(reason, locale), len(what), tuple(what[:_SHOWN])) for reason, what in by_reason.items()),
        key=lambda line: -line.times,
    )
    return Prospect(report.title, report.readings, report.questions, tuple(left))


def _why(reason: str, locale: str) -> str:
    return translate(locale, f"cartridge-reason-{reason}")


async def left_csv(actor: Actor, owner: UUID, course_id: UUID, locale: str = "en") -> str:
    """Return everything that a cartridge does not hold, or not whole, as CSV.

    Raises:
        ForbiddenError: The actor may not take courses along.
        NotFoundError: No such course.
    """
    report = (await _made(actor, owner, course_id)).report
    rows = [(_why(one.reason, locale), one.title, one.lesson) for one in report.left]
    return write_csv(heads(locale, "reason", "what", "lesson"), rows)


async def cartridge(actor: Actor, owner: UUID, course_id: UUID) -> tuple[Path, str]:
    """Write a cartridge of the newest version of a course to a file that the caller removes.

    Returns:
        The file, and a name for it.

    Raises:
        ForbiddenError: The actor may not take courses along.
        NotFoundError: No such course, or one of its films or pictures is gone.
    """
    made = await _made(actor, owner, course_id)
    place = await asyncio.to_thread(_written, made, owner)
    await trail.audit(actor, "course.export", "course", object_id=course_id, detail={"version": made.snapshot.version})
    return place, f"{slug_of(made.report.title)}.imscc"


async def _made(actor: Actor, owner: UUID, course_id: UUID) -> Cartridge:
    await trail.authorise(actor, "update", "content")
    # The questions bring their keys along.
    await trail.authorise(actor, "read", "answer_key", owner_tenant=owner)
    snapshot = await current().courses.get(owner, course_id, reader=actor.tenant_id)
    return await asyncio.to_thread(cartridge_of, snapshot)


def _written(made: Cartridge, owner: UUID) -> Path:
    # Where what a crash leaves behind is swept up with old uploads.
    folder = current().settings.data_dir / "uploads" / "exports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=folder, suffix=".imscc")
    try:
        with os.fdopen(handle, "wb") as out:
            write(made, out, lambda media: current().media.find(owner, media))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)
