"""Rollups of what a class works on: each thing by day, by student, and by what was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_NEW = ("item_day", "item_student", "item_answer", "item_rollup")


def _place() -> list[sa.Column]:
    return [sa.Column(name, sa.Uuid(), primary_key=True) for name in ("tenant_id", "section_id", "content_id")]


def _open() -> sa.Column:
    return sa.Column("open", sa.Boolean(), primary_key=True)


def _count(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def upgrade() -> None:
    """Make the tables behind their walls; the worker fills them from the log."""
    op.create_table(
        "item_day",
        *_place(),
        sa.Column("day", sa.Date(), primary_key=True),
        _open(),
        _count("tries"),
        _count("alone"),
        sa.Column("spent", sa.ARRAY(sa.Integer()), nullable=False, server_default="{}"),
    )
    op.create_table(
        "item_student",
        *_place(),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        _open(),
        *(_count(name) for name in ("answers", "tries", "alone", "hints")),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("solved", sa.ARRAY(sa.Text()), nullable=False, server_default="{}"),
    )
    op.create_index("item_student_started", "item_student", ["tenant_id", "section_id", "started_at"])
    # Few of very many rows are open, and each half hour they go.
    op.create_index("item_student_open", "item_student", ["tenant_id", "section_id"], postgresql_where=sa.text("open"))
    op.create_table(
        "item_answer",
        *_place(),
        sa.Column("digest", sa.Uuid(), primary_key=True),
        _open(),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("step_id", sa.Text(), nullable=True),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("misconception", sa.SmallInteger(), nullable=True),
        sa.Column("correct", sa.Boolean(), nullable=False),
        _count("times"),
    )
    op.create_table(
        "item_rollup",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), primary_key=True),
        sa.Column("settled_to", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"]),
    )
    for table in _NEW:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Drop them; they can be counted again."""
    for table in reversed(_NEW):
        op.drop_table(table)
