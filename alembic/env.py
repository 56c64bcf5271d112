"""Runs migrations as the owner role, in one transaction each."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import create_engine, pool
from sqlmodel import SQLModel

from learnapp.storage import models  # noqa: F401 - registers the tables

TARGET = SQLModel.metadata


def _url() -> str:
    url = context.config.get_main_option("sqlalchemy.url") or os.environ.get("MIGRATION_DATABASE_URL", "")
    if not url:
        raise SystemExit("Set MIGRATION_DATABASE_URL to the owner role's address.")
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _ours(obj: object, name: str | None, type_: str, reflected: bool, compare_to: object) -> bool:
    return not (type_ == "table" and name is not None and name.startswith("procrastinate_"))


def run() -> None:
    """Migrate over one connection."""
    engine = create_engine(_url(), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=TARGET,
            include_schemas=True,
            include_object=_ours,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
