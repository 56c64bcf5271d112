"""Items of a class that are withdrawn or voided, and what voiding has done to each student."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("withdrawn_item", "item_void", "item_void_effect")


def upgrade() -> None:
    """Add the three tables behind their walls, and the way to the events of one item."""
    op.create_table(
        "withdrawn_item",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), primary_key=True),
        sa.Column("content_id", sa.Uuid(), primary_key=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("flagged_by", sa.Uuid(), nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
    )
    op.create_table(
        "item_void",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("void_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
    )
    # One void of an item stands at a time; undone ones stay as a record.
    op.create_index(
        "item_void_standing", "item_void", ["tenant_id", "section_id", "content_id"], unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "item_void_effect",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("void_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), primary_key=True),
        sa.Column("changes", sa.dialects.postgresql.JSONB(), nullable=False, server_default="[]"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "void_id"], ["item_void.tenant_id", "item_void.void_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.create_index(
        "item_void_effect_student", "item_void_effect", ["tenant_id", "student_id"],
        postgresql_where=sa.text("dismissed_at IS NULL"),
    )  # fmt: skip
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget them. Mastery stays as it was calculated last; a rebuild brings every answer back."""
    for table in reversed(_TABLES):
        op.drop_table(table)
