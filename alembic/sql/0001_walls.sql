-- What may not be undone, and who may do what.

-- The library's content is readable by everyone; writing it takes the library's own transaction.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['course', 'course_version', 'lesson', 'kc', 'kc_prerequisite', 'content'] LOOP
        EXECUTE format(
            'CREATE POLICY library ON public.%I FOR SELECT '
            'USING (tenant_id = ''00000000-0000-7000-8000-000000000001''::uuid)', name);
    END LOOP;
END $$;

CREATE FUNCTION public.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_entry_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seal_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT USAGE ON SCHEMA public TO learnapp_app;
DO $$
DECLARE
    name text;
BEGIN
    -- Parents only: nobody but the owner addresses a partition.
    FOR name IN SELECT c.relname FROM pg_class c
                 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                   AND c.relname <> 'alembic_version' LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO learnapp_app', name);
    END LOOP;
END $$;
REVOKE UPDATE, DELETE ON audit_entry, audit_seal FROM learnapp_app;
REVOKE UPDATE ON learning_event, decision FROM learnapp_app;
GRANT SELECT ON alembic_version TO learnapp_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO learnapp_app;

-- The library is an institution too, so that its own audit trail and settings have a place.
SELECT set_config('app.tenant_id', '00000000-0000-7000-8000-000000000001', true);
INSERT INTO institution (tenant_id, slug, name, kind, created_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'library', 'Shared library', 'library', now());
SELECT set_config('app.tenant_id', '', true);
