"""Drift: how well each model has served on each day, and when that changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("drift_watch", "drift_day", "drift_alarm")


def upgrade() -> None:
    """Make the tables behind their walls."""
    op.create_table(
        "drift_watch",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("model", sa.Text(), primary_key=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("learnt_until", sa.DateTime(timezone=True)),
        sa.Column("spread", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        sa.Column("online", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("excess", sa.Float(), nullable=False),
        sa.Column("since_seen", sa.Integer(), nullable=False),
        sa.Column("since_errors", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True)),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "drift_day",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("model", sa.Text(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("answers", "errors", "shown", "opened", "completed", "dismissed")
        ),
        sa.Column("moved", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "drift_alarm",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("alarm_id", sa.Uuid(), primary_key=True),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("was", sa.Float(), nullable=False),
        sa.Column("now_is", sa.Float(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.Column("run_id", sa.Uuid()),
        sa.CheckConstraint(
            "kind IN ('errors', 'adwin', 'feature', 'score', 'click', 'completion')", name="drift_alarm_kind"
        ),
    )
    op.create_index("drift_alarm_noticed", "drift_alarm", ["tenant_id", "model", "noticed_at"])
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget what was watched."""
    for table in reversed(_TABLES):
        op.drop_table(table)
