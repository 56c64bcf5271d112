"""How people sign in beside passwords: an institution's own provider, the second step, the rules for both."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Interval
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment

_OFF = {"server_default": "false"}


def _person() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"])


def _provider() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "provider_id"],
        ["sign_in_provider.tenant_id", "sign_in_provider.provider_id"],
        ondelete="CASCADE",
    )


class SignInProvider(SQLModel, table=True):
    """A provider of an institution: of OpenID Connect or SAML 2.0.

    Attributes:
        issuer: Its own name for itself: issuer, or entity id.
        secret_enc: Sealed by the institution's key; None for a client without one.
        mapping: Which claims say what: see `integrations.oidc.claims.Mapping`.
        proved_at: When an admin last came back from it with claims that could be used.
        trial_enc: The claims of that admin's own trial, sealed; removed when the trial is an hour old.
        saml: What its metadata says: see `integrations.saml.party.IdentityProvider`; None for OpenID Connect.
        key_enc: Our private key towards it (SAML), sealed; `certificate` is what it knows us by.
    """

    __tablename__ = "sign_in_provider"
    __table_args__ = (
        CheckConstraint(
            "kind = 'oidc' OR (kind = 'saml' AND saml IS NOT NULL AND key_enc IS NOT NULL)",
            name="sign_in_provider_kind",
        ),
    )

    tenant_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    name: str
    issuer: str
    client_id: str
    secret_enc: bytes | None = None
    mapping: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSONB(none_as_null=True), sa_column_kwargs={"server_default": "{}"}
    )
    enabled: bool = Field(False, sa_column_kwargs=_OFF)
    new_accounts: bool = Field(False, sa_column_kwargs=_OFF)
    link_by_email: bool = Field(False, sa_column_kwargs=_OFF)
    admin_roles: bool = Field(False, sa_column_kwargs=_OFF)
    proved_at: datetime | None = moment(nullable=True)
    last_problem: str = Field("", sa_column_kwargs={"server_default": ""})
    trial_enc: bytes | None = None
    trial_by: UUID | None = None
    trial_at: datetime | None = moment(nullable=True)
    made_by: UUID
    made_at: datetime = moment()
    kind: str = Field("oidc", sa_column_kwargs={"server_default": "oidc"})
    saml: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    key_enc: bytes | None = None
    certificate: str = Field("", sa_column_kwargs={"server_default": ""})


class SamlSeen(SQLModel, table=True):
    """An assertion, or a wish to end a session, that has been used: it does not count a second time."""

    __tablename__ = "saml_seen"
    __table_args__ = (_provider(),)

    tenant_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    mark: bytes = Field(primary_key=True)
    expires_at: datetime = moment()


class SamlSession(SQLModel, table=True):
    """Which session here is which one at the provider, so that one can end the other.

    Attributes:
        session_hash: Of the cookie's token, as in the directory.
        name_mark: Keyed hash of the NameID.
        index_mark: Keyed hash of the SessionIndex.
        name_enc: Both, sealed by the institution's key: a request to end the session has to repeat them.
    """

    __tablename__ = "saml_session"
    __table_args__ = (_provider(), _person(), Index("saml_session_name", "tenant_id", "provider_id", "name_mark"))

    tenant_id: UUID = Field(primary_key=True)
    session_hash: bytes = Field(primary_key=True)
    provider_id: UUID
    person_id: UUID
    name_mark: bytes
    index_mark: bytes
    name_enc: bytes
    begun_at: datetime = moment()


class SignInDomain(SQLModel, table=True):
    """A domain of e-mail addresses that an institution says is its own; it counts from `proved_at` on."""

    __tablename__ = "sign_in_domain"
    __table_args__ = (_provider(),)

    tenant_id: UUID = Field(primary_key=True)
    domain: str = Field(primary_key=True)
    provider_id: UUID
    proof: str
    proved_at: datetime | None = moment(nullable=True)


class SignInIdentity(SQLModel, table=True):
    """Who somebody is at a provider, as a keyed hash of its own id for them."""

    __tablename__ = "sign_in_identity"
    __table_args__ = (
        _provider(),
        _person(),
        CheckConstraint("how IN ('made', 'self', 'email')", name="sign_in_identity_how"),
        Index("sign_in_identity_person", "tenant_id", "person_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    subject: bytes = Field(primary_key=True)
    person_id: UUID
    how: str = Field(description="made: the account began with it; self: linked by its owner; email: by the address")
    linked_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)


class SignInRule(SQLModel, table=True):
    """What an institution asks of everybody who signs in; no row: nothing beyond the server's own limits."""

    __tablename__ = "sign_in_rule"
    __table_args__ = (CheckConstraint("idle_minutes >= 5 AND most_hours >= 1", name="sign_in_rule_limits"),)

    tenant_id: UUID = Field(primary_key=True)
    enforced: bool = Field(False, sa_column_kwargs=_OFF)
    second_step: bool = Field(False, sa_column_kwargs=_OFF)
    idle_minutes: int | None = None
    most_hours: int | None = None


class BreakGlass(SQLModel, table=True):
    """An admin who may sign in with a password although the provider is asked of everybody else."""

    __tablename__ = "break_glass"
    __table_args__ = (_person(),)

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    named_by: UUID
    named_at: datetime = moment()


class SecondFactor(SQLModel, table=True):
    """The secret of somebody's authenticator app (RFC 6238), sealed by their own key.

    Attributes:
        last_step: The time step of the last code that was taken: no code is taken twice.
    """

    __tablename__ = "second_factor"
    __table_args__ = (_person(),)

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    secret_enc: bytes
    last_step: int = Field(0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    made_at: datetime = moment()
    confirmed_at: datetime | None = moment(nullable=True)


class RecoveryCode(SQLModel, table=True):
    """A code for the day the authenticator app is lost, as a keyed hash."""

    __tablename__ = "recovery_code"
    __table_args__ = (_person(),)

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    code_hash: bytes = Field(primary_key=True)
    used_at: datetime | None = moment(nullable=True)


class DirectorySignInDomain(SQLModel, table=True):
    """Proved domain -> whose it is; one institution only."""

    __tablename__ = "sign_in_domain"
    __table_args__ = {"schema": "directory"}

    domain: str = Field(primary_key=True)
    tenant_id: UUID


class DirectorySignInStep(SQLModel, table=True):
    """Somebody is on the way in: at the provider, or between the password and the second step."""

    __tablename__ = "sign_in_step"
    __table_args__ = {"schema": "directory"}

    token_hash: bytes = Field(primary_key=True)
    kind: str
    tenant_id: UUID
    payload: bytes = Field(description="sealed by the institution's key")
    expires_at: datetime = moment()


class DirectorySessionRule(SQLModel, table=True):
    """An institution's limits of sessions, where they are tighter than the server's."""

    __tablename__ = "session_rule"
    __table_args__ = {"schema": "directory"}

    tenant_id: UUID = Field(primary_key=True)
    idle: timedelta | None = Field(None, sa_type=Interval)
    lasts: timedelta | None = Field(None, sa_type=Interval)
