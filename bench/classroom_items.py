"""What is counted of items, for the bench of rollups: how it is compared, and forgotten."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.factories import School

TABLES = {
    "item_day": "SELECT content_id, day, sum(tries), sum(alone), sum((SELECT sum(n * place) FROM unnest(spent)"
    " WITH ORDINALITY AS one (n, place))) FROM item_day GROUP BY content_id, day",
    "item_student": "SELECT content_id, student_id, sum(answers), sum(tries), sum(alone), sum(hints), min(started_at),"
    " bool_or(whole), max(solved) FROM item_student GROUP BY content_id, student_id",
    "item_answer": "SELECT content_id, digest, sum(times) FROM item_answer GROUP BY content_id, digest",
}


async def counted(services: Any, tenant: UUID) -> dict[str, str]:
    """Return what is counted of items, whether it is settled or open."""
    found = {}
    async with services.db.raw(tenant) as conn:
        for name, statement in TABLES.items():
            rows = await (await conn.execute(statement)).fetchall()
            mixed = hashlib.sha256("\n".join(sorted(str(row) for row in rows)).encode()).hexdigest()
            found[name] = f"{len(rows)} {mixed}"
    return found


async def begun(services: Any, school: School, since: datetime) -> None:
    """Forget what is counted of items, as if the log began at a moment."""
    async with services.db.raw(school.tenant_id) as conn:
        for name in TABLES:
            await conn.execute(f"DELETE FROM {name}")  # noqa: S608
        await conn.execute("UPDATE item_rollup SET settled_to = %s WHERE section_id = %s",
                           (since, school.section_id))  # fmt: skip
