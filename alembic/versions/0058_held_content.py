"""What an import has brought and a person has to look at is held: the search goes on with the state before it."""

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_OLD = "WHERE (c.tenant_id, c.content_id) IN"
_NEW = "WHERE c.status <> 'held' AND (c.tenant_id, c.content_id) IN"


def _replace(old: str, new: str) -> None:
    """Make the function that keeps the words of contents anew, with one condition more or less."""
    # An SQL comparison of the text, so that a function that somebody has changed is not overwritten in silence.
    op.execute(
        f"""
        DO $do$ DECLARE said text := pg_get_functiondef('search_content()'::regprocedure);
        BEGIN
          IF position($old${old}$old$ IN said) = 0 THEN
            RAISE EXCEPTION 'search_content() is not as it was made';
          END IF;
          EXECUTE replace(said, $old${old}$old$, $new${new}$new$);
        END $do$
        """  # noqa: S608 - constants of this module
    )


def upgrade() -> None:
    """Pass over held states when the words of a content are entered."""
    _replace(_OLD, _NEW)


def downgrade() -> None:
    """Take the newest state again, whatever it is: what is held is then not found until a person has decided."""
    _replace(_NEW, _OLD)
