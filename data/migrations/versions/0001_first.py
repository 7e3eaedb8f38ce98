"""The first tables."""
# ruff: noqa: PLR0915 - a list of statements, not a story

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("h", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_table(
        "data_version",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_data_version")),
    )
    op.create_table(
        "event_log",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("from_status", sa.String(), nullable=True),
        sa.Column("to_status", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_event_log")),
        sa.UniqueConstraint("event", "seq", name=op.f("uq_event_log_event")),
    )
    op.create_table(
        "import_batch",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("datum", sa.String(), nullable=True),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("inserted", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "alliance",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("members", sa.String(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_alliance_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_alliance")),
        sa.UniqueConstraint("id", name=op.f("uq_alliance_id")),
    )
    op.create_table(
        "appeal",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("order_at", sa.DateTime(), nullable=True),
        sa.Column("place_at", sa.DateTime(), nullable=True),
        sa.Column("accept_at", sa.DateTime(), nullable=True),
        sa.Column("rate_at", sa.DateTime(), nullable=True),
        sa.Column("acceptor", sa.String(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_appeal_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_appeal")),
        sa.UniqueConstraint("id", name=op.f("uq_appeal_id")),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_event"), ["event"], unique=False)

    op.create_table(
        "base_feature",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("klass", sa.String(), nullable=False),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
        sa.Column("minx", sa.Float(), nullable=False),
        sa.Column("miny", sa.Float(), nullable=False),
        sa.Column("maxx", sa.Float(), nullable=False),
        sa.Column("maxy", sa.Float(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_base_feature_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_base_feature")),
        sa.UniqueConstraint("code", name=op.f("uq_base_feature_code")),
        sa.UniqueConstraint("id", name=op.f("uq_base_feature_id")),
    )
    op.create_table(
        "building",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("use", sa.String(), nullable=True),
        sa.Column("floors", sa.Integer(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=True),
        sa.Column("compound", sa.String(), nullable=True),
        sa.Column("micro", sa.String(), nullable=True),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
        sa.Column("minx", sa.Float(), nullable=False),
        sa.Column("miny", sa.Float(), nullable=False),
        sa.Column("maxx", sa.Float(), nullable=False),
        sa.Column("maxy", sa.Float(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_building_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_building")),
        sa.UniqueConstraint("code", name=op.f("uq_building_code")),
        sa.UniqueConstraint("id", name=op.f("uq_building_id")),
    )
    with op.batch_alter_table("building", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_building_compound"), ["compound"], unique=False)
        batch_op.create_index(batch_op.f("ix_building_micro"), ["micro"], unique=False)

    op.create_table(
        "center",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("l2", sa.String(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("staff_n", sa.Integer(), nullable=True),
        sa.Column("hours", sa.String(), nullable=True),
        sa.Column("resources", sa.String(), nullable=False),
        sa.Column("micro", sa.String(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_center_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_center")),
        sa.UniqueConstraint("code", name=op.f("uq_center_code")),
        sa.UniqueConstraint("id", name=op.f("uq_center_id")),
    )
    with op.batch_alter_table("center", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_center_l2"), ["l2"], unique=False)

    op.create_table(
        "compound",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("unmanaged", sa.Boolean(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("five_have", sa.String(), nullable=True),
        sa.Column("micro", sa.String(), nullable=True),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
        sa.Column("minx", sa.Float(), nullable=False),
        sa.Column("miny", sa.Float(), nullable=False),
        sa.Column("maxx", sa.Float(), nullable=False),
        sa.Column("maxy", sa.Float(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_compound_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_compound")),
        sa.UniqueConstraint("code", name=op.f("uq_compound_code")),
        sa.UniqueConstraint("id", name=op.f("uq_compound_id")),
    )
    with op.batch_alter_table("compound", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_compound_micro"), ["micro"], unique=False)

    op.create_table(
        "event",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("severity", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("dispatch", sa.String(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=True),
        sa.Column("feedback_at", sa.DateTime(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("dept", sa.String(), nullable=True),
        sa.Column("duplicate_of", sa.String(), nullable=True),
        sa.Column("rating", sa.String(), nullable=True),
        sa.Column("micro", sa.String(), nullable=True),
        sa.Column("placed", sa.String(), nullable=True),
        sa.Column("assigned_by", sa.String(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_event_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_event")),
        sa.UniqueConstraint("code", name=op.f("uq_event_code")),
        sa.UniqueConstraint("id", name=op.f("uq_event_id")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_micro"), ["micro"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_reported_at"), ["reported_at"], unique=False)

    op.create_table(
        "grid",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=True),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("posts", sa.Integer(), nullable=True),
        sa.Column("area_m2", sa.Double(), nullable=False),
        sa.Column("replaces", sa.String(), nullable=True),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
        sa.Column("minx", sa.Float(), nullable=False),
        sa.Column("miny", sa.Float(), nullable=False),
        sa.Column("maxx", sa.Float(), nullable=False),
        sa.Column("maxy", sa.Float(), nullable=False),
        sa.Column("valid_from", sa.DateTime(), nullable=True),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_grid_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_grid")),
        sa.UniqueConstraint("id", name=op.f("uq_grid_id")),
    )
    with op.batch_alter_table("grid", schema=None) as batch_op:
        batch_op.create_index("ix_grid_level", ["level"], unique=False)
        batch_op.create_index(
            "uq_grid_current",
            ["code"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL AND superseded_at IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL AND superseded_at IS NULL"),
        )

    op.create_table(
        "household",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("building", sa.String(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("verified_at", sa.DateTime(), nullable=True),
        sa.Column("micro", sa.String(), nullable=True),
        sa.Column("room_enc", sa.LargeBinary(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_household_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_household")),
        sa.UniqueConstraint("code", name=op.f("uq_household_code")),
        sa.UniqueConstraint("id", name=op.f("uq_household_id")),
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_building"), ["building"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_micro"), ["micro"], unique=False)

    op.create_table(
        "import_before",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_rid", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_import_before_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_import_before")),
    )
    with op.batch_alter_table("import_before", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_before_batch"), ["batch"], unique=False)

    op.create_table(
        "import_error",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("layer", sa.String(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("column_name", sa.String(), nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_import_error_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_import_error")),
    )
    with op.batch_alter_table("import_error", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_error_batch"), ["batch"], unique=False)

    op.create_table(
        "note",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=True),
        sa.Column("grid", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("micro", sa.String(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_note_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_note")),
        sa.UniqueConstraint("code", name=op.f("uq_note_code")),
        sa.UniqueConstraint("id", name=op.f("uq_note_id")),
    )
    op.create_table(
        "pairing",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("dedicated", sa.String(), nullable=False),
        sa.Column("micro", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_pairing_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_pairing")),
        sa.UniqueConstraint("code", name=op.f("uq_pairing_code")),
        sa.UniqueConstraint("id", name=op.f("uq_pairing_id")),
    )
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairing_dedicated"), ["dedicated"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairing_micro"), ["micro"], unique=False)

    op.create_table(
        "patrol",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=True),
        sa.Column("grid", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=True),
        sa.Column("micro", sa.String(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_patrol_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_patrol")),
        sa.UniqueConstraint("code", name=op.f("uq_patrol_code")),
        sa.UniqueConstraint("id", name=op.f("uq_patrol_id")),
    )
    with op.batch_alter_table("patrol", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patrol_at"), ["at"], unique=False)

    op.create_table(
        "points_entry",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_points_entry_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_points_entry")),
        sa.UniqueConstraint("id", name=op.f("uq_points_entry_id")),
    )
    with op.batch_alter_table("points_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_points_entry_staff"), ["staff"], unique=False)

    op.create_table(
        "project",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("buildings", sa.Integer(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("wkb", sa.LargeBinary(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_project_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
        sa.UniqueConstraint("id", name=op.f("uq_project_id")),
    )
    op.create_table(
        "resident",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("household", sa.String(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("name_enc", sa.LargeBinary(), nullable=True),
        sa.Column("number_enc", sa.LargeBinary(), nullable=True),
        sa.Column("phone_enc", sa.LargeBinary(), nullable=True),
        sa.Column("name_bidx", sa.LargeBinary(), nullable=True),
        sa.Column("number_bidx", sa.LargeBinary(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_resident_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_resident")),
        sa.UniqueConstraint("code", name=op.f("uq_resident_code")),
        sa.UniqueConstraint("id", name=op.f("uq_resident_id")),
    )
    with op.batch_alter_table("resident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resident_household"), ["household"], unique=False)

    op.create_table(
        "resident_tag",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("resident", sa.String(), nullable=False),
        sa.Column("household", sa.String(), nullable=True),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("visit_due", sa.DateTime(), nullable=True),
        sa.Column("micro", sa.String(), nullable=True),
        sa.Column("valid_from", sa.DateTime(), nullable=True),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_resident_tag_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_resident_tag")),
        sa.UniqueConstraint("id", name=op.f("uq_resident_tag_id")),
    )
    with op.batch_alter_table("resident_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resident_tag_resident"), ["resident"], unique=False)
        batch_op.create_index(
            "uq_resident_tag_current",
            ["code"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "staff",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("grid", sa.String(), nullable=False),
        sa.Column("duties", sa.String(), nullable=True),
        sa.Column("phone_enc", sa.LargeBinary(), nullable=True),
        sa.Column("valid_from", sa.DateTime(), nullable=True),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_staff_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_staff")),
        sa.UniqueConstraint("id", name=op.f("uq_staff_id")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_grid"), ["grid"], unique=False)
        batch_op.create_index(
            "uq_staff_current",
            ["code"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "star_card",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("l2", sa.String(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("valid_from", sa.DateTime(), nullable=True),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_star_card_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_star_card")),
        sa.UniqueConstraint("id", name=op.f("uq_star_card_id")),
    )
    with op.batch_alter_table("star_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_star_card_l2"), ["l2"], unique=False)

    op.create_table(
        "star_item",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("l2", sa.String(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=True),
        sa.Column("dept", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_star_item_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_star_item")),
        sa.UniqueConstraint("id", name=op.f("uq_star_item_id")),
        sa.UniqueConstraint("l2", "no", name=op.f("uq_star_item_l2")),
    )
    op.create_table(
        "station",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("compound", sa.String(), nullable=False),
        sa.Column("box", sa.Boolean(), nullable=False),
        sa.Column("card", sa.Boolean(), nullable=False),
        sa.Column("clerk", sa.Boolean(), nullable=False),
        sa.Column("platform", sa.Boolean(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_station_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_station")),
        sa.UniqueConstraint("compound", name=op.f("uq_station_compound")),
        sa.UniqueConstraint("id", name=op.f("uq_station_id")),
    )
    op.create_table(
        "street",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("klass", sa.String(), nullable=False),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
        sa.Column("minx", sa.Float(), nullable=False),
        sa.Column("miny", sa.Float(), nullable=False),
        sa.Column("maxx", sa.Float(), nullable=False),
        sa.Column("maxy", sa.Float(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_street_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_street")),
        sa.UniqueConstraint("code", name=op.f("uq_street_code")),
        sa.UniqueConstraint("id", name=op.f("uq_street_id")),
    )
    op.create_table(
        "visit",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("household", sa.String(), nullable=True),
        sa.Column("staff", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("micro", sa.String(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.rid"], name=op.f("fk_visit_batch_import_batch")),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_visit")),
        sa.UniqueConstraint("code", name=op.f("uq_visit_code")),
        sa.UniqueConstraint("id", name=op.f("uq_visit_id")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_household"), ["household"], unique=False)
