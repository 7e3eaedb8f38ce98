"""Sketches; items and cards of the stars get a code, as every kind an office file brings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _row() -> list[sa.Column[Any]]:
    return [
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
    ]


def upgrade() -> None:
    """Forward. Nothing has ever written the two tables of the stars, so they are made anew."""
    op.create_table(
        "sketch",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("micro", sa.String(), nullable=False),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("event", sa.String(), nullable=True),
        *_row(),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_sketch_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_sketch")),
        sa.UniqueConstraint("id", name=op.f("uq_sketch_id")),
    )
    op.create_index(op.f("ix_sketch_micro"), "sketch", ["micro"])
    op.drop_table("star_card")
    op.create_table(
        "star_card",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("l2", sa.String(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("valid_from", sa.DateTime(), nullable=False),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        *_row(),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_star_card_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_star_card")),
        sa.UniqueConstraint("id", name=op.f("uq_star_card_id")),
        sa.UniqueConstraint("code", name=op.f("uq_star_card_code")),
    )
    op.create_index(op.f("ix_star_card_l2"), "star_card", ["l2"])
    op.drop_table("star_item")
    op.create_table(
        "star_item",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("l2", sa.String(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=True),
        sa.Column("dept", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        *_row(),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_star_item_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_star_item")),
        sa.UniqueConstraint("id", name=op.f("uq_star_item_id")),
        sa.UniqueConstraint("code", name=op.f("uq_star_item_code")),
        sa.UniqueConstraint("l2", "no", name=op.f("uq_star_item_l2")),
    )
