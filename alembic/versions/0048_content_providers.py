"""Content providers: who is asked, what came, what waits, licences with their use, and content that is barred."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = (
    "content_provider", "provider_item", "provider_sync", "provider_hook", "provider_media", "content_licence",
    "licence_view", "licence_day", "barred_content",
)  # fmt: skip


def _id(name: str) -> sa.Column:
    return sa.Column(name, sa.Uuid(), primary_key=True)


def _text(name: str, *, key: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), primary_key=True) if key else _words(name)


def _words(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _time(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _json(name: str) -> sa.Column:
    return sa.Column(name, JSONB(none_as_null=True), nullable=False, server_default="{}")


def upgrade() -> None:
    """Add the tables behind their walls."""
    op.create_table(
        "content_provider",
        _id("tenant_id"),
        _id("provider_id"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("key_enc", sa.LargeBinary(), nullable=True),
        sa.Column("paging", sa.Text(), nullable=False),
        _words("query"),
        _json("mapping"),
        _words("licence"),
        _words("attribution"),
        sa.Column("language", sa.Text(), nullable=False, server_default="en"),
        sa.Column("daily", sa.Boolean(), nullable=False, server_default="true"),
        sa.Column("hook_enc", sa.LargeBinary(), nullable=False),
        _words("etag"),
        _time("since"),
        _time("full_at"),
        _time("begun_at"),
        _time("tried_at"),
        _words("last_problem"),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        _time("made_at", nullable=False),
        sa.CheckConstraint("kind IN ('rest', 'graphql')", name="content_provider_kind"),
        sa.CheckConstraint("paging IN ('page', 'cursor', 'link')", name="content_provider_paging"),
    )
    of_provider = ["tenant_id", "provider_id"], ["content_provider.tenant_id", "content_provider.provider_id"]
    op.create_table(
        "provider_item",
        _id("tenant_id"),
        _id("provider_id"),
        _text("item_id", key=True),
        sa.Column("content_id", sa.Uuid(), nullable=False),
        _words("kind"),
        _words("title"),
        _words("code"),
        _words("licence"),
        sa.Column("state", sa.Text(), nullable=False),
        _words("reason"),
        _words("mark"),
        sa.Column("waiting", JSONB(none_as_null=True), nullable=True),
        _json("report"),
        sa.Column("seen_in", sa.Uuid(), nullable=True),
        _time("changed_at", nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(*of_provider, ondelete="CASCADE"),
        sa.CheckConstraint(
            "state IN ('held', 'approved', 'refused', 'turned_down', 'withdrawn')", name="provider_item_state"
        ),
    )
    op.create_index("provider_item_content", "provider_item", ["tenant_id", "content_id"], unique=True)
    op.create_index("provider_item_waiting", "provider_item", ["tenant_id", "provider_id", "state", "title"])
    op.create_table(
        "provider_sync",
        _id("tenant_id"),
        _id("run_id"),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        _json("cursor"),
        _json("report"),
        _words("problem"),
        _time("started_at", nullable=False),
        _time("finished_at"),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(*of_provider, ondelete="CASCADE"),
        sa.CheckConstraint("cause IN ('daily', 'now', 'webhook')", name="provider_sync_cause"),
        sa.CheckConstraint("status IN ('waiting', 'running', 'done', 'failed')", name="provider_sync_status"),
    )
    op.create_index("provider_sync_newest", "provider_sync", ["tenant_id", "provider_id", "started_at"])
    op.create_table(
        "provider_hook",
        _id("tenant_id"),
        _id("provider_id"),
        _text("message_id", key=True),
        _time("received_at", nullable=False),
        sa.ForeignKeyConstraint(*of_provider, ondelete="CASCADE"),
    )
    op.create_table(
        "provider_media",
        _id("tenant_id"),
        _id("provider_id"),
        _text("url", key=True),
        _words("name"),
        _words("etag"),
        _time("fetched_at"),
        _time("checked_at"),
        _words("problem"),
        _time("failing_since"),
        sa.ForeignKeyConstraint(*of_provider, ondelete="CASCADE"),
    )
    op.create_index("provider_media_name", "provider_media", ["tenant_id", "name"])
    op.create_table(
        "content_licence",
        _id("tenant_id"),
        _id("provider_id"),
        _text("code", key=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False, server_default="false"),
        _time("made_at", nullable=False),
        sa.ForeignKeyConstraint(*of_provider, ondelete="CASCADE"),
        sa.CheckConstraint("seats IS NULL OR seats > 0", name="content_licence_seats"),
    )
    op.create_table(
        "licence_view",
        _id("tenant_id"),
        _id("provider_id"),
        _text("code", key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        _id("student_id"),
        _id("content_id"),
        sa.ForeignKeyConstraint(*of_provider, ondelete="CASCADE"),
    )
    op.create_index("licence_view_student", "licence_view", ["tenant_id", "student_id"])
    op.create_table(
        "licence_day",
        _id("tenant_id"),
        _id("provider_id"),
        _text("code", key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("students", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(*of_provider, ondelete="CASCADE"),
    )
    op.create_table(
        "barred_content",
        _id("tenant_id"),
        _id("course_id"),
        _id("content_id"),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        _words("code"),
        sa.Column("cause", sa.Text(), nullable=False),
        _time("since", nullable=False),
        # No reference to the provider: what has ended stays barred when the provider is removed.
        sa.CheckConstraint("cause IN ('licence', 'withdrawn')", name="barred_content_cause"),
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def downgrade() -> None:
    """Forget providers; what was approved stays in the courses."""
    for table in reversed(_TABLES):
        op.drop_table(table)
