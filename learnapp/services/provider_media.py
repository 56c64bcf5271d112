"""Files of content providers: asked of their origin, and kept; where it fails or is slow, the last good copy serves."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from learnapp.core.errors import InvalidInputError, LearnAppError, NotFoundError
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_providers.pages import Source, absolute, read_file, state_of
from learnapp.integrations.content_providers.wire import MEDIA_S, MOST_MEDIA, ProviderFault
from learnapp.services import content_providers, current, people, rounds
from learnapp.storage.repositories import provider_items as item_rows
from learnapp.storage.repositories import providers as rows

Named = Callable[[bytes], tuple[str, bytes]]
"""Returns the name of a file among the media and its bytes as they are kept, or refuses it."""
FRESH = timedelta(hours=20)
SERVING_S = 3.0
"""Seconds that somebody waits for a file which is not here any more."""
_PART = 200


@dataclass(frozen=True, slots=True)
class Copy:
    """A file; `stale`: its origin did not give it, and this is what we have kept."""

    name: str
    data: bytes
    stale: bool


def film(data: bytes) -> tuple[str, bytes]:
    """Return a film under the name of its content.

    Raises:
        RefusedPartError: It is no MP4 or WebM.
    """
    from learnapp.integrations.content_packages.foreign.videos import kind_of

    kind = kind_of(data)
    if kind is None:
        raise RefusedPartError("video-of-another-kind")
    return f"{hashlib.sha256(data).hexdigest()}.{kind}", data


def captions(data: bytes) -> tuple[str, bytes]:
    """Return captions under the name of their content.

    Raises:
        RefusedPartError: They are no text.
    """
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedPartError("video-without-captions") from error
    return f"{hashlib.sha256(data).hexdigest()}.vtt", data


def picture(data: bytes) -> tuple[str, bytes]:
    """Return a picture as it is kept, under the name of its content.

    Raises:
        RefusedPartError: It is none that can be shown.
    """
    from learnapp.integrations.content_packages.foreign.pictures import kept_picture

    return kept_picture(data)


async def bring(tenant: UUID, provider_id: UUID, source: Source, url: str, named: Named) -> Copy:
    """Return a file of a provider, from its origin or, where that fails, as it was kept.

    Args:
        tenant: The institution.
        provider_id: The provider.
        source: The same, as it is spoken to.
        url: Of the file, as the item names it.
        named: Checks and names it.

    Raises:
        ProviderFault: The origin does not give it, and there is no copy.
        RefusedPartError: It is not what it should be.
    """
    services, place, now = current(), absolute(source, url), current().clock.now()
    async with services.db.transaction(tenant) as tx:
        old = (await rows.media(tx.session, tenant, provider_id, [place])).get(place)
    kept = await _kept(tenant, old.name) if old is not None and old.name else None
    try:
        got = await read_file(
            content_providers.wire(), source, place, state=old.etag if old is not None and kept is not None else "",
            most=MOST_MEDIA, within=MEDIA_S,
        )  # fmt: skip
    except ProviderFault as fault:
        await _note(tenant, provider_id, place, problem=fault.why)
        if old is None or kept is None or fault.why == "missing":
            raise
        return Copy(old.name, kept, stale=True)
    if got.unchanged and old is not None and kept is not None:
        await _note(tenant, provider_id, place)
        return Copy(old.name, kept, stale=False)
    name, data = await asyncio.to_thread(named, got.body)
    await asyncio.to_thread(services.media.keep, tenant, name, data)
    async with services.db.transaction(tenant) as tx:
        await rows.note_media(
            tx.session, tenant, provider_id, place, name=name, etag=state_of(got), fetched=now, problem="",
            now=now,
        )  # fmt: skip
    return Copy(name, data, stale=False)


async def _kept(tenant: UUID, name: str) -> bytes | None:
    try:
        path: Path = await asyncio.to_thread(current().media.find, tenant, name)
        return await asyncio.to_thread(path.read_bytes)
    except (LearnAppError, OSError):
        return None


async def _note(tenant: UUID, provider_id: UUID, url: str, *, problem: str = "") -> None:
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        await rows.note_media(
            tx.session, tenant, provider_id, url, name="", etag="", fetched=None, problem=problem, now=now
        )


async def restored(tenant: UUID, name: str) -> Path:
    """Return a file that is not in the store any more, once more from its origin; somebody waits for it.

    Raises:
        NotFoundError: It has none, or that does not give it in time, or gives another one.
    """
    gone = NotFoundError("This file is not here any more. Reload the page.")
    async with current().db.transaction(tenant) as tx:
        found = await rows.origin_of(tx.session, tenant, name)
        row = await rows.find(tx.session, tenant, found[0]) if found is not None else None
        key = await people.tenant_key(tx.session, tenant) if row is not None else None
    if found is None or row is None or key is None:
        raise gone
    source = content_providers.source_of(row, key)
    try:
        got = await read_file(content_providers.wire(), source, found[1], most=MOST_MEDIA, within=SERVING_S)
        named, data = await asyncio.to_thread(_naming(name), got.body)
    except (ProviderFault, RefusedPartError) as error:
        why = error.why if isinstance(error, ProviderFault) else "garbled"
        await _note(tenant, row.provider_id, found[1], problem=why)
        raise gone from error
    if named != name:
        # What is shown was approved as it was: another picture waits for the next reading.
        async with current().db.transaction(tenant) as tx:
            await item_rows.doubt(tx.session, tenant, row.provider_id, found[1])
        raise gone
    await asyncio.to_thread(current().media.keep, tenant, name, data)
    path: Path = await asyncio.to_thread(current().media.find, tenant, name)
    return path


def _naming(name: str) -> Named:
    return captions if name.endswith(".vtt") else film if name.endswith((".mp4", ".webm")) else picture


async def work() -> int:
    """Ask at every institution whether files of providers have changed; return how many were asked."""
    return sum(await rounds.each_institution("files of content providers", work_in))


async def work_in(tenant: UUID) -> int:
    """Do so at one institution, for a part of the files that were not asked for in the last day."""
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        old = await rows.old_media(tx.session, tenant, now - FRESH, _PART)
        known = {one.provider_id: one for one in await rows.providers(tx.session, tenant)} if old else {}
        key = await people.tenant_key(tx.session, tenant) if old else None
    for provider_id, url, name, state in old:
        row = known.get(provider_id)
        if row is None or key is None:
            continue
        try:
            source = content_providers.source_of(row, key)
            got = await read_file(content_providers.wire(), source, url, state=state, most=MOST_MEDIA, within=MEDIA_S)
        except (ProviderFault, InvalidInputError) as error:
            await _note(tenant, provider_id, url, problem=getattr(error, "why", "address"))
            continue
        same = got.unchanged or await asyncio.to_thread(_same, name, got.body)
        async with current().db.transaction(tenant) as tx:
            # A server that says nothing of its files' states gives them whole each time: what is in them counts.
            await rows.note_media(
                tx.session, tenant, provider_id, url, name=name if same and not got.unchanged else "",
                etag=state_of(got), fetched=None, problem="", now=now,
            )  # fmt: skip
            if not same:
                await item_rows.doubt(tx.session, tenant, provider_id, url)
    return len(old)


def _same(name: str, body: bytes) -> bool:
    """Return whether a file, kept as ours was, would have the same name."""
    try:
        return _naming(name)(body)[0] == name
    except RefusedPartError:
        return False
