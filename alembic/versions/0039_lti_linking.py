"""What links of a platform open, tests copied along with a course, and addresses at which platforms register."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("lti_link", "lti_copied_test", "lti_invitation")


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, key: bool = False, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), primary_key=key, nullable=nullable)


def _text(name: str, *, key: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), primary_key=key, nullable=False)


def _of(table: str, column: str, own: str = "") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", own or column], [f"{table}.tenant_id", f"{table}.{column}"], ondelete="CASCADE"
    )


def upgrade() -> None:
    """Make the tables behind their walls; a registration may wait to be switched on."""
    op.create_table(
        "lti_link",
        _id("tenant_id", key=True),
        _id("registration_id", key=True),
        _text("deployment_id", key=True),
        _text("resource_link_id", key=True),
        _text("context_id"),
        _text("kind"),
        _id("thing_id", nullable=True),
        _moment("first_seen_at"),
        _of("lti_registration", "registration_id"),
        sa.CheckConstraint("kind IN ('course', 'path', 'lesson', 'topic', 'content', 'test')", name="lti_link_kind"),
    )
    op.create_table(
        "lti_copied_test",
        _id("tenant_id", key=True),
        _id("section_id", key=True),
        _id("source_id", key=True),
        _id("assessment_id"),
        _of("section", "section_id"),
        _of("assessment", "assessment_id", "source_id"),
        _of("assessment", "assessment_id"),
    )
    op.create_table(
        "lti_invitation",
        _id("tenant_id", key=True),
        _id("invitation_id", key=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        _text("name"),
        _id("course_tenant_id", nullable=True),
        _id("course_id", nullable=True),
        sa.Column("attested", sa.Boolean(), nullable=False),
        _moment("created_at"),
        _id("created_by"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        sa.UniqueConstraint("tenant_id", "token_hash", name="lti_invitation_token"),
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")
    op.drop_constraint("lti_registration_status", "lti_registration")
    op.create_check_constraint("lti_registration_status", "lti_registration", "status IN ('active', 'off', 'pending')")


def downgrade() -> None:
    """Forget the links; what waits to be switched on is off."""
    op.execute("UPDATE lti_registration SET status = 'off' WHERE status = 'pending'")
    op.drop_constraint("lti_registration_status", "lti_registration")
    op.create_check_constraint("lti_registration_status", "lti_registration", "status IN ('active', 'off')")
    for table in reversed(_TABLES):
        op.drop_table(table)
