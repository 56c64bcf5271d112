"""Webhooks: programs of others that are told when something has happened, and what is on its way to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKeyConstraint, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import document, moment


class WebhookEndpoint(SQLModel, table=True):
    """Who is told of which kinds of things.

    Attributes:
        secret_enc: With which messages are signed, sealed by the institution's key.
        old_secret_enc, old_until: The one before signs beside it until then.
        failing_since: Since when no message has gone well; None while they do.
        next_at: Not before this moment is it called again.
        given_up_at: When it was switched off because it had failed for too long; messages are kept for it meanwhile.
        quiet_since, quiet_until: The last time in which none were kept, for an administrator had switched it off; it
            lasts while there is no end.
    """

    __tablename__ = "webhook_endpoint"

    tenant_id: UUID = Field(primary_key=True)
    endpoint_id: UUID = Field(primary_key=True)
    url: str
    kinds: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    secret_enc: bytes
    old_secret_enc: bytes | None = None
    old_until: datetime | None = moment(nullable=True)
    enabled: bool
    sent: int = Field(0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    sent_at: datetime | None = moment(nullable=True)
    last_problem: str = Field("", sa_column_kwargs={"server_default": ""})
    problem_at: datetime | None = moment(nullable=True)
    failures: int = Field(0, sa_column_kwargs={"server_default": "0"})
    failing_since: datetime | None = moment(nullable=True)
    next_at: datetime | None = moment(nullable=True)
    given_up_at: datetime | None = moment(nullable=True)
    made_at: datetime = moment()
    quiet_since: datetime | None = moment(nullable=True)
    quiet_until: datetime | None = moment(nullable=True)


class WebhookDelivery(SQLModel, table=True):
    """A message for one receiver: written with what it tells of, kept as the log of what was sent.

    Attributes:
        about: Ids and codes, never names.
        person_id: Whose data it is about; goes with them.
        once: The same thing is told only once under this mark; "" for none.
        status: HTTP status of the last answer, 0 for none.
        due_at: Not before this moment is it tried again; None: at once.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "endpoint_id"], ["webhook_endpoint.tenant_id", "webhook_endpoint.endpoint_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="webhook_delivery_state"),
        Index(
            "webhook_delivery_waiting", "tenant_id", "endpoint_id", "happened_at",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("webhook_delivery_log", "tenant_id", "endpoint_id", "happened_at"),
        Index(
            "webhook_delivery_once", "tenant_id", "endpoint_id", "once", unique=True,
            postgresql_where=text("once <> ''"),
        ),
        Index("webhook_delivery_person", "tenant_id", "person_id", postgresql_where=text("person_id IS NOT NULL")),
    )  # fmt: skip

    tenant_id: UUID = Field(primary_key=True)
    endpoint_id: UUID = Field(primary_key=True)
    message_id: UUID = Field(primary_key=True)
    kind: str
    about: dict[str, Any] = document()
    person_id: UUID | None = None
    once: str = Field("", sa_column_kwargs={"server_default": ""})
    state: str
    attempts: int = Field(0, sa_column_kwargs={"server_default": "0"})
    problem: str = Field("", sa_column_kwargs={"server_default": ""})
    status: int = Field(0, sa_type=SmallInteger, sa_column_kwargs={"server_default": "0"})
    happened_at: datetime = moment()
    due_at: datetime | None = moment(nullable=True)
    tried_at: datetime | None = moment(nullable=True)
