"""Reviews: how many a day, who has asked for more, and weights of memory that an institution has fitted."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Add the settings, and the table of fits behind its wall."""
    op.add_column("institution", sa.Column("reviews_per_day", sa.SmallInteger(), nullable=False, server_default="6"))
    op.add_column("section", sa.Column("reviews_per_day", sa.SmallInteger(), nullable=True))
    for table in ("institution", "section"):
        op.create_check_constraint(f"{table}_reviews_per_day", table, "reviews_per_day BETWEEN 1 AND 50")
    op.add_column("learner_state", sa.Column("more_reviews", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("learner_state", sa.Column("more_reviews_on", sa.Date(), nullable=True))
    op.create_table(
        "memory_fit",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("fitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("students", sa.Integer(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("weights", sa.ARRAY(sa.Float()), nullable=True),
        sa.Column("gain", sa.Float(), nullable=True),
        sa.Column("gain_low", sa.Float(), nullable=True),
        sa.Column("gain_high", sa.Float(), nullable=True),
        sa.Column("log_loss", sa.Float(), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome IN ('served', 'few', 'no_better')", name="memory_fit_outcome"),
        sa.CheckConstraint("(outcome = 'served') = (weights IS NOT NULL)", name="memory_fit_weights"),
    )
    op.execute("ALTER TABLE memory_fit ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE memory_fit FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_tenant ON memory_fit USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    # What once served is never changed: the log names the version that moved a memory.
    op.execute("GRANT SELECT, INSERT ON memory_fit TO learnapp_app")


def downgrade() -> None:
    """Forget the settings and the fits: the usual weights serve again."""
    op.drop_table("memory_fit")
    op.drop_column("learner_state", "more_reviews_on")
    op.drop_column("learner_state", "more_reviews")
    for table in ("section", "institution"):
        op.drop_constraint(f"{table}_reviews_per_day", table)
        op.drop_column(table, "reviews_per_day")
