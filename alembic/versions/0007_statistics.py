"""What the server's own upkeep may cost while a class is at work.

Documents are never searched by their content, and the histories only ever grow: statistics over samples of them took
a second of a core each minute, in which every answer waited.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_DOCUMENTS = {
    "event_receipt": ("body_hash", "answer"),
    "learning_event": ("result",),
    "decision": ("candidates", "approved", "propensity", "served"),
    "learner_state": ("features", "recent_content", "resume", "last_answer"),
    "item_progress": ("state",),
    "kc_state": ("recent",),
    "presence": ("recent",),
    "audit_entry": ("detail",),
}
_HISTORIES = ("event_receipt", "audit_entry")


def upgrade() -> None:
    """Keep no statistics of documents, and look at histories again when they have grown by half."""
    for table, columns in _DOCUMENTS.items():
        changes = ", ".join(f"ALTER COLUMN {column} SET STATISTICS 0" for column in columns)
        op.execute(f"ALTER TABLE {table} {changes}")
    for table in _HISTORIES:
        op.execute(f"ALTER TABLE {table} SET (autovacuum_analyze_scale_factor = 0.5)")
    op.execute(
        """
        CREATE FUNCTION calm_partition(name text) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            col text;
        BEGIN
            FOR col IN
                SELECT a.attname FROM pg_attribute a
                 WHERE a.attrelid = name::regclass AND a.attnum > 0 AND NOT a.attisdropped
                   AND a.atttypid = 'jsonb'::regtype
            LOOP
                EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET STATISTICS 0', name, col);
            END LOOP;
            EXECUTE format('ALTER TABLE %I SET (autovacuum_analyze_scale_factor = 0.5)', name);
        END $$
        """
    )
    op.execute("REVOKE ALL ON FUNCTION calm_partition(text) FROM PUBLIC")
    op.execute(
        """
        DO $$
        DECLARE
            part text;
        BEGIN
            FOR part IN SELECT relid::text FROM pg_partition_tree('learning_event') WHERE isleaf
                        UNION ALL SELECT relid::text FROM pg_partition_tree('decision') WHERE isleaf LOOP
                PERFORM calm_partition(part);
            END LOOP;
        END $$
        """
    )
    op.execute(_partitions("PERFORM calm_partition(name);"))


def downgrade() -> None:
    """Sample everything again."""
    op.execute(_partitions(""))
    op.execute("DROP FUNCTION calm_partition(text)")
    for table in _HISTORIES:
        op.execute(f"ALTER TABLE {table} RESET (autovacuum_analyze_scale_factor)")
    for table, columns in _DOCUMENTS.items():
        changes = ", ".join(f"ALTER COLUMN {column} SET STATISTICS -1" for column in columns)
        op.execute(f"ALTER TABLE {table} {changes}")


def _partitions(also: str) -> str:
    """Return the function that makes the partitions of the coming months, as 0002 has it, with a step more."""
    return f"""
        CREATE OR REPLACE FUNCTION ensure_partitions(months int) RETURNS int LANGUAGE plpgsql AS $$
        DECLARE
            parent text; first date; made int := 0; name text;
        BEGIN
            FOREACH parent IN ARRAY ARRAY['learning_event', 'decision'] LOOP
                FOR ahead IN 0..months LOOP
                    first := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead))::date;
                    name := parent || '_' || to_char(first, 'YYYYMM');
                    IF to_regclass(name) IS NULL THEN
                        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                                       name, parent, first::timestamp AT TIME ZONE 'UTC',
                                       (first + interval '1 month') AT TIME ZONE 'UTC');
                        PERFORM raise_wall(name);
                        {also}
                        made := made + 1;
                    END IF;
                END LOOP;
            END LOOP;
            RETURN made;
        END $$
        """  # noqa: S608 - no value of anybody's
