-- Every table of schema public. The tenant leads each primary key, foreign key and index.

CREATE TABLE audit_entry (
    tenant_id uuid NOT NULL,
    audit_id uuid NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    actor_id uuid NOT NULL,
    actor_kind text NOT NULL,
    action text NOT NULL,
    subject_id uuid,
    object_type text DEFAULT '' NOT NULL,
    object_id text,
    outcome text DEFAULT 'ok' NOT NULL,
    request_id text DEFAULT '' NOT NULL,
    detail jsonb DEFAULT '{}' NOT NULL,
    PRIMARY KEY (tenant_id, audit_id)
);
CREATE UNIQUE INDEX audit_entry_seq ON audit_entry (tenant_id, seq);
CREATE INDEX audit_entry_subject ON audit_entry (tenant_id, subject_id, at);

CREATE TABLE audit_seal (
    tenant_id uuid NOT NULL,
    seal_no integer NOT NULL,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    entries integer NOT NULL,
    root bytea NOT NULL,
    previous bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, seal_no)
);

CREATE TABLE content (
    tenant_id uuid NOT NULL,
    content_id uuid NOT NULL,
    version integer NOT NULL,
    course_id uuid NOT NULL,
    lesson_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    body text DEFAULT '' NOT NULL,
    body_public jsonb DEFAULT '{}' NOT NULL,
    answer_key jsonb DEFAULT '{}' NOT NULL,
    kc_ids uuid[] DEFAULT '{}' NOT NULL,
    position integer DEFAULT 0 NOT NULL,
    minutes double precision DEFAULT 2.0 NOT NULL,
    discrimination double precision DEFAULT 1.0 NOT NULL,
    difficulty double precision DEFAULT 0.0 NOT NULL,
    quality double precision DEFAULT 1.0 NOT NULL,
    min_age integer,
    language text DEFAULT 'en' NOT NULL,
    license text DEFAULT '' NOT NULL,
    attribution text DEFAULT '' NOT NULL,
    source text DEFAULT '' NOT NULL,
    source_ref text NOT NULL,
    checksum text DEFAULT '' NOT NULL,
    status text DEFAULT 'published' NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, content_id, version),
    CONSTRAINT content_source_ref UNIQUE (tenant_id, course_id, source_ref, version)
);
CREATE INDEX content_course ON content (tenant_id, course_id);

CREATE TABLE content_import (
    tenant_id uuid NOT NULL,
    import_id uuid NOT NULL,
    kind text NOT NULL,
    source_name text NOT NULL,
    status text DEFAULT 'running' NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    done integer DEFAULT 0 NOT NULL,
    total integer DEFAULT 0 NOT NULL,
    report jsonb DEFAULT '{}' NOT NULL,
    cursor jsonb DEFAULT '{}' NOT NULL,
    requested_by uuid,
    PRIMARY KEY (tenant_id, import_id)
);

CREATE TABLE course (
    tenant_id uuid NOT NULL,
    course_id uuid NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    subject text DEFAULT '' NOT NULL,
    description text DEFAULT '' NOT NULL,
    language text DEFAULT 'en' NOT NULL,
    grade_band text DEFAULT '' NOT NULL,
    source text DEFAULT '' NOT NULL,
    license text DEFAULT '' NOT NULL,
    attribution text DEFAULT '' NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, course_id),
    CONSTRAINT course_slug UNIQUE (tenant_id, slug)
);

CREATE TABLE course_version (
    tenant_id uuid NOT NULL,
    course_id uuid NOT NULL,
    version integer NOT NULL,
    published_at timestamptz NOT NULL,
    checksum text DEFAULT '' NOT NULL,
    status text DEFAULT 'published' NOT NULL,
    PRIMARY KEY (tenant_id, course_id, version)
);

CREATE TABLE decision (
    tenant_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    decision_id uuid NOT NULL,
    student_id uuid NOT NULL,
    course_id uuid NOT NULL,
    event_id uuid NOT NULL,
    candidates jsonb DEFAULT '{}' NOT NULL,
    approved jsonb DEFAULT '{}' NOT NULL,
    propensity jsonb DEFAULT '{}' NOT NULL,
    policy_version text NOT NULL,
    features_version text NOT NULL,
    served jsonb DEFAULT '{}' NOT NULL,
    PRIMARY KEY (tenant_id, created_at, decision_id)
) PARTITION BY RANGE (created_at);
CREATE INDEX decision_student ON decision (tenant_id, student_id, created_at);

CREATE TABLE event_receipt (
    tenant_id uuid NOT NULL,
    event_id uuid NOT NULL,
    body_hash bytea NOT NULL,
    answer jsonb DEFAULT '{}' NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, event_id)
);

CREATE TABLE institution (
    tenant_id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    locale text DEFAULT 'en' NOT NULL,
    time_zone text DEFAULT 'UTC' NOT NULL,
    accent_color text DEFAULT '#2f5bd7' NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id)
);

CREATE TABLE kc (
    tenant_id uuid NOT NULL,
    kc_id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    description text DEFAULT '' NOT NULL,
    standard text,
    p_init double precision DEFAULT 0.1 NOT NULL,
    p_transit double precision DEFAULT 0.1 NOT NULL,
    p_slip double precision DEFAULT 0.1 NOT NULL,
    p_guess double precision DEFAULT 0.2 NOT NULL,
    PRIMARY KEY (tenant_id, kc_id),
    CONSTRAINT kc_slug UNIQUE (tenant_id, slug)
);

CREATE TABLE kc_prerequisite (
    tenant_id uuid NOT NULL,
    course_id uuid NOT NULL,
    kc_id uuid NOT NULL,
    requires_kc_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, course_id, kc_id, requires_kc_id)
);

CREATE TABLE learning_event (
    tenant_id uuid NOT NULL,
    received_at timestamptz NOT NULL,
    event_id uuid NOT NULL,
    student_id uuid NOT NULL,
    section_id uuid NOT NULL,
    course_id uuid NOT NULL,
    student_seq integer NOT NULL,
    verb text NOT NULL,
    object_id uuid,
    object_version integer,
    step_id text,
    kc_ids uuid[] DEFAULT '{}' NOT NULL,
    correct boolean,
    result jsonb DEFAULT '{}' NOT NULL,
    occurred_at timestamptz NOT NULL,
    asserted boolean DEFAULT false NOT NULL,
    PRIMARY KEY (tenant_id, received_at, event_id)
) PARTITION BY RANGE (received_at);
CREATE INDEX learning_event_received ON learning_event USING brin (received_at);
CREATE INDEX learning_event_section ON learning_event (tenant_id, section_id, received_at);
CREATE INDEX learning_event_student ON learning_event (tenant_id, student_id, received_at);

CREATE TABLE lesson (
    tenant_id uuid NOT NULL,
    lesson_id uuid NOT NULL,
    course_id uuid NOT NULL,
    title text NOT NULL,
    position integer DEFAULT 0 NOT NULL,
    objectives jsonb DEFAULT '{}' NOT NULL,
    kc_ids uuid[] DEFAULT '{}' NOT NULL,
    PRIMARY KEY (tenant_id, lesson_id)
);
CREATE INDEX lesson_course ON lesson (tenant_id, course_id);

CREATE TABLE person (
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    email_lookup bytea,
    email_enc bytea,
    name_enc bytea,
    birth_date_enc bytea,
    password_hash text,
    must_change_password boolean DEFAULT false NOT NULL,
    locale text DEFAULT 'en' NOT NULL,
    theme text DEFAULT 'system' NOT NULL,
    status text DEFAULT 'active' NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz,
    PRIMARY KEY (tenant_id, person_id),
    CONSTRAINT person_email UNIQUE (tenant_id, email_lookup)
);

CREATE TABLE person_key (
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    wrapped_key bytea NOT NULL,
    PRIMARY KEY (tenant_id, person_id)
);

CREATE TABLE review_item (
    tenant_id uuid NOT NULL,
    review_id uuid NOT NULL,
    kind text NOT NULL,
    subject_type text NOT NULL,
    subject_id uuid,
    title text NOT NULL,
    reason_code text NOT NULL,
    evidence jsonb DEFAULT '{}' NOT NULL,
    confidence double precision,
    status text DEFAULT 'open' NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid,
    decided_at timestamptz,
    decided_by uuid,
    note text DEFAULT '' NOT NULL,
    dedupe_key text NOT NULL,
    PRIMARY KEY (tenant_id, review_id)
);
CREATE UNIQUE INDEX review_item_dedupe ON review_item (tenant_id, dedupe_key) WHERE status = 'open';
CREATE INDEX review_item_status ON review_item (tenant_id, status, created_at);

CREATE TABLE section (
    tenant_id uuid NOT NULL,
    section_id uuid NOT NULL,
    title text NOT NULL,
    term text DEFAULT '' NOT NULL,
    course_tenant_id uuid NOT NULL,
    course_id uuid NOT NULL,
    course_version integer DEFAULT 1 NOT NULL,
    status text DEFAULT 'active' NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, section_id)
);

CREATE TABLE tenant_key (
    tenant_id uuid NOT NULL,
    wrapped_key bytea NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    PRIMARY KEY (tenant_id)
);

CREATE TABLE consent (
    tenant_id uuid NOT NULL,
    consent_id uuid NOT NULL,
    student_id uuid NOT NULL,
    basis text NOT NULL,
    purpose text DEFAULT 'learning' NOT NULL,
    granted_by uuid,
    granted_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    note text DEFAULT '' NOT NULL,
    PRIMARY KEY (tenant_id, consent_id),
    FOREIGN KEY(tenant_id, student_id) REFERENCES person (tenant_id, person_id)
);
CREATE INDEX consent_student ON consent (tenant_id, student_id);

CREATE TABLE discussion_post (
    tenant_id uuid NOT NULL,
    post_id uuid NOT NULL,
    section_id uuid NOT NULL,
    content_id uuid,
    parent_id uuid,
    author_id uuid NOT NULL,
    text_enc bytea NOT NULL,
    status text DEFAULT 'visible' NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, post_id),
    FOREIGN KEY(tenant_id, author_id) REFERENCES person (tenant_id, person_id),
    FOREIGN KEY(tenant_id, section_id) REFERENCES section (tenant_id, section_id)
);
CREATE INDEX discussion_post_section ON discussion_post (tenant_id, section_id, created_at);

CREATE TABLE enrolment (
    tenant_id uuid NOT NULL,
    section_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text DEFAULT 'student' NOT NULL,
    status text DEFAULT 'active' NOT NULL,
    enrolled_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, section_id, person_id),
    FOREIGN KEY(tenant_id, person_id) REFERENCES person (tenant_id, person_id),
    FOREIGN KEY(tenant_id, section_id) REFERENCES section (tenant_id, section_id)
);
CREATE INDEX enrolment_person ON enrolment (tenant_id, person_id);

CREATE TABLE guardian_link (
    tenant_id uuid NOT NULL,
    guardian_id uuid NOT NULL,
    student_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, guardian_id, student_id),
    FOREIGN KEY(tenant_id, guardian_id) REFERENCES person (tenant_id, person_id),
    FOREIGN KEY(tenant_id, student_id) REFERENCES person (tenant_id, person_id)
);

CREATE TABLE item_progress (
    tenant_id uuid NOT NULL,
    student_id uuid NOT NULL,
    content_id uuid NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    state jsonb DEFAULT '{}' NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, student_id, content_id),
    FOREIGN KEY(tenant_id, student_id) REFERENCES person (tenant_id, person_id)
);

CREATE TABLE kc_state (
    tenant_id uuid NOT NULL,
    student_id uuid NOT NULL,
    kc_id uuid NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    correct integer DEFAULT 0 NOT NULL,
    hints integer DEFAULT 0 NOT NULL,
    p_bkt double precision DEFAULT 0.1 NOT NULL,
    p_mastered double precision DEFAULT 0.1 NOT NULL,
    low double precision DEFAULT 0.0 NOT NULL,
    high double precision DEFAULT 1.0 NOT NULL,
    stability double precision,
    fsrs_difficulty double precision,
    due_at timestamptz,
    last_at timestamptz,
    mastered_at timestamptz,
    recent jsonb DEFAULT '{}' NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, student_id, kc_id),
    FOREIGN KEY(tenant_id, student_id) REFERENCES person (tenant_id, person_id)
);
CREATE INDEX kc_state_kc ON kc_state (tenant_id, kc_id);

CREATE TABLE learner_state (
    tenant_id uuid NOT NULL,
    student_id uuid NOT NULL,
    course_id uuid NOT NULL,
    student_seq integer DEFAULT 0 NOT NULL,
    theta double precision DEFAULT 0.0 NOT NULL,
    theta_variance double precision DEFAULT 1.0 NOT NULL,
    features jsonb DEFAULT '{}' NOT NULL,
    recent_content uuid[] DEFAULT '{}' NOT NULL,
    resume jsonb DEFAULT '{}' NOT NULL,
    last_answer jsonb DEFAULT '{}' NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, student_id, course_id),
    FOREIGN KEY(tenant_id, student_id) REFERENCES person (tenant_id, person_id)
);

CREATE TABLE presence (
    tenant_id uuid NOT NULL,
    section_id uuid NOT NULL,
    student_id uuid NOT NULL,
    last_event_at timestamptz NOT NULL,
    last_verb text NOT NULL,
    content_id uuid,
    content_title text DEFAULT '' NOT NULL,
    kc_id uuid,
    recent jsonb DEFAULT '{}' NOT NULL,
    wrong_streak integer DEFAULT 0 NOT NULL,
    hint_streak integer DEFAULT 0 NOT NULL,
    PRIMARY KEY (tenant_id, section_id, student_id),
    FOREIGN KEY(tenant_id, section_id) REFERENCES section (tenant_id, section_id)
);

CREATE TABLE role_grant (
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text NOT NULL,
    granted_at timestamptz NOT NULL,
    granted_by uuid,
    PRIMARY KEY (tenant_id, person_id, role),
    FOREIGN KEY(tenant_id, person_id) REFERENCES person (tenant_id, person_id)
);
