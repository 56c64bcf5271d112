"""How recommendations fared, day by day: what the watch for drift reads instead of the log."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Make the table behind its wall."""
    op.create_table(
        "recommendation_day",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("policy_version", sa.Text(), primary_key=True),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.Column("dismissed", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute("ALTER TABLE recommendation_day ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE recommendation_day FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY own_tenant ON recommendation_day"
        f" USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON recommendation_day TO learnapp_app")


def downgrade() -> None:
    """Forget the days; they can be counted again from the log."""
    op.drop_table("recommendation_day")
