"""What a trained model keeps of each student: a few kilobytes that every answer moves on."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Make the table behind its wall, empty until a trained model serves."""
    op.create_table(
        "learner_track",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        sa.Column("state", sa.LargeBinary()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
    )
    # It is packed already: the server would only try in vain. And it is rewritten with every answer.
    op.execute("ALTER TABLE learner_track ALTER COLUMN state SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE learner_track ALTER COLUMN state SET STATISTICS 0")
    op.execute("ALTER TABLE learner_track SET (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.05)")
    op.execute("ALTER TABLE learner_track ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE learner_track FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_tenant ON learner_track USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON learner_track TO learnapp_app")


def downgrade() -> None:
    """Forget what was kept; all of it can be built again from the log."""
    op.drop_table("learner_track")
