"""Features in trial: on for a share of the sections, and since when a section has one."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Make room for the share, and the table of what was chosen when behind its wall."""
    op.add_column("feature_switch", sa.Column("share", sa.SmallInteger(), nullable=False, server_default="0"))
    op.create_check_constraint(
        "feature_switch_share",
        "feature_switch",
        "share BETWEEN 0 AND 99 AND (share = 0 OR (section_id IS NULL AND NOT value))",
    )
    op.create_table(
        "feature_change",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("change_id", sa.Uuid(), primary_key=True),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("section_id", sa.Uuid()),
        sa.Column("value", sa.Boolean()),
        sa.Column("share", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"]),
    )
    op.create_index("feature_change_feature", "feature_change", ["tenant_id", "feature", "changed_at"])
    op.execute("ALTER TABLE feature_change ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE feature_change FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_tenant ON feature_change USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT ON feature_change TO learnapp_app")


def downgrade() -> None:
    """Forget shares and what was chosen when."""
    op.drop_table("feature_change")
    op.drop_constraint("feature_switch_share", "feature_switch")
    op.drop_column("feature_switch", "share")
