"""How long until the whole OATutor pack is imported and can be searched?"""

from __future__ import annotations

import time
from pathlib import Path

from bench.report import Figure
from bench.server import short_folder
from bench.tutor_pack import PACK
from learnapp import bootstrap
from learnapp.core.config import Settings
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content, current, retrieval_index
from learnapp.storage.embedded import EmbeddedPostgres
from learnapp.storage.migrate import upgrade


async def measure(path: Path = PACK) -> list[Figure]:
    """Import the pack into a fresh database and index every course, as the worker does."""
    with short_folder() as folder:
        server = EmbeddedPostgres(folder)
        urls = server.start()
        try:
            upgrade(urls.owner)
            services = await bootstrap.build(Settings(_env_file=None, data_dir=folder, database_url=urls.app))
            try:
                began = time.perf_counter()
                await content.import_oatutor(path)
                imported = time.perf_counter() - began
                courses = await retrieval_index.work_in(LIBRARY_TENANT)
                whole = time.perf_counter() - began
                async with current().db.raw(LIBRARY_TENANT) as conn:
                    row = await (await conn.execute("SELECT sum(passages) FROM retrieval_index")).fetchone()
                began = time.perf_counter()
                again = await retrieval_index.work_in(LIBRARY_TENANT)
                nothing = time.perf_counter() - began
            finally:
                await bootstrap.close(services)
        finally:
            server.stop()
    if again:
        raise RuntimeError("courses that are indexed were indexed again")
    note = f"{courses} courses, {int(row[0]) if row else 0:,} passages"
    return [
        Figure("OATutor imported and indexed", whole, "s", 300, 120, note=note),
        Figure("of it the import", imported, "s"),
        Figure("the same again: nothing to do", nothing, "s"),
    ]
