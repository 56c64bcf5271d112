"""Signing in by SAML 2.0: what a provider's metadata says, used assertions, and sessions that a provider may end."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("saml_seen", "saml_session")
_COLUMNS = ("kind", "saml", "key_enc", "certificate")


def _id(name: str, *, key: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), primary_key=key, nullable=False)


def _bytes(name: str, *, key: bool = False) -> sa.Column:
    return sa.Column(name, sa.LargeBinary(), primary_key=key, nullable=False)


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _provider() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "provider_id"],
        ["sign_in_provider.tenant_id", "sign_in_provider.provider_id"],
        ondelete="CASCADE",
    )


def upgrade() -> None:
    """Let a provider be of either kind, and make the two tables behind their walls."""
    op.add_column("sign_in_provider", sa.Column("kind", sa.Text(), nullable=False, server_default="oidc"))
    op.add_column("sign_in_provider", sa.Column("saml", JSONB(none_as_null=True), nullable=True))
    op.add_column("sign_in_provider", sa.Column("key_enc", sa.LargeBinary(), nullable=True))
    op.add_column("sign_in_provider", sa.Column("certificate", sa.Text(), nullable=False, server_default=""))
    op.create_check_constraint(
        "sign_in_provider_kind",
        "sign_in_provider",
        "kind = 'oidc' OR (kind = 'saml' AND saml IS NOT NULL AND key_enc IS NOT NULL)",
    )
    op.create_table(
        "saml_seen",
        _id("tenant_id", key=True),
        _id("provider_id", key=True),
        _bytes("mark", key=True),
        _moment("expires_at"),
        _provider(),
    )
    op.create_table(
        "saml_session",
        _id("tenant_id", key=True),
        _bytes("session_hash", key=True),
        _id("provider_id"),
        _id("person_id"),
        _bytes("name_mark"),
        _bytes("index_mark"),
        _bytes("name_enc"),
        _moment("begun_at"),
        _provider(),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.create_index("saml_session_name", "saml_session", ["tenant_id", "provider_id", "name_mark"])
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """OpenID providers alone again."""
    for table in reversed(_TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM sign_in_provider WHERE kind = 'saml'")
    op.drop_constraint("sign_in_provider_kind", "sign_in_provider")
    for column in _COLUMNS:
        op.drop_column("sign_in_provider", column)
