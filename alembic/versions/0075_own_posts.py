"""Who wrote a post can change it: when they last did is kept beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment."""
    op.add_column("discussion_post", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Forget it. What its author has removed was seen by nobody, and stays so."""
    conn = op.get_bind()
    enter = sa.text("SELECT set_config('app.tenant_id', :tenant, true)")
    for (tenant,) in conn.execute(sa.text("SELECT tenant_id::text FROM directory.tenant")).fetchall():
        conn.execute(enter, {"tenant": tenant})
        conn.execute(sa.text("UPDATE discussion_post SET status = 'hidden' WHERE status = 'removed'"))
    conn.execute(enter, {"tenant": ""})
    op.drop_column("discussion_post", "edited_at")
