"""Item parameters that an institution has estimated from its own answers, and when it did."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("item_parameter", "item_fit")


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def upgrade() -> None:
    """Add the two tables behind their walls."""
    op.create_table(
        "item_parameter",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("content_id", sa.Uuid(), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("b", "a", "se_b", "se_a")),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("students", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("flags", sa.ARRAY(sa.Text()), nullable=False),
        _moment("fitted_at"),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.CheckConstraint("a > 0 AND se_a >= 0 AND se_b >= 0", name="item_parameter_range"),
        sa.CheckConstraint("source IN ('author', 'prior', 'fitted')", name="item_parameter_source"),
    )
    op.create_index("item_parameter_course", "item_parameter", ["tenant_id", "course_id"])
    op.create_table(
        "item_fit",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("course_id", sa.Uuid(), primary_key=True),
        _moment("fitted_at"),
        _moment("full_at"),
        _moment("seen_until"),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("students", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("log_loss", sa.Float(), nullable=True),
        sa.Column("author_log_loss", sa.Float(), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=False),
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget the estimates: the authors' figures serve again. Answers say what they were graded with."""
    for table in reversed(_TABLES):
        op.drop_table(table)
