"""Deliveries: ways of an institution, letters of its own, what people choose, and the outbox of what is on its way."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = (
    "delivery_channel", "delivery_template", "delivery_address", "delivery_choice", "delivery_habit", "delivery",
)  # fmt: skip
_WAYS = "channel IN ('mail', 'sms', 'push', 'web_push')"


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _of_person() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"])


def upgrade() -> None:
    """Make the tables behind their walls; what was told before today is not sent."""
    op.create_table(
        "delivery_channel",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("channel", sa.Text(), primary_key=True),
        sa.Column("secret_enc", sa.LargeBinary(), nullable=False),
        _text("sender"),
        _text("shown"),
        _text("problem"),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        _moment("retry_at", nullable=True),
        _moment("told_at", nullable=True),
        _moment("tried_at", nullable=True),
        _moment("changed_at"),
        sa.CheckConstraint(f"{_WAYS} OR channel = 'bounces'", name="delivery_channel_known"),
    )
    op.create_table(
        "delivery_template",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("form", sa.Text(), primary_key=True),
        sa.Column("locale", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _moment("changed_at"),
    )
    op.create_table(
        "delivery_address",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("address_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary()),
        _moment("code_until", nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False, server_default="0"),
        _text("stopped"),
        _moment("confirmed_at", nullable=True),
        _moment("changed_at"),
        _of_person(),
        sa.CheckConstraint(_WAYS, name="delivery_address_way"),
        sa.CheckConstraint("stopped IN ('', 'bounced', 'unsubscribed')", name="delivery_address_stopped"),
    )
    op.create_index(
        "delivery_address_one", "delivery_address", ["tenant_id", "person_id", "channel", "lookup"], unique=True
    )
    op.create_table(
        "delivery_choice",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("channel", sa.Text(), primary_key=True),
        sa.Column("mode", sa.Text(), nullable=False),
        _of_person(),
        sa.CheckConstraint(_WAYS, name="delivery_choice_way"),
        sa.CheckConstraint("mode IN ('once', 'daily', 'weekly', 'off')", name="delivery_choice_mode"),
    )
    op.create_table(
        "delivery_habit",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("digest_hour", sa.SmallInteger(), nullable=False),
        sa.Column("school_days", sa.Boolean(), nullable=False),
        _of_person(),
        sa.CheckConstraint("digest_hour BETWEEN 0 AND 23", name="delivery_habit_hour"),
    )
    op.create_table(
        "delivery",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("delivery_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        _text("reason"),
        sa.Column("attempts", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("message_id", sa.Uuid()),
        _moment("due_at"),
        _moment("created_at"),
        _moment("changed_at"),
        _of_person(),
        sa.CheckConstraint(_WAYS, name="delivery_way"),
        sa.CheckConstraint("mode IN ('once', 'daily', 'weekly')", name="delivery_mode"),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'dropped', 'failed')", name="delivery_state"
        ),
    )  # fmt: skip
    # The promise of at most once: what tells may run as often as it likes.
    op.create_index(
        "delivery_once", "delivery", ["tenant_id", "person_id", "notice_id", "channel"], unique=True
    )  # fmt: skip
    op.create_index(
        "delivery_due", "delivery", ["tenant_id", "channel", "due_at"], postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index("delivery_created", "delivery", ["tenant_id", "created_at"])
    op.create_index("delivery_person", "delivery", ["tenant_id", "person_id", "created_at"])
    op.create_index(
        "delivery_message", "delivery", ["tenant_id", "message_id"],
        postgresql_where=sa.text("message_id IS NOT NULL"),
    )  # fmt: skip
    op.add_column("notice", _moment("routed_at", nullable=True))
    op.execute("ALTER TABLE notice NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE notice SET routed_at = created_at")
    op.execute("ALTER TABLE notice FORCE ROW LEVEL SECURITY")
    op.create_index(
        "notice_unrouted", "notice", ["tenant_id", "created_at"], postgresql_where=sa.text("routed_at IS NULL")
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget how people are reached and what was sent."""
    op.drop_index("notice_unrouted", table_name="notice")
    op.drop_column("notice", "routed_at")
    for table in reversed(_TABLES):
        op.drop_table(table)
