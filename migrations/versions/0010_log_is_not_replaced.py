"""INSERT OR REPLACE deletes what is in its way, and no DELETE trigger of SQLite sees it: the log refuses it too."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEYS = {
    "acts": "id = NEW.id",
    "changes": "id = NEW.id",
    "logged_rows": "digest = NEW.digest AND part = NEW.part",
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table, same in KEYS.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            "BEGIN SELECT RAISE(ABORT, 'log is append-only'); END"
        )


def downgrade() -> None:
    raise RuntimeError("stores are not downgraded; restore the backup made before the upgrade")
