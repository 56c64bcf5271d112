"""Decisions about sentences that a language model wrote, and who may decide."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Add both tables behind their walls."""
    op.create_table(
        "text_ruling",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("passage_ids", ARRAY(sa.Uuid()), nullable=False, server_default="{}"),
        sa.Column("sound", sa.Boolean(), nullable=False),
        sa.Column("corrects", sa.Text(), nullable=True),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "certified_reviewer",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("certified_by", sa.Uuid(), nullable=False),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),
    )
    for table in ("text_ruling", "certified_reviewer"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget the decisions: what was rejected is judged by the automatic checks alone again."""
    op.drop_table("certified_reviewer")
    op.drop_table("text_ruling")
