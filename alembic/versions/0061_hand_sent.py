"""What teachers send by hand may be open beside something else that they have sent to the same student.

Of what is noticed there is still only one open of a kind: a detector that looks twice begins nothing twice.
"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

_ID, _COLUMNS = "intervention_open", ["tenant_id", "section_id", "student_id", "trigger"]
_TOPIC = sa.text("coalesce(kc_id, '00000000-0000-0000-0000-000000000000'::uuid)")
_OPEN = "state IN ('waiting', 'due', 'sent', 'seen', 'held', 'taken')"
# The newest of a kind stays open.
_OLDER = f"""
UPDATE intervention i SET state = 'cleared', ended_at = now(), before = NULL
 WHERE i.{_OPEN} AND i.trigger = 'teacher' AND EXISTS (
   SELECT 1 FROM intervention n WHERE n.tenant_id = i.tenant_id AND n.section_id = i.section_id
      AND n.student_id = i.student_id AND n.trigger = i.trigger AND n.kc_id IS NOT DISTINCT FROM i.kc_id AND n.{_OPEN}
      AND (n.created_at, n.intervention_id) > (i.created_at, i.intervention_id))
"""  # noqa: S608 - constants


def _index(where: str) -> None:
    op.drop_index(_ID, "intervention")
    op.create_index(_ID, "intervention", [*_COLUMNS, _TOPIC], unique=True, postgresql_where=sa.text(where))


def upgrade() -> None:
    """Leave what is sent by hand out."""
    _index(f"trigger <> 'teacher' AND {_OPEN}")


def downgrade() -> None:
    """Let one of a kind be open for a student: what a teacher has sent before is over."""
    conn = op.get_bind()
    enter = sa.text("SELECT set_config('app.tenant_id', :tenant, true)")
    for (tenant,) in conn.execute(sa.text("SELECT tenant_id::text FROM directory.tenant")).fetchall():
        conn.execute(enter, {"tenant": tenant})
        conn.execute(sa.text(_OLDER))
    conn.execute(enter, {"tenant": ""})
    _index(_OPEN)
