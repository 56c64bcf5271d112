"""Reports for families, and what the institution measures itself by, and views of figures that people keep."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = (
    "report_note", "report_batch", "report_sheet", "mission_student_day", "mission_topic", "mission_figure",
    "saved_view", "view_letter",
)  # fmt: skip


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
    op.create_table(
        "mission_student_day",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
    )
    op.create_table(
        "mission_topic",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        sa.Column("kc_id", sa.Uuid(), primary_key=True),
        sa.Column("mastered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("suggested", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Float(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
    )
    op.create_index("mission_topic_time", "mission_topic", ["tenant_id", "mastered_at"])
    op.create_table(
        "mission_figure",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("metric", sa.Text(), primary_key=True),
        sa.Column("first_day", sa.Date(), primary_key=True),
        sa.Column("span", sa.Text(), primary_key=True),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("span IN ('week', 'recent')", name="mission_figure_span"),
    )
    op.create_table(
        "saved_view",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("view_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("other_first", sa.Date(), nullable=True),
        sa.Column("other_last", sa.Date(), nullable=True),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "owner_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.create_index("saved_view_section", "saved_view", ["tenant_id", "section_id", "owner_id"])
    op.create_table(
        "view_letter",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("view_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "view_id"], ["saved_view.tenant_id", "saved_view.view_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),
        sa.CheckConstraint("every IN ('day', 'week')", name="view_letter_every"),
    )
    op.create_index("view_letter_person", "view_letter", ["tenant_id", "person_id"])
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
