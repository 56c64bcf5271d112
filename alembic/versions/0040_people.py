"""People: assistants, support, OneRoster, invitations by address, API clients whose secrets rotate."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("support_access", "roster_import", "roster_link")

# name and arguments, what it returns, body, types for what follows the creation
_FUNCTIONS = (
    (
        "put_api_secret(p_hash bytea, p_tenant uuid, p_client uuid, p_expires timestamptz)",
        "void",
        "INSERT INTO directory.api_client (secret_hash, tenant_id, client_id, name, scopes, created_at, expires_at,"
        " disabled_at) SELECT p_hash, p_tenant, p_client, c.name, c.scopes, now(), p_expires, c.disabled_at"
        " FROM directory.api_client c WHERE c.tenant_id = p_tenant AND c.client_id = p_client"
        " AND c.revoked_at IS NULL ORDER BY c.created_at DESC LIMIT 1",
        "put_api_secret(bytea, uuid, uuid, timestamptz)",
    ),
    (
        "expire_api_secret(p_hash bytea, p_expires timestamptz)",
        "void",
        "UPDATE directory.api_client SET expires_at = p_expires WHERE secret_hash = p_hash",
        "expire_api_secret(bytea, timestamptz)",
    ),
    (
        "list_api_secrets(p_tenant uuid)",
        "TABLE (secret_hash bytea, client_id uuid, name text, scopes text[], created_at timestamptz,"
        " last_used_at timestamptz, expires_at timestamptz, disabled_at timestamptz)",
        "SELECT secret_hash, client_id, name, scopes, created_at, last_used_at, expires_at, disabled_at"
        " FROM directory.api_client WHERE tenant_id = p_tenant AND revoked_at IS NULL ORDER BY created_at, secret_hash",
        "list_api_secrets(uuid)",
    ),
    (
        "revoke_api_secret(p_tenant uuid, p_client uuid, p_hash bytea)",
        "void",
        "UPDATE directory.api_client SET revoked_at = now()"
        " WHERE tenant_id = p_tenant AND client_id = p_client AND secret_hash = p_hash",
        "revoke_api_secret(uuid, uuid, bytea)",
    ),
    (
        "disable_api_client(p_tenant uuid, p_client uuid, p_off boolean)",
        "void",
        "UPDATE directory.api_client SET disabled_at = CASE WHEN p_off THEN now() END"
        " WHERE tenant_id = p_tenant AND client_id = p_client AND revoked_at IS NULL",
        "disable_api_client(uuid, uuid, boolean)",
    ),
    (
        "put_api_token(p_token bytea, p_secret bytea, p_scopes text[], p_lasts interval)",
        "void",
        "WITH gone AS (DELETE FROM directory.api_token WHERE expires_at < now() - interval '1 hour')"
        " INSERT INTO directory.api_token (token_hash, secret_hash, scopes, expires_at)"
        " VALUES (p_token, p_secret, p_scopes, now() + p_lasts)",
        "put_api_token(bytea, bytea, text[], interval)",
    ),
    (
        "find_api_token(p_token bytea)",
        "TABLE (tenant_id uuid, client_id uuid, name text, scopes text[])",
        "SELECT f.tenant_id, f.client_id, f.name,"
        " ARRAY(SELECT unnest(k.scopes) INTERSECT SELECT unnest(f.scopes))"
        " FROM directory.api_token k, LATERAL directory.find_api_client(k.secret_hash) f"
        " WHERE k.token_hash = p_token AND k.expires_at > now()",
        "find_api_token(bytea)",
    ),
)
_FIND = (
    "CREATE OR REPLACE FUNCTION directory.find_api_client(p_hash bytea)"
    " RETURNS TABLE (tenant_id uuid, client_id uuid, name text, scopes text[]) LANGUAGE sql SECURITY DEFINER"
    " SET search_path = pg_catalog, pg_temp AS $fn$"
    " WITH used AS (UPDATE directory.api_client SET last_used_at = now() WHERE secret_hash = p_hash{live}"
    " AND coalesce(last_used_at, '-infinity') < now() - interval '1 minute')"
    " SELECT c.tenant_id, c.client_id, c.name, c.scopes FROM directory.api_client c"
    " JOIN directory.tenant t ON t.tenant_id = c.tenant_id AND t.status = 'active'"
    " WHERE c.secret_hash = p_hash AND c.revoked_at IS NULL{live} $fn$"
)
_LIVE = " AND disabled_at IS NULL AND (expires_at IS NULL OR expires_at > now())"


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Add what the parts of "people" keep."""
    op.add_column("enrolment", sa.Column("may_change", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("guardian_link", _moment("linked_at", nullable=True))
    op.execute("ALTER TABLE guardian_link ALTER COLUMN linked_at SET DEFAULT now()")
    op.create_table(
        "support_access",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("support_id", sa.Uuid(), primary_key=True),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("hours", sa.SmallInteger(), nullable=False),
        _moment("asked_at"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        _moment("decided_at", nullable=True),
        _moment("expires_at", nullable=True),
        sa.ForeignKeyConstraint(["tenant_id", "operator_id"], ["person.tenant_id", "person.person_id"]),
        sa.CheckConstraint("status IN ('asked', 'open', 'refused', 'ended')", name="support_access_status"),
        sa.CheckConstraint("hours BETWEEN 1 AND 24", name="support_access_hours"),
    )
    op.create_index("support_access_operator", "support_access", ["tenant_id", "operator_id", "asked_at"])
    op.create_table(
        "roster_import",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("import_id", sa.Uuid(), primary_key=True),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attest", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("course", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        _moment("started_at"),
        _moment("finished_at", nullable=True),
        sa.Column("done", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("total", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("preview", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        sa.Column("report", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        sa.Column("cursor", JSONB(none_as_null=True), nullable=False, server_default="{}"),
    )
    op.create_index("roster_import_started", "roster_import", ["tenant_id", "started_at"])
    op.create_table(
        "roster_link",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("sourced_id", sa.Text(), primary_key=True),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False, server_default=""),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("made", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("active", sa.Boolean(), nullable=False, server_default="true"),
        sa.Column("seen_in", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('class', 'user', 'enrollment', 'guardian')", name="roster_link_kind"),
    )
    op.create_index("roster_link_object", "roster_link", ["tenant_id", "object_id"])
    op.add_column("invitation", sa.Column("email_enc", sa.LargeBinary(), nullable=True))
    op.add_column("invitation", sa.Column("email_lookup", sa.LargeBinary(), nullable=True))
    op.add_column("invitation", sa.Column("batch_id", sa.Uuid(), nullable=True))
    op.add_column("invitation", _moment("sent_at", nullable=True))
    op.create_index("invitation_batch", "invitation", ["tenant_id", "batch_id"])
    op.drop_constraint("invitation_role", "invitation")
    op.create_check_constraint("invitation_role", "invitation", "role IN ('student', 'instructor', 'assistant')")
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")
    op.add_column("api_client", _moment("expires_at", nullable=True), schema="directory")
    op.add_column("api_client", _moment("disabled_at", nullable=True), schema="directory")
    op.create_table(
        "api_token",
        sa.Column("token_hash", sa.LargeBinary(), primary_key=True),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        _moment("expires_at"),
        schema="directory",
    )
    op.create_index("api_token_expires", "api_token", ["expires_at"], schema="directory")
    op.execute("ALTER TABLE directory.api_token OWNER TO learnapp_directory")
    op.execute(_FIND.format(live=_LIVE))
    for signature, returns, body, bare in _FUNCTIONS:
        op.execute(
            f"CREATE FUNCTION directory.{signature} RETURNS {returns} LANGUAGE sql SECURITY DEFINER"
            f" SET search_path = pg_catalog, pg_temp AS $fn$ {body} $fn$"
        )
        op.execute(f"ALTER FUNCTION directory.{bare} OWNER TO learnapp_directory")
        op.execute(f"REVOKE ALL ON FUNCTION directory.{bare} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION directory.{bare} TO learnapp_app")


def downgrade() -> None:
    """Forget all of it; assistants leave their sections, and what was invited for them ends."""
    for *_, bare in reversed(_FUNCTIONS):
        op.execute(f"DROP FUNCTION directory.{bare}")
    op.execute(_FIND.format(live=""))
    op.drop_table("api_token", schema="directory")
    op.drop_column("api_client", "disabled_at", schema="directory")
    op.drop_column("api_client", "expires_at", schema="directory")
    for (tenant,) in op.get_bind().execute(sa.text("SELECT tenant_id FROM directory.tenant")).fetchall():
        op.execute(f"SELECT set_config('app.tenant_id', '{tenant}', true)")
        op.execute("DELETE FROM invitation WHERE role = 'assistant' OR email_lookup IS NOT NULL")
        op.execute("DELETE FROM enrolment WHERE role = 'assistant'")
        op.execute("DELETE FROM role_grant WHERE role = 'assistant'")
    op.execute("SELECT set_config('app.tenant_id', '', true)")
    op.drop_constraint("invitation_role", "invitation")
    op.create_check_constraint("invitation_role", "invitation", "role IN ('student', 'instructor')")
    op.drop_index("invitation_batch", "invitation")
    for column in ("email_enc", "email_lookup", "batch_id", "sent_at"):
        op.drop_column("invitation", column)
    for table in reversed(_TABLES):
        op.drop_table(table)
    op.drop_column("guardian_link", "linked_at")
    op.drop_column("enrolment", "may_change")
