"""The class that a student of several has chosen to look at."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the choice; without one, pages show the first class."""
    op.add_column("person", sa.Column("study_section_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Forget the choices."""
    op.drop_column("person", "study_section_id")
