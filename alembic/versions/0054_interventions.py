"""Interventions: what was noticed about a student, what may help, what became of it; and what helps at all."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("intervention", "intervention_help")
_OPEN = "state IN ('waiting', 'due', 'sent', 'seen', 'held', 'taken')"
_NONE = "00000000-0000-0000-0000-000000000000"


def _moment(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables behind their walls."""
    op.create_table(
        "intervention",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("intervention_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float()),
        sa.Column("kc_id", sa.Uuid()),
        sa.Column("content_id", sa.Uuid()),
        sa.Column("evidence", JSONB(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("by_hand", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("drawn", sa.Text(), nullable=False, server_default=""),
        sa.Column("review_id", sa.Uuid()),
        sa.Column("assigned_to", sa.Uuid()),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("before", JSONB()),
        sa.Column("helped", sa.Boolean()),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        _moment("created_at", nullable=False),
        _moment("changed_at", nullable=False),
        _moment("snoozed_until"),
        _moment("due_at"),
        _moment("sent_at"),
        _moment("seen_at"),
        _moment("followed_at"),
        _moment("decided_at"),
        _moment("ended_at"),
        _moment("judged_at"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        sa.CheckConstraint(
            "trigger IN ('wheel_spinning', 'prerequisite_gap', 'gaming', 'hint_abuse', 'sudden_drop', 'inactive',"
            " 'at_risk', 'teacher')",
            name="intervention_trigger",
        ),
        sa.CheckConstraint(
            "help IN ('hint', 'explanation', 'prerequisite', 'easier', 'peer', 'teacher', 'home')",
            name="intervention_help",
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'due', 'sent', 'seen', 'held', 'taken', 'done', 'declined', 'cleared', 'dismissed')",
            name="intervention_state",
        ),
        sa.CheckConstraint("drawn IN ('', 'sent', 'held')", name="intervention_drawn"),
    )
    # One of a kind at a time: what looks may run as often as it likes.
    op.create_index(
        "intervention_open", "intervention",
        ["tenant_id", "section_id", "student_id", "trigger", sa.text(f"coalesce(kc_id, '{_NONE}'::uuid)")],
        unique=True, postgresql_where=sa.text(_OPEN),
    )  # fmt: skip
    op.create_index("intervention_section", "intervention", ["tenant_id", "section_id", "created_at"])
    op.create_index("intervention_student", "intervention", ["tenant_id", "student_id", "created_at"])
    op.create_index("intervention_due", "intervention", ["tenant_id", "due_at"],
                    postgresql_where=sa.text("state = 'due'"))  # fmt: skip
    op.create_index("intervention_unjudged", "intervention", ["tenant_id", "sent_at"],
                    postgresql_where=sa.text("judged_at IS NULL AND sent_at IS NOT NULL"))  # fmt: skip
    op.create_index("intervention_review", "intervention", ["tenant_id", "review_id"], unique=True,
                    postgresql_where=sa.text("review_id IS NOT NULL"))  # fmt: skip
    op.create_table(
        "intervention_help",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("help", sa.Text(), primary_key=True),
        sa.Column("retired", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("figures", JSONB(), nullable=False, server_default="{}"),
        sa.Column("changed_by", sa.Uuid()),
        _moment("counted_since", nullable=True),
        _moment("changed_at", nullable=False),
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget what was noticed and offered."""
    for table in reversed(_TABLES):
        op.drop_table(table)
