"""Retrieval and the tutor: passages of courses, their indexes, and conversations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0042"
down_revision = "0040"
branch_labels = None
depends_on = None

LIBRARY = "00000000-0000-7000-8000-000000000001"
_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_SHARED = ("passage", "retrieval_index")
_OWN = ("tutor_conversation", "tutor_message")


def upgrade() -> None:
    """Add the tables behind their walls; those of courses can be read where the library can."""
    op.create_table(
        "passage",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("course_id", sa.Uuid(), primary_key=True),
        sa.Column("passage_id", sa.Uuid(), primary_key=True),
        sa.Column("since", sa.Integer(), primary_key=True),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("content_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kc_ids", ARRAY(sa.Uuid()), nullable=False, server_default="{}"),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("license", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.CheckConstraint("until IS NULL OR until > since", name="passage_until"),
    )
    op.create_table(
        "retrieval_index",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("course_id", sa.Uuid(), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("embedder", sa.Text(), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('building', 'ready')", name="retrieval_index_status"),
    )
    op.create_table(
        "tutor_conversation",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("conversation_id", sa.Uuid(), primary_key=True),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
    )
    op.create_index("tutor_conversation_student", "tutor_conversation", ["tenant_id", "student_id", "last_at"])
    op.create_table(
        "tutor_message",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("conversation_id", sa.Uuid(), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("text_enc", sa.LargeBinary(), nullable=False),
        sa.Column("detail", JSONB(), nullable=False, server_default="{}"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["tutor_conversation.tenant_id", "tutor_conversation.conversation_id"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("speaker IN ('student', 'tutor')", name="tutor_message_speaker"),
    )
    for table in (*_SHARED, *_OWN):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")
    for table in _SHARED:
        op.execute(
            f"CREATE POLICY shared_library ON {table} FOR SELECT"
            f" USING (tenant_id = '{LIBRARY}'::uuid AND {_TENANT} IS NOT NULL)"
        )


def downgrade() -> None:
    """Forget passages and conversations."""
    for table in ("tutor_message", "tutor_conversation", "retrieval_index", "passage"):
        op.drop_table(table)
