"""Announcements for families: of the school, and of a class."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0062"
branch_labels = None
depends_on = None

_NAME = "announcement_audience"
_BEFORE = (
    "audience IN ('all', 'students', 'instructors', 'section') AND (audience = 'section') = (section_id IS NOT NULL)"
)
_AFTER = (
    "audience IN ('all', 'students', 'instructors', 'guardians', 'section', 'families')"
    " AND (audience IN ('section', 'families')) = (section_id IS NOT NULL)"
)


def upgrade() -> None:
    """Let announcements be for guardians."""
    op.drop_constraint(_NAME, "announcement")
    op.create_check_constraint(_NAME, "announcement", _AFTER)


def downgrade() -> None:
    """Nobody else may read what was for families: it goes."""
    conn = op.get_bind()
    enter = sa.text("SELECT set_config('app.tenant_id', :tenant, true)")
    for (tenant,) in conn.execute(sa.text("SELECT tenant_id::text FROM directory.tenant")).fetchall():
        conn.execute(enter, {"tenant": tenant})
        conn.execute(sa.text("DELETE FROM announcement WHERE audience IN ('guardians', 'families')"))
    conn.execute(enter, {"tenant": ""})
    op.drop_constraint(_NAME, "announcement")
    op.create_check_constraint(_NAME, "announcement", _BEFORE)
