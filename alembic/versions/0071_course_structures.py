"""Lessons and topics of own courses are changed in drafts, and what they were stays for the versions of before."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Add the table behind its wall, and who has begun a course."""
    op.add_column("course", sa.Column("begun_by", sa.Uuid(), nullable=True))
    op.create_table(
        "course_structure",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("structure_id", sa.Uuid(), primary_key=True),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("before", JSONB(none_as_null=True), nullable=False),
        sa.Column("document", JSONB(none_as_null=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id", "course_id"], ["course.tenant_id", "course.course_id"]),
        sa.CheckConstraint("state IN ('draft', 'review', 'approved', 'published')", name="course_structure_state"),
        sa.CheckConstraint("(state = 'published') = (version IS NOT NULL)", name="course_structure_version"),
    )
    # One draft of a course at a time; what was published says what the lessons were until then.
    op.create_index(
        "course_structure_open", "course_structure", ["tenant_id", "course_id"], unique=True,
        postgresql_where=sa.text("state <> 'published'"),
    )  # fmt: skip
    op.create_index("course_structure_course", "course_structure", ["tenant_id", "course_id", "version"])
    op.execute("ALTER TABLE course_structure ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE course_structure FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_tenant ON course_structure USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON course_structure TO learnapp_app")


def downgrade() -> None:
    """Forget drafts of structures, and what lessons were in earlier versions."""
    op.drop_table("course_structure")
    op.drop_column("course", "begun_by")
