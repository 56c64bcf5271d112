"""Trained models: versions with their files, the history of what serves, training runs, how versions do since."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

LIBRARY = "00000000-0000-7000-8000-000000000001"
_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TABLES = ("model_version", "model_stage", "training_run", "model_watch")
_SHARED = ("model_version", "model_stage")


def _id(name: str, *, key: bool = False, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), primary_key=key, nullable=nullable)


def _text(name: str, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def _document(name: str) -> sa.Column:
    return sa.Column(name, JSONB(none_as_null=True), nullable=False, server_default="{}")


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, kind: sa.types.TypeEngine, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    """Make the tables behind their walls; the library's models are read by everybody, as its content is."""
    op.create_table(
        "model_version",
        _id("tenant_id", key=True),
        _id("version_id", key=True),
        _text("kind"),
        _number("major", sa.Integer()),
        _number("minor", sa.Integer()),
        _number("patch", sa.Integer()),
        _document("made_of"),
        _text("git_sha"),
        _text("data_fingerprint"),
        _document("metrics"),
        _document("card"),
        _number("held_out", sa.LargeBinary()),
        _number("artefact", sa.LargeBinary()),
        _text("artefact_sha"),
        _id("run_id", nullable=True),
        _moment("created_at"),
        _id("created_by", nullable=True),
        sa.UniqueConstraint("tenant_id", "kind", "major", "minor", "patch", name="model_version_number"),
        sa.CheckConstraint("major >= 0 AND minor >= 0 AND patch >= 0", name="model_version_positive"),
    )
    op.create_index("model_version_kind", "model_version", ["tenant_id", "kind", "created_at"])
    # What is packed already is not packed again.
    op.execute("ALTER TABLE model_version ALTER COLUMN artefact SET STORAGE EXTERNAL")
    op.create_table(
        "model_stage",
        _id("tenant_id", key=True),
        _id("change_id", key=True),
        _text("kind"),
        _text("stage"),
        _text("act"),
        _id("version_id", nullable=True),
        sa.Column("share", sa.Float(), nullable=False, server_default="0"),
        _document("gates"),
        _text("why", ""),
        _moment("at"),
        _id("by"),
        sa.ForeignKeyConstraint(["tenant_id", "version_id"], ["model_version.tenant_id", "model_version.version_id"]),
        sa.CheckConstraint("stage IN ('shadow', 'canary', 'production')", name="model_stage_stage"),
        sa.CheckConstraint("act IN ('put', 'promote', 'rollback', 'clear')", name="model_stage_act"),
        sa.CheckConstraint("share BETWEEN 0 AND 1", name="model_stage_share"),
    )
    op.create_index("model_stage_kind", "model_stage", ["tenant_id", "kind", "at"])
    op.create_index("model_stage_version", "model_stage", ["tenant_id", "version_id", "at"])
    op.create_table(
        "training_run",
        _id("tenant_id", key=True),
        _id("run_id", key=True),
        _text("kind"),
        _text("status"),
        _text("step", "gather"),
        sa.Column("done", sa.Integer(), nullable=False, server_default="0"),
        _text("reason", "asked"),
        sa.Column("seed", sa.Integer(), nullable=False, server_default="0"),
        _document("checkpoint"),
        _document("report"),
        _text("error", ""),
        _text("message", ""),
        _id("version_id", nullable=True),
        _moment("started_at"),
        _moment("beat_at"),
        _moment("finished_at", nullable=True),
        _id("requested_by", nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'running', 'stopping', 'stopped', 'interrupted', 'done', 'failed')",
            name="training_run_status",
        ),
    )
    op.create_index("training_run_kind", "training_run", ["tenant_id", "kind", "started_at"])
    op.create_index(
        "training_run_alone", "training_run", ["tenant_id", "kind"], unique=True,
        postgresql_where=sa.text("status IN ('waiting', 'running', 'stopping')"),
    )  # fmt: skip
    op.create_table(
        "model_watch",
        _id("tenant_id", key=True),
        _id("version_id", key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        _number("answers", sa.Integer()),
        _number("students", sa.Integer()),
        _number("right_sum", sa.Float()),
        _number("chance_sum", sa.Float()),
        _number("loss_sum", sa.Float()),
        _number("auc", sa.Float(), nullable=True),
        _moment("computed_at"),
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})"
        )
        rights = "SELECT, INSERT" if table in ("model_stage", "model_version") else "SELECT, INSERT, UPDATE, DELETE"
        op.execute(f"GRANT {rights} ON {table} TO learnapp_app")
    for table in _SHARED:
        op.execute(
            f"CREATE POLICY shared_library ON {table} FOR SELECT"
            f" USING (tenant_id = '{LIBRARY}'::uuid AND {_TENANT} IS NOT NULL)"
        )


def downgrade() -> None:
    """Forget every trained model: the analytic one serves."""
    for table in reversed(_TABLES):
        op.drop_table(table)
