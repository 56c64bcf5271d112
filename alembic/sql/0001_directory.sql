-- Schema directory: what must be known before a tenant is. No row-level security; its tables belong to
-- learnapp_directory, and the application reaches them through these SECURITY DEFINER functions only.

CREATE TABLE directory.tenant (
    tenant_id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    kind text NOT NULL,
    region text NOT NULL DEFAULT 'local',
    status text NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL
);

CREATE TABLE directory.login (
    lookup bytea NOT NULL,
    tenant_id uuid NOT NULL REFERENCES directory.tenant,
    person_id uuid NOT NULL,
    PRIMARY KEY (lookup, tenant_id)
);

CREATE TABLE directory.session (
    token_hash bytea PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES directory.tenant,
    person_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_person ON directory.session (tenant_id, person_id);
CREATE INDEX session_expiry ON directory.session (expires_at);

CREATE TABLE directory.api_client (
    secret_hash bytea PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES directory.tenant,
    client_id uuid NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz,
    UNIQUE (tenant_id, client_id)
);

-- A write names the tenant whose transaction it runs in; a slip in the application cannot reach another one.
CREATE FUNCTION directory.require_tenant(p_tenant uuid) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_tenant IS DISTINCT FROM nullif(current_setting('app.tenant_id', true), '')::uuid THEN
        RAISE EXCEPTION 'the directory is written for the tenant of the transaction only'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

CREATE FUNCTION directory.tenants()
RETURNS TABLE (tenant_id uuid, slug text, name text, kind text, region text, status text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.tenant_id, t.slug, t.name, t.kind, t.region, t.status FROM directory.tenant t ORDER BY t.slug
$$;

CREATE FUNCTION directory.find_tenant(p_slug text)
RETURNS TABLE (tenant_id uuid, slug text, name text, kind text, region text, status text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.tenant_id, t.slug, t.name, t.kind, t.region, t.status FROM directory.tenant t WHERE t.slug = p_slug
$$;

CREATE FUNCTION directory.create_tenant(
    p_tenant uuid, p_slug text, p_name text, p_kind text, p_region text, p_at timestamptz
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM directory.require_tenant(p_tenant);
    INSERT INTO directory.tenant (tenant_id, slug, name, kind, region, created_at)
    VALUES (p_tenant, p_slug, p_name, p_kind, p_region, p_at)
    ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

CREATE FUNCTION directory.find_logins(p_lookup bytea)
RETURNS TABLE (tenant_id uuid, slug text, name text, person_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.tenant_id, t.slug, t.name, l.person_id
      FROM directory.login l JOIN directory.tenant t ON t.tenant_id = l.tenant_id
     WHERE l.lookup = p_lookup AND t.status = 'active' ORDER BY t.slug
$$;

CREATE FUNCTION directory.put_logins(p_tenant uuid, p_lookups bytea[], p_persons uuid[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    added integer;
BEGIN
    PERFORM directory.require_tenant(p_tenant);
    INSERT INTO directory.login (lookup, tenant_id, person_id)
    SELECT u.lookup, p_tenant, u.person_id FROM unnest(p_lookups, p_persons) AS u (lookup, person_id)
    ON CONFLICT (lookup, tenant_id) DO UPDATE SET person_id = EXCLUDED.person_id;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN added;
END $$;

CREATE FUNCTION directory.remove_login(p_tenant uuid, p_person uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    removed integer;
BEGIN
    PERFORM directory.require_tenant(p_tenant);
    DELETE FROM directory.login l WHERE l.tenant_id = p_tenant AND l.person_id = p_person;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END $$;
CREATE INDEX login_person ON directory.login (tenant_id, person_id);

CREATE FUNCTION directory.create_session(
    p_hash bytea, p_tenant uuid, p_person uuid, p_at timestamptz, p_expires timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM directory.require_tenant(p_tenant);
    INSERT INTO directory.session (token_hash, tenant_id, person_id, created_at, last_seen_at, expires_at)
    VALUES (p_hash, p_tenant, p_person, p_at, p_at, p_expires);
END $$;

-- Notes that the session is in use at most once a minute, so that reading a page seldom writes.
CREATE FUNCTION directory.find_session(p_hash bytea, p_at timestamptz, p_idle interval)
RETURNS TABLE (tenant_id uuid, person_id uuid, created_at timestamptz, last_seen_at timestamptz,
               expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found_session directory.session;
BEGIN
    SELECT s.* INTO found_session
      FROM directory.session s JOIN directory.tenant t ON t.tenant_id = s.tenant_id
     WHERE s.token_hash = p_hash AND s.expires_at > p_at AND s.last_seen_at > p_at - p_idle
       AND t.status = 'active';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF found_session.last_seen_at < p_at - interval '1 minute' THEN
        UPDATE directory.session s SET last_seen_at = p_at WHERE s.token_hash = p_hash;
    END IF;
    RETURN QUERY SELECT found_session.tenant_id, found_session.person_id, found_session.created_at,
                        found_session.last_seen_at, found_session.expires_at;
END $$;

CREATE FUNCTION directory.revoke_session(p_hash bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM directory.session s WHERE s.token_hash = p_hash;
    RETURN FOUND;
END $$;

CREATE FUNCTION directory.revoke_sessions_of(p_tenant uuid, p_person uuid, p_except bytea) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    removed integer;
BEGIN
    PERFORM directory.require_tenant(p_tenant);
    DELETE FROM directory.session s
     WHERE s.tenant_id = p_tenant AND s.person_id = p_person AND s.token_hash IS DISTINCT FROM p_except;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END $$;

CREATE FUNCTION directory.purge_sessions(p_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    removed integer;
BEGIN
    DELETE FROM directory.session s WHERE s.expires_at <= p_at;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END $$;

CREATE FUNCTION directory.find_api_client(p_secret_hash bytea, p_at timestamptz)
RETURNS TABLE (tenant_id uuid, client_id uuid, name text, scopes text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    client directory.api_client;
BEGIN
    SELECT c.* INTO client
      FROM directory.api_client c JOIN directory.tenant t ON t.tenant_id = c.tenant_id
     WHERE c.secret_hash = p_secret_hash AND c.revoked_at IS NULL AND t.status = 'active';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF client.last_used_at IS NULL OR client.last_used_at < p_at - interval '1 minute' THEN
        UPDATE directory.api_client c SET last_used_at = p_at WHERE c.secret_hash = p_secret_hash;
    END IF;
    RETURN QUERY SELECT client.tenant_id, client.client_id, client.name, client.scopes;
END $$;

CREATE FUNCTION directory.api_clients(p_tenant uuid)
RETURNS TABLE (client_id uuid, name text, scopes text[], created_at timestamptz, last_used_at timestamptz,
               revoked_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM directory.require_tenant(p_tenant);
    RETURN QUERY SELECT c.client_id, c.name, c.scopes, c.created_at, c.last_used_at, c.revoked_at
                   FROM directory.api_client c WHERE c.tenant_id = p_tenant ORDER BY c.created_at, c.client_id;
END $$;

CREATE FUNCTION directory.put_api_client(
    p_secret_hash bytea, p_tenant uuid, p_client uuid, p_name text, p_scopes text[], p_at timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM directory.require_tenant(p_tenant);
    INSERT INTO directory.api_client (secret_hash, tenant_id, client_id, name, scopes, created_at)
    VALUES (p_secret_hash, p_tenant, p_client, p_name, p_scopes, p_at);
END $$;

CREATE FUNCTION directory.revoke_api_client(p_tenant uuid, p_client uuid, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM directory.require_tenant(p_tenant);
    UPDATE directory.api_client c SET revoked_at = p_at
     WHERE c.tenant_id = p_tenant AND c.client_id = p_client AND c.revoked_at IS NULL;
    RETURN FOUND;
END $$;

INSERT INTO directory.tenant (tenant_id, slug, name, kind, created_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'library', 'Shared library', 'library', now());

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA directory FROM PUBLIC;
GRANT USAGE ON SCHEMA directory TO learnapp_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA directory TO learnapp_app;
