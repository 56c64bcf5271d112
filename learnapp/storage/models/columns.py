"""Column shapes that every table shares: times, documents, lists of ids."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, DateTime, Integer, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

TIMESTAMP = DateTime(timezone=True)
UUIDS = ARRAY(Uuid())
INTEGERS = ARRAY(Integer())
DOCUMENT = JSONB(none_as_null=True)


def moment(*, nullable: bool = False, primary_key: bool = False) -> Any:
    """Return a `timestamptz` column."""
    if nullable:
        return Field(default=None, sa_type=TIMESTAMP, nullable=True)
    return Field(sa_type=TIMESTAMP, nullable=False, primary_key=primary_key)


def document() -> Any:
    """Return a `jsonb` column that starts as an empty object."""
    return Field(default_factory=dict, sa_type=DOCUMENT, nullable=False, sa_column_kwargs={"server_default": "{}"})


def uuids() -> Any:
    """Return a `uuid[]` column that starts empty."""
    return Field(default_factory=list, sa_type=UUIDS, nullable=False, sa_column_kwargs={"server_default": "{}"})
