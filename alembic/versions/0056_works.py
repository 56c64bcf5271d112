"""The use of licences outlives the content provider that they came from."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Make the table of what was used of providers that are removed; nobody is named in it."""
    op.create_table(
        "licence_past",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("provider_id", sa.Uuid(), primary_key=True),
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("students", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        # No reference to the provider: it is gone.
    )
    op.execute("ALTER TABLE licence_past ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE licence_past FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_tenant ON licence_past USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON licence_past TO learnapp_app")


def downgrade() -> None:
    """Forget what was used of providers that are gone."""
    op.drop_table("licence_past")
