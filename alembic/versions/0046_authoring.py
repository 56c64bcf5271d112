"""Authoring: drafts of items of an institution's own courses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0046"
down_revision = "0044"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Add the table behind its wall."""
    op.create_table(
        "content_draft",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("draft_id", sa.Uuid(), primary_key=True),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("document", JSONB(none_as_null=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("report", JSONB(none_as_null=True), nullable=False, server_default="{}"),
        sa.Column("held", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id", "course_id"], ["course.tenant_id", "course.course_id"]),
        sa.CheckConstraint("state IN ('draft', 'review', 'approved', 'published')", name="content_draft_state"),
        sa.CheckConstraint("(state = 'published') = (version IS NOT NULL)", name="content_draft_version"),
    )
    # One draft of an item at a time; what was published stays as the record of who changed what.
    op.create_index(
        "content_draft_open", "content_draft", ["tenant_id", "course_id", "content_id"], unique=True,
        postgresql_where=sa.text("state <> 'published'"),
    )  # fmt: skip
    op.create_index("content_draft_content", "content_draft", ["tenant_id", "content_id", "version"])
    op.execute("ALTER TABLE content_draft ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE content_draft FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_tenant ON content_draft USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON content_draft TO learnapp_app")


def downgrade() -> None:
    """Forget drafts; what was published stays in the courses."""
    op.drop_table("content_draft")
