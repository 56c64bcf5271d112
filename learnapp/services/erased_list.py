"""Who was erased, kept outside the database: an older backup knows nothing of it and would bring them back.

The list holds ids of people whose every trace is gone, and nothing else. The worker writes it anew when it has grown.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.security.access import system_actor
from learnapp.services import current, privacy, rounds
from learnapp.storage import durable
from learnapp.storage.repositories import erasure

FOLDER = "erasures"
_written: dict[Path, int] = {}


def _file(tenant_id: UUID) -> Path:
    return Path(current().settings.data_dir) / FOLDER / f"{tenant_id}.ids"


def lists(folder: Path) -> dict[UUID, set[UUID]]:
    """Return the ids in the lists of a folder, by institution.

    Raises:
        InvalidInputError: Something else is in it.
    """
    found = {}
    for path in sorted(folder.glob("*.ids")):
        try:
            found[UUID(path.stem)] = _read(path)
        except (OSError, ValueError) as error:
            said = f"{path} is not a list of erased people. Name the folder `{FOLDER}`."
            raise InvalidInputError(said) from error
    return found


def _read(path: Path) -> set[UUID]:
    return {UUID(line) for line in path.read_text(encoding="ascii").split()}


def add(data_dir: Path, more: dict[UUID, set[UUID]]) -> None:
    """Put ids into the lists of DATA_DIR; none that is there leaves them."""
    for tenant_id, ids in more.items():
        _write(data_dir / FOLDER / f"{tenant_id}.ids", ids)


def _write(path: Path, ids: Collection[UUID]) -> None:
    # What a restored database does not know of must not leave the list either.
    known = _read(path) if path.exists() else set()
    if known >= set(ids):
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.writelines(f"{one}\n" for one in sorted(known | set(ids)))
    durable.put(draft, path)


async def _keep(tenant_id: UUID) -> None:
    path = _file(tenant_id)
    async with current().db.transaction(tenant_id) as tx:
        count = await erasure.count(tx.session, tenant_id)
        ids = await erasure.erased(tx.session, tenant_id) if count != _written.get(path, 0) else None
    if ids is not None:
        await asyncio.to_thread(_write, path, ids)
        _written[path] = count


async def work() -> None:
    """Bring the lists of all institutions up to date; the worker calls it every minute."""
    await rounds.each_institution("erasures", _keep)


async def erase_again() -> int:
    """Erase everybody in the lists of DATA_DIR who is still there; return how many that were.

    Raises:
        InvalidInputError: Something else lies among the lists.
    """
    again = 0
    here = {tenant.tenant_id for tenant in await current().db.directory.tenants()}
    found = await asyncio.to_thread(lists, Path(current().settings.data_dir) / FOLDER)
    for tenant_id, ids in found.items():
        for person_id in sorted(ids) if tenant_id in here else ():
            try:
                await privacy.erase_person(system_actor(tenant_id), person_id)
                again += 1
            except NotFoundError:
                # Erased in the backup already, or came to the institution after it.
                continue
    return again
