"""Pictures that authors put into texts: decoded and written anew, kept among the media, never without words."""

from __future__ import annotations

import asyncio
import re
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.security.access import Actor
from learnapp.security.picture import NotAPictureError, SvgRefusedError
from learnapp.services import current, sessions, trail
from learnapp.services.own_courses import desk

MAX_PICTURE_BYTES = 5 * 1024 * 1024
MOST_WORDS = 300
RATE = "200/hour"
_SIGNS = str.maketrans({"[": "(", "]": ")", "\\": "", "`": "'"})
"""What would end the words of a picture within Markdown."""
_few_at_a_time = asyncio.Semaphore(2)


class PictureWithoutWordsError(InvalidInputError):
    """Nobody has said what the picture shows."""

    code = "picture_without_words"


class PicturePixelsError(InvalidInputError):
    """Unpacked, the picture would be far too large."""

    code = "picture_pixels"


async def admit(actor: Actor, course_id: UUID) -> None:
    """Make sure, before a file is read, that somebody may put pictures into the texts of a course.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotFoundError: The institution has no such course.
        RateLimitedError: They have sent very many.
    """
    await _may(actor, course_id)
    await sessions.limiter().hit(RATE, "author-picture", actor.person_id.hex)


async def _may(actor: Actor, course_id: UUID) -> None:
    async with current().db.transaction(actor.tenant_id) as tx:
        await desk(tx, actor, course_id, "write")


async def keep(actor: Actor, course_id: UUID, data: bytes, words: str) -> str:
    """Keep a picture; return the Markdown that shows it.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        data: The file as it was sent; what it holds counts, not its name.
        words: What it shows, for who does not see it.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotAPictureError: It is none that can be read to its end.
        NotFoundError: The institution has no such course.
        PicturePixelsError: It has too many pixels.
        PictureWithoutWordsError: There are no words.
        SvgRefusedError: It is an SVG.
    """
    await _may(actor, course_id)
    said = " ".join(words.translate(_SIGNS).split())[:MOST_WORDS]
    if not re.search(r"\w", said):
        raise PictureWithoutWordsError("Say what the picture shows, for who does not see it.")
    name = await stored(actor.tenant_id, data)
    await trail.audit(actor, "draft.write", "course", object_id=course_id, detail={"picture": name[:12]})
    return f"![{said}](media:{name})"


async def stored(tenant: UUID, data: bytes) -> str:
    """Keep a picture among the media; return its name. Errors as in `keep`."""
    # Unpacked a picture is large, so a few at a time.
    async with _few_at_a_time:
        name, kept = await asyncio.to_thread(read, data)
    await asyncio.to_thread(current().media.keep, tenant, name, kept)
    return name


def read(data: bytes) -> tuple[str, bytes]:
    """Return a picture as it is kept, under the name of its content; errors as in `keep`. CPU work, for a thread."""
    # Imported on use: what reads foreign formats takes longer to load than the app to start.
    from learnapp.integrations.content_packages.foreign.pictures import kept_picture

    try:
        return kept_picture(data)
    except RefusedPartError as error:
        if error.reason == "picture-svg":
            raise SvgRefusedError(
                "An SVG can hold programs and links to other sites. Save the picture as PNG and choose that."
            ) from error
        if error.reason == "picture-too-large":
            raise PicturePixelsError("The picture has too many pixels. Make it smaller and choose it again.") from error
        raise NotAPictureError(
            "This is no picture of a kind that is taken here. Choose a PNG, JPEG or WebP file."
        ) from error
