"""Discussion: what a class allows, and which posts helped whom."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Add the rules of a class, and the marks of help behind their wall."""
    op.add_column("section", sa.Column("discussion", sa.Text(), nullable=False, server_default="open"))
    op.create_check_constraint("section_discussion", "section", "discussion IN ('open', 'held', 'off')")
    op.add_column(
        "section", sa.Column("discussion_under_13", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.create_table(
        "discussion_helpful",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("post_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"], ["discussion_post.tenant_id", "discussion_post.post_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.execute("ALTER TABLE discussion_helpful ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE discussion_helpful FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY own_tenant ON discussion_helpful"
        f" USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON discussion_helpful TO learnapp_app")
    op.create_index("discussion_post_parent", "discussion_post", ["tenant_id", "parent_id", "created_at"])


def downgrade() -> None:
    """Forget the rules and the marks; the posts stay."""
    op.drop_index("discussion_post_parent", "discussion_post")
    op.drop_table("discussion_helpful")
    for column in ("discussion_under_13", "discussion"):
        op.drop_column("section", column)
