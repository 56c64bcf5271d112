"""Taking a course along: a published course as a Common Cartridge, with a list of what the format cannot say."""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from learnapp.core.i18n import translate
from learnapp.integrations.content_packages.cartridges.writer import Cartridge, cartridge_of, write
from learnapp.integrations.content_packages.foreign.course import slug_of
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import current, trail

__all__ = ["LeftLine", "Prospect", "cartridge", "left_csv", "prospect"]


@dataclass(frozen=True, slots=True)
class LeftLine:
    """One thing that is not in the cartridge, or not whole, and why, in a sentence."""

    why: str
    what: str
    lesson: str


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a cartridge of a course will hold."""

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
    made = await _made(actor, owner, course_id)
    left = tuple(
        LeftLine(translate(locale, f"cartridge-reason-{one.reason}"), one.title, one.lesson)
        for one in sorted(made.report.left, key=lambda one: one.reason)
    )
    return Prospect(made.report.title, made.report.readings, made.report.questions, left)


async def left_csv(actor: Actor, owner: UUID, course_id: UUID, locale: str = "en") -> str:
    """Return what a cartridge does not hold as CSV.

    Raises:
        ForbiddenError: The actor may not take courses along.
        NotFoundError: No such course.
    """
    found = await prospect(actor, owner, course_id, locale)
    return write_csv(("reason", "what", "lesson"), [(one.why, one.what, one.lesson) for one in found.left])


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
