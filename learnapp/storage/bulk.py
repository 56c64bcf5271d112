"""Bulk load under row security: COPY into a temporary table, then INSERT … SELECT (COPY FROM itself is refused)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb


async def copy_into(
    conn: AsyncConnection[TupleRow],
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    key: Sequence[str] = (),
    update: Sequence[str] = (),
) -> int:
    """Load rows into a table of the transaction's tenant.

    Args:
        conn: An open transaction, not in pipeline mode.
        table: Target table.
        columns: Columns of each row; dicts and lists of dicts become jsonb.
        rows: The rows.
        key: Columns of the unique key, for `update`.
        update: Columns overwritten where the key is there already; empty: such rows are left as they are.

    Returns:
        Rows inserted or updated.
    """
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    target, staging = sql.Identifier(table), sql.Identifier(f"load_{table}")
    await conn.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            staging, names, target
        )
    )
    async with conn.cursor() as cursor:
        async with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(staging, names)) as copy:
            for row in rows:
                await copy.write_row([Jsonb(value) if isinstance(value, dict) else value for value in row])
        action: sql.Composable = sql.SQL("NOTHING")
        if update:
            changes = sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in update)
            action = sql.SQL("UPDATE SET {}").format(changes)
        conflict: sql.Composable = sql.SQL("")
        if key:
            conflict = sql.SQL("({})").format(sql.SQL(", ").join(map(sql.Identifier, key)))
        await cursor.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT {} DO {}").format(
                target, names, names, staging, conflict, action
            )
        )
        done = cursor.rowcount
        await cursor.execute(sql.SQL("DROP TABLE {}").format(staging))
    return done
