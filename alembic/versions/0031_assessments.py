"""Assessments: what a teacher makes, who gets more time, and each student's attempts with what was answered in them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = (
    "assessment", "assessment_item", "assessment_topic", "accommodation", "attempt", "attempt_item", "attempt_answer",
)  # fmt: skip


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, key: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), primary_key=key, nullable=False)


def _number(name: str, default: str | None = "0", *, key: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), primary_key=key, nullable=False, server_default=default)


def _of(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.{column}"], ondelete="CASCADE"
    )


def _person() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"])


def upgrade() -> None:
    """Make the tables behind their walls."""
    op.create_table(
        "assessment",
        _id("tenant_id", key=True),
        _id("assessment_id", key=True),
        _id("section_id"),
        _id("course_id"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        _number("minutes"),
        _number("attempts", "1"),
        _number("most_items"),
        sa.Column("target_se", sa.Float(), nullable=True),
        sa.Column("cut", sa.Float(), nullable=True),
        _moment("opens_at", nullable=True),
        _moment("closes_at", nullable=True),
        sa.Column("shuffled", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        _id("made_by"),
        _moment("made_at"),
        _moment("given_at", nullable=True),
        _moment("released_at", nullable=True),
        _moment("withdrawn_at", nullable=True),
        _of("section", "section_id"),
        sa.CheckConstraint("kind IN ('fixed', 'mastery_check', 'adaptive', 'placement')", name="assessment_kind"),
        sa.CheckConstraint("shown IN ('submitted', 'closed', 'released')", name="assessment_shown"),
    )
    op.create_index("assessment_section", "assessment", ["tenant_id", "section_id", "made_at"])
    op.create_table(
        "assessment_item",
        _id("tenant_id", key=True),
        _id("assessment_id", key=True),
        _number("place", None, key=True),
        _id("content_id"),
        _of("assessment", "assessment_id"),
    )
    op.create_table(
        "assessment_topic",
        _id("tenant_id", key=True),
        _id("assessment_id", key=True),
        _number("place", None, key=True),
        _id("kc_id"),
        _number("quota"),
        _of("assessment", "assessment_id"),
    )
    op.create_table(
        "accommodation",
        _id("tenant_id", key=True),
        _id("section_id", key=True),
        _id("student_id", key=True),
        sa.Column("factor", sa.Float(), nullable=False),
        _number("breaks"),
        _number("break_minutes"),
        _id("made_by"),
        _moment("made_at"),
        _of("section", "section_id"),
        _person(),
    )
    op.create_table(
        "attempt",
        _id("tenant_id", key=True),
        _id("attempt_id", key=True),
        _id("assessment_id"),
        _id("student_id"),
        _number("number", None),
        _moment("started_at"),
        _moment("deadline_at", nullable=True),
        sa.Column("factor", sa.Float(), nullable=False),
        _number("breaks"),
        _number("break_minutes"),
        sa.Column("pauses", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        _moment("submitted_at", nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False, server_default=""),
        _moment("recorded_at", nullable=True),
        sa.Column("once_more", sa.Boolean(), nullable=False, server_default="false"),
        _moment("reopened_until", nullable=True),
        _of("assessment", "assessment_id"),
        _person(),
        sa.CheckConstraint("ended_by IN ('', 'student', 'time', 'teacher')", name="attempt_ended_by"),
    )
    op.create_index("attempt_number", "attempt", ["tenant_id", "assessment_id", "student_id", "number"], unique=True)
    # What no practice may touch: an attempt whose results are not shown yet.
    op.create_index(
        "attempt_unrecorded", "attempt", ["tenant_id", "student_id"], postgresql_where=sa.text("recorded_at IS NULL")
    )
    op.create_table(
        "attempt_item",
        _id("tenant_id", key=True),
        _id("attempt_id", key=True),
        _number("place", None, key=True),
        _id("content_id"),
        _number("version", None),
        sa.Column("variant", sa.Integer(), nullable=True),
        sa.Column("discrimination", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        _moment("shown_at", nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("closed", sa.Boolean(), nullable=False, server_default="false"),
        _of("attempt", "attempt_id"),
    )
    op.create_index("attempt_item_content", "attempt_item", ["tenant_id", "content_id"])
    op.create_table(
        "attempt_answer",
        _id("tenant_id", key=True),
        _id("attempt_id", key=True),
        _number("place", None, key=True),
        sa.Column("step_id", sa.Text(), primary_key=True),
        sa.Column("response", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        sa.Column("correct", sa.Boolean(), nullable=True),
        sa.Column("partial", sa.Float(), nullable=False),
        _number("spent_ms"),
        _moment("saved_at"),
        _of("attempt", "attempt_id"),
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget assessments and what was answered in them."""
    for table in reversed(_TABLES):
        op.drop_table(table)
