"""What an import has brought and a person has to look at is held, and Spanish is searched as Spanish.

The search goes on with the state before a held one. A text of any kind of Spanish (`es-MX`) is read by the Spanish
configuration; indexes of courses with Spanish passages are made anew by the daily round, which knows stems by now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_HELD = (
    "search_content()",
    "WHERE (c.tenant_id, c.content_id) IN",
    "WHERE c.status <> 'held' AND (c.tenant_id, c.content_id) IN",
)
_ANEW = sa.text(
    "UPDATE retrieval_index i SET embedder = 'before-' || embedder WHERE i.tenant_id = CAST(:tenant AS uuid) AND EXISTS"
    " (SELECT 1 FROM passage p WHERE p.tenant_id = i.tenant_id AND p.course_id = i.course_id AND p.language LIKE 'es%')"
)
_SPANISH = ("search_vector(text, text, text)", "CASE language WHEN 'es'", "CASE left(language, 2) WHEN 'es'")


def _replace(function: str, old: str, new: str) -> None:
    """Make a function anew with other words in its text; one that somebody has changed is not overwritten."""
    op.execute(
        f"""
        DO $do$ DECLARE said text := pg_get_functiondef('{function}'::regprocedure);
        BEGIN
          IF position($old${old}$old$ IN said) = 0 THEN
            RAISE EXCEPTION '% is not as it was made', '{function}';
          END IF;
          EXECUTE replace(said, $old${old}$old$, $new${new}$new$);
        END $do$
        """
    )


def upgrade() -> None:
    """Pass over held states, read Spanish as Spanish, and let the daily round look at Spanish indexes."""
    for change in (_HELD, _SPANISH):
        _replace(*change)
    conn = op.get_bind()
    enter = sa.text("SELECT set_config('app.tenant_id', :tenant, true)")
    for (tenant,) in conn.execute(sa.text("SELECT tenant_id::text FROM directory.tenant")).fetchall():
        conn.execute(enter, {"tenant": tenant})
        conn.execute(_ANEW, {"tenant": tenant})
    conn.execute(enter, {"tenant": ""})


def downgrade() -> None:
    """Take the newest state again, whatever it is: what is held is then not found until a person has decided."""
    for function, old, new in (_HELD, _SPANISH):
        _replace(function, new, old)
