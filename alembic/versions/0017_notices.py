"""Notices: what people are told, what they have chosen to be told, and when it is quiet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("notice", "notice_choice", "notice_quiet")


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_person() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"])


def upgrade() -> None:
    """Make the tables behind their walls."""
    op.create_table(
        "notice",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("notice_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about_id", sa.Uuid()),
        sa.Column("section_id", sa.Uuid()),
        sa.Column("student_id", sa.Uuid()),
        sa.Column("actor_id", sa.Uuid()),
        sa.Column("arguments", JSONB(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("once_key", sa.Text()),
        sa.Column("merge_key", sa.Text()),
        sa.Column("summary_id", sa.Uuid()),
        _moment("created_at"),
        _moment("read_at", nullable=True),
        _of_person(),
        sa.CheckConstraint("mode IN ('', 'once', 'daily')", name="notice_mode"),
    )
    op.create_index("notice_person", "notice", ["tenant_id", "person_id", "created_at"])
    op.create_index("notice_created", "notice", ["tenant_id", "created_at"])
    op.create_index(
        "notice_about",
        "notice",
        ["tenant_id", "about_id"],
        postgresql_where=sa.text("about_id IS NOT NULL"),
    )
    op.create_index(
        "notice_summary",
        "notice",
        ["tenant_id", "summary_id"],
        postgresql_where=sa.text("summary_id IS NOT NULL"),
    )
    op.create_index(
        "notice_waiting",
        "notice",
        ["tenant_id", "person_id"],
        postgresql_where=sa.text("mode <> 'once' AND read_at IS NULL AND summary_id IS NULL"),
    )
    op.create_index(
        "notice_once",
        "notice",
        ["tenant_id", "person_id", "once_key"],
        unique=True,
        postgresql_where=sa.text("once_key IS NOT NULL"),
    )
    op.create_index(
        "notice_merge",
        "notice",
        ["tenant_id", "person_id", "merge_key"],
        unique=True,
        postgresql_where=sa.text("merge_key IS NOT NULL AND read_at IS NULL AND summary_id IS NULL"),
    )
    op.create_table(
        "notice_choice",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("mode", sa.Text(), nullable=False),
        _of_person(),
        sa.CheckConstraint("mode IN ('once', 'daily', 'off')", name="notice_choice_mode"),
    )
    op.create_table(
        "notice_quiet",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("first_hour", sa.SmallInteger(), nullable=False),
        sa.Column("last_hour", sa.SmallInteger(), nullable=False),
        _of_person(),
        sa.CheckConstraint("first_hour BETWEEN 0 AND 23 AND last_hour BETWEEN 0 AND 23", name="notice_quiet_hours"),
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget what people were told and what they have chosen."""
    for table in reversed(_TABLES):
        op.drop_table(table)
