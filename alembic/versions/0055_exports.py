"""Exports with their runs and files, and webhooks: receivers, what is on its way to them, and who tells of what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("export_plan", "export_run", "export_file", "webhook_endpoint", "webhook_delivery")


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _count(name: str, kind: type[sa.types.TypeEngine] = sa.Integer) -> sa.Column:
    return sa.Column(name, kind, nullable=False, server_default="0")


# Whoever writes the row tells of it, in the same transaction, and need not know of it. A row that nobody listens for
# costs one look at a small index.
_TELL = """
CREATE FUNCTION webhook_tell(tenant uuid, kind text, about jsonb, person uuid, mark text) RETURNS void
LANGUAGE sql SET search_path = public AS $$
  WITH message AS (SELECT gen_random_uuid() AS id)
  INSERT INTO webhook_delivery (tenant_id, endpoint_id, message_id, kind, about, person_id, once, state, happened_at)
  SELECT $1, e.endpoint_id, m.id, $2, $3, $4, $5, 'waiting', now() FROM webhook_endpoint e, message m
   WHERE e.tenant_id = $1 AND e.enabled AND $2 = ANY(e.kinds)
  ON CONFLICT DO NOTHING
$$
"""
_OF = {
    "enrolment": (
        "webhook_of_enrolment", "enrolment.changed",
        "jsonb_build_object('class_id', row.section_id, 'person_id', row.person_id, 'role', row.role,"
        " 'status', CASE WHEN TG_OP = 'DELETE' THEN 'removed' ELSE row.status END)",
        "row.person_id",
        (
            "INSERT OR DELETE ON enrolment FOR EACH ROW",
            "UPDATE OF status, role ON enrolment FOR EACH ROW WHEN ((OLD.status, OLD.role) IS DISTINCT FROM"
            " (NEW.status, NEW.role) AND NEW.status <> 'erased')",
        ),
    ),
    "kc_state": (
        "webhook_of_mastery", "mastery.reached",
        "jsonb_build_object('student_id', row.student_id, 'topic_id', row.kc_id)", "row.student_id",
        (
            "INSERT ON kc_state FOR EACH ROW WHEN (NEW.mastered_at IS NOT NULL)",
            "UPDATE OF mastered_at ON kc_state FOR EACH ROW"
            " WHEN (OLD.mastered_at IS NULL AND NEW.mastered_at IS NOT NULL)",
        ),
    ),
    "attempt": (
        "webhook_of_results", "assessment.results_shown",
        "jsonb_build_object('assessment_id', row.assessment_id, 'attempt_id', row.attempt_id,"
        " 'student_id', row.student_id)", "row.student_id",
        (
            "UPDATE OF recorded_at ON attempt FOR EACH ROW"
            " WHEN (OLD.recorded_at IS NULL AND NEW.recorded_at IS NOT NULL)",
        ),
    ),
    "intervention": (
        "webhook_of_intervention", "intervention.sent",
        "jsonb_build_object('intervention_id', row.intervention_id, 'class_id', row.section_id,"
        " 'student_id', row.student_id, 'help', row.help)", "row.student_id",
        (
            "UPDATE OF state ON intervention FOR EACH ROW"
            " WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'sent')",
        ),
    ),
    "content_import": (
        "webhook_of_import", "import.finished",
        "jsonb_build_object('import_id', row.import_id, 'of', TG_ARGV[0], 'status', row.status)", "NULL",
        (
            "UPDATE OF status ON content_import FOR EACH ROW"
            " WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('done', 'failed'))",
            "UPDATE OF status ON roster_import FOR EACH ROW"
            " WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('done', 'failed'))",
        ),
    ),
    "export_run": (
        "webhook_of_export", "export.finished",
        "jsonb_build_object('export_id', row.run_id, 'plan_id', row.plan_id, 'status', row.status)", "NULL",
        (
            "UPDATE OF status ON export_run FOR EACH ROW"
            " WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('done', 'failed'))",
        ),
    ),
}  # fmt: skip
_ARGUMENT = {"content_import": "content", "roster_import": "roster"}


def _tellers() -> None:
    op.execute(_TELL)
    for function, kind, about, person, whens in _OF.values():
        op.execute(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$"
            " DECLARE row record; BEGIN IF TG_OP = 'DELETE' THEN row := OLD; ELSE row := NEW; END IF;"
            f" PERFORM webhook_tell(row.tenant_id, '{kind}', {about}, {person}, ''); RETURN NULL; END $$"
        )
        for number, when in enumerate(whens):
            table = when.split(" ON ")[1].split()[0]
            op.execute(
                f"CREATE TRIGGER {function}_{number} AFTER {when} EXECUTE FUNCTION"
                f" {function}({repr(_ARGUMENT[table]) if table in _ARGUMENT else ''})"
            )


def upgrade() -> None:
    """Make the tables behind their walls, and the functions that tell."""
    op.create_table(
        "export_plan",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("plan_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("datasets", ARRAY(sa.Text()), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("incremental", sa.Boolean(), nullable=False),
        sa.Column("names", sa.Boolean(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("settings", JSONB(), nullable=False, server_default="{}"),
        sa.Column("mark", sa.BigInteger(), nullable=True),
        _moment("marked_at", nullable=True),
        _moment("next_at", nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        _moment("made_at"),
        sa.CheckConstraint("kind IN ('data', 'research')", name="export_plan_kind"),
        sa.CheckConstraint("format IN ('csv', 'parquet')", name="export_plan_format"),
        sa.CheckConstraint("schedule IN ('once', 'daily', 'weekly')", name="export_plan_schedule"),
    )
    op.create_table(
        "export_run",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("run_id", sa.Uuid(), primary_key=True),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        _text("dataset"),
        _count("parts"),
        _count("rows", sa.BigInteger),
        sa.Column("since", sa.BigInteger(), nullable=True),
        _moment("since_at", nullable=True),
        sa.Column("horizon", sa.BigInteger(), nullable=True),
        sa.Column("cursor", JSONB(), nullable=False, server_default="{}"),
        sa.Column("report", JSONB(), nullable=False, server_default="{}"),
        _text("error"),
        _text("message"),
        sa.Column("secret_enc", sa.LargeBinary(), nullable=True),
        _moment("started_at"),
        _moment("beat_at"),
        _moment("finished_at", nullable=True),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        _moment("released_at", nullable=True),
        _moment("expires_at", nullable=True),
        _moment("pruned_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "plan_id"], ["export_plan.tenant_id", "export_plan.plan_id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'running', 'stopping', 'stopped', 'interrupted', 'ready', 'done', 'failed',"
            " 'discarded')",
            name="export_run_status",
        ),
    )
    op.create_index("export_run_started", "export_run", ["tenant_id", "started_at"])
    op.create_index(
        "export_run_live", "export_run", ["tenant_id", "plan_id"], unique=True,
        postgresql_where=sa.text("status IN ('waiting', 'running', 'stopping')"),
    )  # fmt: skip
    op.create_table(
        "export_file",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("run_id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        _moment("made_at"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "run_id"], ["export_run.tenant_id", "export_run.run_id"], ondelete="CASCADE"
        ),
    )
    op.create_table(
        "webhook_endpoint",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("endpoint_id", sa.Uuid(), primary_key=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", ARRAY(sa.Text()), nullable=False),
        sa.Column("secret_enc", sa.LargeBinary(), nullable=False),
        sa.Column("old_secret_enc", sa.LargeBinary(), nullable=True),
        _moment("old_until", nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        _count("sent", sa.BigInteger),
        _moment("sent_at", nullable=True),
        _text("last_problem"),
        _moment("problem_at", nullable=True),
        _count("failures"),
        _moment("failing_since", nullable=True),
        _moment("next_at", nullable=True),
        _moment("given_up_at", nullable=True),
        _moment("made_at"),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("tenant_id", sa.Uuid(), primary_key=True),
        sa.Column("endpoint_id", sa.Uuid(), primary_key=True),
        sa.Column("message_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", JSONB(), nullable=False, server_default="{}"),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        _text("once"),
        sa.Column("state", sa.Text(), nullable=False),
        _count("attempts"),
        _text("problem"),
        _count("status", sa.SmallInteger),
        _moment("happened_at"),
        _moment("due_at", nullable=True),
        _moment("tried_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "endpoint_id"], ["webhook_endpoint.tenant_id", "webhook_endpoint.endpoint_id"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="webhook_delivery_state"),
    )  # fmt: skip
    op.create_index(
        "webhook_delivery_waiting", "webhook_delivery", ["tenant_id", "endpoint_id", "happened_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )  # fmt: skip
    op.create_index("webhook_delivery_log", "webhook_delivery", ["tenant_id", "endpoint_id", "happened_at"])
    op.create_index(
        "webhook_delivery_once", "webhook_delivery", ["tenant_id", "endpoint_id", "once"], unique=True,
        postgresql_where=sa.text("once <> ''"),
    )  # fmt: skip
    op.create_index(
        "webhook_delivery_person", "webhook_delivery", ["tenant_id", "person_id"],
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )  # fmt: skip
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO learnapp_app")
    _tellers()


def downgrade() -> None:
    """Forget exports and webhooks."""
    for function, _, _, _, whens in _OF.values():
        for number, when in enumerate(whens):
            table = when.split(" ON ")[1].split()[0]
            op.execute(f"DROP TRIGGER {function}_{number} ON {table}")
        op.execute(f"DROP FUNCTION {function}()")
    op.execute("DROP FUNCTION webhook_tell(uuid, text, jsonb, uuid, text)")
    for table in reversed(_TABLES):
        op.drop_table(table)
