"""Rollups: what students, sections and topics did by the minute, the hour and the day."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_OF_STUDENT = (
    "events", "answers", "correct", "tries", "alone", "hints", "materials", "opened", "dismissed", "completed",
)  # fmt: skip
_OF_SECTION = (*_OF_STUDENT, "explanations", "students")
_OF_TOPIC = ("answers", "correct", "tries", "alone", "hints")
_NEW_IN_DAYS = ("tries", "alone", "opened", "dismissed", "completed")
_NEW = (
    *(f"{what}_{grain}" for what in ("student", "topic") for grain in ("minute", "hour", "day")),
    "section_minute", "section_hour", "rollup_section", "rollup_rebuild",
)  # fmt: skip


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _counts(names: tuple[str, ...]) -> list[sa.Column]:
    numbers = [sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in names]
    return [*numbers, sa.Column("ms", sa.BigInteger(), nullable=False, server_default="0")]


def _spent() -> sa.Column:
    return sa.Column("spent", sa.ARRAY(sa.Integer()), nullable=False, server_default="{}")


def _rollup(what: str, grain: str) -> None:
    when = sa.Column("day", sa.Date(), primary_key=True) if grain == "day" else _key_moment()
    whose = [sa.Column(f"{what if what == 'student' else 'kc'}_id", sa.Uuid(), primary_key=True)]
    counts = {"student": _OF_STUDENT, "topic": _OF_TOPIC, "section": _OF_SECTION}[what]
    op.create_table(
        f"{what}_{grain}",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), primary_key=True),
        when,
        *(whose if what != "section" else []),
        *_counts(counts),
        *([_spent()] if what == "section" else []),
    )


def _key_moment() -> sa.Column:
    return sa.Column("at", sa.DateTime(timezone=True), primary_key=True)


def upgrade() -> None:
    """Make the tables behind their walls; the worker fills them from the log."""
    for grain in ("minute", "hour", "day"):
        _rollup("student", grain)
        _rollup("topic", grain)
        if grain != "day":
            _rollup("section", grain)
    for column in (*_counts(_NEW_IN_DAYS), _spent()):
        op.add_column("section_day", column)
    op.create_index("student_day_student", "student_day", ["tenant_id", "student_id", "day"])
    op.create_table(
        "rollup_section",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), primary_key=True),
        _moment("whole_since"),
        _moment("counted_to"),
        sa.ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"]),
    )
    op.create_table(
        "rollup_rebuild",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("next_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        _moment("started_at"),
        _moment("changed_at"),
        _moment("finished_at", nullable=True),
    )
    for table in _NEW:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Drop the rollups; they can be counted again. Days of sections keep what they had before."""
    for table in reversed(_NEW):
        op.drop_table(table)
    for name in (*_NEW_IN_DAYS, "ms", "spent"):
        op.drop_column("section_day", name)
