"""Planning: a student's goals, when they were reached, and private notes."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("student_goal", "student_goal_reached", "student_note")


def upgrade() -> None:
    """Add the tables behind their wall."""
    person = ["person.tenant_id", "person.person_id"]
    op.create_table(
        "student_goal",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("goal_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("kc_id", sa.Uuid(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], person),
        sa.CheckConstraint("kind IN ('topic', 'answers', 'minutes')", name="student_goal_kind"),
        sa.CheckConstraint("(kind = 'topic') = (kc_id IS NOT NULL)", name="student_goal_topic"),
        sa.CheckConstraint("status IN ('open', 'reached', 'done', 'ended', 'dropped')", name="student_goal_status"),
    )
    op.create_index("student_goal_student", "student_goal", ["tenant_id", "student_id", "status", "due_on"])
    op.create_table(
        "student_goal_reached",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("goal_id", sa.Uuid(), primary_key=True),
        sa.Column("week_of", sa.Date(), primary_key=True),
        sa.Column("reached_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "goal_id"], ["student_goal.tenant_id", "student_goal.goal_id"], ondelete="CASCADE"
        ),
    )
    op.create_table(
        "student_note",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        sa.Column("content_id", sa.Uuid(), primary_key=True),
        sa.Column("text_enc", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], person),
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget goals and notes."""
    for table in reversed(_TABLES):
        op.drop_table(table)
