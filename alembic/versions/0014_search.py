"""Search: what may be found of a course, and its words, kept up to date by the database itself.

A GIN index would never be used here: row security hides rows from `@@` until the wall has been asked, for that operator
is not leakproof. Comparing texts is. So the words of the full-text vectors stand in a table of their own, in the order
in which they are looked up: institution, word, where it stands.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LIBRARY = "00000000-0000-7000-8000-000000000001"
_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_ACCENTED = "áàâäãåéèêëíìîïóòôöõúùûüñçýÿÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇÝ"
_PLAIN = "aaaaaaeeeeiiiiooooouuuuncyyAAAAAAEEEEIIIIOOOOOUUUUNCY"
_MARKS = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~’‘“”–—…·×÷¿¡\ue000\ue001"
"""Between words; the last two are what marks hits in a snippet. The apostrophe is doubled for SQL."""

# What a reader sees of Markdown and KaTeX, roughly: pattern, what takes its place.
_MARKUP = (
    (r"!?\[([^\]]*)\]\([^)]*\)", r"\1"),
    (r"\\sqrt\s*\{([^{}]*)\}", r"√(\1)"),
    (r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r" \1/\2"),
    (r"\\(times|cdot)\M", "×"),
    (r"\\div\M", "÷"),
    (r"\\leq?\M", "≤"),
    (r"\\geq?\M", "≥"),
    (r"\\neq?\M", "≠"),
    (r"\\pi\M", "π"),
    (r"\\[a-zA-Z]+", " "),
    (r"\|([ :-]*-[ :-]*\|)+|\|", " "),
    (r"[\\*`#${}\ue000\ue001]|__+", ""),
    (r"\s+", " "),
)

_CONTENT_BODY = """
    concat_ws(' ', nullif(n.body, ''),
      (SELECT string_agg(step ->> 'prompt', ' ') FROM jsonb_array_elements(
         CASE WHEN jsonb_typeof(n.body_public -> 'steps') = 'array' THEN n.body_public -> 'steps' END) AS step),
      n.body_public ->> 'prompt',
      (SELECT string_agg(concat_ws(' ', entry ->> 0, entry ->> 1, entry ->> 2), ' ') FROM jsonb_array_elements(
         CASE WHEN jsonb_typeof(n.body_public -> 'timeline') = 'array' THEN n.body_public -> 'timeline' END) AS entry),
      n.body_public -> 'source' ->> 'by', n.body_public -> 'source' ->> 'work')
"""
# Table: (its id, the kind, course, lesson, language, title, text) of a row n.
_SOURCES = {
    "lesson": (
        "lesson_id", "'lesson'", "n.course_id", "NULL::uuid",
        "coalesce((SELECT c.language FROM course c WHERE c.tenant_id = n.tenant_id AND c.course_id = n.course_id),"
        " 'en')",
        "n.title", "''",
    ),
    "kc": ("kc_id", "'topic'", "NULL::uuid", "NULL::uuid", "'en'", "n.name", "n.description"),
    "course": (
        "course_id", "'course'", "n.course_id", "NULL::uuid", "n.language", "n.title",
        "concat_ws(' ', n.subject, n.description)",
    ),
}  # fmt: skip
_CONTENT = ("content_id", "n.kind", "n.course_id", "n.lesson_id", "n.language", "n.title", _CONTENT_BODY)
_COLUMNS = ("kind", "course_id", "lesson_id", "title", "body", "vector")


def _put(source: tuple[str, ...], rows: str) -> str:
    """Return the statement that enters `rows`, named n, and leaves what is as it was alone."""
    key, kind, course, lesson, language, title, body = source
    changes = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)
    old, new = (", ".join(f"{table}.{name}" for name in _COLUMNS) for table in ("search_entry", "excluded"))
    return f"""
    INSERT INTO search_entry (tenant_id, entry_id, kind, course_id, lesson_id, title, body, vector)
    SELECT e.tenant_id, e.id, e.kind, e.course_id, e.lesson_id, e.title, e.body,
           search_vector(e.language, e.title, e.body)
      FROM (SELECT n.tenant_id, n.{key} AS id, {kind} AS kind, {course} AS course_id, {lesson} AS lesson_id,
                   {language} AS language, search_plain({title}) AS title, search_plain({body}) AS body
              FROM {rows}) AS e
    ON CONFLICT (tenant_id, entry_id) DO UPDATE SET {changes} WHERE ({old}) IS DISTINCT FROM ({new});
    """  # noqa: S608 - constants of this module


_NEWEST = """(SELECT DISTINCT ON (c.tenant_id, c.content_id) c.* FROM content c
     WHERE (c.tenant_id, c.content_id) IN (SELECT d.tenant_id, d.content_id FROM changed d)
     ORDER BY c.tenant_id, c.content_id, c.version DESC)"""
_KEEP_CONTENT = f"""
    DELETE FROM search_entry e USING (SELECT DISTINCT tenant_id, content_id FROM changed) d
     WHERE e.tenant_id = d.tenant_id AND e.entry_id = d.content_id AND NOT EXISTS (
       SELECT 1 FROM {_NEWEST} n WHERE n.tenant_id = d.tenant_id AND n.content_id = d.content_id
          AND n.status = 'published');
    {_put(_CONTENT, f"{_NEWEST} AS n WHERE n.status = 'published'")}
"""  # noqa: S608 - constants of this module
_ADD_WORDS = """
    INSERT INTO search_word (tenant_id, word, entry_id, weight)
    SELECT n.tenant_id, w.lexeme, n.entry_id, CASE WHEN 'A' = ANY (w.weights) THEN 8 ELSE 1 END
      FROM changed n, unnest(n.vector) AS w
     WHERE length(w.lexeme) <= 60 AND ts_lexize('english_stem', w.lexeme) <> '{}';
"""
_DROP_WORDS = """
    DELETE FROM search_word s USING (SELECT g.tenant_id, g.entry_id, w.lexeme FROM gone g, unnest(g.vector) AS w) AS g
     WHERE s.tenant_id = g.tenant_id AND s.word = g.lexeme AND s.entry_id = g.entry_id;
"""


def _keep(table: str, name: str, body: str, events: tuple[str, ...]) -> None:
    """Run `body` after each statement that writes into a table: `changed` and `gone` are its rows."""
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp"
        f" AS $fn$ BEGIN {body} RETURN NULL; END $fn$"
    )
    op.execute(f"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC")
    rows = {"insert": "NEW TABLE AS changed", "update": "NEW TABLE AS changed", "delete": "OLD TABLE AS changed"}
    if "gone" in body:
        rows |= {"update": "OLD TABLE AS gone NEW TABLE AS changed", "delete": "OLD TABLE AS gone"}
    for event in events:
        op.execute(
            f"CREATE TRIGGER {name}_{event} AFTER {event.upper()} ON {table} REFERENCING {rows[event]}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def _functions() -> None:
    # SQL of one expression each, so that nothing but their arguments decides: they may be called on any row.
    op.execute(
        "CREATE FUNCTION search_fold(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS"
        f" $fn$ SELECT translate(said, '{_ACCENTED}{_MARKS}', '{_PLAIN}{' ' * (len(_MARKS) - 1)}') $fn$"
    )
    text = "left(said, 20000)"
    for pattern, plain in _MARKUP:
        text = f"regexp_replace({text}, '{pattern}', '{plain}', 'g')"
    op.execute(
        "CREATE FUNCTION search_plain(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS"
        f" $fn$ SELECT btrim({text}) $fn$"
    )
    both = " || ".join(
        f"setweight(to_tsvector({how}, search_fold({part})), '{weight}')"
        for part, weight in (("title", "A"), ("body", "D"))
        for how in ("CASE language WHEN 'es' THEN 'spanish'::regconfig ELSE 'english'::regconfig END", "'simple'")
    )
    op.execute(
        "CREATE FUNCTION search_vector(language text, title text, body text) RETURNS tsvector LANGUAGE sql IMMUTABLE"
        f" PARALLEL SAFE AS $fn$ SELECT {both} $fn$"
    )


def _tables() -> None:
    op.create_table(
        "search_entry",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("entry_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("lesson_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("vector", TSVECTOR(), nullable=False),
    )
    # Texts are read for the few rows of a page only: kept aside, the others stay narrow.
    op.execute("ALTER TABLE search_entry SET (toast_tuple_target = 128)")
    op.execute("ALTER TABLE search_entry ALTER COLUMN body SET STATISTICS 0, ALTER COLUMN vector SET STATISTICS 0")
    op.create_table(
        "search_word",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("word", sa.Text(collation="C"), primary_key=True),
        sa.Column("entry_id", sa.Uuid(), primary_key=True),
        sa.Column("weight", sa.SmallInteger(), primary_key=True),
    )
    for table in ("search_entry", "search_word"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(
            f"CREATE POLICY shared_library ON {table} FOR SELECT"
            f" USING (tenant_id = '{LIBRARY}'::uuid AND {_TENANT} IS NOT NULL)"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")


def upgrade() -> None:
    """Make the tables, let every write keep them, and enter what is there."""
    _functions()
    _tables()
    _keep("search_entry", "search_words_added", _ADD_WORDS, ("insert",))
    _keep("search_entry", "search_words_changed", _DROP_WORDS + _ADD_WORDS, ("update",))
    _keep("search_entry", "search_words_gone", _DROP_WORDS, ("delete",))
    _keep("content", "search_content", _KEEP_CONTENT, ("insert", "update", "delete"))
    for table, source in _SOURCES.items():
        _keep(table, f"search_{table}", _put(source, "changed AS n"), ("insert", "update"))
        drop = (
            f"DELETE FROM search_entry e USING gone g WHERE e.tenant_id = g.tenant_id AND e.entry_id = g.{source[0]};"  # noqa: S608
        )
        _keep(table, f"search_{table}_gone", drop, ("delete",))
    for (tenant,) in op.get_bind().execute(sa.text("SELECT tenant_id FROM directory.tenant")).fetchall():
        op.execute(f"SELECT set_config('app.tenant_id', '{tenant}', true)")
        for table, source in _SOURCES.items():
            op.execute(_put(source, f"{table} AS n WHERE n.tenant_id = '{tenant}'"))
        newest = (
            "(SELECT DISTINCT ON (content_id) * FROM content"  # noqa: S608
            f" WHERE tenant_id = '{tenant}' ORDER BY content_id, version DESC) AS n WHERE n.status = 'published'"
        )
        op.execute(_put(_CONTENT, newest))
    op.execute("SELECT set_config('app.tenant_id', '', true)")


def downgrade() -> None:
    """Forget the words; everything that was found through them stays."""
    for table in ("content", *_SOURCES):
        names = [f"search_{table}", *([f"search_{table}_gone"] if table != "content" else [])]
        for name in names:
            op.execute(f"DROP FUNCTION {name}() CASCADE")
    op.drop_table("search_word")
    op.drop_table("search_entry")
    for name in ("search_words_added", "search_words_changed", "search_words_gone"):
        op.execute(f"DROP FUNCTION {name}()")
    for signature in ("search_vector(text, text, text)", "search_plain(text)", "search_fold(text)"):
        op.execute(f"DROP FUNCTION {signature}")
