"""Row-level security on every table, grants, immutable audit trail, partitions by month."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LIBRARY = "00000000-0000-7000-8000-000000000001"
_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_SHARED = ("course", "course_version", "lesson", "kc", "kc_prerequisite", "content")
_IMMUTABLE = ("audit_entry", "audit_seal")
_TABLES = (
    "institution", "tenant_key", "person", "person_key", "role_grant", "guardian_link", "section", "enrolment",
    "consent", "audit_entry", "audit_seal", "course", "course_version", "lesson", "kc", "kc_prerequisite",
    "content", "content_import", "learner_state", "kc_state", "item_progress", "event_receipt", "learning_event",
    "decision", "review_item", "discussion_post", "presence",
)  # fmt: skip


def upgrade() -> None:
    """Build the walls between institutions."""
    op.execute("GRANT USAGE ON SCHEMA public TO learnapp_app")
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        rights = "SELECT, INSERT" if table in _IMMUTABLE else "SELECT, INSERT, UPDATE, DELETE"
        op.execute(f"GRANT {rights} ON {table} TO learnapp_app")
    for table in _SHARED:
        op.execute(
            f"CREATE POLICY shared_library ON {table} FOR SELECT"
            f" USING (tenant_id = '{LIBRARY}'::uuid AND {_TENANT} IS NOT NULL)"
        )
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    for table in _IMMUTABLE:
        op.execute(
            f"CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER immutable_whole BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    # Nobody but the owner addresses a partition; should that ever change, it carries the wall itself.
    op.execute(
        f"""
        CREATE FUNCTION raise_wall(name text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
            EXECUTE format($p$CREATE POLICY own_tenant ON %I USING (tenant_id = {_TENANT})
                           WITH CHECK (tenant_id = {_TENANT})$p$, name);
        END $$
        """
    )
    op.execute("REVOKE ALL ON FUNCTION raise_wall(text) FROM PUBLIC")
    # A function so that the monthly job and the migration make partitions in the same way.
    op.execute(
        """
        CREATE FUNCTION ensure_partitions(months int) RETURNS int LANGUAGE plpgsql AS $$
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
                        made := made + 1;
                    END IF;
                END LOOP;
            END LOOP;
            RETURN made;
        END $$
        """
    )
    op.execute("REVOKE ALL ON FUNCTION ensure_partitions(int) FROM PUBLIC")
    for parent in ("learning_event", "decision"):
        op.execute(f"CREATE TABLE {parent}_other PARTITION OF {parent} DEFAULT")
        op.execute(f"SELECT raise_wall('{parent}_other')")
    op.execute("SELECT ensure_partitions(12)")
    # The library is an institution too: its own trail and settings have a place.
    op.execute(f"SELECT set_config('app.tenant_id', '{LIBRARY}', true)")
    op.execute(
        f"INSERT INTO institution (tenant_id, slug, name, kind, created_at)"
        f" VALUES ('{LIBRARY}', 'library', 'Shared library', 'library', now())"
    )
    op.execute("SELECT set_config('app.tenant_id', '', true)")
    # What stands in the way of a worker or a readiness check is told apart by the revision.
    op.execute("GRANT SELECT ON alembic_version TO learnapp_app")
    # State rows are rewritten with every answer: room on the page keeps those updates off the indexes.
    for table in ("learner_state", "kc_state", "item_progress", "presence"):
        op.execute(f"ALTER TABLE {table} SET (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.05)")


def downgrade() -> None:
    """Refused: a database without its walls must not exist."""
    raise RuntimeError("The walls between institutions are not taken down.")
