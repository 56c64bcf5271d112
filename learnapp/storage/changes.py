"""Changes of a row in which only some columns may change."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def change_row(
    session: AsyncSession, table: str, key: str, tenant: UUID, row_id: UUID, changes: Mapping[str, Any],
    allowed: Set[str],
) -> bool:  # fmt: skip
    """Change some columns of one row; return whether there is such a one, also where nothing changes.

    Args:
        session: The transaction.
        table: A table of ours that has the columns `tenant_id` and `key`; never what somebody has typed.
        key: Name of the column of the row's id.
        tenant: The institution.
        row_id: Which row.
        changes: New values by column; a dict becomes JSON.
        allowed: Columns that may change.

    Raises:
        ValueError: A name is no column that may change.
    """
    if changes.keys() - allowed:
        raise ValueError(f"not columns of {table} that may change: {sorted(changes.keys() - allowed)}")
    assignments = ", ".join(f"{column} = :{column}" for column in sorted(changes)) or f"{key} = {key}"
    values = {name: Jsonb(value) if isinstance(value, dict) else value for name, value in changes.items()}
    found = await session.execute(
        text(
            f"UPDATE {table} SET {assignments}"  # noqa: S608 - names of our own
            f" WHERE tenant_id = :the_tenant AND {key} = :the_row RETURNING 1"
        ),
        {**values, "the_tenant": tenant, "the_row": row_id},
    )
    return found.first() is not None
