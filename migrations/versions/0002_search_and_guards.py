"""Search indexes, and the guards: the log is append-only, the postings of a closed month stand."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEARCHED = ("assets", "categories", "departments", "people", "places")
LOG = ("acts", "changes")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        sqlite()
    else:
        postgresql()


def sqlite() -> None:
    for table in SEARCHED:
        op.execute(
            f"CREATE VIRTUAL TABLE {table}_fts USING fts5(words, content='', detail=full, columnsize=0, "
            "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\")"
        )
        # So much is gathered in memory before it is written: an import of 100,000 rows in a few pieces.
        op.execute(f"INSERT INTO {table}_fts({table}_fts, rank) VALUES ('hashsize', 33554432)")
    for table in LOG:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'log is append-only'); END"
            )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER postings_no_{verb.lower()} BEFORE {verb} ON postings "
            "WHEN EXISTS (SELECT 1 FROM closed_months WHERE month = OLD.month) "
            "BEGIN SELECT RAISE(ABORT, 'closed month'); END"
        )


def postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_log_change() RETURNS trigger AS "
        "$$ BEGIN RAISE EXCEPTION 'log is append-only'; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        "CREATE FUNCTION refuse_closed_month() RETURNS trigger AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM closed_months WHERE month = OLD.month) THEN "
        "RAISE EXCEPTION 'closed month'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
    )
    for table in LOG:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_log_change()"
        )
    op.execute(
        "CREATE TRIGGER postings_closed BEFORE UPDATE OR DELETE ON postings "
        "FOR EACH ROW EXECUTE FUNCTION refuse_closed_month()"
    )


def downgrade() -> None:
    raise RuntimeError("stores are not downgraded; restore the backup made before the upgrade")
