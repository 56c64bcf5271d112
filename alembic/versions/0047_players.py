"""Players: where a student stands in an H5P or SCORM task."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Add the table behind its wall."""
    op.create_table(
        "player_state",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        sa.Column("content_id", sa.Uuid(), primary_key=True),
        sa.Column("state_enc", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.execute("ALTER TABLE player_state ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE player_state FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_tenant ON player_state USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON player_state TO learnapp_app")


def downgrade() -> None:
    """Forget where students stand in such tasks; what they did is in their events."""
    op.drop_table("player_state")
