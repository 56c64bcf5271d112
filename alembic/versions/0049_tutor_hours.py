"""Hours without the tutor, who may read what was said to it, drafts that a model wrote, and services for facts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("tutor_pause", "tutor_policy", "fact_service")


def upgrade() -> None:
    """Add the tables behind their walls; what was said before stays for its student alone."""
    op.create_table(
        "tutor_pause",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("pause_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("only_on", sa.Date(), nullable=True),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6 AND begins < ends", name="tutor_pause_span"),
    )
    op.create_index("tutor_pause_section", "tutor_pause", ["tenant_id", "section_id"])
    op.create_table(
        "tutor_policy",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("readers", sa.Text(), nullable=False),
        sa.Column("deletable", sa.Boolean(), nullable=False),
        sa.CheckConstraint("readers IN ('nobody', 'worry', 'section')", name="tutor_policy_readers"),
    )
    op.create_table(
        "fact_service",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("key_enc", sa.LargeBinary(), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("last_problem", sa.Text(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('wikipedia', 'wolfram_short', 'wolfram_llm')", name="fact_service_kind"),
    )
    op.add_column("tutor_message", sa.Column("readers", sa.Text(), nullable=False, server_default="nobody"))
    op.create_check_constraint("tutor_message_readers", "tutor_message", "readers IN ('nobody', 'worry', 'section')")
    # What of a draft a language model has written.
    op.add_column(
        "content_draft", sa.Column("generated", JSONB(none_as_null=True), nullable=False, server_default="{}")
    )
    op.create_index("tutor_conversation_section", "tutor_conversation", ["tenant_id", "section_id", "student_id"])
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget hours, policy and services; what was said stays."""
    op.drop_table("fact_service")
    op.drop_index("tutor_conversation_section", "tutor_conversation")
    op.drop_column("content_draft", "generated")
    op.drop_constraint("tutor_message_readers", "tutor_message")
    op.drop_column("tutor_message", "readers")
    op.drop_table("tutor_policy")
    op.drop_table("tutor_pause")
