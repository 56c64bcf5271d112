"""Learning requests: what a student wants to learn, and the way there as it stands."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLE = "learning_request"


def _id(name: str, *, key: bool = False, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), primary_key=key, nullable=nullable)


def _ids(name: str) -> sa.Column:
    return sa.Column(name, ARRAY(sa.Uuid()), nullable=False, server_default="{}")


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the table behind its walls."""
    op.create_table(
        _TABLE,
        _id("tenant_id", key=True),
        _id("request_id", key=True),
        _id("student_id"),
        _id("section_id"),
        _id("course_id"),
        sa.Column("kind", sa.Text(), nullable=False),
        _id("about_id", nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        _ids("targets"),
        _ids("first_path"),
        _ids("path"),
        _id("gap_id", nullable=True),
        _id("gap_for_id", nullable=True),
        sa.Column("rules", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        _moment("due_at", nullable=True),
        sa.Column("minutes_a_day", sa.Float(), nullable=False),
        sa.Column("pace", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        _moment("created_at"),
        _moment("closed_at", nullable=True),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("kind IN ('topics', 'test', 'assignment')", name="learning_request_kind"),
        sa.CheckConstraint("pace IN ('own', 'usual', 'chosen')", name="learning_request_pace"),
        sa.CheckConstraint("status IN ('active', 'reached', 'dropped')", name="learning_request_status"),
        sa.CheckConstraint("cardinality(targets) > 0", name="learning_request_targets"),
    )
    # One at a time in a class: the next three things follow one way. Every event of a student looks it up.
    op.create_index(
        "learning_request_active", _TABLE, ["tenant_id", "student_id", "section_id"], unique=True,
        postgresql_where=sa.text("status = 'active'"),
    )  # fmt: skip
    op.create_index("learning_request_student", _TABLE, ["tenant_id", "student_id", "created_at"])
    op.execute(f"ALTER TABLE {_TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {_TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON {_TABLE} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {_TABLE} TO learnapp_app")


def downgrade() -> None:
    """Forget what students wanted to learn."""
    op.drop_table(_TABLE)
