"""What is kept of each student's behaviour, and the figures of classes that features are compared with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Add the column, empty until the worker has counted a student's events, and the table behind its wall."""
    # Text: it is read and written with every event, and as jsonb that would take several times as long.
    op.add_column("learner_state", sa.Column("running", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("learner_state", sa.Column("folded", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "feature_figures",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("scope_id", sa.Uuid(), primary_key=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("students", sa.Integer(), nullable=False),
        sa.Column("figures", JSONB(), nullable=False, server_default="{}"),
    )
    op.execute("ALTER TABLE feature_figures ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE feature_figures FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_tenant ON feature_figures USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON feature_figures TO learnapp_app")


def downgrade() -> None:
    """Forget what was kept; all of it can be counted again from the log."""
    op.drop_table("feature_figures")
    op.drop_column("learner_state", "folded")
    op.drop_column("learner_state", "running")
