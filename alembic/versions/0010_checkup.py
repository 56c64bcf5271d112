"""Check-ups: short tests that a student asks for, because a number seems wrong."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Add the table behind its wall."""
    op.create_table(
        "checkup",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("checkup_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("kc_id", sa.Uuid(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("items", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("p_before", sa.Float(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("right_count", sa.Integer(), nullable=True),
        sa.Column("p_after", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        sa.ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"]),
        sa.CheckConstraint("claim IN ('more', 'less')", name="checkup_claim"),
    )
    op.execute("ALTER TABLE checkup ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE checkup FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON checkup USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON checkup TO learnapp_app")
    op.create_index("checkup_student", "checkup", ["tenant_id", "student_id", "started_at"])


def downgrade() -> None:
    """Forget the check-ups; the answers in them stay."""
    op.drop_table("checkup")
