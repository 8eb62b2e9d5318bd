"""Searching decisions, and the guard of a sealed meeting: what it holds is neither changed nor deleted."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SEARCHED = ("bodies", "matters", "submissions", "meetings", "resolutions", "follow_ups")
MEETING = "EXISTS (SELECT 1 FROM meetings WHERE id = OLD.meeting_id AND status = 'sealed')"
ITEM = (
    "EXISTS (SELECT 1 FROM agenda_items i JOIN meetings m ON m.id = i.meeting_id "
    "WHERE i.id = OLD.item_id AND m.status = 'sealed')"
)
# Table → when a row of it belongs to a sealed meeting.
GUARDED = {
    "meetings": "OLD.status = 'sealed'",
    "attendances": MEETING,
    "agenda_items": MEETING,
    "recusals": ITEM,
    "statements": ITEM,
    "votes": ITEM,
    "dissents": ITEM,
    "resolutions": ITEM,
    "attachments": "OLD.table_name = 'meetings' AND " + MEETING.replace("meeting_id", "record_id"),
}
# Table → what else besides its id is there only once.
UNIQUE = {
    "meetings": ("meeting_no",),
    "attendances": ("meeting_id", "person_id"),
    "agenda_items": ("meeting_id", "submission_id"),
    "recusals": ("item_id", "person_id"),
    "statements": ("item_id", "position"),
    "votes": ("item_id", "person_id"),
    "dissents": ("item_id", "person_id"),
    "resolutions": ("item_id",),
}


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
    for table, sealed in GUARDED.items():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_sealed_no_{verb.lower()} BEFORE {verb} ON {table} WHEN {sealed} "
                "BEGIN SELECT RAISE(ABORT, 'sealed meeting'); END"
            )
        # INSERT OR REPLACE deletes what is in its way, and no DELETE trigger sees it.
        same = " AND ".join(f"held.{name} = NEW.{name}" for name in UNIQUE.get(table, ("id",)))
        op.execute(
            f"CREATE TRIGGER {table}_sealed_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 "
            f"FROM {table} held WHERE (held.id = NEW.id OR ({same})) AND {sealed.replace('OLD.', 'held.')}) "
            "BEGIN SELECT RAISE(ABORT, 'sealed meeting'); END"
        )


def postgresql() -> None:
    for table, sealed in GUARDED.items():
        op.execute(
            f"CREATE FUNCTION refuse_sealed_{table}() RETURNS trigger AS $$ BEGIN "
            f"IF {sealed} THEN RAISE EXCEPTION 'sealed meeting'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            f"CREATE TRIGGER {table}_sealed BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_sealed_{table}()"
        )
        if table != "attachments":
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate('sealed meeting')"
            )


def downgrade() -> None:
    raise RuntimeError("stores are not downgraded; restore the backup made before the upgrade")
