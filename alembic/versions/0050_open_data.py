"""Open data: endpoints that are told of events, what waits for them, pseudonyms, and statements of other tools."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("open_data_endpoint", "open_data_out", "xapi_account", "xapi_statement", "xapi_document")


def upgrade() -> None:
    """Add the tables behind their walls."""
    op.create_table(
        "open_data_endpoint",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("endpoint_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("secret_enc", sa.LargeBinary(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_problem", sa.Text(), nullable=False, server_default=""),
        sa.Column("problem_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('xapi', 'caliper')", name="open_data_endpoint_kind"),
    )
    op.create_table(
        "open_data_out",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("endpoint_id", sa.Uuid(), primary_key=True),
        sa.Column("event_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False, server_default=""),
    )
    op.create_index("open_data_out_order", "open_data_out", ["tenant_id", "endpoint_id", "received_at"])
    op.create_index("open_data_out_student", "open_data_out", ["tenant_id", "student_id"])
    op.create_table(
        "xapi_account",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.create_index("xapi_account_name", "xapi_account", ["tenant_id", "name"], unique=True)
    op.create_table(
        "xapi_statement",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("statement_id", sa.Uuid(), primary_key=True),
        sa.Column("stored", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body_enc", sa.LargeBinary(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.LargeBinary(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=True),
        sa.Column("agents", ARRAY(sa.Text()), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=True),
        sa.Column("activities", ARRAY(sa.Text()), nullable=False),
        sa.Column("registration", sa.Uuid(), nullable=True),
        sa.Column("refers", sa.Uuid(), nullable=True),
        sa.Column("voids", sa.Uuid(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
    )
    op.create_index("xapi_statement_stored", "xapi_statement", ["tenant_id", "stored", "statement_id"])
    op.create_index("xapi_statement_agent", "xapi_statement", ["tenant_id", "agent", "stored"])
    op.create_index(
        "xapi_statement_about", "xapi_statement", ["tenant_id", "about"], postgresql_where=sa.text("about IS NOT NULL")
    )
    op.create_index("xapi_statement_activity", "xapi_statement", ["tenant_id", "activity", "stored"])
    op.create_index(
        "xapi_statement_new", "xapi_statement", ["tenant_id", "stored"], postgresql_where=sa.text("state = 'new'")
    )
    op.create_index(
        "xapi_statement_refers", "xapi_statement", ["tenant_id", "refers"],
        postgresql_where=sa.text("refers IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "xapi_statement_voids", "xapi_statement", ["tenant_id", "voids"], postgresql_where=sa.text("voids IS NOT NULL")
    )
    op.create_table(
        "xapi_document",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("place", sa.LargeBinary(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=True),
        sa.Column("agent", sa.LargeBinary(), nullable=True),
        sa.Column("registration", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("body_enc", sa.LargeBinary(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('state', 'activity', 'agent')", name="xapi_document_kind"),
    )
    op.create_index("xapi_document_agent", "xapi_document", ["tenant_id", "agent", "kind", "activity"])
    op.create_index("xapi_document_activity", "xapi_document", ["tenant_id", "kind", "activity"])
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget endpoints, what waits for them, and statements of other tools."""
    for table in reversed(_TABLES):
        op.drop_table(table)
