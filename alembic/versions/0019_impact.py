"""What a class is shown of its impact: two more daily counts, and what each teacher assumes an act is worth."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Add the counts, empty until the worker has counted a day again, and the table behind its wall."""
    op.add_column("section_day", sa.Column("explanations", sa.Integer(), nullable=True))
    op.add_column("section_day", sa.Column("materials", sa.Integer(), nullable=True))
    op.create_index(
        "section_day_uncounted", "section_day", ["tenant_id", "day"], postgresql_where=sa.text("explanations IS NULL")
    )
    op.create_index("checkup_section", "checkup", ["tenant_id", "section_id", "finished_at"])
    op.create_table(
        "impact_assumption",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("usual", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),
        sa.CheckConstraint("low >= 0 AND low <= usual AND usual <= high", name="impact_assumption_range"),
    )
    op.execute("ALTER TABLE impact_assumption ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE impact_assumption FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY own_tenant ON impact_assumption"
        f" USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON impact_assumption TO learnapp_app")


def downgrade() -> None:
    """Forget what was assumed; the counts can be made again."""
    op.drop_table("impact_assumption")
    op.drop_index("checkup_section", "checkup")
    op.drop_index("section_day_uncounted", "section_day")
    op.drop_column("section_day", "materials")
    op.drop_column("section_day", "explanations")
