"""Monthly partitions of the event log and of decisions, made ahead of time by the owner role."""

from __future__ import annotations

import psycopg

MONTHS_AHEAD = 12


def ensure_partitions(owner_url: str, months: int = MONTHS_AHEAD) -> int:
    """Make what is missing of this month's and the next months' partitions; return how many were made.

    Args:
        owner_url: `postgresql://…` as the owner role; the app may not change tables.
        months: How many months ahead, 0 to 120.

    Raises:
        psycopg.Error: The server is away, or the role is not the owner.
    """
    with psycopg.connect(owner_url) as connection:
        row = connection.execute("SELECT ensure_partitions(%s)", (max(0, min(months, 120)),)).fetchone()
    return int(row[0]) if row else 0
