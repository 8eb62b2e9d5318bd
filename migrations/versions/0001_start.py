"""The first tables: log, settings, people, places, assets and their months."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acts",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("machine", sa.String(length=128), nullable=False),
        sa.Column("program", sa.String(length=32), nullable=False),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    op.create_table(
        "attachments",
        sa.Column("table_name", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index("ix_attachments_owner", ["table_name", "record_id"], unique=False)

    op.create_table(
        "categories",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("legacy_class", sa.String(32), nullable=False),
        sa.Column("card_kind", sa.String(32), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=True),
        sa.Column("life_months", sa.Integer(), nullable=True),
        sa.Column("least_months", sa.Integer(), nullable=True),
        sa.Column("service_years", sa.Integer(), nullable=True),
        sa.Column("depreciates", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("code", name=op.f("uq_categories_code")),
    )
    with op.batch_alter_table("categories", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_categories_search_key"), ["search_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_categories_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("table_name", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_changes_act_id"), ["act_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_changes_record_id"), ["record_id"], unique=False)

    op.create_table(
        "closed_months",
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("closed_by", sa.String(length=64), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_months")),
        sa.UniqueConstraint("month", name=op.f("uq_closed_months_month")),
    )
    op.create_table(
        "counters",
        sa.Column("series", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "period", name=op.f("pk_counters")),
    )
    op.create_table(
        "departments",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("expense_account", sa.String(32), nullable=False),
        sa.Column("leader", sa.String(length=32), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("match_key", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("match_key", name=op.f("uq_departments_match_key")),
    )
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_departments_search_key"), ["search_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_departments_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "import_batches",
        sa.Column("batch_no", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("opening_month", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
        sa.UniqueConstraint("batch_no", name=op.f("uq_import_batches_batch_no")),
    )
    op.create_table(
        "import_mappings",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_import_mappings")),
    )
    op.create_table(
        "month_balances",
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("legacy_class", sa.String(32), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("opening_cost", sa.BigInteger(), nullable=False),
        sa.Column("added_cost", sa.BigInteger(), nullable=False),
        sa.Column("removed_cost", sa.BigInteger(), nullable=False),
        sa.Column("changed_cost", sa.BigInteger(), nullable=False),
        sa.Column("closing_cost", sa.BigInteger(), nullable=False),
        sa.Column("opening_accumulated", sa.BigInteger(), nullable=False),
        sa.Column("charged", sa.BigInteger(), nullable=False),
        sa.Column("added_accumulated", sa.BigInteger(), nullable=False),
        sa.Column("removed_accumulated", sa.BigInteger(), nullable=False),
        sa.Column("changed_accumulated", sa.BigInteger(), nullable=False),
        sa.Column("closing_accumulated", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", "legacy_class", name=op.f("pk_month_balances")),
    )
    op.create_table(
        "month_totals",
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("legacy_class", sa.String(32), nullable=False),
        sa.Column(
            "department_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "legacy_class", "department_id", "account", name=op.f("pk_month_totals")
        ),
    )
    op.create_table(
        "places",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=True),
        sa.Column("keeper", sa.String(length=32), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("match_key", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["places.id"], name=op.f("fk_places_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("match_key", name=op.f("uq_places_match_key")),
    )
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_places_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_places_search_key"), ["search_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_places_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "settings",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("key", "effective_from", name=op.f("uq_settings_key_effective_from")),
    )
    op.create_table(
        "used_asset_numbers",
        sa.Column("asset_no", sa.String(length=48), nullable=False),
        sa.PrimaryKeyConstraint("asset_no", name=op.f("pk_used_asset_numbers")),
    )
    op.create_table(
        "views",
        sa.Column("screen", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
        sa.UniqueConstraint("screen", "name", name=op.f("uq_views_screen_name")),
    )
    op.create_table(
        "people",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("employment", sa.String(32), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("match_key", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_people_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_match_key"), ["match_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_search_key"), ["search_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "assets",
        sa.Column("asset_no", sa.String(length=48), nullable=False),
        sa.Column("fiscal_no", sa.String(length=48), nullable=True),
        sa.Column("name", sa.String(length=96), nullable=False),
        sa.Column("model", sa.String(length=96), nullable=True),
        sa.Column("brand", sa.String(length=48), nullable=True),
        sa.Column("serial_no", sa.String(length=64), nullable=True),
        sa.Column("maker", sa.String(length=96), nullable=True),
        sa.Column("card_kind", sa.String(32), nullable=False),
        sa.Column("legacy_class", sa.String(32), nullable=False),
        sa.Column("gb_code", sa.String(length=16), nullable=True),
        sa.Column("gb_edition", sa.String(length=8), nullable=True),
        sa.Column("new_class", sa.String(32), nullable=True),
        sa.Column("accounting_subject", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=96), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=True),
        sa.Column("bulk_goods", sa.Boolean(), nullable=False),
        sa.Column("original_cost", sa.BigInteger(), nullable=False),
        sa.Column("fiscal_funding", sa.BigInteger(), nullable=False),
        sa.Column("other_funding", sa.BigInteger(), nullable=False),
        sa.Column("value_basis", sa.String(32), nullable=False),
        sa.Column("acquisition", sa.String(32), nullable=False),
        sa.Column("acquired_on", sa.Date(), nullable=True),
        sa.Column("in_use_on", sa.Date(), nullable=True),
        sa.Column("procurement", sa.String(32), nullable=True),
        sa.Column("contract_no", sa.String(length=64), nullable=True),
        sa.Column("budget_item", sa.String(length=64), nullable=True),
        sa.Column("supplier", sa.String(length=96), nullable=True),
        sa.Column("supplier_phone", sa.String(length=32), nullable=True),
        sa.Column("invoice_no", sa.String(length=64), nullable=True),
        sa.Column("warranty_until", sa.Date(), nullable=True),
        sa.Column("payment_channel", sa.String(32), nullable=False),
        sa.Column("booking_status", sa.String(32), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=True),
        sa.Column("voucher_no", sa.String(length=32), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("depreciation_status", sa.String(32), nullable=False),
        sa.Column("method", sa.String(32), nullable=False),
        sa.Column("life_months", sa.Integer(), nullable=True),
        sa.Column("total_workload", sa.BigInteger(), nullable=True),
        sa.Column("workload_unit", sa.String(length=8), nullable=True),
        sa.Column("life_basis", sa.String(length=96), nullable=True),
        sa.Column("service_years", sa.Integer(), nullable=True),
        sa.Column("accumulated_depreciation", sa.BigInteger(), nullable=False),
        sa.Column("net_book_value", sa.BigInteger(), nullable=False),
        sa.Column("depreciation_base", sa.BigInteger(), nullable=False),
        sa.Column("depreciation_months", sa.Integer(), nullable=False),
        sa.Column("depreciation_start", sa.Integer(), nullable=True),
        sa.Column("charged_through", sa.Integer(), nullable=True),
        sa.Column("opening_accumulated", sa.BigInteger(), nullable=False),
        sa.Column("opening_month", sa.Integer(), nullable=True),
        sa.Column("entry_month", sa.Integer(), nullable=True),
        sa.Column("removed_month", sa.Integer(), nullable=True),
        sa.Column(
            "managing_department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("custodian_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("usage_status", sa.String(32), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("disposed_on", sa.Date(), nullable=True),
        sa.Column("disposal_method", sa.String(32), nullable=True),
        sa.Column("disposal_no", sa.String(length=64), nullable=True),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("todo", sa.String(length=160), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("floor_area", sa.BigInteger(), nullable=True),
        sa.Column("heating_area", sa.BigInteger(), nullable=True),
        sa.Column("dangerous_area", sa.BigInteger(), nullable=True),
        sa.Column("self_used_area", sa.BigInteger(), nullable=True),
        sa.Column("lent_area", sa.BigInteger(), nullable=True),
        sa.Column("rented_area", sa.BigInteger(), nullable=True),
        sa.Column("idle_area", sa.BigInteger(), nullable=True),
        sa.Column("structure", sa.String(length=32), nullable=True),
        sa.Column("title_form", sa.String(32), nullable=True),
        sa.Column("title_deed", sa.String(length=32), nullable=True),
        sa.Column("title_no", sa.String(length=64), nullable=True),
        sa.Column("title_date", sa.Date(), nullable=True),
        sa.Column("title_holder", sa.String(length=64), nullable=True),
        sa.Column("address", sa.String(length=128), nullable=True),
        sa.Column("land_area", sa.BigInteger(), nullable=True),
        sa.Column("land_right", sa.String(32), nullable=True),
        sa.Column("plate_no", sa.String(length=16), nullable=True),
        sa.Column("vin", sa.String(length=32), nullable=True),
        sa.Column("engine_no", sa.String(length=32), nullable=True),
        sa.Column("displacement", sa.String(length=16), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("vehicle_quota", sa.String(32), nullable=True),
        sa.Column("vehicle_use", sa.String(32), nullable=True),
        sa.Column("mileage", sa.Integer(), nullable=True),
        sa.Column("publisher", sa.String(length=64), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("archive_no", sa.String(length=64), nullable=True),
        sa.Column("keep_years", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=64), nullable=True),
        sa.Column("era", sa.String(length=32), nullable=True),
        sa.Column("relic_grade", sa.String(32), nullable=True),
        sa.Column("expected_years", sa.Integer(), nullable=True),
        sa.Column("born_year", sa.Integer(), nullable=True),
        sa.Column("species", sa.String(length=64), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_assets_batch_id")),
        sa.ForeignKeyConstraint(["custodian_id"], ["people.id"], name=op.f("fk_assets_custodian_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_assets_department_id")),
        sa.ForeignKeyConstraint(
            ["managing_department_id"], ["departments.id"], name=op.f("fk_assets_managing_department_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_assets_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("asset_no", name=op.f("uq_assets_asset_no")),
    )
    with op.batch_alter_table("assets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assets_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_booked_on"), ["booked_on"], unique=False)
        batch_op.create_index("ix_assets_class_no", ["legacy_class", "asset_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_custodian_id"), ["custodian_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_entry_month"), ["entry_month"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_gb_code"), ["gb_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_legacy_class"), ["legacy_class"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_opening_month"), ["opening_month"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_original_cost"), ["original_cost"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_removed_month"), ["removed_month"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_search_key"), ["search_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_usage_status"), ["usage_status"], unique=False)

    op.create_table(
        "postings",
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("accumulated", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("legacy_class", sa.String(32), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_postings_asset_id")),
        sa.PrimaryKeyConstraint("month", "asset_id", name=op.f("pk_postings")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_postings_asset_id"), ["asset_id"], unique=False)

    op.create_table(
        "value_changes",
        sa.Column("change_no", sa.String(length=32), nullable=False),
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("cost_before", sa.BigInteger(), nullable=False),
        sa.Column("cost_after", sa.BigInteger(), nullable=False),
        sa.Column("accumulated_before", sa.BigInteger(), nullable=False),
        sa.Column("accumulated_after", sa.BigInteger(), nullable=False),
        sa.Column("life_before", sa.Integer(), nullable=True),
        sa.Column("life_after", sa.Integer(), nullable=True),
        sa.Column("state_before", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_value_changes_asset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_value_changes")),
        sa.UniqueConstraint("change_no", name=op.f("uq_value_changes_change_no")),
    )
    with op.batch_alter_table("value_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_value_changes_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_value_changes_month"), ["month"], unique=False)

    op.create_table(
        "workloads",
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_workloads_asset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workloads")),
        sa.UniqueConstraint("asset_id", "month", name=op.f("uq_workloads_asset_id_month")),
    )

    op.create_table(
        "handovers",
        sa.Column("handover_no", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column("to_department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("to_person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("to_place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("witness_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("accessories", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["to_department_id"], ["departments.id"], name=op.f("fk_handovers_to_department_id")
        ),
        sa.ForeignKeyConstraint(["to_person_id"], ["people.id"], name=op.f("fk_handovers_to_person_id")),
        sa.ForeignKeyConstraint(["to_place_id"], ["places.id"], name=op.f("fk_handovers_to_place_id")),
        sa.ForeignKeyConstraint(["witness_id"], ["people.id"], name=op.f("fk_handovers_witness_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("handover_no", name=op.f("uq_handovers_handover_no")),
    )
    op.create_table(
        "handover_items",
        sa.Column("handover_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("from_person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("from_place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handovers.id"], name=op.f("fk_handover_items_handover_id")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_handover_items_asset_id")),
        sa.ForeignKeyConstraint(
            ["from_department_id"], ["departments.id"], name=op.f("fk_handover_items_from_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_person_id"], ["people.id"], name=op.f("fk_handover_items_from_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_place_id"], ["places.id"], name=op.f("fk_handover_items_from_place_id")
        ),
        sa.PrimaryKeyConstraint("handover_id", "asset_id", name=op.f("pk_handover_items")),
    )
    with op.batch_alter_table("handover_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_items_asset_id"), ["asset_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("stores are not downgraded; restore the backup made before the upgrade")
