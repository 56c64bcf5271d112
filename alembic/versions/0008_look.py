"""How a person wants pages to look: size of text, spacing, motion, and the time zone in which times are shown."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CHOICES = {
    "text_size": ("normal", ("normal", "large", "larger")),
    "spacing": ("normal", ("normal", "wide")),
    "motion": ("device", ("device", "less")),
}


def upgrade() -> None:
    """Add the choices; without one, pages look as before."""
    for column, (usual, choices) in _CHOICES.items():
        op.add_column("person", sa.Column(column, sa.Text(), nullable=False, server_default=usual))
        allowed = ", ".join(f"'{choice}'" for choice in choices)
        op.create_check_constraint(f"person_{column}", "person", f"{column} IN ({allowed})")
    op.add_column("person", sa.Column("time_zone", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget the choices."""
    for column in (*_CHOICES, "time_zone"):
        op.drop_column("person", column)
