"""Reports for families: what teachers add to them, and those of whole classes that are being made."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0051"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("report_note", "report_batch", "report_sheet")


def upgrade() -> None:
    """Add the tables behind their walls."""
    op.create_table(
        "report_note",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        sa.Column("text_enc", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.create_index("report_note_student", "report_note", ["tenant_id", "student_id"])
    op.create_table(
        "report_batch",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("batch_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("status IN ('waiting', 'running', 'stopped', 'done')", name="report_batch_status"),
    )
    op.create_index("report_batch_section", "report_batch", ["tenant_id", "section_id", "asked_at"])
    op.create_table(
        "report_sheet",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("batch_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        sa.Column("body_enc", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "batch_id"], ["report_batch.tenant_id", "report_batch.batch_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.create_index("report_sheet_student", "report_sheet", ["tenant_id", "student_id"])
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget what was written for families; reports can be made again."""
    for table in reversed(_TABLES):
        op.drop_table(table)
