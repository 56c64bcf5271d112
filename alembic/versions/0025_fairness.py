"""Reports of how evenly the releases of models treat groups, and what quickly finds a student's entries to review."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Make the table behind its wall: reports are added, never changed."""
    op.create_table(
        "fairness_report",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("report_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False, server_default="{}"),
    )
    op.create_index("fairness_report_kind", "fairness_report", ["tenant_id", "kind", "created_at"])
    op.execute("ALTER TABLE fairness_report ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE fairness_report FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_tenant ON fairness_report USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, DELETE ON fairness_report TO learnapp_app")
    op.create_index(
        "review_item_at_risk", "review_item", ["tenant_id", "subject_id"],
        postgresql_where=sa.text("kind = 'at_risk'"),
    )  # fmt: skip


def downgrade() -> None:
    """Forget the reports; they can be made again."""
    op.drop_index("review_item_at_risk", "review_item")
    op.drop_table("fairness_report")
