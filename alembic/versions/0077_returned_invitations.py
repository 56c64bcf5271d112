"""An invitation by e-mail says which letter it went out in, and when that came back."""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0075"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the letter and the moment; the table's wall and grants hold for both."""
    op.add_column("invitation", sa.Column("message_id", sa.Uuid(), nullable=True))
    op.add_column("invitation", sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Forget both."""
    op.drop_column("invitation", "returned_at")
    op.drop_column("invitation", "message_id")
