"""The rows that bulk acts wrote, packed in the log; the log is found by thing."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "logged_rows",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "part", name=op.f("pk_logged_rows")),
    )
    op.drop_index("ix_changes_record_id", "changes")
    op.create_index("ix_changes_thing", "changes", ["table_name", "record_id"])
    bulk = sa.text("last_id IS NOT NULL")
    op.create_index(
        "ix_changes_bulk", "changes", ["table_name", "record_id"], sqlite_where=bulk, postgresql_where=bulk
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER logged_rows_no_{verb.lower()} BEFORE {verb} ON logged_rows "
                "BEGIN SELECT RAISE(ABORT, 'log is append-only'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER logged_rows_append_only BEFORE UPDATE OR DELETE ON logged_rows "
            "FOR EACH ROW EXECUTE FUNCTION refuse_log_change()"
        )


def downgrade() -> None:
    raise RuntimeError("stores are not downgraded; restore the backup made before the upgrade")
