"""Signing in by an institution's own provider, the second step of admins, and limits of sessions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = (
    "sign_in_provider", "sign_in_domain", "sign_in_identity", "sign_in_rule", "break_glass", "second_factor",
    "recovery_code",
)  # fmt: skip
_DIRECTORY = ("sign_in_domain", "sign_in_step", "session_rule")
_SESSION = (
    "device text NOT NULL DEFAULT 'unknown'",
    "via text NOT NULL DEFAULT 'password'",
    "provider_id uuid",
    "session_id uuid NOT NULL DEFAULT gen_random_uuid()",
)
_LIVE = (
    "s.expires_at > now() AND s.last_seen_at > now() - least(p_idle, coalesce(r.idle, p_idle))"
    " AND s.created_at > now() - coalesce(r.lasts, interval '100 years')"
)

# name and arguments, what it returns, body, types for what follows the creation
_FUNCTIONS = (
    (
        "begin_session(p_hash bytea, p_tenant uuid, p_person uuid, p_lasts interval, p_device text, p_via text,"
        " p_provider uuid)",
        "void",
        "INSERT INTO directory.session (token_hash, tenant_id, person_id, created_at, last_seen_at, expires_at,"
        " device, via, provider_id) SELECT p_hash, p_tenant, p_person, now(), now(),"
        " now() + least(p_lasts, coalesce((SELECT r.lasts FROM directory.session_rule r WHERE r.tenant_id = p_tenant),"
        " p_lasts)), p_device, p_via, p_provider",
        "begin_session(bytea, uuid, uuid, interval, text, text, uuid)",
    ),
    (
        "list_sessions(p_tenant uuid, p_person uuid, p_idle interval, p_own bytea)",
        "TABLE (session_id uuid, device text, via text, created_at timestamptz, last_seen_at timestamptz, own boolean)",
        "SELECT s.session_id, s.device, s.via, s.created_at, s.last_seen_at, s.token_hash = p_own"
        " FROM directory.session s LEFT JOIN directory.session_rule r ON r.tenant_id = s.tenant_id"
        f" WHERE s.tenant_id = p_tenant AND s.person_id = p_person AND {_LIVE}"
        " ORDER BY s.token_hash = p_own DESC, s.last_seen_at DESC LIMIT 100",
        "list_sessions(uuid, uuid, interval, bytea)",
    ),
    (
        "revoke_session_of(p_tenant uuid, p_person uuid, p_session uuid)",
        "TABLE (token_hash bytea)",
        "DELETE FROM directory.session s WHERE s.tenant_id = p_tenant AND s.person_id = p_person"
        " AND s.session_id = p_session RETURNING s.token_hash",
        "revoke_session_of(uuid, uuid, uuid)",
    ),
    (
        "session_provider(p_hash bytea)",
        "TABLE (tenant_id uuid, provider_id uuid)",
        "SELECT s.tenant_id, s.provider_id FROM directory.session s"
        " WHERE s.token_hash = p_hash AND s.provider_id IS NOT NULL AND s.expires_at > now()",
        "session_provider(bytea)",
    ),
    (
        "revoke_password_sessions(p_tenant uuid, p_keep uuid[])",
        "TABLE (person_id uuid)",
        "DELETE FROM directory.session s WHERE s.tenant_id = p_tenant AND s.via IN ('password', 'second_step')"
        " AND NOT s.person_id = ANY(p_keep) RETURNING s.person_id",
        "revoke_password_sessions(uuid, uuid[])",
    ),
    (
        "revoke_provider_sessions(p_tenant uuid, p_provider uuid)",
        "TABLE (person_id uuid)",
        "DELETE FROM directory.session s WHERE s.tenant_id = p_tenant AND s.provider_id = p_provider"
        " RETURNING s.person_id",
        "revoke_provider_sessions(uuid, uuid)",
    ),
    (
        "put_session_rule(p_tenant uuid, p_idle interval, p_lasts interval)",
        "void",
        "INSERT INTO directory.session_rule (tenant_id, idle, lasts) VALUES (p_tenant, p_idle, p_lasts)"
        " ON CONFLICT (tenant_id) DO UPDATE SET idle = excluded.idle, lasts = excluded.lasts",
        "put_session_rule(uuid, interval, interval)",
    ),
    (
        "find_sign_in_domain(p_domain text)",
        "TABLE (tenant_id uuid)",
        "SELECT d.tenant_id FROM directory.sign_in_domain d JOIN directory.tenant t USING (tenant_id)"
        " WHERE d.domain = p_domain AND t.status = 'active'",
        "find_sign_in_domain(text)",
    ),
    (
        "put_sign_in_domain(p_domain text, p_tenant uuid)",
        "TABLE (tenant_id uuid)",
        "INSERT INTO directory.sign_in_domain AS d (domain, tenant_id) VALUES (p_domain, p_tenant)"
        " ON CONFLICT (domain) DO UPDATE SET tenant_id = d.tenant_id RETURNING d.tenant_id",
        "put_sign_in_domain(text, uuid)",
    ),
    (
        "remove_sign_in_domain(p_domain text, p_tenant uuid)",
        "void",
        "DELETE FROM directory.sign_in_domain d WHERE d.domain = p_domain AND d.tenant_id = p_tenant",
        "remove_sign_in_domain(text, uuid)",
    ),
    (
        "put_sign_in_step(p_hash bytea, p_kind text, p_tenant uuid, p_payload bytea, p_lasts interval)",
        "void",
        "INSERT INTO directory.sign_in_step (token_hash, kind, tenant_id, payload, expires_at)"
        " VALUES (p_hash, p_kind, p_tenant, p_payload, now() + p_lasts)",
        "put_sign_in_step(bytea, text, uuid, bytea, interval)",
    ),
    (
        "find_sign_in_step(p_hash bytea, p_kind text)",
        "TABLE (tenant_id uuid, payload bytea)",
        "SELECT s.tenant_id, s.payload FROM directory.sign_in_step s JOIN directory.tenant t USING (tenant_id)"
        " WHERE s.token_hash = p_hash AND s.kind = p_kind AND s.expires_at > now() AND t.status = 'active'",
        "find_sign_in_step(bytea, text)",
    ),
    (
        "take_sign_in_step(p_hash bytea, p_kind text)",
        "TABLE (tenant_id uuid, payload bytea)",
        "WITH gone AS (DELETE FROM directory.sign_in_step s WHERE s.token_hash = p_hash AND s.kind = p_kind"
        " RETURNING s.tenant_id, s.payload, s.expires_at)"
        " SELECT g.tenant_id, g.payload FROM gone g JOIN directory.tenant t USING (tenant_id)"
        " WHERE g.expires_at > now() AND t.status = 'active'",
        "take_sign_in_step(bytea, text)",
    ),
)
_FIND_SESSION = (
    "CREATE OR REPLACE FUNCTION directory.find_session(p_hash bytea, p_idle interval)"
    " RETURNS TABLE (tenant_id uuid, person_id uuid, expires_at timestamptz) LANGUAGE sql SECURITY DEFINER"
    " SET search_path = pg_catalog, pg_temp AS $fn$ {body} $fn$"
)
_REMOVE_EXPIRED = (
    "CREATE OR REPLACE FUNCTION directory.remove_expired_sessions() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
    " SET search_path = pg_catalog, pg_temp AS $fn$ {body} $fn$"
)
_OLD_FIND = (
    "WITH seen AS (UPDATE directory.session SET last_seen_at = now() WHERE token_hash = p_hash"
    " AND last_seen_at < now() - interval '1 minute' AND last_seen_at > now() - p_idle AND expires_at > now())"
    " SELECT s.tenant_id, s.person_id, s.expires_at FROM directory.session s"
    " JOIN directory.tenant t ON t.tenant_id = s.tenant_id AND t.status = 'active'"
    " WHERE s.token_hash = p_hash AND s.expires_at > now() AND s.last_seen_at > now() - p_idle"
)
_NEW_FIND = (
    "WITH live AS (SELECT s.token_hash, s.tenant_id, s.person_id, s.expires_at, s.last_seen_at"
    " FROM directory.session s JOIN directory.tenant t ON t.tenant_id = s.tenant_id AND t.status = 'active'"
    " LEFT JOIN directory.session_rule r ON r.tenant_id = s.tenant_id"
    f" WHERE s.token_hash = p_hash AND {_LIVE}),"
    " seen AS (UPDATE directory.session u SET last_seen_at = now() FROM live WHERE u.token_hash = live.token_hash"
    " AND live.last_seen_at < now() - interval '1 minute')"
    " SELECT tenant_id, person_id, expires_at FROM live"
)
_OLD_EXPIRED = (
    "WITH gone AS (DELETE FROM directory.session WHERE expires_at < now() RETURNING 1) SELECT count(*) FROM gone"
)
_NEW_EXPIRED = (
    "WITH steps AS (DELETE FROM directory.sign_in_step WHERE expires_at < now()),"
    " gone AS (DELETE FROM directory.session WHERE expires_at < now() RETURNING 1) SELECT count(*) FROM gone"
)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, key: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), primary_key=key, nullable=False)


def _text(name: str, default: str | None = None, *, key: bool = False, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), primary_key=key, nullable=nullable, server_default=default)


def _flag(name: str, default: str = "false") -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=default)


def _person() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"])


def _tenant_tables() -> None:
    op.create_table(
        "sign_in_provider",
        _id("tenant_id", key=True),
        _id("provider_id", key=True),
        _text("name"),
        _text("issuer"),
        _text("client_id"),
        sa.Column("secret_enc", sa.LargeBinary(), nullable=True),
        sa.Column("mapping", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        _flag("enabled"),
        _flag("new_accounts"),
        _flag("link_by_email"),
        _flag("admin_roles"),
        _moment("proved_at", nullable=True),
        _text("last_problem", ""),
        sa.Column("trial_enc", sa.LargeBinary(), nullable=True),
        sa.Column("trial_by", sa.Uuid(), nullable=True),
        _moment("trial_at", nullable=True),
        _id("made_by"),
        _moment("made_at"),
    )
    op.create_table(
        "sign_in_domain",
        _id("tenant_id", key=True),
        _text("domain", key=True),
        _id("provider_id"),
        _text("proof"),
        _moment("proved_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "provider_id"],
            ["sign_in_provider.tenant_id", "sign_in_provider.provider_id"],
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "sign_in_identity",
        _id("tenant_id", key=True),
        _id("provider_id", key=True),
        sa.Column("subject", sa.LargeBinary(), primary_key=True, nullable=False),
        _id("person_id"),
        _text("how"),
        _moment("linked_at"),
        _moment("used_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "provider_id"],
            ["sign_in_provider.tenant_id", "sign_in_provider.provider_id"],
            ondelete="CASCADE",
        ),
        _person(),
        sa.CheckConstraint("how IN ('made', 'self', 'email')", name="sign_in_identity_how"),
    )
    op.create_index("sign_in_identity_person", "sign_in_identity", ["tenant_id", "person_id"])
    op.create_table(
        "sign_in_rule",
        _id("tenant_id", key=True),
        _flag("enforced"),
        _flag("second_step"),
        sa.Column("idle_minutes", sa.Integer(), nullable=True),
        sa.Column("most_hours", sa.Integer(), nullable=True),
        sa.CheckConstraint("idle_minutes >= 5 AND most_hours >= 1", name="sign_in_rule_limits"),
    )
    op.create_table(
        "break_glass",
        _id("tenant_id", key=True),
        _id("person_id", key=True),
        _id("named_by"),
        _moment("named_at"),
        _person(),
    )
    op.create_table(
        "second_factor",
        _id("tenant_id", key=True),
        _id("person_id", key=True),
        sa.Column("secret_enc", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False, server_default="0"),
        _moment("made_at"),
        _moment("confirmed_at", nullable=True),
        _person(),
    )
    op.create_table(
        "recovery_code",
        _id("tenant_id", key=True),
        _id("person_id", key=True),
        sa.Column("code_hash", sa.LargeBinary(), primary_key=True, nullable=False),
        _moment("used_at", nullable=True),
        _person(),
    )


def _directory_tables() -> None:
    op.create_table("sign_in_domain", _text("domain", key=True), _id("tenant_id"), schema="directory")
    op.create_table(
        "sign_in_step",
        sa.Column("token_hash", sa.LargeBinary(), primary_key=True),
        _text("kind"),
        _id("tenant_id"),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        _moment("expires_at"),
        schema="directory",
    )
    op.create_table(
        "session_rule",
        _id("tenant_id", key=True),
        sa.Column("idle", sa.Interval(), nullable=True),
        sa.Column("lasts", sa.Interval(), nullable=True),
        schema="directory",
    )


def upgrade() -> None:
    """Make the tables behind their walls, what is asked before a tenant is known, and more columns of sessions."""
    _tenant_tables()
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")
    _directory_tables()
    for table in _DIRECTORY:
        op.execute(f"ALTER TABLE directory.{table} OWNER TO learnapp_directory")
    for column in _SESSION:
        op.execute(f"ALTER TABLE directory.session ADD COLUMN {column}")
    for signature, returns, body, bare in _FUNCTIONS:
        op.execute(
            f"CREATE FUNCTION directory.{signature} RETURNS {returns} LANGUAGE sql SECURITY DEFINER"
            f" SET search_path = pg_catalog, pg_temp AS $fn$ {body} $fn$"
        )
        op.execute(f"ALTER FUNCTION directory.{bare} OWNER TO learnapp_directory")
        op.execute(f"REVOKE ALL ON FUNCTION directory.{bare} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION directory.{bare} TO learnapp_app")
    op.execute(_FIND_SESSION.format(body=_NEW_FIND))
    op.execute(_REMOVE_EXPIRED.format(body=_NEW_EXPIRED))


def downgrade() -> None:
    """Passwords alone again."""
    op.execute(_FIND_SESSION.format(body=_OLD_FIND))
    op.execute(_REMOVE_EXPIRED.format(body=_OLD_EXPIRED))
    for *_, bare in _FUNCTIONS:
        op.execute(f"DROP FUNCTION directory.{bare}")
    for column in _SESSION:
        op.execute(f"ALTER TABLE directory.session DROP COLUMN {column.split(' ', 1)[0]}")
    for table in _DIRECTORY:
        op.drop_table(table, schema="directory")
    for table in reversed(_TABLES):
        op.drop_table(table)
