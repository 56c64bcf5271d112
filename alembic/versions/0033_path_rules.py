"""What teachers rule about topics of the path, and changed prerequisites."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid"


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _in_section() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
    )


def upgrade() -> None:
    """Make the tables behind their walls."""
    op.create_table(
        "path_rule",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("rule_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("kc_id", sa.Uuid(), nullable=False),
        sa.Column("later_kc_id", sa.Uuid(), nullable=True),
        _moment("due_at", nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        _moment("made_at"),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        _moment("removed_at", nullable=True),
        _in_section(),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        sa.CheckConstraint(
            "kind IN ('pin', 'leave_out', 'before', 'deadline', 'known', 'again')", name="path_rule_kind"
        ),
        sa.CheckConstraint("(kind = 'before') = (later_kc_id IS NOT NULL)", name="path_rule_order"),
        sa.CheckConstraint("(kind = 'deadline') = (due_at IS NOT NULL)", name="path_rule_deadline"),
        sa.CheckConstraint("kind NOT IN ('known', 'again') OR student_id IS NOT NULL", name="path_rule_override"),
    )
    op.create_index(
        "path_rule_standing", "path_rule", ["tenant_id", "section_id", "made_at"],
        postgresql_where=sa.text("removed_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "course_graph",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("graph_id", sa.Uuid(), primary_key=True),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changes", JSONB(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        _moment("made_at"),
        _in_section(),
    )
    op.create_index(
        "course_graph_number", "course_graph",
        ["tenant_id", "course_id", sa.text(f"coalesce(section_id, {_NOBODY})"), "number"], unique=True,
    )  # fmt: skip
    for table in ("path_rule", "course_graph"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON path_rule TO learnapp_app")
    # A version is never changed: who has answered under it must be able to read it.
    op.execute("GRANT SELECT, INSERT, DELETE ON course_graph TO learnapp_app")


def downgrade() -> None:
    """Forget what was ruled and changed."""
    op.drop_table("course_graph")
    op.drop_table("path_rule")
