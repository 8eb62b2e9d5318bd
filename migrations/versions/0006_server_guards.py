"""On a server: what stands cannot be emptied in one go either; words are found by an index where there is one."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STANDING = {
    "acts": "log is append-only",
    "changes": "log is append-only",
    "logged_rows": "log is append-only",
    "postings": "closed month",
    "export_batches": "exported batch",
    "voucher_lines": "exported batch",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(
        "CREATE FUNCTION refuse_truncate() RETURNS trigger AS "
        "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$ LANGUAGE plpgsql"
    )
    for table, words in STANDING.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate('{words}')"
        )


def downgrade() -> None:
    raise RuntimeError("stores are not downgraded; restore the backup made before the upgrade")
