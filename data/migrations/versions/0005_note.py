"""随手记 come in by file: a table of small rows, for there are several of them for every event."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward. Nothing has ever written the old table, so it is made anew."""
    op.drop_table("note")
    op.create_table(
        "note",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("micro", sa.String(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_note_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_note")),
        sa.UniqueConstraint("code", name=op.f("uq_note_code")),
    )
