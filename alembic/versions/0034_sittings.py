"""Sittings: topics that begin where a placement put them, tests for some students and as assignments, exposure."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("assessment_student", "exposure_calibration")


def _of_assessment() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "assessment_id"], ["assessment.tenant_id", "assessment.assessment_id"], ondelete="CASCADE"
    )


def upgrade() -> None:
    """Add what a placement infers, who takes a test, what is assigned, half-made answers, and how banks are spared."""
    op.add_column("kc_state", sa.Column("placed", sa.Float(), nullable=True))
    op.add_column("assessment", sa.Column("everyone", sa.Boolean(), nullable=False, server_default="true"))
    op.create_table(
        "assessment_student",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("assessment_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        _of_assessment(),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.add_column("assignment", sa.Column("assessment_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "assignment_assessment", "assignment", "assessment", ["tenant_id", "assessment_id"],
        ["tenant_id", "assessment_id"], ondelete="CASCADE",
    )  # fmt: skip
    op.drop_constraint("assignment_of_one_thing", "assignment")
    op.create_check_constraint(
        "assignment_of_one_thing", "assignment", "num_nonnulls(content_id, kc_id, assessment_id) = 1"
    )
    op.add_column("attempt_item", sa.Column("drafts", JSONB(none_as_null=True), nullable=False, server_default="{}"))
    op.create_table(
        "exposure_calibration",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("assessment_id", sa.Uuid(), primary_key=True),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("control", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        sa.Column("top_exposure", sa.Float(), nullable=False),
        sa.Column("mean_length", sa.Float(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("calibrated_at", sa.DateTime(timezone=True), nullable=False),
        _of_assessment(),
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget all of it; what is assigned of tests goes with them."""
    op.drop_table("exposure_calibration")
    op.drop_column("attempt_item", "drafts")
    op.execute("DELETE FROM assignment WHERE assessment_id IS NOT NULL")
    op.drop_constraint("assignment_of_one_thing", "assignment")
    op.drop_column("assignment", "assessment_id")
    op.create_check_constraint("assignment_of_one_thing", "assignment", "(content_id IS NULL) <> (kc_id IS NULL)")
    op.drop_table("assessment_student")
    op.drop_column("assessment", "everyone")
    op.drop_column("kc_state", "placed")
