"""Rosters that classes follow, and grades that are passed on to learning management systems."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("lti_service", "lti_roster_sync", "lti_member", "lti_line_item", "lti_grade_due", "lti_score")
_COURSE = ("tenant_id", "registration_id", "deployment_id", "context_id")


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, key: bool = False, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), primary_key=key, nullable=nullable)


def _text(name: str, *, key: bool = False, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.Text(), primary_key=key, nullable=False, server_default=default)


def _no(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _count(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def _course() -> list[sa.Column]:
    return [_id("tenant_id", key=True), _id("registration_id", key=True), _text("deployment_id", key=True),
            _text("context_id", key=True)]  # fmt: skip


def _of_course(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(list(_COURSE), [f"{table}.{column}" for column in _COURSE], ondelete="CASCADE")


def _person(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", column], ["person.tenant_id", "person.person_id"])


def upgrade() -> None:
    """Make the tables behind their walls."""
    op.create_table(
        "lti_service",
        *_course(),
        _text("memberships_url", default=""),
        _text("line_items_url", default=""),
        _text("scopes", default=""),
        _no("follows"),
        _no("tests"),
        _no("assignments"),
        _no("progress"),
        _id("chosen_by", nullable=True),
        _moment("changed_at"),
        _of_course("lti_context"),
    )
    op.create_table(
        "lti_roster_sync",
        *_course(),
        _text("status"),
        _count("run"),
        sa.Column("whole", sa.Boolean(), nullable=False),
        _text("next_url", default=""),
        sa.Column("counts", JSONB(), nullable=False, server_default="{}"),
        _text("error", default=""),
        _id("asked_by", nullable=True),
        _moment("asked_at"),
        _moment("ended_at", nullable=True),
        _text("differences_url", default=""),
        _moment("whole_at", nullable=True),
        _of_course("lti_service"),
        sa.CheckConstraint("status IN ('waiting', 'running', 'done', 'failed')", name="lti_roster_sync_status"),
    )
    op.create_table(
        "lti_member",
        *_course(),
        sa.Column("subject_lookup", sa.LargeBinary(), primary_key=True, nullable=False),
        _id("person_id", nullable=True),
        _text("role", default=""),
        _text("outcome"),
        _count("run"),
        _of_course("lti_service"),
        _person("person_id"),
    )
    op.create_index("lti_member_person", "lti_member", ["tenant_id", "person_id"])
    op.create_table(
        "lti_line_item",
        _id("tenant_id", key=True),
        _id("line_item_id", key=True),
        _id("registration_id"),
        _text("deployment_id"),
        _text("context_id"),
        _text("kind"),
        _id("thing_id"),
        _text("title"),
        sa.Column("maximum", sa.Float(), nullable=False),
        _text("url", default=""),
        _text("error", default=""),
        _moment("made_at"),
        _of_course("lti_service"),
        sa.CheckConstraint(
            "kind IN ('assessment', 'assignment', 'course', 'content', 'topic', 'lesson')", name="lti_line_item_kind"
        ),
    )
    op.create_index("lti_line_item_thing", "lti_line_item", [*_COURSE, "kind", "thing_id"], unique=True)
    op.create_table(
        "lti_grade_due",
        _id("tenant_id", key=True),
        _id("section_id", key=True),
        _id("student_id", key=True),
        _count("wanted"),
        _moment("since"),
        _person("student_id"),
    )
    op.create_table(
        "lti_score",
        _id("tenant_id", key=True),
        _id("line_item_id", key=True),
        _id("student_id", key=True),
        sa.Column("given", sa.Float(), nullable=True),
        sa.Column("maximum", sa.Float(), nullable=False),
        _text("activity"),
        _text("grading"),
        _count("revision"),
        _moment("at"),
        _text("state"),
        _count("tries"),
        _moment("next_at"),
        _text("error", default=""),
        _moment("sent_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_item_id"],
            ["lti_line_item.tenant_id", "lti_line_item.line_item_id"],
            ondelete="CASCADE",
        ),
        _person("student_id"),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed', 'by_hand')", name="lti_score_state"),
    )
    op.create_index(
        "lti_score_waiting",
        "lti_score",
        ["tenant_id", "next_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("lti_score_student", "lti_score", ["tenant_id", "student_id"])
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Follow no roster, pass on no grade."""
    for table in reversed(_TABLES):
        op.drop_table(table)
