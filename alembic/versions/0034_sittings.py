"""Sittings: topics that begin where a placement has put them."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a placement infers to the states of topics."""
    op.add_column("kc_state", sa.Column("placed", sa.Float(), nullable=True))


def downgrade() -> None:
    """Forget where placements have put students."""
    op.drop_column("kc_state", "placed")
