"""On a server: what stands cannot be emptied in one go either; words are found by an index where there is one."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SEARCHED = ("assets", "people", "places")  # the rest is short
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
    index_words()


def index_words() -> None:
    """Words of three characters and more by their trigrams, where the server has them and lets us; searching is
    right without, only slower."""
    connection = op.get_bind()
    allowed = connection.execute(
        sa.text(
            "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') "
            "OR (EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') "
            "AND has_database_privilege(current_database(), 'CREATE'))"
        )
    ).scalar()
    if not allowed:
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table in SEARCHED:
        op.execute(f"CREATE INDEX ix_{table}_trigrams ON {table} USING gin (search_text gin_trgm_ops)")


def downgrade() -> None:
    raise RuntimeError("stores are not downgraded; restore the backup made before the upgrade")
