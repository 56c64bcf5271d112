"""Daily figures of each section."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Create the rollup behind the same wall as everything else."""
    op.create_table(
        "section_day",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("students", sa.Integer(), nullable=False),
        sa.Column("hints", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"]),
        sa.PrimaryKeyConstraint("tenant_id", "section_id", "day"),
    )
    op.execute("ALTER TABLE section_day ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE section_day FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_tenant ON section_day USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON section_day TO learnapp_app")


def downgrade() -> None:
    """Drop the rollup; it can be computed again."""
    op.drop_table("section_day")
