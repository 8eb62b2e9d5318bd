"""Collective decisions: matters, bodies, submissions, meetings with their votes, resolutions, 督办."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "bodies",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("short_name", sa.String(length=16), nullable=True),
        sa.Column("quorum", sa.String(32), nullable=False),
        sa.Column("pass_rule", sa.String(32), nullable=False),
        sa.Column("vote_kind", sa.String(32), nullable=False),
        sa.Column("dissolved_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("match_key", sa.String(length=64), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bodies")),
        sa.UniqueConstraint("match_key", name=op.f("uq_bodies_match_key")),
    )
    op.create_index(op.f("ix_bodies_search_key"), "bodies", ["search_key"])
    op.create_index(op.f("ix_bodies_sort_key"), "bodies", ["sort_key"])
    op.create_table(
        "resolution_overrides",
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("granted_by", sa.String(length=64), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_overrides")),
    )
    op.create_index(op.f("ix_resolution_overrides_reference"), "resolution_overrides", ["reference"])
    op.create_table(
        "matters",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("act", sa.String(32), nullable=True),
        sa.Column("threshold", sa.BigInteger(), nullable=True),
        sa.Column("body_id", big, nullable=False),
        sa.Column("quorum", sa.String(32), nullable=True),
        sa.Column("pass_rule", sa.String(32), nullable=True),
        sa.Column("vote_kind", sa.String(32), nullable=True),
        sa.Column("needs_appraisal", sa.Boolean(), nullable=False),
        sa.Column("needs_opinions", sa.Boolean(), nullable=False),
        sa.Column("needs_legal", sa.Boolean(), nullable=False),
        sa.Column("needs_finance", sa.Boolean(), nullable=False),
        sa.Column("needs_publicity", sa.Boolean(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_until", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_matters_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matters")),
        sa.UniqueConstraint("code", "effective_from", name=op.f("uq_matters_code_effective_from")),
    )
    op.create_index(op.f("ix_matters_body_id"), "matters", ["body_id"])
    op.create_index(op.f("ix_matters_search_key"), "matters", ["search_key"])
    op.create_index(op.f("ix_matters_sort_key"), "matters", ["sort_key"])
    op.create_table(
        "body_members",
        sa.Column("body_id", big, nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("post", sa.String(length=32), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_body_members_body_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_body_members_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_members")),
        sa.UniqueConstraint(
            "body_id", "person_id", "starts_on", name=op.f("uq_body_members_body_id_person_id_starts_on")
        ),
    )
    op.create_index(op.f("ix_body_members_person_id"), "body_members", ["person_id"])
    op.create_table(
        "meetings",
        sa.Column("meeting_no", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("body_id", big, nullable=False),
        sa.Column("body_name", sa.String(length=64), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("begins_at", sa.String(length=5), nullable=True),
        sa.Column("ends_at", sa.String(length=5), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=64), nullable=True),
        sa.Column("chair_id", big, nullable=True),
        sa.Column("recorder_id", big, nullable=True),
        sa.Column("recorder_name", sa.String(length=32), nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("materials_on", sa.Date(), nullable=True),
        sa.Column("minutes_no", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("sealed_on", sa.Date(), nullable=True),
        sa.Column("scan", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_meetings_body_id")),
        sa.ForeignKeyConstraint(["chair_id"], ["people.id"], name=op.f("fk_meetings_chair_id")),
        sa.ForeignKeyConstraint(["recorder_id"], ["people.id"], name=op.f("fk_meetings_recorder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("meeting_no", name=op.f("uq_meetings_meeting_no")),
    )
    op.create_index(op.f("ix_meetings_body_id"), "meetings", ["body_id"])
    op.create_index(op.f("ix_meetings_held_on"), "meetings", ["held_on"])
    op.create_index(op.f("ix_meetings_search_key"), "meetings", ["search_key"])
    op.create_index(op.f("ix_meetings_sort_key"), "meetings", ["sort_key"])
    op.create_table(
        "submissions",
        sa.Column("submission_no", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("matter_id", big, nullable=True),
        sa.Column("body_id", big, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("department_id", big, nullable=True),
        sa.Column("handler_id", big, nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("proposal", sa.Text(), nullable=True),
        sa.Column("aim", sa.String(32), nullable=False),
        sa.Column("about_id", big, nullable=True),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("emergency_reason", sa.Text(), nullable=True),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["submissions.id"], name=op.f("fk_submissions_about_id")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_submissions_body_id")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_submissions_department_id")
        ),
        sa.ForeignKeyConstraint(["handler_id"], ["people.id"], name=op.f("fk_submissions_handler_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_submissions_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("submission_no", name=op.f("uq_submissions_submission_no")),
    )
    op.create_index(op.f("ix_submissions_about_id"), "submissions", ["about_id"])
    op.create_index(op.f("ix_submissions_body_id"), "submissions", ["body_id"])
    op.create_index(op.f("ix_submissions_matter_id"), "submissions", ["matter_id"])
    op.create_index(op.f("ix_submissions_search_key"), "submissions", ["search_key"])
    op.create_index(op.f("ix_submissions_sort_key"), "submissions", ["sort_key"])
    op.create_table(
        "agenda_items",
        sa.Column("meeting_id", big, nullable=False),
        sa.Column("submission_id", big, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("surprise", sa.Boolean(), nullable=False),
        sa.Column("quorum", sa.String(32), nullable=False),
        sa.Column("pass_rule", sa.String(32), nullable=False),
        sa.Column("vote_kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("chair_id", big, nullable=True),
        sa.Column("reporter_id", big, nullable=True),
        sa.Column("reporter_name", sa.String(length=32), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("scrutineer_id", big, nullable=True),
        sa.Column("scrutineer_name", sa.String(length=32), nullable=True),
        sa.Column("teller_id", big, nullable=True),
        sa.Column("teller_name", sa.String(length=32), nullable=True),
        sa.Column("eligible", sa.Integer(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("recused", sa.Integer(), nullable=True),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=True),
        sa.Column("issued", sa.Integer(), nullable=True),
        sa.Column("returned", sa.Integer(), nullable=True),
        sa.Column("invalid", sa.Integer(), nullable=True),
        sa.Column("yes", sa.Integer(), nullable=True),
        sa.Column("no", sa.Integer(), nullable=True),
        sa.Column("abstain", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("grounds", sa.Text(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["chair_id"], ["people.id"], name=op.f("fk_agenda_items_chair_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_items_meeting_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["people.id"], name=op.f("fk_agenda_items_reporter_id")),
        sa.ForeignKeyConstraint(["scrutineer_id"], ["people.id"], name=op.f("fk_agenda_items_scrutineer_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_agenda_items_submission_id")
        ),
        sa.ForeignKeyConstraint(["teller_id"], ["people.id"], name=op.f("fk_agenda_items_teller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
        sa.UniqueConstraint("id", "vote_kind", name=op.f("uq_agenda_items_id_vote_kind")),
        sa.UniqueConstraint(
            "meeting_id", "submission_id", name=op.f("uq_agenda_items_meeting_id_submission_id")
        ),
    )
    op.create_index(op.f("ix_agenda_items_submission_id"), "agenda_items", ["submission_id"])
    op.create_table(
        "attendances",
        sa.Column("meeting_id", big, nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("presence", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_attendances_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attendances_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_attendances_meeting_id_person_id")),
    )
    op.create_index(op.f("ix_attendances_person_id"), "attendances", ["person_id"])
    op.create_table(
        "submission_checks",
        sa.Column("submission_id", big, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_submission_checks_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_checks")),
        sa.UniqueConstraint("submission_id", "kind", name=op.f("uq_submission_checks_submission_id_kind")),
    )
    op.create_table(
        "submission_reviews",
        sa.Column("submission_id", big, nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("reviewer_id", big, nullable=False),
        sa.Column("reviewer_name", sa.String(length=32), nullable=False),
        sa.Column("result", sa.String(32), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["people.id"], name=op.f("fk_submission_reviews_reviewer_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_submission_reviews_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_reviews")),
    )
    op.create_index(op.f("ix_submission_reviews_submission_id"), "submission_reviews", ["submission_id"])
    op.create_table(
        "dissents",
        sa.Column("item_id", big, nullable=False),
        sa.Column("vote_kind", sa.String(32), nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("vote_kind IN ('named', 'hands', 'oral')", name=op.f("ck_dissents_open")),
        sa.ForeignKeyConstraint(
            ["item_id", "vote_kind"],
            ["agenda_items.id", "agenda_items.vote_kind"],
            name=op.f("fk_dissents_item_id_vote_kind"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_dissents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dissents")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_dissents_item_id_person_id")),
    )
    op.create_table(
        "recusals",
        sa.Column("item_id", big, nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_recusals_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recusals_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusals")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_recusals_item_id_person_id")),
    )
    op.create_table(
        "resolutions",
        sa.Column("resolution_no", sa.String(length=32), nullable=False),
        sa.Column("item_id", big, nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("aim", sa.String(32), nullable=False),
        sa.Column("about_id", big, nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["resolutions.id"], name=op.f("fk_resolutions_about_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_resolutions_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolutions")),
        sa.UniqueConstraint("item_id", name=op.f("uq_resolutions_item_id")),
        sa.UniqueConstraint("resolution_no", name=op.f("uq_resolutions_resolution_no")),
    )
    op.create_index(op.f("ix_resolutions_about_id"), "resolutions", ["about_id"])
    op.create_index(op.f("ix_resolutions_decided_on"), "resolutions", ["decided_on"])
    op.create_index(op.f("ix_resolutions_search_key"), "resolutions", ["search_key"])
    op.create_index(op.f("ix_resolutions_sort_key"), "resolutions", ["sort_key"])
    op.create_table(
        "statements",
        sa.Column("item_id", big, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_statements_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_statements_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("item_id", "position", name=op.f("uq_statements_item_id_position")),
    )
    op.create_table(
        "votes",
        sa.Column("item_id", big, nullable=False),
        sa.Column("vote_kind", sa.String(32), nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("choice", sa.String(32), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("vote_kind IN ('named', 'hands')", name=op.f("ck_votes_open")),
        sa.ForeignKeyConstraint(
            ["item_id", "vote_kind"],
            ["agenda_items.id", "agenda_items.vote_kind"],
            name=op.f("fk_votes_item_id_vote_kind"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_votes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_votes_item_id_person_id")),
    )
    op.create_table(
        "follow_ups",
        sa.Column("follow_up_no", sa.String(length=32), nullable=False),
        sa.Column("resolution_id", big, nullable=False),
        sa.Column("task", sa.String(length=255), nullable=False),
        sa.Column("department_id", big, nullable=True),
        sa.Column("owner_id", big, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sort_key", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_follow_ups_department_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_follow_ups_owner_id")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_follow_ups_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("follow_up_no", name=op.f("uq_follow_ups_follow_up_no")),
    )
    op.create_index(op.f("ix_follow_ups_due_on"), "follow_ups", ["due_on"])
    op.create_index(op.f("ix_follow_ups_owner_id"), "follow_ups", ["owner_id"])
    op.create_index(op.f("ix_follow_ups_resolution_id"), "follow_ups", ["resolution_id"])
    op.create_index(op.f("ix_follow_ups_search_key"), "follow_ups", ["search_key"])
    op.create_index(op.f("ix_follow_ups_sort_key"), "follow_ups", ["sort_key"])
    op.create_table(
        "resolution_uses",
        sa.Column("resolution_id", big, nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_resolution_uses_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_uses")),
        sa.UniqueConstraint(
            "resolution_id", "act", "reference", name=op.f("uq_resolution_uses_resolution_id_act_reference")
        ),
    )
    op.create_index(op.f("ix_resolution_uses_reference"), "resolution_uses", ["reference"])
    op.create_table(
        "progress_notes",
        sa.Column("follow_up_id", big, nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_ups.id"], name=op.f("fk_progress_notes_follow_up_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_notes")),
    )
    op.create_index(op.f("ix_progress_notes_follow_up_id"), "progress_notes", ["follow_up_id"])


def downgrade() -> None:
    raise RuntimeError("stores are not downgraded; restore the backup made before the upgrade")
