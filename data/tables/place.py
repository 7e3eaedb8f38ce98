"""Places: grids of all levels, centres, compounds, buildings and the base map."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Dated, Row, Shape

OPEN = text("valid_to IS NULL AND superseded_at IS NULL")


class Grid(Row, Dated, Shape, Base):
    """A unit of any level: district, zone, l1, l2, l3, dedicated, micro. Codes change, ids never."""

    __tablename__ = "grid"
    __table_args__ = (
        Index("uq_grid_current", "code", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_grid_level", "level"),
    )

    code: Mapped[str]
    level: Mapped[str]
    name: Mapped[str]
    alias: Mapped[str | None]
    parent: Mapped[str | None]
    zone: Mapped[str | None]
    kind: Mapped[str | None]
    households: Mapped[int | None]
    people: Mapped[int | None]
    posts: Mapped[int | None]
    area_m2: Mapped[float]
    replaces: Mapped[str | None]


class Center(Row, Base):
    """党群服务中心: one per L2; `resources` is seven characters 0/1 in the order of the profile."""

    __tablename__ = "center"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    l2: Mapped[str | None] = mapped_column(index=True)
    lon: Mapped[float]
    lat: Mapped[float]
    staff_n: Mapped[int | None]
    hours: Mapped[str | None]
    resources: Mapped[str]
    micro: Mapped[str | None]


class Compound(Row, Shape, Base):
    """楼院 or 小区; `step` is 0-5 of the five steps, `five_have` five characters 0/1."""

    __tablename__ = "compound"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    kind: Mapped[str | None]
    unmanaged: Mapped[bool] = mapped_column(default=False)
    step: Mapped[int | None]
    five_have: Mapped[str | None]
    micro: Mapped[str | None] = mapped_column(index=True)


class Building(Row, Shape, Base):
    """A footprint."""

    __tablename__ = "building"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    use: Mapped[str | None]
    floors: Mapped[int | None]
    units: Mapped[int | None]
    compound: Mapped[str | None] = mapped_column(index=True)
    micro: Mapped[str | None] = mapped_column(index=True)


class Street(Row, Shape, Base):
    """A line of the street network."""

    __tablename__ = "street"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    klass: Mapped[str]


class BaseFeature(Row, Shape, Base):
    """Rail, water, land use and walls under the map."""

    __tablename__ = "base_feature"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    klass: Mapped[str]
