"""Days of the rollups are those of the institution's time zone: which one they are counted by is noted.

What is there is of days of UTC. Where the institution's zone is another one, the worker counts its log again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note that everything so far is counted by days of UTC."""
    op.add_column("rollup_rebuild", sa.Column("zone", sa.Text(), nullable=False, server_default="UTC"))
    op.add_column("rollup_rebuild", sa.Column("moves", sa.Boolean(), nullable=False, server_default="false"))


def downgrade() -> None:
    """Forget it: institutions of other zones are counted again by days of UTC, and keep what only other days have."""
    conn = op.get_bind()
    enter = sa.text("SELECT set_config('app.tenant_id', :tenant, true)")
    for (tenant,) in conn.execute(sa.text("SELECT tenant_id::text FROM directory.tenant")).fetchall():
        conn.execute(enter, {"tenant": tenant})
        conn.execute(sa.text("DELETE FROM rollup_rebuild WHERE zone <> 'UTC'"))
    conn.execute(enter, {"tenant": ""})
    op.drop_column("rollup_rebuild", "moves")
    op.drop_column("rollup_rebuild", "zone")
