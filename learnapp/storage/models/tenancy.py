"""Institutions: the tenants, and the directory that is asked before a tenant is known."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Index, SmallInteger, Text, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class Institution(SQLModel, table=True):
    """What an institution decides about itself."""

    __tablename__ = "institution"

    tenant_id: UUID = Field(primary_key=True)
    slug: str
    name: str
    kind: str = Field(description="k12, university or library")
    locale: str = "en"
    time_zone: str = "UTC"
    accent_color: str = "#2f5bd7"
    created_at: datetime = moment()
    reviews_per_day: int = Field(6, sa_type=SmallInteger, sa_column_kwargs={"server_default": "6"})


class TenantKey(SQLModel, table=True):
    """The institution's key, wrapped by the key in settings."""

    __tablename__ = "tenant_key"

    tenant_id: UUID = Field(primary_key=True)
    wrapped_key: bytes
    version: int = 1


class DirectoryTenant(SQLModel, table=True):
    """Every institution of this cell; no row-level security, reached by functions only."""

    __tablename__ = "tenant"
    __table_args__ = {"schema": "directory"}

    tenant_id: UUID = Field(primary_key=True)
    slug: str = Field(unique=True)
    name: str
    kind: str
    region: str = "local"
    status: str = "active"
    created_at: datetime = moment()


class DirectoryLogin(SQLModel, table=True):
    """Keyed hash of an e-mail address -> where that person belongs."""

    __tablename__ = "login"
    __table_args__ = (Index("login_person", "tenant_id", "person_id"), {"schema": "directory"})

    lookup: bytes = Field(primary_key=True)
    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID


class DirectorySession(SQLModel, table=True):
    """A signed-in browser, by the SHA-256 of its cookie."""

    __tablename__ = "session"
    __table_args__ = {"schema": "directory"}

    token_hash: bytes = Field(primary_key=True)
    tenant_id: UUID
    person_id: UUID = Field(index=True)
    created_at: datetime = moment()
    last_seen_at: datetime = moment()
    expires_at: datetime = moment()
    device: str = Field("unknown", sa_column_kwargs={"server_default": "unknown"})
    via: str = Field("password", sa_column_kwargs={"server_default": "password"})
    provider_id: UUID | None = None
    session_id: UUID = Field(sa_column_kwargs={"server_default": text("gen_random_uuid()")})


class DirectoryApiClient(SQLModel, table=True):
    """A secret of an institution's API client, by its SHA-256; while it is being replaced a client has two."""

    __tablename__ = "api_client"
    __table_args__ = {"schema": "directory"}

    secret_hash: bytes = Field(primary_key=True)
    tenant_id: UUID = Field(index=True)
    client_id: UUID
    name: str
    scopes: list[str] = Field(sa_type=ARRAY(Text))
    created_at: datetime = moment()
    last_used_at: datetime | None = moment(nullable=True)
    revoked_at: datetime | None = moment(nullable=True)
    expires_at: datetime | None = moment(nullable=True)
    disabled_at: datetime | None = moment(nullable=True)


class DirectoryApiToken(SQLModel, table=True):
    """A bearer token of short life, by its SHA-256; it lives no longer than the secret that it was given for."""

    __tablename__ = "api_token"
    __table_args__ = (Index("api_token_expires", "expires_at"), {"schema": "directory"})

    token_hash: bytes = Field(primary_key=True)
    secret_hash: bytes
    scopes: list[str] = Field(sa_type=ARRAY(Text))
    expires_at: datetime = moment()


class DirectoryInvitation(SQLModel, table=True):
    """Keyed hash of an invitation's code -> where it leads."""

    __tablename__ = "invitation"
    __table_args__ = (Index("invitation_of", "tenant_id", "invitation_id"), {"schema": "directory"})

    code_hash: bytes = Field(primary_key=True)
    tenant_id: UUID
    invitation_id: UUID
