"""The learning loop: tables, walls between institutions, the directory, partitions and the job queue.

The statements stand in `alembic/sql/0001_*.sql`, as they are sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQL = Path(__file__).resolve().parent.parent / "sql"


def _run(statements: str) -> None:
    # Straight to the driver: a function's body may hold colons and percent signs that mean nothing to us.
    op.get_bind().connection.driver_connection.execute(statements)


def _tables() -> Iterator[str]:
    rows = op.get_bind().exec_driver_sql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
        "AND relname <> 'alembic_version' AND relname NOT LIKE 'procrastinate%%' ORDER BY relname"
    )
    yield from [row[0] for row in rows]


def upgrade() -> None:
    """Create everything, as the owner; the roles exist already (see storage/roles.py)."""
    _run((_SQL / "0001_tables.sql").read_text(encoding="utf-8"))
    parents = list(_tables())
    _run((_SQL / "0001_partitions.sql").read_text(encoding="utf-8"))
    for table in [*parents, "learning_event_default", "decision_default"]:
        op.get_bind().exec_driver_sql("SELECT public.raise_wall(%(name)s)", {"name": table})
    _run(SchemaManager.get_schema())
    _run((_SQL / "0001_walls.sql").read_text(encoding="utf-8"))
    _run("CREATE SCHEMA directory AUTHORIZATION learnapp_directory")
    _run("SET ROLE learnapp_directory")
    _run((_SQL / "0001_directory.sql").read_text(encoding="utf-8"))
    _run("RESET ROLE")


def downgrade() -> None:
    """Refuse: going back would delete what people have learnt. Restore a backup instead."""
    raise NotImplementedError("The first migration cannot be undone. Restore a backup, or drop the database.")
