"""Tables, as `learnapp.storage.models` describes them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_DEFAULTS = (
    ("audit_entry", "at", "now()"),
    ("audit_entry", "object_type", "''"),
    ("audit_entry", "outcome", "'ok'"),
    ("audit_entry", "request_id", "''"),
    ("audit_seal", "sealed_at", "now()"),
    ("content", "body", "''"),
    ("content", "position", "0"),
    ("content", "minutes", "2.0"),
    ("content", "discrimination", "1.0"),
    ("content", "difficulty", "0.0"),
    ("content", "quality", "1.0"),
    ("content", "language", "'en'"),
    ("content", "license", "''"),
    ("content", "attribution", "''"),
    ("content", "source", "''"),
    ("content", "checksum", "''"),
    ("content", "status", "'published'"),
    ("content", "created_at", "now()"),
    ("content_import", "status", "'running'"),
    ("content_import", "started_at", "now()"),
    ("content_import", "done", "0"),
    ("content_import", "total", "0"),
    ("course", "subject", "''"),
    ("course", "description", "''"),
    ("course", "language", "'en'"),
    ("course", "grade_band", "''"),
    ("course", "source", "''"),
    ("course", "license", "''"),
    ("course", "attribution", "''"),
    ("course", "created_at", "now()"),
    ("course_version", "published_at", "now()"),
    ("course_version", "checksum", "''"),
    ("course_version", "status", "'published'"),
    ("institution", "locale", "'en'"),
    ("institution", "time_zone", "'UTC'"),
    ("institution", "accent_color", "'#2f5bd7'"),
    ("institution", "created_at", "now()"),
    ("kc", "description", "''"),
    ("kc", "p_init", "0.1"),
    ("kc", "p_transit", "0.1"),
    ("kc", "p_slip", "0.1"),
    ("kc", "p_guess", "0.2"),
    ("learning_event", "asserted", "false"),
    ("lesson", "position", "0"),
    ("person", "must_change_password", "false"),
    ("person", "locale", "'en'"),
    ("person", "theme", "'system'"),
    ("person", "status", "'active'"),
    ("person", "created_at", "now()"),
    ("review_item", "status", "'open'"),
    ("review_item", "created_at", "now()"),
    ("review_item", "note", "''"),
    ("section", "term", "''"),
    ("section", "course_version", "1"),
    ("section", "status", "'active'"),
    ("section", "created_at", "now()"),
    ("tenant_key", "version", "1"),
    ("consent", "purpose", "'learning'"),
    ("consent", "granted_at", "now()"),
    ("consent", "note", "''"),
    ("discussion_post", "status", "'visible'"),
    ("discussion_post", "created_at", "now()"),
    ("enrolment", "role", "'student'"),
    ("enrolment", "status", "'active'"),
    ("enrolment", "enrolled_at", "now()"),
    ("item_progress", "version", "1"),
    ("item_progress", "updated_at", "now()"),
    ("kc_state", "attempts", "0"),
    ("kc_state", "correct", "0"),
    ("kc_state", "hints", "0"),
    ("kc_state", "p_bkt", "0.1"),
    ("kc_state", "p_mastered", "0.1"),
    ("kc_state", "low", "0.0"),
    ("kc_state", "high", "1.0"),
    ("kc_state", "updated_at", "now()"),
    ("learner_state", "student_seq", "0"),
    ("learner_state", "theta", "0.0"),
    ("learner_state", "theta_variance", "1.0"),
    ("learner_state", "updated_at", "now()"),
    ("presence", "last_event_at", "now()"),
    ("presence", "content_title", "''"),
    ("presence", "wrong_streak", "0"),
    ("presence", "hint_streak", "0"),
    ("role_grant", "granted_at", "now()"),
)


def upgrade() -> None:
    """Create every table with its keys, defaults and indexes."""
    op.execute("CREATE SCHEMA directory AUTHORIZATION learnapp_directory")
    op.execute("GRANT CREATE, USAGE ON SCHEMA directory TO learnapp_owner")
    op.create_table(
        "audit_entry",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column(
            "detail", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.PrimaryKeyConstraint("tenant_id", "audit_id"),
    )
    op.create_index("audit_entry_seq", "audit_entry", ["tenant_id", "seq"], unique=True)
    op.create_index("audit_entry_subject", "audit_entry", ["tenant_id", "subject_id", "at"], unique=False)
    op.create_table(
        "audit_seal",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("seal_no", sa.Integer(), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seal_no"),
    )
    op.create_table(
        "content",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "body_public",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column(
            "answer_key",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("kc_ids", sa.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Float(), nullable=False),
        sa.Column("discrimination", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("quality", sa.Float(), nullable=False),
        sa.Column("min_age", sa.Integer(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("license", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "content_id", "version"),
        sa.UniqueConstraint("tenant_id", "course_id", "source_ref", "version", name="content_source_ref"),
    )
    op.create_index("content_course", "content", ["tenant_id", "course_id"], unique=False)
    op.create_table(
        "content_import",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column(
            "report", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "cursor", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "import_id"),
    )
    op.create_table(
        "course",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("grade_band", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("license", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "course_id"),
        sa.UniqueConstraint("tenant_id", "slug", name="course_slug"),
    )
    op.create_table(
        "course_version",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "course_id", "version"),
    )
    op.create_table(
        "decision",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column(
            "candidates",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column(
            "approved", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "propensity",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("features_version", sa.Text(), nullable=False),
        sa.Column(
            "served", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.PrimaryKeyConstraint("tenant_id", "created_at", "decision_id"),
        postgresql_partition_by="RANGE (created_at)",
    )
    op.create_index("decision_student", "decision", ["tenant_id", "student_id", "created_at"], unique=False)
    op.create_table(
        "api_client",
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("secret_hash"),
        schema="directory",
    )
    op.create_index(
        op.f("ix_directory_api_client_tenant_id"), "api_client", ["tenant_id"], unique=False, schema="directory"
    )
    op.create_table(
        "login",
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("lookup", "tenant_id"),
        schema="directory",
    )
    op.create_index("login_person", "login", ["tenant_id", "person_id"], unique=False, schema="directory")
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
        schema="directory",
    )
    op.create_index(op.f("ix_directory_session_person_id"), "session", ["person_id"], unique=False, schema="directory")
    op.create_table(
        "tenant",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
        sa.UniqueConstraint("slug"),
        schema="directory",
    )
    op.create_table(
        "event_receipt",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "answer", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "event_id"),
    )
    op.create_table(
        "institution",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("accent_color", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    op.create_table(
        "kc",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("kc_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=True),
        sa.Column("p_init", sa.Float(), nullable=False),
        sa.Column("p_transit", sa.Float(), nullable=False),
        sa.Column("p_slip", sa.Float(), nullable=False),
        sa.Column("p_guess", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kc_id"),
        sa.UniqueConstraint("tenant_id", "slug", name="kc_slug"),
    )
    op.create_table(
        "kc_prerequisite",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("kc_id", sa.Uuid(), nullable=False),
        sa.Column("requires_kc_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "course_id", "kc_id", "requires_kc_id"),
    )
    op.create_table(
        "learning_event",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("student_seq", sa.Integer(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("object_version", sa.Integer(), nullable=True),
        sa.Column("step_id", sa.Text(), nullable=True),
        sa.Column("kc_ids", sa.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=True),
        sa.Column(
            "result", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asserted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "received_at", "event_id"),
        postgresql_partition_by="RANGE (received_at)",
    )
    op.create_index("learning_event_received", "learning_event", ["received_at"], unique=False, postgresql_using="brin")
    op.create_index(
        "learning_event_section", "learning_event", ["tenant_id", "section_id", "received_at"], unique=False
    )
    op.create_index(
        "learning_event_student", "learning_event", ["tenant_id", "student_id", "received_at"], unique=False
    )
    op.create_table(
        "lesson",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "objectives",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("kc_ids", sa.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "lesson_id"),
    )
    op.create_index("lesson_course", "lesson", ["tenant_id", "course_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email_lookup", sa.LargeBinary(), nullable=True),
        sa.Column("email_enc", sa.LargeBinary(), nullable=True),
        sa.Column("name_enc", sa.LargeBinary(), nullable=True),
        sa.Column("birth_date_enc", sa.LargeBinary(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "person_id"),
        sa.UniqueConstraint("tenant_id", "email_lookup", name="person_email"),
    )
    op.create_table(
        "person_key",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "person_id"),
    )
    op.create_table(
        "review_item",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column(
            "evidence", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "review_id"),
    )
    op.create_index(
        "review_item_dedupe",
        "review_item",
        ["tenant_id", "dedupe_key"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index("review_item_status", "review_item", ["tenant_id", "status", "created_at"], unique=False)
    op.create_table(
        "section",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("course_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("course_version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "section_id"),
    )
    op.create_table(
        "tenant_key",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    op.create_table(
        "consent",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["person.tenant_id", "person.person_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "consent_id"),
    )
    op.create_index("consent_student", "consent", ["tenant_id", "student_id"], unique=False)
    op.create_table(
        "discussion_post",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text_enc", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["person.tenant_id", "person.person_id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"],
            ["section.tenant_id", "section.section_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "post_id"),
    )
    op.create_index(
        "discussion_post_section", "discussion_post", ["tenant_id", "section_id", "created_at"], unique=False
    )
    op.create_table(
        "enrolment",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.person_id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"],
            ["section.tenant_id", "section.section_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "section_id", "person_id"),
    )
    op.create_index("enrolment_person", "enrolment", ["tenant_id", "person_id"], unique=False)
    op.create_table(
        "guardian_link",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "guardian_id"],
            ["person.tenant_id", "person.person_id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["person.tenant_id", "person.person_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "guardian_id", "student_id"),
    )
    op.create_table(
        "item_progress",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["person.tenant_id", "person.person_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "student_id", "content_id"),
    )
    op.create_table(
        "kc_state",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("kc_id", sa.Uuid(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("hints", sa.Integer(), nullable=False),
        sa.Column("p_bkt", sa.Float(), nullable=False),
        sa.Column("p_mastered", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("stability", sa.Float(), nullable=True),
        sa.Column("fsrs_difficulty", sa.Float(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mastered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "recent", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["person.tenant_id", "person.person_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "student_id", "kc_id"),
    )
    op.create_index("kc_state_kc", "kc_state", ["tenant_id", "kc_id"], unique=False)
    op.create_table(
        "learner_state",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("student_seq", sa.Integer(), nullable=False),
        sa.Column("theta", sa.Float(), nullable=False),
        sa.Column("theta_variance", sa.Float(), nullable=False),
        sa.Column(
            "features", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("recent_content", sa.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
        sa.Column(
            "resume", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "last_answer",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["person.tenant_id", "person.person_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "student_id", "course_id"),
    )
    op.create_table(
        "presence",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("last_event_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_verb", sa.Text(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=True),
        sa.Column("content_title", sa.Text(), nullable=False),
        sa.Column("kc_id", sa.Uuid(), nullable=True),
        sa.Column(
            "recent", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("wrong_streak", sa.Integer(), nullable=False),
        sa.Column("hint_streak", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"],
            ["section.tenant_id", "section.section_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "section_id", "student_id"),
    )
    op.create_table(
        "role_grant",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.person_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", "role"),
    )
    for table, column, default in _DEFAULTS:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {default}")


def downgrade() -> None:
    """Refused: it would drop what students did."""
    raise RuntimeError("The first migration is not taken back; restore a backup instead.")
