"""Events say what came of the return call."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward. Events stored before have no call noted."""
    op.add_column("event", sa.Column("callback", sa.String(), nullable=True))
