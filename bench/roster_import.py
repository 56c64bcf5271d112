"""`python -m bench.roster_import`: a district's roster in OneRoster form, looked at, imported, and imported again."""

from __future__ import annotations

import argparse
import asyncio
import threading
import time
from pathlib import Path
from uuid import UUID

import psutil
from uuid_utils.compat import uuid7

from bench.report import Figure, publish
from bench.server import short_folder
from learnapp import bootstrap
from learnapp.core.config import Settings
from learnapp.security.access import Actor, system_actor
from learnapp.security.crypto import Keyring
from learnapp.services import current, identity, onboarding, oneroster, oneroster_work
from learnapp.services.content_jobs import upload_place
from learnapp.storage.embedded import EmbeddedPostgres
from learnapp.storage.migrate import upgrade
from tests.rosters import large, package

FIRST_S, AGAIN_S, MEMORY_MB = 60.0, 10.0, 300.0


class _Peak:
    """The most memory that this process has while it is watched, in MB."""

    def __init__(self) -> None:
        self.value = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        own = psutil.Process()
        while not self._stop.wait(0.05):
            self.value = max(self.value, own.memory_info().rss / 2**20)

    def __enter__(self) -> _Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


async def _once(actor: Actor, source: Path) -> tuple[float, dict[str, int]]:
    """Look at a package and import it, as the page and the worker do; return seconds and what became of people."""
    new = oneroster.new_id()
    place = upload_place(actor.tenant_id, new)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(source.read_bytes())
    began = time.perf_counter()
    await oneroster.start_upload(actor, new, source.name)
    await oneroster_work.work(actor.tenant_id, new)
    await _no_jobs(actor.tenant_id)
    await oneroster.run(actor, new, ends_meant=True)
    await oneroster_work.work(actor.tenant_id, new)
    await _no_jobs(actor.tenant_id)
    took = time.perf_counter() - began
    row = await oneroster.find(actor, new)
    counts: dict[str, int] = row.report["counts"]["users"]
    return took, counts


async def _no_jobs(tenant: UUID) -> None:
    async with current().db.raw(tenant) as conn:
        await conn.execute("DELETE FROM procrastinate_jobs WHERE args ->> 'tenant_id' = %s", (str(tenant),))


async def _measure(settings: Settings, source: Path, people: int) -> list[Figure]:
    services = await bootstrap.build(settings)
    try:
        slug = f"district-{uuid7().hex[-8:]}"
        tenant = await onboarding.create_institution(slug=slug, name="District", kind="k12")
        new = identity.NewPerson(f"admin@{slug}.example", "Ada Admin", ("admin",), password="purple-kettle-42")  # noqa: S106
        made = await identity.create_person(system_actor(tenant), new)
        actor = await identity.actor_for_person(tenant, made.person_id)
        assert actor is not None  # noqa: S101 - made just now
        with _Peak() as peak:
            first, counts = await _once(actor, source)
            assert counts["made"] == people, counts  # noqa: S101 - a figure of something else would be none
            again, counts = await _once(actor, source)
            assert counts["unchanged"] == people, counts  # noqa: S101
    finally:
        await bootstrap.close(services)
    size = f"{people:,} people"
    return [
        Figure(f"roster of {size}: looked at and imported", first, "s", FIRST_S),
        Figure(f"roster of {size}: the same file again", again, "s", AGAIN_S),
        Figure(f"roster of {size}: memory of the worker at most", peak.value, "MB", MEMORY_MB),
    ]


def main() -> None:
    """Measure and publish."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=20_000)
    people = parser.parse_args().people
    with short_folder() as folder:
        source = package(folder / "roster.zip", large(people, "district.example"))
        server = EmbeddedPostgres(folder / "pg")
        upgrade(server.start().owner)
        try:
            urls = server.urls()
            settings = Settings(
                _env_file=None, environment="test", data_dir=folder / "data", database_url=urls.app,
                migration_database_url=urls.owner, master_key=Keyring.generate(), demo=False,
            )  # fmt: skip
            print(publish("identity-roster", "Rosters", asyncio.run(_measure(settings, source, people))))  # noqa: T201
        finally:
            server.stop()


if __name__ == "__main__":
    main()
