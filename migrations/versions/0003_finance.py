"""Accounts, exported vouchers with their guards, and the voucher numbers sent back."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

GUARDED = ("export_batches", "voucher_lines")


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "accounts",
        sa.Column("code", sa.String(length=15), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("code", name=op.f("uq_accounts_code")),
    )
    op.create_table(
        "export_batches",
        sa.Column("batch_no", sa.String(length=32), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(32), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("vouchers", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("financial_debit", sa.BigInteger(), nullable=False),
        sa.Column("financial_credit", sa.BigInteger(), nullable=False),
        sa.Column("budget_debit", sa.BigInteger(), nullable=False),
        sa.Column("budget_credit", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("exported_at", sa.DateTime(), nullable=False),
        sa.Column("exported_by", sa.String(length=64), nullable=False),
        sa.Column("repeat_of", sa.String(length=32), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_batches")),
        sa.UniqueConstraint("batch_no", name=op.f("uq_export_batches_batch_no")),
    )
    op.create_index(op.f("ix_export_batches_month"), "export_batches", ["month"])
    op.create_table(
        "voucher_lines",
        sa.Column("batch_id", big, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("voucher", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("document_no", sa.String(length=64), nullable=False),
        sa.Column("asset_id", big, nullable=True),
        sa.Column("account_set", sa.String(32), nullable=False),
        sa.Column("summary", sa.String(length=255), nullable=False),
        sa.Column("account", sa.String(length=15), nullable=False),
        sa.Column("account_name", sa.String(length=64), nullable=False),
        sa.Column("debit", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("repeat_of", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["export_batches.id"], name=op.f("fk_voucher_lines_batch_id")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_voucher_lines_asset_id")),
        sa.PrimaryKeyConstraint("batch_id", "line_no", name=op.f("pk_voucher_lines")),
    )
    op.create_index("ix_voucher_lines_document", "voucher_lines", ["document_no"])
    op.create_index(op.f("ix_voucher_lines_asset_id"), "voucher_lines", ["asset_id"])
    op.create_table(
        "voucher_numbers",
        sa.Column("document_no", sa.String(length=64), nullable=False),
        sa.Column("voucher_no", sa.String(length=32), nullable=False),
        sa.Column("voucher_date", sa.Date(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_numbers")),
        sa.UniqueConstraint("document_no", name=op.f("uq_voucher_numbers_document_no")),
    )
    guard()


def guard() -> None:
    """What was handed over stands as it was."""
    if op.get_bind().dialect.name == "sqlite":
        for table in GUARDED:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'exported batch'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_exported_batch() RETURNS trigger AS "
        "$$ BEGIN RAISE EXCEPTION 'exported batch'; END $$ LANGUAGE plpgsql"
    )
    for table in GUARDED:
        op.execute(
            f"CREATE TRIGGER {table}_stands BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_exported_batch()"
        )


def downgrade() -> None:
    raise RuntimeError("stores are not downgraded; restore the backup made before the upgrade")
