"""The job queue's own tables and functions, from the library that runs it."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Install the queue and let the app role use it."""
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute(
        """
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
                        AND tablename LIKE 'procrastinate\\_%' LOOP
                EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO learnapp_app', name);
            END LOOP;
            FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'
                        AND sequencename LIKE 'procrastinate\\_%' LOOP
                EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %I TO learnapp_app', name);
            END LOOP;
        END $$
        """
    )


def downgrade() -> None:
    """Refused: jobs would be lost."""
    raise RuntimeError("The job queue is not taken back.")
