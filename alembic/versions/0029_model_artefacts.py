"""The files of old versions of models may be removed, and nothing else of a version may be changed."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the app empty the files of a version; who made it, from what and how it was judged stays."""
    op.execute("GRANT UPDATE (artefact) ON model_version TO learnapp_app")
    op.execute(
        """
        CREATE FUNCTION model_version_only_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF length(NEW.artefact) > 0 THEN
            RAISE EXCEPTION 'the files of a version are removed or left alone' USING ERRCODE = 'check_violation';
          END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER model_version_only_emptied BEFORE UPDATE OF artefact ON model_version"
        " FOR EACH ROW EXECUTE FUNCTION model_version_only_emptied()"
    )


def downgrade() -> None:
    """Let nobody change anything of a version."""
    op.execute("DROP TRIGGER model_version_only_emptied ON model_version")
    op.execute("DROP FUNCTION model_version_only_emptied()")
    op.execute("REVOKE UPDATE (artefact) ON model_version FROM learnapp_app")
