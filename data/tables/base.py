"""What every table shares: names of constraints, identity, version, geometry as WKB."""

from datetime import datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import DateTime, Float, ForeignKey, LargeBinary, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Wkb(TypeDecorator[BaseGeometry]):
    """A geometry in EPSG:4490 kept as well-known binary; bytes are taken as they are (bulk loading)."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: BaseGeometry | bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - signature of SQLAlchemy
        """Geometry to bytes."""
        return value if value is None or isinstance(value, bytes) else shapely.to_wkb(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> BaseGeometry | None:  # noqa: ARG002 - signature of SQLAlchemy
        """Bytes to geometry."""
        return None if value is None else shapely.from_wkb(value)


class Base(DeclarativeBase):
    """Root of the model; migrations compare themselves with its metadata."""

    metadata = MetaData(naming_convention=NAMES)


class Row:
    """Identity of a record: `rid` inside this store, `id` (ULID) for ever, `row_version` against lost updates."""

    rid: Mapped[int] = mapped_column(primary_key=True, sort_order=-9)
    id: Mapped[str] = mapped_column(String(26), unique=True, sort_order=-8)
    row_version: Mapped[int] = mapped_column(default=1, sort_order=90)
    created_at: Mapped[datetime] = mapped_column(DateTime, sort_order=91)
    updated_at: Mapped[datetime] = mapped_column(DateTime, sort_order=92)
    batch: Mapped[int | None] = mapped_column(ForeignKey("import_batch.rid"), sort_order=93)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a class attribute
        """StaleDataError when somebody else changed the row meanwhile."""
        return {"version_id_col": cls.row_version}


class Dated:
    """Two times: valid_* is when it held in the field, recorded/superseded is when the store knew it.

    Open ends are NULL: valid_from NULL = since ever, valid_to NULL = still, superseded_at NULL = our best knowledge.
    """

    valid_from: Mapped[datetime | None] = mapped_column(DateTime, sort_order=80)
    valid_to: Mapped[datetime | None] = mapped_column(DateTime, sort_order=81)
    recorded_at: Mapped[datetime] = mapped_column(DateTime, sort_order=82)
    superseded_at: Mapped[datetime | None] = mapped_column(DateTime, sort_order=83)


class Shape:
    """Geometry and its box in doubles; SQLite's R*Tree follows the box by triggers."""

    wkb: Mapped[Any] = mapped_column(Wkb, sort_order=70)
    minx: Mapped[float] = mapped_column(Float, sort_order=71)
    miny: Mapped[float] = mapped_column(Float, sort_order=72)
    maxx: Mapped[float] = mapped_column(Float, sort_order=73)
    maxy: Mapped[float] = mapped_column(Float, sort_order=74)
