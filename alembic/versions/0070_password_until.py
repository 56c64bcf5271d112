"""A temporary password ends: until when it opens the account is kept beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; temporary passwords that are handed out already have a fortnight from now."""
    op.add_column("person", sa.Column("password_until", sa.DateTime(timezone=True), nullable=True))
    conn = op.get_bind()
    enter = sa.text("SELECT set_config('app.tenant_id', :tenant, true)")
    for (tenant,) in conn.execute(sa.text("SELECT tenant_id::text FROM directory.tenant")).fetchall():
        conn.execute(enter, {"tenant": tenant})
        conn.execute(
            sa.text("UPDATE person SET password_until = now() + interval '14 days' WHERE must_change_password")
        )
    conn.execute(enter, {"tenant": ""})


def downgrade() -> None:
    """Forget it: temporary passwords do not end."""
    op.drop_column("person", "password_until")
