"""Why a statement became no event; and messages for a receiver that we switched off, or since when none were kept."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

# A receiver that we have switched off, and not an administrator, finds later what has happened meanwhile.
_KEEPS = "(e.enabled OR e.given_up_at IS NOT NULL)"
_TELL = """
CREATE OR REPLACE FUNCTION webhook_tell(tenant uuid, kind text, about jsonb, person uuid, mark text) RETURNS void
LANGUAGE sql SET search_path = public AS $$
  WITH message AS (SELECT gen_random_uuid() AS id)
  INSERT INTO webhook_delivery (tenant_id, endpoint_id, message_id, kind, about, person_id, once, state, happened_at)
  SELECT $1, e.endpoint_id, m.id, $2, $3, $4, $5, 'waiting', now() FROM webhook_endpoint e, message m
   WHERE e.tenant_id = $1 AND {which} AND $2 = ANY(e.kinds)
  ON CONFLICT DO NOTHING
$$
"""


def upgrade() -> None:
    """Note reasons and pauses, and keep messages for receivers that we switch off."""
    op.add_column("xapi_statement", sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    for name in ("quiet_since", "quiet_until"):
        op.add_column("webhook_endpoint", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute(_TELL.format(which=_KEEPS))
    conn = op.get_bind()
    enter = sa.text("SELECT set_config('app.tenant_id', :tenant, true)")
    for (tenant,) in conn.execute(sa.text("SELECT tenant_id::text FROM directory.tenant")).fetchall():
        conn.execute(enter, {"tenant": tenant})
        # Up to now nothing was kept for those that we had switched off.
        conn.execute(
            sa.text(
                "UPDATE webhook_endpoint SET quiet_since = given_up_at, quiet_until = now()"
                " WHERE NOT enabled AND given_up_at IS NOT NULL"
            )
        )
    conn.execute(enter, {"tenant": ""})


def downgrade() -> None:
    """Forget reasons and pauses; messages are written for receivers that are on, as before."""
    op.execute(_TELL.format(which="e.enabled"))
    for name in ("quiet_until", "quiet_since"):
        op.drop_column("webhook_endpoint", name)
    op.drop_column("xapi_statement", "reason")
