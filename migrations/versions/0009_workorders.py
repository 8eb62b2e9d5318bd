"""Work orders: the repair desk with its registers, clocks and history."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SEARCHED = (
    "emergency_plans",
    "parts",
    "repair_vendors",
    "teams",
    "emergency_materials",
    "repair_categories",
    "workers",
    "certificates",
    "maintenance_plans",
    "work_orders",
    "emergency_events",
)


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "duty_shifts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.String(32), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("names", sa.String(length=128), nullable=False),
        sa.Column("leader", sa.String(length=32), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("handed_to", sa.String(length=32), nullable=True),
        sa.Column("handed_at", sa.DateTime(), nullable=True),
        sa.Column("pending", sa.Text(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shifts")),
        sa.UniqueConstraint("day", "shift", "place", name=op.f("uq_duty_shifts_day_shift_place")),
    )
    op.create_table(
        "emergency_plans",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("leader", sa.String(length=32), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("edition", sa.String(length=32), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("drill_months", sa.Integer(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_plans")),
    )
    op.create_index(op.f("ix_emergency_plans_search_key"), "emergency_plans", ["search_key"])
    op.create_index(op.f("ix_emergency_plans_sort_key"), "emergency_plans", ["sort_key"])
    op.create_table(
        "order_batches",
        sa.Column("batch_no", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_batches")),
        sa.UniqueConstraint("batch_no", name=op.f("uq_order_batches_batch_no")),
    )
    op.create_table(
        "parts",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=64), nullable=True),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("shelf", sa.String(length=32), nullable=True),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parts")),
    )
    op.create_index(op.f("ix_parts_search_key"), "parts", ["search_key"])
    op.create_index(op.f("ix_parts_sort_key"), "parts", ["sort_key"])
    op.create_table(
        "repair_vendors",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("trade", sa.String(length=32), nullable=True),
        sa.Column("contact", sa.String(length=32), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("match_key", sa.String(length=64), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair_vendors")),
        sa.UniqueConstraint("match_key", name=op.f("uq_repair_vendors_match_key")),
    )
    op.create_index(op.f("ix_repair_vendors_search_key"), "repair_vendors", ["search_key"])
    op.create_index(op.f("ix_repair_vendors_sort_key"), "repair_vendors", ["sort_key"])
    op.create_table(
        "teams",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("leader", sa.String(length=32), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("match_key", sa.String(length=32), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("match_key", name=op.f("uq_teams_match_key")),
    )
    op.create_index(op.f("ix_teams_search_key"), "teams", ["search_key"])
    op.create_index(op.f("ix_teams_sort_key"), "teams", ["sort_key"])
    op.create_table(
        "work_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=True),
        sa.Column("basis", sa.String(length=128), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_days")),
        sa.UniqueConstraint("day", name=op.f("uq_work_days_day")),
    )
    op.create_table(
        "emergency_materials",
        sa.Column("plan_id", big, nullable=True),
        sa.Column("name", sa.String(length=48), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("place_id", big, nullable=True),
        sa.Column("keeper", sa.String(length=32), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_emergency_materials_place_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["emergency_plans.id"], name=op.f("fk_emergency_materials_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_materials")),
    )
    op.create_index(op.f("ix_emergency_materials_place_id"), "emergency_materials", ["place_id"])
    op.create_index(op.f("ix_emergency_materials_plan_id"), "emergency_materials", ["plan_id"])
    op.create_index(op.f("ix_emergency_materials_search_key"), "emergency_materials", ["search_key"])
    op.create_index(op.f("ix_emergency_materials_sort_key"), "emergency_materials", ["sort_key"])
    op.create_table(
        "phone_entries",
        sa.Column("plan_id", big, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("above_id", big, nullable=True),
        sa.Column("instead", sa.String(length=64), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["above_id"], ["phone_entries.id"], name=op.f("fk_phone_entries_above_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["emergency_plans.id"], name=op.f("fk_phone_entries_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_entries")),
    )
    op.create_index(op.f("ix_phone_entries_above_id"), "phone_entries", ["above_id"])
    op.create_index(op.f("ix_phone_entries_plan_id"), "phone_entries", ["plan_id"])
    op.create_table(
        "repair_categories",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.String(32), nullable=False),
        sa.Column("team_id", big, nullable=True),
        sa.Column("vendor_id", big, nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("match_key", sa.String(length=32), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_repair_categories_team_id")),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["repair_vendors.id"], name=op.f("fk_repair_categories_vendor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair_categories")),
        sa.UniqueConstraint("match_key", name=op.f("uq_repair_categories_match_key")),
    )
    op.create_index(op.f("ix_repair_categories_search_key"), "repair_categories", ["search_key"])
    op.create_index(op.f("ix_repair_categories_sort_key"), "repair_categories", ["sort_key"])
    op.create_index(op.f("ix_repair_categories_team_id"), "repair_categories", ["team_id"])
    op.create_index(op.f("ix_repair_categories_vendor_id"), "repair_categories", ["vendor_id"])
    op.create_table(
        "checklist_items",
        sa.Column("category_id", big, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=True),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["repair_categories.id"], name=op.f("fk_checklist_items_category_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_items")),
    )
    op.create_index(op.f("ix_checklist_items_category_id"), "checklist_items", ["category_id"])
    op.create_table(
        "repair_keywords",
        sa.Column("word", sa.String(length=32), nullable=True),
        sa.Column("place_id", big, nullable=True),
        sa.Column("category_id", big, nullable=True),
        sa.Column("urgency", sa.String(32), nullable=True),
        sa.Column("team_id", big, nullable=True),
        sa.Column("vendor_id", big, nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["repair_categories.id"], name=op.f("fk_repair_keywords_category_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_repair_keywords_place_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_repair_keywords_team_id")),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["repair_vendors.id"], name=op.f("fk_repair_keywords_vendor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair_keywords")),
    )
    op.create_index(op.f("ix_repair_keywords_category_id"), "repair_keywords", ["category_id"])
    op.create_index(op.f("ix_repair_keywords_place_id"), "repair_keywords", ["place_id"])
    op.create_index(op.f("ix_repair_keywords_team_id"), "repair_keywords", ["team_id"])
    op.create_index(op.f("ix_repair_keywords_vendor_id"), "repair_keywords", ["vendor_id"])
    op.create_table(
        "workers",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("team_id", big, nullable=True),
        sa.Column("person_id", big, nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("match_key", sa.String(length=32), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_workers_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_workers_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )
    op.create_index(op.f("ix_workers_match_key"), "workers", ["match_key"])
    op.create_index(op.f("ix_workers_person_id"), "workers", ["person_id"])
    op.create_index(op.f("ix_workers_search_key"), "workers", ["search_key"])
    op.create_index(op.f("ix_workers_sort_key"), "workers", ["sort_key"])
    op.create_index(op.f("ix_workers_team_id"), "workers", ["team_id"])
    op.create_table(
        "certificates",
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("asset_id", big, nullable=True),
        sa.Column("place_id", big, nullable=True),
        sa.Column("agency", sa.String(length=64), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=True),
        sa.Column("replaces_id", big, nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_certificates_asset_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_certificates_place_id")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["certificates.id"], name=op.f("fk_certificates_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    op.create_index(op.f("ix_certificates_asset_id"), "certificates", ["asset_id"])
    op.create_index(op.f("ix_certificates_place_id"), "certificates", ["place_id"])
    op.create_index(op.f("ix_certificates_replaces_id"), "certificates", ["replaces_id"])
    op.create_index(op.f("ix_certificates_search_key"), "certificates", ["search_key"])
    op.create_index(op.f("ix_certificates_sort_key"), "certificates", ["sort_key"])
    op.create_table(
        "maintenance_plans",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("category_id", big, nullable=True),
        sa.Column("asset_id", big, nullable=True),
        sa.Column("place_id", big, nullable=True),
        sa.Column("legacy_class", sa.String(32), nullable=True),
        sa.Column("asset_words", sa.String(length=32), nullable=True),
        sa.Column("cycle", sa.String(32), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(32), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("team_id", big, nullable=True),
        sa.Column("vendor_id", big, nullable=True),
        sa.Column("basis", sa.String(length=128), nullable=True),
        sa.Column("task", sa.Text(), nullable=True),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_maintenance_plans_asset_id")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["repair_categories.id"], name=op.f("fk_maintenance_plans_category_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_maintenance_plans_place_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_maintenance_plans_team_id")),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["repair_vendors.id"], name=op.f("fk_maintenance_plans_vendor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance_plans")),
    )
    op.create_index(op.f("ix_maintenance_plans_asset_id"), "maintenance_plans", ["asset_id"])
    op.create_index(op.f("ix_maintenance_plans_category_id"), "maintenance_plans", ["category_id"])
    op.create_index(op.f("ix_maintenance_plans_place_id"), "maintenance_plans", ["place_id"])
    op.create_index(op.f("ix_maintenance_plans_search_key"), "maintenance_plans", ["search_key"])
    op.create_index(op.f("ix_maintenance_plans_sort_key"), "maintenance_plans", ["sort_key"])
    op.create_index(op.f("ix_maintenance_plans_team_id"), "maintenance_plans", ["team_id"])
    op.create_index(op.f("ix_maintenance_plans_vendor_id"), "maintenance_plans", ["vendor_id"])
    op.create_table(
        "work_orders",
        sa.Column("order_no", sa.String(length=32), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("untimed", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("department_id", big, nullable=True),
        sa.Column("caller_id", big, nullable=True),
        sa.Column("caller_name", sa.String(length=32), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("place_id", big, nullable=True),
        sa.Column("spot", sa.String(length=64), nullable=True),
        sa.Column("fault", sa.String(length=255), nullable=False),
        sa.Column("category_id", big, nullable=True),
        sa.Column("urgency", sa.String(32), nullable=False),
        sa.Column("asset_id", big, nullable=True),
        sa.Column("appointed_at", sa.DateTime(), nullable=True),
        sa.Column("team_id", big, nullable=True),
        sa.Column("worker_id", big, nullable=True),
        sa.Column("vendor_id", big, nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("last_finished_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_how", sa.String(32), nullable=True),
        sa.Column("rated_at", sa.DateTime(), nullable=True),
        sa.Column("rating", sa.String(32), nullable=True),
        sa.Column("last_rating", sa.String(32), nullable=True),
        sa.Column("opinion", sa.String(length=255), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(), nullable=True),
        sa.Column("paused_at", sa.DateTime(), nullable=True),
        sa.Column("respond_by", sa.DateTime(), nullable=True),
        sa.Column("arrive_by", sa.DateTime(), nullable=True),
        sa.Column("finish_by", sa.DateTime(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("amber_at", sa.DateTime(), nullable=True),
        sa.Column("respond_late", sa.Boolean(), nullable=True),
        sa.Column("arrive_late", sa.Boolean(), nullable=True),
        sa.Column("finish_late", sa.Boolean(), nullable=True),
        sa.Column("respond_minutes", sa.Integer(), nullable=True),
        sa.Column("arrive_minutes", sa.Integer(), nullable=True),
        sa.Column("finish_minutes", sa.Integer(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("under_warranty", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("parts_cost", sa.BigInteger(), nullable=False),
        sa.Column("outside_cost", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("batch_id", big, nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_work_orders_asset_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["order_batches.id"], name=op.f("fk_work_orders_batch_id")),
        sa.ForeignKeyConstraint(["caller_id"], ["people.id"], name=op.f("fk_work_orders_caller_id")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["repair_categories.id"], name=op.f("fk_work_orders_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_work_orders_department_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_work_orders_place_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_work_orders_team_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["repair_vendors.id"], name=op.f("fk_work_orders_vendor_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_work_orders_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_orders")),
        sa.UniqueConstraint("order_no", name=op.f("uq_work_orders_order_no")),
    )
    op.create_index(op.f("ix_work_orders_asset_id"), "work_orders", ["asset_id"])
    op.create_index(op.f("ix_work_orders_batch_id"), "work_orders", ["batch_id"])
    op.create_index(op.f("ix_work_orders_caller_id"), "work_orders", ["caller_id"])
    op.create_index(op.f("ix_work_orders_category_id"), "work_orders", ["category_id"])
    op.create_index(op.f("ix_work_orders_department_id"), "work_orders", ["department_id"])
    op.create_index(op.f("ix_work_orders_last_finished_at"), "work_orders", ["last_finished_at"])
    op.create_index(op.f("ix_work_orders_place_id"), "work_orders", ["place_id"])
    op.create_index("ix_work_orders_place_id_category_id", "work_orders", ["place_id", "category_id"])
    op.create_index(op.f("ix_work_orders_reported_at"), "work_orders", ["reported_at"])
    op.create_index(op.f("ix_work_orders_search_key"), "work_orders", ["search_key"])
    op.create_index(op.f("ix_work_orders_sort_key"), "work_orders", ["sort_key"])
    op.create_index("ix_work_orders_state_due_at", "work_orders", ["state", "due_at"])
    op.create_index(op.f("ix_work_orders_team_id"), "work_orders", ["team_id"])
    op.create_index(op.f("ix_work_orders_vendor_id"), "work_orders", ["vendor_id"])
    op.create_index(op.f("ix_work_orders_worker_id"), "work_orders", ["worker_id"])
    op.create_table(
        "breaches",
        sa.Column("order_id", big, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=128), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_breaches_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
        sa.UniqueConstraint("order_id", "round", "step", name=op.f("uq_breaches_order_id_round_step")),
    )
    op.create_index(op.f("ix_breaches_order_id"), "breaches", ["order_id"])
    op.create_table(
        "call_backs",
        sa.Column("order_id", big, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("called_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(length=128), nullable=True),
        sa.Column("result", sa.String(32), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_call_backs_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_backs")),
    )
    op.create_index(op.f("ix_call_backs_called_at"), "call_backs", ["called_at"])
    op.create_index(op.f("ix_call_backs_order_id"), "call_backs", ["order_id"])
    op.create_table(
        "checklist_answers",
        sa.Column("order_id", big, nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=True),
        sa.Column("answer", sa.String(length=128), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_checklist_answers_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_answers")),
        sa.UniqueConstraint("order_id", "item", name=op.f("uq_checklist_answers_order_id_item")),
    )
    op.create_table(
        "emergency_events",
        sa.Column("event_no", sa.String(length=32), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("reporter", sa.String(length=32), nullable=True),
        sa.Column("place_id", big, nullable=True),
        sa.Column("plan_id", big, nullable=True),
        sa.Column("order_id", big, nullable=True),
        sa.Column("reported_up_at", sa.DateTime(), nullable=True),
        sa.Column("reported_to", sa.String(length=64), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("loss", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_emergency_events_order_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_emergency_events_place_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["emergency_plans.id"], name=op.f("fk_emergency_events_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_events")),
        sa.UniqueConstraint("event_no", name=op.f("uq_emergency_events_event_no")),
    )
    op.create_index(op.f("ix_emergency_events_order_id"), "emergency_events", ["order_id"])
    op.create_index(op.f("ix_emergency_events_place_id"), "emergency_events", ["place_id"])
    op.create_index(op.f("ix_emergency_events_plan_id"), "emergency_events", ["plan_id"])
    op.create_index(op.f("ix_emergency_events_search_key"), "emergency_events", ["search_key"])
    op.create_index(op.f("ix_emergency_events_sort_key"), "emergency_events", ["sort_key"])
    op.create_table(
        "order_assets",
        sa.Column("order_id", big, nullable=False),
        sa.Column("asset_id", big, nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("faulty", sa.Boolean(), nullable=False),
        sa.Column("finding", sa.String(length=128), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_order_assets_asset_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_order_assets_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_assets")),
        sa.UniqueConstraint("order_id", "asset_id", name=op.f("uq_order_assets_order_id_asset_id")),
    )
    op.create_index(op.f("ix_order_assets_asset_id"), "order_assets", ["asset_id"])
    op.create_table(
        "order_links",
        sa.Column("order_id", big, nullable=False),
        sa.Column("other_id", big, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_order_links_order_id")),
        sa.ForeignKeyConstraint(["other_id"], ["work_orders.id"], name=op.f("fk_order_links_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_links")),
        sa.UniqueConstraint("order_id", "other_id", name=op.f("uq_order_links_order_id_other_id")),
    )
    op.create_index(op.f("ix_order_links_other_id"), "order_links", ["other_id"])
    op.create_table(
        "order_pauses",
        sa.Column("order_id", big, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(length=128), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("state_before", sa.String(32), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_order_pauses_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_pauses")),
    )
    op.create_index(op.f("ix_order_pauses_order_id"), "order_pauses", ["order_id"])
    op.create_table(
        "order_photos",
        sa.Column("order_id", big, nullable=False),
        sa.Column("attachment_id", big, nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_order_photos_attachment_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_order_photos_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_photos")),
        sa.UniqueConstraint("attachment_id", name=op.f("uq_order_photos_attachment_id")),
    )
    op.create_index(op.f("ix_order_photos_order_id"), "order_photos", ["order_id"])
    op.create_table(
        "order_steps",
        sa.Column("order_id", big, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_order_steps_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_steps")),
    )
    op.create_index("ix_order_steps_order", "order_steps", ["order_id", "at"])
    op.create_table(
        "part_moves",
        sa.Column("part_id", big, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("order_id", big, nullable=True),
        sa.Column("note", sa.String(length=128), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_part_moves_order_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_part_moves_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_moves")),
    )
    op.create_index(op.f("ix_part_moves_order_id"), "part_moves", ["order_id"])
    op.create_index(op.f("ix_part_moves_part_id"), "part_moves", ["part_id"])
    op.create_table(
        "plan_turns",
        sa.Column("plan_id", big, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("order_id", big, nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_plan_turns_order_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["maintenance_plans.id"], name=op.f("fk_plan_turns_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_turns")),
        sa.UniqueConstraint("plan_id", "due_on", name=op.f("uq_plan_turns_plan_id_due_on")),
    )
    op.create_index(op.f("ix_plan_turns_order_id"), "plan_turns", ["order_id"])
    op.create_table(
        "reworks",
        sa.Column("order_id", big, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=128), nullable=False),
        sa.Column("reopened_at", sa.DateTime(), nullable=False),
        sa.Column("arrive_by", sa.DateTime(), nullable=True),
        sa.Column("finish_by", sa.DateTime(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_reworks_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reworks")),
        sa.UniqueConstraint("order_id", "round", name=op.f("uq_reworks_order_id_round")),
    )
    op.create_table(
        "work_hours",
        sa.Column("order_id", big, nullable=False),
        sa.Column("worker_id", big, nullable=False),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_work_hours_order_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_work_hours_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_hours")),
    )
    op.create_index(op.f("ix_work_hours_order_id"), "work_hours", ["order_id"])
    op.create_index(op.f("ix_work_hours_worker_id"), "work_hours", ["worker_id"])
    op.create_table(
        "event_entries",
        sa.Column("event_id", big, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("words", sa.String(length=255), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["emergency_events.id"], name=op.f("fk_event_entries_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_entries")),
    )
    op.create_index("ix_event_entries_event", "event_entries", ["event_id", "at"])
    op.create_table(
        "event_tasks",
        sa.Column("event_id", big, nullable=False),
        sa.Column("task", sa.String(length=255), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=255), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["emergency_events.id"], name=op.f("fk_event_tasks_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_tasks")),
    )
    op.create_index(op.f("ix_event_tasks_event_id"), "event_tasks", ["event_id"])
    if op.get_bind().dialect.name == "sqlite":
        index_words()
    else:
        index_trigrams()


def index_trigrams() -> None:
    """Where the server has them, as for the other long tables."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")).scalar():
        op.execute("CREATE INDEX ix_work_orders_trigrams ON work_orders USING gin (search_text gin_trgm_ops)")


def index_words() -> None:
    for table in SEARCHED:
        op.execute(
            f"CREATE VIRTUAL TABLE {table}_fts USING fts5(words, content='', detail=full, columnsize=0, "
            "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\")"
        )
        op.execute(f"INSERT INTO {table}_fts({table}_fts, rank) VALUES ('hashsize', 33554432)")


def downgrade() -> None:
    raise RuntimeError("stores are not downgraded; restore the backup made before the upgrade")
