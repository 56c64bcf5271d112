"""Learning management systems by LTI 1.3: registrations, keys, contexts, identities; what is known before a tenant."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("lti_registration", "lti_deployment", "lti_key", "lti_context", "lti_identity")
_DIRECTORY = ("lti_registration", "lti_deployment", "lti_login", "lti_landing")

# name and arguments, what it returns, body, types for what follows the creation
_FUNCTIONS = (
    (
        "put_lti_registration(p_issuer text, p_client text, p_tenant uuid, p_registration uuid)",
        "void",
        "INSERT INTO directory.lti_registration (issuer, client_id, tenant_id, registration_id)"
        " VALUES (p_issuer, p_client, p_tenant, p_registration)",
        "put_lti_registration(text, text, uuid, uuid)",
    ),
    (
        "remove_lti_registration(p_tenant uuid, p_registration uuid)",
        "void",
        "DELETE FROM directory.lti_deployment WHERE tenant_id = p_tenant AND registration_id = p_registration;"
        " DELETE FROM directory.lti_registration WHERE tenant_id = p_tenant AND registration_id = p_registration",
        "remove_lti_registration(uuid, uuid)",
    ),
    (
        # A deployment belongs to the institution that entered it first: true is that this one has it now.
        "put_lti_deployment(p_deployment text, p_tenant uuid, p_registration uuid)",
        "boolean",
        "WITH own AS (SELECT issuer, client_id FROM directory.lti_registration"
        " WHERE tenant_id = p_tenant AND registration_id = p_registration),"
        " put AS (INSERT INTO directory.lti_deployment (issuer, client_id, deployment_id, tenant_id, registration_id)"
        " SELECT issuer, client_id, p_deployment, p_tenant, p_registration FROM own"
        " ON CONFLICT DO NOTHING RETURNING 1)"
        " SELECT EXISTS (SELECT 1 FROM put)",
        "put_lti_deployment(text, uuid, uuid)",
    ),
    (
        "remove_lti_deployment(p_deployment text, p_tenant uuid, p_registration uuid)",
        "void",
        "DELETE FROM directory.lti_deployment WHERE tenant_id = p_tenant AND registration_id = p_registration"
        " AND deployment_id = p_deployment",
        "remove_lti_deployment(text, uuid, uuid)",
    ),
    (
        "find_lti(p_issuer text, p_client text, p_deployment text)",
        "TABLE (tenant_id uuid, registration_id uuid)",
        "SELECT r.tenant_id, r.registration_id FROM directory.lti_registration r"
        " JOIN directory.tenant t ON t.tenant_id = r.tenant_id AND t.status = 'active'"
        " WHERE r.issuer = p_issuer AND (p_client = '' OR r.client_id = p_client)"
        " AND (p_deployment = '' OR EXISTS (SELECT 1 FROM directory.lti_deployment d"
        " WHERE d.issuer = r.issuer AND d.client_id = r.client_id AND d.deployment_id = p_deployment"
        " AND d.tenant_id = r.tenant_id AND d.registration_id = r.registration_id))"
        " ORDER BY r.tenant_id, r.registration_id LIMIT 20",
        "find_lti(text, text, text)",
    ),
    (
        "put_lti_login(p_state bytea, p_nonce bytea, p_proof bytea, p_tenant uuid, p_registration uuid,"
        " p_asked jsonb, p_lasts interval)",
        "void",
        "DELETE FROM directory.lti_login WHERE expires_at < now();"
        " INSERT INTO directory.lti_login (state_hash, nonce_hash, proof_hash, tenant_id, registration_id, asked,"
        " expires_at) VALUES (p_state, p_nonce, p_proof, p_tenant, p_registration, p_asked, now() + p_lasts)",
        "put_lti_login(bytea, bytea, bytea, uuid, uuid, jsonb, interval)",
    ),
    (
        "find_lti_login(p_state bytea)",
        "TABLE (nonce_hash bytea, proof_hash bytea, tenant_id uuid, registration_id uuid, asked jsonb)",
        "SELECT nonce_hash, proof_hash, tenant_id, registration_id, asked FROM directory.lti_login"
        " WHERE state_hash = p_state AND expires_at > now()",
        "find_lti_login(bytea)",
    ),
    (
        "take_lti_login(p_state bytea)",
        "boolean",
        "WITH taken AS (DELETE FROM directory.lti_login WHERE state_hash = p_state AND expires_at > now() RETURNING 1)"
        " SELECT EXISTS (SELECT 1 FROM taken)",
        "take_lti_login(bytea)",
    ),
    (
        "put_lti_landing(p_code bytea, p_tenant uuid, p_person uuid, p_session bytea, p_target text, p_lasts interval)",
        "void",
        "DELETE FROM directory.lti_landing WHERE expires_at < now();"
        " INSERT INTO directory.lti_landing (code_hash, tenant_id, person_id, session_hash, target, expires_at)"
        " VALUES (p_code, p_tenant, p_person, p_session, p_target, now() + p_lasts)",
        "put_lti_landing(bytea, uuid, uuid, bytea, text, interval)",
    ),
    (
        "find_lti_landing(p_code bytea)",
        "TABLE (tenant_id uuid, person_id uuid, session_hash bytea, target text)",
        "SELECT tenant_id, person_id, session_hash, target FROM directory.lti_landing"
        " WHERE code_hash = p_code AND expires_at > now()",
        "find_lti_landing(bytea)",
    ),
    (
        "take_lti_landing(p_code bytea)",
        "boolean",
        "WITH taken AS (DELETE FROM directory.lti_landing WHERE code_hash = p_code AND expires_at > now() RETURNING 1)"
        " SELECT EXISTS (SELECT 1 FROM taken)",
        "take_lti_landing(bytea)",
    ),
)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, key: bool = False, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), primary_key=key, nullable=nullable)


def _text(name: str, *, key: bool = False, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.Text(), primary_key=key, nullable=False, server_default=default)


def _bytes(name: str, *, key: bool = False) -> sa.Column:
    return sa.Column(name, sa.LargeBinary(), primary_key=key, nullable=False)


def _of_registration() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "registration_id"],
        ["lti_registration.tenant_id", "lti_registration.registration_id"],
        ondelete="CASCADE",
    )


def upgrade() -> None:
    """Make the tables behind their walls, and the directory's own beside them."""
    op.create_table(
        "lti_registration",
        _id("tenant_id", key=True),
        _id("registration_id", key=True),
        _text("name"),
        _text("product"),
        _text("issuer"),
        _text("client_id"),
        _text("site"),
        _text("auth_url"),
        _text("token_url"),
        _text("keys_url"),
        _text("audience", default=""),
        _id("course_tenant_id", nullable=True),
        _id("course_id", nullable=True),
        sa.Column("attested", sa.Boolean(), nullable=False),
        _text("status", default="active"),
        _moment("created_at"),
        _id("created_by"),
        _moment("last_launch_at", nullable=True),
        sa.UniqueConstraint("tenant_id", "issuer", "client_id", name="lti_registration_client"),
        sa.CheckConstraint("status IN ('active', 'off')", name="lti_registration_status"),
        sa.CheckConstraint("product IN ('canvas', 'moodle', 'blackboard', 'other')", name="lti_registration_product"),
    )
    op.create_table(
        "lti_deployment",
        _id("tenant_id", key=True),
        _id("registration_id", key=True),
        _text("deployment_id", key=True),
        _moment("created_at"),
        _of_registration(),
    )
    op.create_table(
        "lti_key",
        _id("tenant_id", key=True),
        _text("kid", key=True),
        _text("public_pem"),
        _bytes("private_sealed"),
        _moment("created_at"),
        _moment("replaced_at", nullable=True),
    )
    op.create_index(
        "lti_key_present", "lti_key", ["tenant_id"], unique=True, postgresql_where=sa.text("replaced_at IS NULL")
    )
    op.create_table(
        "lti_context",
        _id("tenant_id", key=True),
        _id("registration_id", key=True),
        _text("deployment_id", key=True),
        _text("context_id", key=True),
        _text("title"),
        _id("section_id", nullable=True),
        _moment("first_seen_at"),
        _moment("last_launch_at"),
        _of_registration(),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], name="lti_context_section"
        ),
    )
    op.create_index("lti_context_section", "lti_context", ["tenant_id", "section_id"])
    op.create_table(
        "lti_identity",
        _id("tenant_id", key=True),
        _bytes("subject_lookup", key=True),
        _id("person_id"),
        _text("issuer"),
        _text("deployment_id"),
        _bytes("subject_enc"),
        _moment("linked_at"),
        _moment("last_launch_at"),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.create_index("lti_identity_person", "lti_identity", ["tenant_id", "person_id"])
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")
    op.create_table(
        "lti_registration",
        _text("issuer", key=True),
        _text("client_id", key=True),
        _id("tenant_id", key=True),
        _id("registration_id"),
        schema="directory",
    )
    op.create_table(
        "lti_deployment",
        _text("issuer", key=True),
        _text("client_id", key=True),
        _text("deployment_id", key=True),
        _id("tenant_id"),
        _id("registration_id"),
        schema="directory",
    )
    op.create_table(
        "lti_login",
        _bytes("state_hash", key=True),
        _bytes("nonce_hash"),
        _bytes("proof_hash"),
        _id("tenant_id"),
        _id("registration_id"),
        sa.Column("asked", JSONB(), nullable=False),
        _moment("expires_at"),
        schema="directory",
    )
    op.create_index("lti_login_expires", "lti_login", ["expires_at"], schema="directory")
    op.create_table(
        "lti_landing",
        _bytes("code_hash", key=True),
        _id("tenant_id"),
        _id("person_id"),
        _bytes("session_hash"),
        _text("target"),
        _moment("expires_at"),
        schema="directory",
    )
    op.create_index("lti_landing_expires", "lti_landing", ["expires_at"], schema="directory")
    for table in _DIRECTORY:
        op.execute(f"ALTER TABLE directory.{table} OWNER TO learnapp_directory")
    for signature, returns, body, bare in _FUNCTIONS:
        op.execute(
            f"CREATE FUNCTION directory.{signature} RETURNS {returns} LANGUAGE sql SECURITY DEFINER"
            f" SET search_path = pg_catalog, pg_temp AS $fn$ {body} $fn$"
        )
        op.execute(f"ALTER FUNCTION directory.{bare} OWNER TO learnapp_directory")
        op.execute(f"REVOKE ALL ON FUNCTION directory.{bare} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION directory.{bare} TO learnapp_app")


def downgrade() -> None:
    """Forget every learning management system and who came from it."""
    for *_, bare in _FUNCTIONS:
        op.execute(f"DROP FUNCTION directory.{bare}")
    for table in _DIRECTORY:
        op.drop_table(table, schema="directory")
    for table in reversed(_TABLES):
        op.drop_table(table)
