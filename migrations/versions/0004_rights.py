"""Users, roles and their rights; who did which incompatible duty on what."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "roles",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("base", sa.String(32), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
    )
    op.create_table(
        "role_rights",
        sa.Column("role_id", big, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_role_rights_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_rights")),
        sa.UniqueConstraint("role_id", "key", name=op.f("uq_role_rights_role_id_key")),
    )
    op.create_table(
        "users",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("role_id", big, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_users_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )
    op.create_table(
        "user_keys",
        sa.Column("user_id", big, autoincrement=False, nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("recovery", sa.String(length=255), server_default="", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_keys_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_user_keys")),
    )
    op.create_table(
        "duties_done",
        sa.Column("table_name", sa.String(length=64), nullable=False),
        sa.Column("record_id", big, nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("user_id", big, nullable=True),
        sa.Column("with_duty", sa.String(length=32), nullable=True),
        sa.Column("id", big, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties_done")),
    )
    op.create_index("ix_duties_done_subject", "duties_done", ["table_name", "record_id"])


def downgrade() -> None:
    raise RuntimeError("stores are not downgraded; restore the backup made before the upgrade")
