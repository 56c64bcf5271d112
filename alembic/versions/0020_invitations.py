"""Invitation links: who may join a section by one, and where a code leads; sections that have no course yet."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_COURSE = ("course_tenant_id", "course_id", "course_version")
_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"

# name and arguments, what it returns, body, types for what follows the creation
_FUNCTIONS = (
    (
        "put_invitation(p_hash bytea, p_tenant uuid, p_invitation uuid)",
        "void",
        "INSERT INTO directory.invitation (code_hash, tenant_id, invitation_id)"
        " VALUES (p_hash, p_tenant, p_invitation)",
        "put_invitation(bytea, uuid, uuid)",
    ),
    (
        "find_invitation(p_hash bytea)",
        "TABLE (tenant_id uuid, invitation_id uuid)",
        "SELECT i.tenant_id, i.invitation_id FROM directory.invitation i JOIN directory.tenant t USING (tenant_id)"
        " WHERE i.code_hash = p_hash AND t.status = 'active'",
        "find_invitation(bytea)",
    ),
    (
        "remove_invitation(p_tenant uuid, p_invitation uuid)",
        "void",
        "DELETE FROM directory.invitation WHERE tenant_id = p_tenant AND invitation_id = p_invitation",
        "remove_invitation(uuid, uuid)",
    ),
)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the table behind its wall, and the directory's own beside it; a class may begin without a course."""
    for column in _COURSE:
        op.execute(f"ALTER TABLE section ALTER COLUMN {column} DROP NOT NULL")
    op.create_table(
        "invitation",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("invitation_id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("attested", sa.Boolean(), nullable=False),
        sa.Column("max_uses", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False, server_default="0"),
        _moment("created_at"),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        _moment("expires_at"),
        _moment("revoked_at", nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("role IN ('student', 'instructor')", name="invitation_role"),
        sa.CheckConstraint("uses BETWEEN 0 AND max_uses AND max_uses > 0", name="invitation_uses"),
    )
    op.create_index("invitation_section", "invitation", ["tenant_id", "section_id", "created_at"])
    op.execute("ALTER TABLE invitation ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE invitation FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_tenant ON invitation USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON invitation TO learnapp_app")
    op.create_table(
        "invitation",
        sa.Column("code_hash", sa.LargeBinary(), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        schema="directory",
    )
    op.create_index("invitation_of", "invitation", ["tenant_id", "invitation_id"], schema="directory")
    op.execute("ALTER TABLE directory.invitation OWNER TO learnapp_directory")
    for signature, returns, body, bare in _FUNCTIONS:
        op.execute(
            f"CREATE FUNCTION directory.{signature} RETURNS {returns} LANGUAGE sql SECURITY DEFINER"
            f" SET search_path = pg_catalog, pg_temp AS $fn$ {body} $fn$"
        )
        op.execute(f"ALTER FUNCTION directory.{bare} OWNER TO learnapp_directory")
        op.execute(f"REVOKE ALL ON FUNCTION directory.{bare} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION directory.{bare} TO learnapp_app")


def downgrade() -> None:
    """Forget every link; a class without a course gets one that is nowhere to be found."""
    for *_, bare in _FUNCTIONS:
        op.execute(f"DROP FUNCTION directory.{bare}")
    op.drop_table("invitation", schema="directory")
    op.drop_table("invitation")
    nowhere = "'00000000-0000-0000-0000-000000000000'::uuid"
    for (tenant,) in op.get_bind().execute(sa.text("SELECT tenant_id FROM directory.tenant")).fetchall():
        op.execute(f"SELECT set_config('app.tenant_id', '{tenant}', true)")
        op.execute(
            f"UPDATE section SET course_tenant_id = tenant_id, course_id = {nowhere}, course_version = 1"  # noqa: S608
            " WHERE course_id IS NULL"
        )
        op.execute("UPDATE enrolment SET status = 'ended' WHERE status = 'waiting'")
    op.execute("SELECT set_config('app.tenant_id', '', true)")
    for column in _COURSE:
        op.execute(f"ALTER TABLE section ALTER COLUMN {column} SET NOT NULL")
