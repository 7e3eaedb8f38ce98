"""Plans, their log, their shapes and the versions of units."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "plan",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("base_seq", sa.Integer(), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.DateTime(), nullable=True),
        sa.Column("published_seq", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_plan")),
        sa.UniqueConstraint("id", name=op.f("uq_plan_id")),
    )
    op.create_index(op.f("ix_plan_state"), "plan", ["state"])
    op.create_table(
        "plan_event",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=26), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_plan_event")),
    )
    op.create_index(op.f("ix_plan_event_plan"), "plan_event", ["plan"])
    op.create_table(
        "plan_shape",
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha", name=op.f("pk_plan_shape")),
    )
    op.create_table(
        "unit_version",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=26), nullable=True),
        sa.Column("unit", sa.String(length=26), nullable=False),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("to_seq", sa.Integer(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("sha", sa.String(length=64), nullable=True),
        sa.Column("born_of", sa.String(), nullable=True),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_unit_version")),
    )
    op.create_index("ix_unit_version_plan_to", "unit_version", ["plan", "to_seq"])
    op.create_index("ix_unit_version_unit", "unit_version", ["unit"])
