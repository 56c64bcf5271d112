"""Experiments: what is tried with whom, who was drawn into which arm, what came of it, and who wants no part in it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = {
    "experiment": "SELECT, INSERT, UPDATE",
    "experiment_arm": "SELECT, INSERT, UPDATE",
    "experiment_student": "SELECT, INSERT, UPDATE",
    "experiment_day": "SELECT, INSERT, UPDATE",
    "experiment_opt_out": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    """Make the tables behind their walls."""
    op.create_table(
        "experiment",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("experiment_id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("varies", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("share", sa.SmallInteger(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("effect", sa.Float(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("planned_end", sa.Date(), nullable=False),
        sa.Column("planned_units", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("stopped_at", sa.DateTime(timezone=True)),
        sa.Column("concluded_at", sa.DateTime(timezone=True)),
        sa.Column("counted_until", sa.DateTime(timezone=True)),
        sa.Column("conclusion", sa.Text(), nullable=False, server_default=""),
        sa.CheckConstraint("status IN ('draft', 'running', 'stopped', 'concluded')", name="experiment_status"),
        sa.CheckConstraint("unit IN ('student', 'section')", name="experiment_unit"),
        sa.CheckConstraint("varies IN ('model', 'weights')", name="experiment_varies"),
        sa.CheckConstraint("share BETWEEN 1 AND 100 AND days BETWEEN 2 AND 28 AND effect > 0", name="experiment_size"),
    )
    # Two at once would be drawn into each other's arms: one runs at a time.
    op.create_index(
        "experiment_running",
        "experiment",
        ["tenant_id"],
        unique=True,
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_table(
        "experiment_arm",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("experiment_id", sa.Uuid(), primary_key=True),
        sa.Column("arm", sa.Text(), primary_key=True),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("share", sa.SmallInteger(), nullable=False),
        sa.Column("policy", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        sa.Column("decisions", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("slow", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("stopped_at", sa.DateTime(timezone=True)),
        sa.Column("stopped_for", sa.Text(), nullable=False, server_default=""),
        _of_experiment(),
        sa.CheckConstraint("share BETWEEN 1 AND 98", name="experiment_arm_share"),
    )
    op.create_table(
        "experiment_student",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("experiment_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("guards", JSONB(none_as_null=True)),
        sa.Column("outcomes", JSONB(none_as_null=True)),
        _of_experiment(),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.create_index(
        "experiment_student_waiting",
        "experiment_student",
        ["tenant_id", "experiment_id", "first_at"],
        postgresql_where=sa.text("outcomes IS NULL"),
    )
    op.create_table(
        "experiment_day",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("experiment_id", sa.Uuid(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("arm", sa.Text(), primary_key=True),
        sa.Column("metric", sa.Text(), primary_key=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Float()),
        sa.Column("difference", sa.Float()),
        sa.Column("low", sa.Float()),
        sa.Column("high", sa.Float()),
        sa.Column("e", sa.Float()),
        sa.Column("p", sa.Float()),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        _of_experiment(),
    )
    op.create_table(
        "experiment_opt_out",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
    )
    for table, rights in _TABLES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT {rights} ON {table} TO learnapp_app")


def _of_experiment() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "experiment_id"], ["experiment.tenant_id", "experiment.experiment_id"], ondelete="CASCADE"
    )


def downgrade() -> None:
    """Forget every experiment."""
    for table in reversed(_TABLES):
        op.drop_table(table)
