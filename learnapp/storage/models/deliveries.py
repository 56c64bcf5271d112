"""How people are reached outside the app: an institution's ways, what people choose, and the outbox."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment

_WAYS = "channel IN ('mail', 'sms', 'push', 'web_push')"


def _of_person() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"])


def _words() -> str:
    return Field("", sa_column_kwargs={"server_default": ""})  # type: ignore[no-any-return]


class DeliveryChannel(SQLModel, table=True):
    """One way of an institution; `bounces` holds the secret of the door through which returned mail is told.

    Attributes:
        secret_enc: Address with its password, or key, sealed by the institution's key.
        sender: Address that mail comes from; the public key of web push.
        shown: Host that may be shown.
        problem: Code of what is wrong with the way now; "" while it works.
        failures: In a row; `retry_at` is when it is tried again.
        told_at: When administrators were told of it.
        tried_at: When a trial went well.
    """

    __tablename__ = "delivery_channel"
    __table_args__ = (CheckConstraint(f"{_WAYS} OR channel = 'bounces'", name="delivery_channel_known"),)

    tenant_id: UUID = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    secret_enc: bytes
    sender: str = _words()
    shown: str = _words()
    problem: str = _words()
    failures: int = Field(0, sa_column_kwargs={"server_default": "0"})
    retry_at: datetime | None = moment(nullable=True)
    told_at: datetime | None = moment(nullable=True)
    tried_at: datetime | None = moment(nullable=True)
    changed_at: datetime = moment()


class DeliveryTemplate(SQLModel, table=True):
    """A letter in an institution's own words; what is not here has the words of the catalogue."""

    __tablename__ = "delivery_template"

    tenant_id: UUID = Field(primary_key=True)
    form: str = Field(primary_key=True)
    locale: str = Field(primary_key=True)
    subject: str
    body: str
    changed_at: datetime = moment()


class DeliveryAddress(SQLModel, table=True):
    """Where a person is reached, sealed by their key; of e-mail only whether their address is switched off.

    Attributes:
        lookup: Keyed hash: the same address again is the same row.
        code_hash: Of the code that shows it is theirs, until `code_until`, for `tries`.
    """

    __tablename__ = "delivery_address"
    __table_args__ = (
        _of_person(),
        CheckConstraint(_WAYS, name="delivery_address_way"),
        CheckConstraint("stopped IN ('', 'bounced', 'unsubscribed')", name="delivery_address_stopped"),
        Index("delivery_address_one", "tenant_id", "person_id", "channel", "lookup", unique=True),
    )

    tenant_id: UUID = Field(primary_key=True)
    address_id: UUID = Field(primary_key=True)
    person_id: UUID
    channel: str
    sealed: bytes | None = None
    lookup: bytes
    code_hash: bytes | None = None
    code_until: datetime | None = moment(nullable=True)
    tries: int = Field(0, sa_type=SmallInteger, sa_column_kwargs={"server_default": "0"})
    stopped: str = _words()
    confirmed_at: datetime | None = moment(nullable=True)
    changed_at: datetime = moment()


class DeliveryChoice(SQLModel, table=True):
    """How a person wants one kind by one way."""

    __tablename__ = "delivery_choice"
    __table_args__ = (
        _of_person(),
        CheckConstraint(_WAYS, name="delivery_choice_way"),
        CheckConstraint("mode IN ('once', 'daily', 'weekly', 'off')", name="delivery_choice_mode"),
    )

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    mode: str


class DeliveryHabit(SQLModel, table=True):
    """When a person wants their digest, and whether only on days of school."""

    __tablename__ = "delivery_habit"
    __table_args__ = (_of_person(), CheckConstraint("digest_hour BETWEEN 0 AND 23", name="delivery_habit_hour"))

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    digest_hour: int = Field(sa_type=SmallInteger)
    school_days: bool


class Delivery(SQLModel, table=True):
    """One notice on its way to one person by one way; no words of it.

    Attributes:
        message_id: Of the message that it went with; those of a digest share one.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        _of_person(),
        CheckConstraint(_WAYS, name="delivery_way"),
        CheckConstraint("mode IN ('once', 'daily', 'weekly')", name="delivery_mode"),
        CheckConstraint("state IN ('waiting', 'sending', 'sent', 'dropped', 'failed')", name="delivery_state"),
        Index("delivery_once", "tenant_id", "person_id", "notice_id", "channel", unique=True),
        Index("delivery_due", "tenant_id", "channel", "due_at", postgresql_where=text("state = 'waiting'")),
        Index("delivery_created", "tenant_id", "created_at"),
        Index("delivery_person", "tenant_id", "person_id", "created_at"),
        Index("delivery_message", "tenant_id", "message_id", postgresql_where=text("message_id IS NOT NULL")),
    )

    tenant_id: UUID = Field(primary_key=True)
    delivery_id: UUID = Field(primary_key=True)
    person_id: UUID
    notice_id: UUID
    channel: str
    kind: str
    mode: str
    state: str
    reason: str = _words()
    attempts: int = Field(0, sa_type=SmallInteger, sa_column_kwargs={"server_default": "0"})
    message_id: UUID | None = None
    due_at: datetime = moment()
    created_at: datetime = moment()
    changed_at: datetime = moment()
