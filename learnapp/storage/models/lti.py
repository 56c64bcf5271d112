"""Learning management systems that launch into the institution by LTI 1.3, and who has come from them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import DOCUMENT, moment


def _of_registration() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "registration_id"],
        ["lti_registration.tenant_id", "lti_registration.registration_id"],
        ondelete="CASCADE",
    )


class LtiRegistration(SQLModel, table=True):
    """A platform and what it and we have told each other (LTI 1.3 core, 3.1.2)."""

    __tablename__ = "lti_registration"
    __table_args__ = (
        UniqueConstraint("tenant_id", "issuer", "client_id", name="lti_registration_client"),
        CheckConstraint("status IN ('active', 'off', 'pending')", name="lti_registration_status"),
        CheckConstraint("product IN ('canvas', 'moodle', 'blackboard', 'other')", name="lti_registration_product"),
    )

    tenant_id: UUID = Field(primary_key=True)
    registration_id: UUID = Field(primary_key=True)
    name: str
    product: str
    issuer: str
    client_id: str
    site: str = Field(description="origin at which people use it: it may frame our pages and gets them back")
    auth_url: str
    token_url: str
    keys_url: str
    audience: str = Field("", sa_column_kwargs={"server_default": ""}, description="of the token, where not its URL")
    course_tenant_id: UUID | None = Field(None, description="what classes study that its launches make")
    course_id: UUID | None = None
    attested: bool = Field(description="the institution has agreed for the students who come from it")
    status: str = Field("active", sa_column_kwargs={"server_default": "active"})
    created_at: datetime = moment()
    created_by: UUID
    last_launch_at: datetime | None = moment(nullable=True)


class LtiDeployment(SQLModel, table=True):
    """One installation of the tool within a platform."""

    __tablename__ = "lti_deployment"
    __table_args__ = (_of_registration(),)

    tenant_id: UUID = Field(primary_key=True)
    registration_id: UUID = Field(primary_key=True)
    deployment_id: str = Field(primary_key=True)
    created_at: datetime = moment()


class LtiKey(SQLModel, table=True):
    """A key pair by which the institution signs towards its platforms; the private half is sealed by its own key."""

    __tablename__ = "lti_key"
    __table_args__ = (Index("lti_key_present", "tenant_id", unique=True, postgresql_where=sql("replaced_at IS NULL")),)

    tenant_id: UUID = Field(primary_key=True)
    kid: str = Field(primary_key=True, description="thumbprint (RFC 7638)")
    public_pem: str
    private_sealed: bytes
    created_at: datetime = moment()
    replaced_at: datetime | None = moment(nullable=True)


class LtiContext(SQLModel, table=True):
    """A course of the platform and the section that it stands for, once there is one."""

    __tablename__ = "lti_context"
    __table_args__ = (
        _of_registration(),
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], name="lti_context_section"
        ),
        Index("lti_context_section", "tenant_id", "section_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    registration_id: UUID = Field(primary_key=True)
    deployment_id: str = Field(primary_key=True)
    context_id: str = Field(primary_key=True)
    title: str
    section_id: UUID | None = None
    first_seen_at: datetime = moment()
    last_launch_at: datetime = moment()


class LtiIdentity(SQLModel, table=True):
    """Who somebody is on a platform: found by a keyed hash of issuer, deployment and subject."""

    __tablename__ = "lti_identity"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),
        Index("lti_identity_person", "tenant_id", "person_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    subject_lookup: bytes = Field(primary_key=True)
    person_id: UUID
    issuer: str
    deployment_id: str
    subject_enc: bytes
    linked_at: datetime = moment()
    last_launch_at: datetime = moment()


def _of(table: str, column: str, own: str = "") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", own or column], [f"{table}.tenant_id", f"{table}.{column}"], ondelete="CASCADE"
    )


class LtiLink(SQLModel, table=True):
    """What a link of the platform opens, as its custom parameters have said: a copy without them finds it here."""

    __tablename__ = "lti_link"
    __table_args__ = (
        _of_registration(),
        CheckConstraint("kind IN ('course', 'path', 'lesson', 'topic', 'content', 'test')", name="lti_link_kind"),
    )

    tenant_id: UUID = Field(primary_key=True)
    registration_id: UUID = Field(primary_key=True)
    deployment_id: str = Field(primary_key=True)
    resource_link_id: str = Field(primary_key=True)
    context_id: str
    kind: str
    thing_id: UUID | None = None
    first_seen_at: datetime = moment()


class LtiCopiedTest(SQLModel, table=True):
    """A test of another class, copied into this one because a copied link names it."""

    __tablename__ = "lti_copied_test"
    __table_args__ = (
        _of("section", "section_id"),
        _of("assessment", "assessment_id", "source_id"),
        _of("assessment", "assessment_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    source_id: UUID = Field(primary_key=True)
    assessment_id: UUID


class LtiInvitation(SQLModel, table=True):
    """An address at which a platform registers by itself (dynamic registration 1.0), once."""

    __tablename__ = "lti_invitation"
    __table_args__ = (UniqueConstraint("tenant_id", "token_hash", name="lti_invitation_token"),)

    tenant_id: UUID = Field(primary_key=True)
    invitation_id: UUID = Field(primary_key=True)
    token_hash: bytes = Field(description="SHA-256; the token itself is stored nowhere")
    name: str
    course_tenant_id: UUID | None = None
    course_id: UUID | None = None
    attested: bool
    created_at: datetime = moment()
    created_by: UUID
    expires_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)


# --- what is known before a tenant is: no row-level security, reached by functions only --------------------


class DirectoryLtiRegistration(SQLModel, table=True):
    """Issuer and client -> the registrations that they may mean."""

    __tablename__ = "lti_registration"
    __table_args__ = {"schema": "directory"}

    issuer: str = Field(primary_key=True)
    client_id: str = Field(primary_key=True)
    tenant_id: UUID = Field(primary_key=True)
    registration_id: UUID


class DirectoryLtiDeployment(SQLModel, table=True):
    """Issuer, client and deployment -> the one institution that has it."""

    __tablename__ = "lti_deployment"
    __table_args__ = {"schema": "directory"}

    issuer: str = Field(primary_key=True)
    client_id: str = Field(primary_key=True)
    deployment_id: str = Field(primary_key=True)
    tenant_id: UUID
    registration_id: UUID


class DirectoryLtiLogin(SQLModel, table=True):
    """A launch that was begun, by the SHA-256 of its state; for minutes, and once."""

    __tablename__ = "lti_login"
    __table_args__ = (Index("lti_login_expires", "expires_at"), {"schema": "directory"})

    state_hash: bytes = Field(primary_key=True)
    nonce_hash: bytes
    proof_hash: bytes
    tenant_id: UUID
    registration_id: UUID
    asked: dict[str, str] = Field(sa_type=DOCUMENT, nullable=False)
    expires_at: datetime = moment()


class DirectoryLtiLanding(SQLModel, table=True):
    """Where a launch goes on, by the SHA-256 of its code; for a minute, and once."""

    __tablename__ = "lti_landing"
    __table_args__ = (Index("lti_landing_expires", "expires_at"), {"schema": "directory"})

    code_hash: bytes = Field(primary_key=True)
    tenant_id: UUID
    person_id: UUID
    session_hash: bytes
    target: str
    expires_at: datetime = moment()
