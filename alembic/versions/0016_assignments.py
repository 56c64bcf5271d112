"""What an instructor assigns to a class or to some of its students, and pins to the top of its path."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("assignment", "assignment_student", "pinned_content")


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _in_section() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
    )


def upgrade() -> None:
    """Make the tables behind their walls."""
    op.create_table(
        "assignment",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("assignment_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=True),
        sa.Column("kc_id", sa.Uuid(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("steps", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("everyone", sa.Boolean(), nullable=False),
        _moment("due_at", nullable=True),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        _moment("made_at"),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        _moment("withdrawn_at", nullable=True),
        _in_section(),
        sa.CheckConstraint("(content_id IS NULL) <> (kc_id IS NULL)", name="assignment_of_one_thing"),
        sa.CheckConstraint("answers >= 0 AND (answers = 0 OR kc_id IS NOT NULL)", name="assignment_answers"),
    )
    op.create_index(
        "assignment_standing", "assignment", ["tenant_id", "section_id", "made_at"],
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "assignment_student",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("assignment_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assignment_id"], ["assignment.tenant_id", "assignment.assignment_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.create_table(
        "pinned_content",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), primary_key=True),
        sa.Column("content_id", sa.Uuid(), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("pinned_by", sa.Uuid(), nullable=False),
        _moment("pinned_at"),
        _in_section(),
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget what was assigned and pinned."""
    for table in reversed(_TABLES):
        op.drop_table(table)
