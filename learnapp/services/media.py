"""Addresses of films and pictures: signed, for some hours only, and good for one file of one institution."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.engine.kc import Step
from learnapp.services import current, provider_media

HOURS = 6
_HOUR = 3600
_PICTURE = re.compile(r"\]\(media:([0-9a-f]{64}\.(?:png|jpg))\)")


def address(tenant: UUID, name: str) -> str:
    """Return an address that works for the next five to six hours; within an hour it stays the same, to be cached.

    The caller has made sure that the reader may see the content that the file belongs to.
    """
    end = until()
    return f"/media/{tenant}/{name}?until={end}&mark={current().keyring.mark(_claim(tenant, name, end))}"


def until() -> int:
    """Return when addresses that are given out now end, in seconds since 1970."""
    return (int(current().clock.now().timestamp()) // _HOUR + HOURS) * _HOUR


def with_pictures(text: str, tenant: UUID) -> str:
    """Return Markdown whose pictures (`![words](media:NAME)`) have addresses that work for some hours."""
    if "](media:" not in text:
        return text
    return _PICTURE.sub(lambda found: f"]({address(tenant, found.group(1))})", text)


def pictured(step: Step, owner: UUID) -> Step:
    """Return a step whose hints and worked solution have pictures at addresses that work for some hours."""
    if not any("](media:" in text for text in (step.key.solution, *(hint.text for hint in step.hints))):
        return step
    return replace(
        step,
        key=replace(step.key, solution=with_pictures(step.key.solution, owner)),
        hints=tuple(replace(hint, text=with_pictures(hint.text, owner)) for hint in step.hints),
    )


def find(tenant: str, name: str, end: str, mark: str) -> Path:
    """Return the file of a signed address.

    Raises:
        ForbiddenError: The mark is not ours, or its time is over.
        NotFoundError: The file is not there.
    """
    found: Path = current().media.find(_signed(tenant, name, end, mark)[0], name)
    return found


async def bring(tenant: str, name: str, end: str, mark: str) -> tuple[Path | None, str]:
    """Return the file of a signed address without blocking, or else the address at which the bucket gives it.

    A file of a content provider that was lost here is fetched from its origin again.

    Raises:
        ForbiddenError: The mark is not ours, or its time is over.
        NotFoundError: The file is not there.
        UnavailableError: The bucket does not answer.
    """
    owner, left = _signed(tenant, name, end, mark)
    direct = str(current().media.direct(owner, name, left))
    if direct:
        return None, direct
    try:
        return await asyncio.to_thread(current().media.find, owner, name), ""
    except NotFoundError:
        return await provider_media.restored(owner, name), ""


def _signed(tenant: str, name: str, end: str, mark: str) -> tuple[UUID, int]:
    """Return whose file it is, and for how many seconds its address works."""
    try:
        owner, moment = UUID(tenant), int(end)
    except ValueError as error:
        raise NotFoundError("There is no such file.") from error
    if not current().keyring.marked(_claim(owner, name, moment), mark):
        raise ForbiddenError("This address was not made by this server. Open the page that shows the film.")
    now = current().clock.now().timestamp()
    if moment <= now:
        raise ForbiddenError("This address has expired. Reload the page that shows the film.")
    return owner, max(int(moment - now), 1)


def _claim(tenant: UUID, name: str, end: int) -> str:
    return f"{tenant}/{name}/{end}"
