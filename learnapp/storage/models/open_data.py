"""Open data: endpoints that are told of events, what waits for them, and what other tools told us."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKeyConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class OpenDataEndpoint(SQLModel, table=True):
    """A learning record store or another receiver of an institution.

    Attributes:
        kind: xapi or caliper.
        username: Of Basic authorisation; "": the secret is a bearer token.
        secret_enc: Sealed by the institution's key; None where none is needed.
        sent: How many events it has taken.
        last_problem: Code of what goes wrong since its last success; "" for nothing.
        failures: Calls in a row that went wrong.
        next_at: Not before this moment is it called again.
    """

    __tablename__ = "open_data_endpoint"
    __table_args__ = (CheckConstraint("kind IN ('xapi', 'caliper')", name="open_data_endpoint_kind"),)

    tenant_id: UUID = Field(primary_key=True)
    endpoint_id: UUID = Field(primary_key=True)
    kind: str
    url: str
    username: str
    secret_enc: bytes | None = None
    enabled: bool
    sent: int = Field(0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    sent_at: datetime | None = moment(nullable=True)
    last_problem: str = Field("", sa_column_kwargs={"server_default": ""})
    problem_at: datetime | None = moment(nullable=True)
    failures: int = Field(0, sa_column_kwargs={"server_default": "0"})
    next_at: datetime | None = moment(nullable=True)
    made_at: datetime = moment()


class OpenDataOut(SQLModel, table=True):
    """An event that an endpoint has not taken yet; written with the event, gone once it is there.

    Attributes:
        problem: Why it was refused for good; "" while it waits.
    """

    __tablename__ = "open_data_out"
    __table_args__ = (
        Index("open_data_out_order", "tenant_id", "endpoint_id", "received_at"),
        Index("open_data_out_student", "tenant_id", "student_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    endpoint_id: UUID = Field(primary_key=True)
    event_id: UUID = Field(primary_key=True)
    student_id: UUID
    received_at: datetime = moment()
    problem: str = Field("", sa_column_kwargs={"server_default": ""})


class XapiAccount(SQLModel, table=True):
    """The name under which others know a student: drawn at random, and forgotten with the student."""

    __tablename__ = "xapi_account"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        Index("xapi_account_name", "tenant_id", "name", unique=True),
    )

    tenant_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    name: UUID


class XapiStatement(SQLModel, table=True):
    """A statement that another tool has stored with us.

    Attributes:
        digest: Keyed hash of what two statements must have in common to be the same.
        body_enc: The statement as it is given out again, sealed by the institution's key.
        agent: Keyed hash of its actor; `about` that of its object, where that is somebody; `agents` those of everybody
            in it, in hexadecimal.
        activity: Address of its object, where that is an activity; `activities` those of all in it.
        refers: The statement that it is about; `voids` the one that it voids.
        state: new, event (became one), none (nothing of ours) or refused.
        reason: Code of why it became none; "" where it did, or it is not known.
    """

    __tablename__ = "xapi_statement"
    __table_args__ = (
        Index("xapi_statement_stored", "tenant_id", "stored", "statement_id"),
        Index("xapi_statement_agent", "tenant_id", "agent", "stored"),
        Index("xapi_statement_about", "tenant_id", "about", postgresql_where=text("about IS NOT NULL")),
        Index("xapi_statement_activity", "tenant_id", "activity", "stored"),
        Index("xapi_statement_new", "tenant_id", "stored", postgresql_where=text("state = 'new'")),
        Index("xapi_statement_refers", "tenant_id", "refers", postgresql_where=text("refers IS NOT NULL")),
        Index("xapi_statement_voids", "tenant_id", "voids", postgresql_where=text("voids IS NOT NULL")),
    )

    tenant_id: UUID = Field(primary_key=True)
    statement_id: UUID = Field(primary_key=True)
    stored: datetime = moment()
    digest: bytes
    body_enc: bytes
    client_id: UUID
    agent: bytes
    about: bytes | None = None
    agents: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    verb: str
    activity: str | None = None
    activities: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    registration: UUID | None = None
    refers: UUID | None = None
    voids: UUID | None = None
    voided: bool = Field(False, sa_column_kwargs={"server_default": "false"})
    state: str
    event_id: UUID | None = None
    reason: str = Field("", sa_column_kwargs={"server_default": ""})


class XapiDocument(SQLModel, table=True):
    """A document that a tool keeps with us: a learner's state in an activity, or a profile of either.

    Attributes:
        place: Keyed hash of all that names it.
        agent: Keyed hash of the person whose it is.
    """

    __tablename__ = "xapi_document"
    __table_args__ = (
        CheckConstraint("kind IN ('state', 'activity', 'agent')", name="xapi_document_kind"),
        Index("xapi_document_agent", "tenant_id", "agent", "kind", "activity"),
        Index("xapi_document_activity", "tenant_id", "kind", "activity"),
    )

    tenant_id: UUID = Field(primary_key=True)
    place: bytes = Field(primary_key=True)
    kind: str
    activity: str | None = None
    agent: bytes | None = None
    registration: UUID | None = None
    name: str
    content_type: str
    body_enc: bytes
    etag: str
    updated_at: datetime = moment()
