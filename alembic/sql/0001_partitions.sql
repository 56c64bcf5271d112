-- Monthly partitions of the event log and of decisions, with a default one for what lies outside
-- (replays of old data). Each partition carries the wall itself, in case it is ever addressed directly.

CREATE FUNCTION public.make_partitions(p_from date, p_months integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    parent text;
    first date;
    part text;
    made integer := 0;
BEGIN
    FOREACH parent IN ARRAY ARRAY['learning_event', 'decision'] LOOP
        FOR n IN 0..p_months LOOP
            first := date_trunc('month', p_from)::date + make_interval(months => n);
            part := parent || '_' || to_char(first, 'YYYYMM');
            IF to_regclass('public.' || part) IS NULL THEN
                EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)', part,
                               parent, first::timestamp AT TIME ZONE 'UTC',
                               (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
                EXECUTE format('SELECT public.raise_wall(%L)', part);
                made := made + 1;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;

CREATE FUNCTION public.raise_wall(p_table text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', p_table);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', p_table);
    EXECUTE format(
        'CREATE POLICY tenant ON public.%I '
        'USING (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid) '
        'WITH CHECK (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', p_table);
END $$;

REVOKE ALL ON FUNCTION public.make_partitions(date, integer), public.raise_wall(text) FROM PUBLIC;

CREATE TABLE learning_event_default PARTITION OF learning_event DEFAULT;
CREATE TABLE decision_default PARTITION OF decision DEFAULT;
SELECT make_partitions(current_date, 12);
