"""The directory's functions: the only way from the app role to what is known before a tenant is."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = ("tenant", "login", "session", "api_client")

# name and arguments, what it returns, body
_FUNCTIONS = (
    (
        "tenants()",
        "TABLE (tenant_id uuid, slug text, name text, kind text, region text, status text)",
        "SELECT tenant_id, slug, name, kind, region, status FROM directory.tenant ORDER BY slug",
    ),
    (
        "create_tenant(p_id uuid, p_slug text, p_name text, p_kind text, p_region text)",
        "void",
        "INSERT INTO directory.tenant (tenant_id, slug, name, kind, region, status, created_at)"
        " VALUES (p_id, p_slug, p_name, p_kind, p_region, 'active', now()) ON CONFLICT (tenant_id) DO NOTHING",
    ),
    (
        "find_logins(p_lookup bytea)",
        "TABLE (tenant_id uuid, person_id uuid)",
        "SELECT l.tenant_id, l.person_id FROM directory.login l JOIN directory.tenant t USING (tenant_id)"
        " WHERE l.lookup = p_lookup AND t.status = 'active' ORDER BY t.slug",
    ),
    (
        "put_login(p_lookup bytea, p_tenant uuid, p_person uuid)",
        "void",
        "INSERT INTO directory.login (lookup, tenant_id, person_id) VALUES (p_lookup, p_tenant, p_person)"
        " ON CONFLICT (lookup, tenant_id) DO UPDATE SET person_id = excluded.person_id",
    ),
    (
        "remove_login(p_tenant uuid, p_person uuid)",
        "void",
        "DELETE FROM directory.login WHERE tenant_id = p_tenant AND person_id = p_person",
    ),
    (
        "create_session(p_hash bytea, p_tenant uuid, p_person uuid, p_lasts interval)",
        "void",
        "INSERT INTO directory.session (token_hash, tenant_id, person_id, created_at, last_seen_at, expires_at)"
        " VALUES (p_hash, p_tenant, p_person, now(), now(), now() + p_lasts)",
    ),
    (
        "find_session(p_hash bytea, p_idle interval)",
        "TABLE (tenant_id uuid, person_id uuid, expires_at timestamptz)",
        "WITH seen AS (UPDATE directory.session SET last_seen_at = now() WHERE token_hash = p_hash"
        " AND last_seen_at < now() - interval '1 minute' AND last_seen_at > now() - p_idle AND expires_at > now())"
        " SELECT s.tenant_id, s.person_id, s.expires_at FROM directory.session s"
        " JOIN directory.tenant t ON t.tenant_id = s.tenant_id AND t.status = 'active'"
        " WHERE s.token_hash = p_hash AND s.expires_at > now() AND s.last_seen_at > now() - p_idle",
    ),
    ("revoke_session(p_hash bytea)", "void", "DELETE FROM directory.session WHERE token_hash = p_hash"),
    (
        "revoke_sessions_of(p_tenant uuid, p_person uuid, p_keep bytea)",
        "bigint",
        "WITH gone AS (DELETE FROM directory.session WHERE tenant_id = p_tenant AND person_id = p_person"
        " AND token_hash <> p_keep RETURNING 1) SELECT count(*) FROM gone",
    ),
    (
        "remove_expired_sessions()",
        "bigint",
        "WITH gone AS (DELETE FROM directory.session WHERE expires_at < now() RETURNING 1) SELECT count(*) FROM gone",
    ),
    (
        "find_api_client(p_hash bytea)",
        "TABLE (tenant_id uuid, client_id uuid, name text, scopes text[])",
        "WITH used AS (UPDATE directory.api_client SET last_used_at = now() WHERE secret_hash = p_hash"
        " AND coalesce(last_used_at, '-infinity') < now() - interval '1 minute')"
        " SELECT c.tenant_id, c.client_id, c.name, c.scopes FROM directory.api_client c"
        " JOIN directory.tenant t ON t.tenant_id = c.tenant_id AND t.status = 'active'"
        " WHERE c.secret_hash = p_hash AND c.revoked_at IS NULL",
    ),
    (
        "put_api_client(p_hash bytea, p_tenant uuid, p_client uuid, p_name text, p_scopes text[])",
        "void",
        "INSERT INTO directory.api_client (secret_hash, tenant_id, client_id, name, scopes, created_at)"
        " VALUES (p_hash, p_tenant, p_client, p_name, p_scopes, now()) ON CONFLICT (secret_hash) DO NOTHING",
    ),
    (
        "list_api_clients(p_tenant uuid)",
        "TABLE (client_id uuid, name text, scopes text[], created_at timestamptz, last_used_at timestamptz)",
        "SELECT client_id, name, scopes, created_at, last_used_at FROM directory.api_client"
        " WHERE tenant_id = p_tenant AND revoked_at IS NULL ORDER BY created_at",
    ),
    (
        "revoke_api_client(p_tenant uuid, p_client uuid)",
        "void",
        "UPDATE directory.api_client SET revoked_at = now() WHERE tenant_id = p_tenant AND client_id = p_client",
    ),
)


def upgrade() -> None:
    """Hand the directory to its own role and open its functions to the app."""
    op.execute(
        "INSERT INTO directory.tenant (tenant_id, slug, name, kind, region, status, created_at)"
        " VALUES ('00000000-0000-7000-8000-000000000001', 'library', 'Shared library', 'library', 'local', 'active',"
        " now())"
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE directory.{table} OWNER TO learnapp_directory")
    for signature, returns, body in _FUNCTIONS:
        name = f"directory.{signature}"
        op.execute(
            f"CREATE FUNCTION {name} RETURNS {returns} LANGUAGE sql SECURITY DEFINER"
            f" SET search_path = pg_catalog, pg_temp AS $fn$ {body} $fn$"
        )
        op.execute(f"ALTER FUNCTION {_bare(name)} OWNER TO learnapp_directory")
        op.execute(f"REVOKE ALL ON FUNCTION {_bare(name)} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {_bare(name)} TO learnapp_app")
    op.execute("REVOKE CREATE ON SCHEMA directory FROM learnapp_owner")
    op.execute("GRANT USAGE ON SCHEMA directory TO learnapp_app")


def _bare(signature: str) -> str:
    name, arguments = signature.rstrip(")").split("(", 1)
    types = [part.strip().split(" ", 1)[1] for part in arguments.split(",") if part.strip()]
    return f"{name}({', '.join(types)})"


def downgrade() -> None:
    """Refused: nobody could sign in."""
    raise RuntimeError("The directory is not taken back.")
