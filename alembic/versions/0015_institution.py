"""What an institution sets up: terms, days off, announcements, its logo, and what is switched on."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("term", "day_off", "announcement", "announcement_dismissal", "institution_logo", "feature_switch")


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _in_section() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"])


def upgrade() -> None:
    """Make the tables behind their walls."""
    op.create_table(
        "term",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("term_id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name="term_days"),
    )
    op.create_index("term_first", "term", ["tenant_id", "first_day"])
    op.create_table(
        "day_off",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("day_off_id", sa.Uuid(), primary_key=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name="day_off_days"),
    )
    op.create_index("day_off_last", "day_off", ["tenant_id", "last_day"])
    op.create_table(
        "announcement",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("announcement_id", sa.Uuid(), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("section_id", sa.Uuid()),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        _moment("created_at"),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        _moment("withdrawn_at", nullable=True),
        _in_section(),
        sa.CheckConstraint("first_day <= last_day", name="announcement_days"),
        sa.CheckConstraint(
            "audience IN ('all', 'students', 'instructors', 'section') AND (audience = 'section') ="
            " (section_id IS NOT NULL)",
            name="announcement_audience",
        ),
    )
    op.create_index("announcement_last", "announcement", ["tenant_id", "last_day"])
    op.create_table(
        "announcement_dismissal",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("announcement_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        _moment("dismissed_at"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "announcement_id"],
            ["announcement.tenant_id", "announcement.announcement_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),
    )
    op.create_table(
        "institution_logo",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        _moment("changed_at"),
    )
    op.create_table(
        "feature_switch",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("switch_id", sa.Uuid(), primary_key=True),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("section_id", sa.Uuid()),
        sa.Column("value", sa.Boolean(), nullable=False),
        _in_section(),
    )
    op.create_index(
        "feature_switch_place",
        "feature_switch",
        ["tenant_id", "feature", "section_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget what institutions have set up."""
    for table in reversed(_TABLES):
        op.drop_table(table)
