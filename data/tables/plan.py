"""Plans of borders: drafts, their append-only log, the shapes by their hash, and every version of a unit."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class Plan(Base):
    """方案: a draft over the published grids, and what became of it."""

    __tablename__ = "plan"

    rid: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(26), unique=True)
    name: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)  # key of geo.plan.states
    author: Mapped[str]
    role: Mapped[str]
    root: Mapped[str]  # code of the place its author may change
    base_seq: Mapped[int]  # state of the main line it stands on
    head_seq: Mapped[int]  # its newest event; a second writer is told by it
    effective_from: Mapped[datetime | None]
    published_seq: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PlanEvent(Base):
    """One step of a plan, or of the main line (plan NULL); triggers refuse to change or delete it."""

    __tablename__ = "plan_event"

    seq: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str | None] = mapped_column(String(26), index=True)
    kind: Mapped[str]
    actor: Mapped[str]
    role: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
    payload: Mapped[str] = mapped_column(Text)  # JSON, sorted keys, no person
    prev: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class PlanShape(Base):
    """A micro grid's shape in the measuring plane, by the SHA-256 of its bytes; never changed."""

    __tablename__ = "plan_shape"

    sha: Mapped[str] = mapped_column(String(64), primary_key=True)
    wkb: Mapped[bytes] = mapped_column(LargeBinary)


class UnitVersion(Base):
    """A unit from one event to another; plan NULL is the main line, which mirrors the published grids."""

    __tablename__ = "unit_version"
    __table_args__ = (Index("ix_unit_version_plan_to", "plan", "to_seq"), Index("ix_unit_version_unit", "unit"))

    rid: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str | None] = mapped_column(String(26))
    unit: Mapped[str] = mapped_column(String(26))
    from_seq: Mapped[int]
    to_seq: Mapped[int | None]
    gone: Mapped[bool]  # the unit ended here
    level: Mapped[str]
    name: Mapped[str]
    parent: Mapped[str | None]
    zone: Mapped[str | None]
    code: Mapped[str | None]
    households: Mapped[int]
    people: Mapped[int]
    sha: Mapped[str | None] = mapped_column(String(64))
    born_of: Mapped[str | None]
    estimated: Mapped[bool]
    merged_into: Mapped[str | None]
    source: Mapped[str | None] = mapped_column(String(64))  # main line: hash of the grid row it mirrors
