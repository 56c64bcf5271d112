"""Bring a database to the newest schema, as its owner."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool
from sqlalchemy.engine import Engine

from learnapp.storage import programs

_FOLDER = Path(__file__).resolve().parents[2] / "alembic"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def owner_engine(owner_dsn: str) -> Engine:
    """Return a synchronous engine without a pool, for migrations."""
    return create_engine(
        "postgresql+psycopg://",
        creator=lambda: programs.connect("MIGRATION_DATABASE_URL", owner_dsn),
        poolclass=pool.NullPool,
    )


def newest() -> str:
    """Return the revision that this code needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return head or ""


def revision(owner_dsn: str) -> str | None:
    """Return the revision the database stands at; None when it is empty.

    Raises:
        UnavailableError: It cannot be reached.
    """
    engine = owner_engine(owner_dsn)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def upgrade(owner_dsn: str) -> bool:
    """Migrate to the newest schema; return whether anything had to be done.

    Several processes may call this at the same time: one migrates, the others wait for it.

    Raises:
        UnavailableError: The server is away.
        sqlalchemy.exc.DBAPIError: The role is not the owner.
    """
    if revision(owner_dsn) == newest():
        return False
    engine = owner_engine(owner_dsn)
    try:
        with engine.connect() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    finally:
        engine.dispose()
    return True
