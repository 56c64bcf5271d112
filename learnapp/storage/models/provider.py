"""Content providers of an institution: what came from them, what waits, licences, their use, and what is barred."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import DOCUMENT, document, moment


def _of_provider() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "provider_id"], ["content_provider.tenant_id", "content_provider.provider_id"],
        ondelete="CASCADE",
    )  # fmt: skip


def _words() -> Any:
    return Field("", sa_column_kwargs={"server_default": ""})


class ContentProvider(SQLModel, table=True):
    """A provider.

    Attributes:
        key_enc, hook_enc: Sealed by the institution's key: what it is asked with, and what signs its webhooks.
        mapping: Where the fields of an item stand in what it answers.
        etag, since: Of the newest whole and incremental reading.
        full_at, begun_at: When everything was read last, and when a reading began last.
        last_problem: Code of what went wrong last; "" for nothing.
        course_id: Where approved items go; None: into a course of the provider's own.
    """

    __tablename__ = "content_provider"
    __table_args__ = (
        CheckConstraint("kind IN ('rest', 'graphql')", name="content_provider_kind"),
        CheckConstraint("paging IN ('page', 'cursor', 'link')", name="content_provider_paging"),
    )

    tenant_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    name: str
    kind: str
    address: str
    key_enc: bytes | None = None
    paging: str
    query: str = _words()
    mapping: dict[str, Any] = document()
    licence: str = _words()
    attribution: str = _words()
    language: str = Field("en", sa_column_kwargs={"server_default": "en"})
    daily: bool = Field(True, sa_column_kwargs={"server_default": "true"})
    hook_enc: bytes
    etag: str = _words()
    since: datetime | None = moment(nullable=True)
    full_at: datetime | None = moment(nullable=True)
    begun_at: datetime | None = moment(nullable=True)
    tried_at: datetime | None = moment(nullable=True)
    last_problem: str = _words()
    course_id: UUID | None = None
    made_at: datetime = moment()


class ProviderItem(SQLModel, table=True):
    """An item of a provider.

    Attributes:
        mark: Digest of what the provider said, to pass over what has not changed.
        waiting: The item as it would be shown, until somebody decides; None: nothing waits.
        report: What the checks found in it.
        seen_in: The reading that met it last.
    """

    __tablename__ = "provider_item"
    __table_args__ = (
        _of_provider(),
        CheckConstraint(
            "state IN ('held', 'approved', 'refused', 'turned_down', 'withdrawn')", name="provider_item_state"
        ),
        Index("provider_item_content", "tenant_id", "content_id", unique=True),
        Index("provider_item_waiting", "tenant_id", "provider_id", "state", "title"),
    )

    tenant_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    item_id: str = Field(primary_key=True)
    content_id: UUID
    kind: str = _words()
    title: str = _words()
    code: str = _words()
    licence: str = _words()
    state: str
    reason: str = _words()
    mark: str = _words()
    waiting: dict[str, Any] | None = Field(None, sa_type=DOCUMENT, nullable=True)
    report: dict[str, Any] = document()
    seen_in: UUID | None = None
    changed_at: datetime = moment()
    decided_by: UUID | None = None


class ProviderSync(SQLModel, table=True):
    """One reading of a provider: how far it is, and what it found.

    Attributes:
        whole: Everything is read, so what is missing was withdrawn.
    """

    __tablename__ = "provider_sync"
    __table_args__ = (
        _of_provider(),
        CheckConstraint("cause IN ('daily', 'now', 'webhook')", name="provider_sync_cause"),
        CheckConstraint("status IN ('waiting', 'running', 'done', 'failed')", name="provider_sync_status"),
        Index("provider_sync_newest", "tenant_id", "provider_id", "started_at"),
    )

    tenant_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    provider_id: UUID
    cause: str
    whole: bool
    status: str
    cursor: dict[str, Any] = document()
    report: dict[str, Any] = document()
    problem: str = _words()
    started_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
    asked_by: UUID | None = None


class ProviderHook(SQLModel, table=True):
    """A message of a provider that was taken; it is not taken again."""

    __tablename__ = "provider_hook"
    __table_args__ = (_of_provider(),)

    tenant_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    received_at: datetime = moment()


class ProviderMedia(SQLModel, table=True):
    """A file of a provider, and our copy of it.

    Attributes:
        name: Of the copy among the media; "" as long as there is none.
        etag: What its server calls that state of it: its ETag, or else its Last-Modified.
        failing_since: Since when its origin does not give it; None: it does.
    """

    __tablename__ = "provider_media"
    __table_args__ = (_of_provider(), Index("provider_media_name", "tenant_id", "name"))

    tenant_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    url: str = Field(primary_key=True)
    name: str = _words()
    etag: str = _words()
    fetched_at: datetime | None = moment(nullable=True)
    checked_at: datetime | None = moment(nullable=True)
    problem: str = _words()
    failing_since: datetime | None = moment(nullable=True)


class ContentLicence(SQLModel, table=True):
    """A licence by the name that the provider gives it; `seats` None for as many as there are."""

    __tablename__ = "content_licence"
    __table_args__ = (_of_provider(), CheckConstraint("seats IS NULL OR seats > 0", name="content_licence_seats"))

    tenant_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    code: str = Field(primary_key=True)
    seats: int | None = None
    starts: date | None = None
    ends: date | None = None
    ended: bool = Field(False, sa_column_kwargs={"server_default": "false"})
    made_at: datetime = moment()


class LicenceView(SQLModel, table=True):
    """A student's first look at a licensed item on a day."""

    __tablename__ = "licence_view"
    __table_args__ = (_of_provider(), Index("licence_view_student", "tenant_id", "student_id"))

    tenant_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    code: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    content_id: UUID = Field(primary_key=True)


class LicenceDay(SQLModel, table=True):
    """Views and students of a licence on a day: what stays when a student is erased."""

    __tablename__ = "licence_day"
    __table_args__ = (_of_provider(),)

    tenant_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    code: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    views: int
    students: int


class LicencePast(SQLModel, table=True):
    """Views and students of a month under a licence whose provider is removed, with its name.

    Attributes:
        month: Its first day.
    """

    __tablename__ = "licence_past"

    tenant_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    code: str = Field(primary_key=True)
    month: date = Field(primary_key=True)
    provider: str
    views: int
    students: int
    removed_at: datetime = moment()


class BarredContent(SQLModel, table=True):
    """Content that no class gets any more: its licence has ended, or its provider has withdrawn it.

    It stays barred when the provider is removed.
    """

    __tablename__ = "barred_content"
    __table_args__ = (CheckConstraint("cause IN ('licence', 'withdrawn')", name="barred_content_cause"),)

    tenant_id: UUID = Field(primary_key=True)
    course_id: UUID = Field(primary_key=True)
    content_id: UUID = Field(primary_key=True)
    provider_id: UUID
    code: str = _words()
    cause: str
    since: datetime = moment()
