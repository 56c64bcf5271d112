"""Who wrote a post can change it: when they last did is kept beside it. And who missed a test may take it later."""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0071"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_LATE = "assessment_latecomer"


def upgrade() -> None:
    """Add the moment, and the table of who may take a test later, behind its wall."""
    op.add_column("discussion_post", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        _LATE,
        sa.Column("tenant_id", sa.Uuid(), primary_key=True, nullable=False),
        sa.Column("assessment_id", sa.Uuid(), primary_key=True, nullable=False),
        sa.Column("student_id", sa.Uuid(), primary_key=True, nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason_enc", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assessment_id"], ["assessment.tenant_id", "assessment.assessment_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.create_index("assessment_latecomer_student", _LATE, ["tenant_id", "student_id"])
    op.execute(f"ALTER TABLE {_LATE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {_LATE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON {_LATE} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {_LATE} TO learnapp_app")


def downgrade() -> None:
    """Forget both. What its author has removed was seen by nobody, and stays so."""
    op.drop_table(_LATE)
    conn = op.get_bind()
    enter = sa.text("SELECT set_config('app.tenant_id', :tenant, true)")
    for (tenant,) in conn.execute(sa.text("SELECT tenant_id::text FROM directory.tenant")).fetchall():
        conn.execute(enter, {"tenant": tenant})
        conn.execute(sa.text("UPDATE discussion_post SET status = 'hidden' WHERE status = 'removed'"))
    conn.execute(enter, {"tenant": ""})
    op.drop_column("discussion_post", "edited_at")
