"""People and those who care for them: ledger, tags, staff, visits, patrols, notes.

Names and numbers of persons stand only in *_enc columns (encrypted, with *_bidx for exact search);
the demo leaves them empty.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Dated, Row

KNOWN = text("superseded_at IS NULL")


class Household(Row, Base):
    """A line of the ledger 户底册."""

    __tablename__ = "household"

    code: Mapped[str] = mapped_column(unique=True)
    building: Mapped[str | None] = mapped_column(index=True)
    people: Mapped[int | None]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    verified_at: Mapped[datetime | None]
    micro: Mapped[str | None] = mapped_column(index=True)
    room_enc: Mapped[bytes | None] = mapped_column(LargeBinary)


class Resident(Row, Base):
    """A person of a household."""

    __tablename__ = "resident"

    code: Mapped[str] = mapped_column(unique=True)
    household: Mapped[str | None] = mapped_column(index=True)
    birth_year: Mapped[int | None]
    name_enc: Mapped[bytes | None] = mapped_column(LargeBinary)
    number_enc: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_enc: Mapped[bytes | None] = mapped_column(LargeBinary)
    name_bidx: Mapped[bytes | None] = mapped_column(LargeBinary)
    number_bidx: Mapped[bytes | None] = mapped_column(LargeBinary)


class ResidentTag(Row, Dated, Base):
    """九色标签: a dated colour on a person; several are allowed."""

    __tablename__ = "resident_tag"
    __table_args__ = (
        Index("uq_resident_tag_current", "code", unique=True, sqlite_where=KNOWN, postgresql_where=KNOWN),
    )

    code: Mapped[str]
    resident: Mapped[str] = mapped_column(index=True)
    household: Mapped[str | None]
    group: Mapped[str] = mapped_column("group_code", key="group")
    source: Mapped[str | None]
    visit_due: Mapped[datetime | None]
    micro: Mapped[str | None]


class Staff(Row, Dated, Base):
    """A post of a grid and who fills it."""

    __tablename__ = "staff"
    __table_args__ = (Index("uq_staff_current", "code", unique=True, sqlite_where=KNOWN, postgresql_where=KNOWN),)

    code: Mapped[str]
    name: Mapped[str | None]
    role: Mapped[str]
    grid: Mapped[str] = mapped_column(index=True)
    duties: Mapped[str | None]
    phone_enc: Mapped[bytes | None] = mapped_column(LargeBinary)


class Visit(Row, Base):
    """走访: somebody went to a household."""

    __tablename__ = "visit"

    code: Mapped[str] = mapped_column(unique=True)
    household: Mapped[str | None] = mapped_column(index=True)
    staff: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str | None]
    micro: Mapped[str | None]


class Patrol(Row, Base):
    """巡查: somebody walked the grid."""

    __tablename__ = "patrol"

    code: Mapped[str] = mapped_column(unique=True)
    staff: Mapped[str | None]
    grid: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    found: Mapped[int | None]
    micro: Mapped[str | None]


class Note(Base):
    """随手记: somebody noted something on the way.

    There are three or four for every event, so a row is kept small: no `id` and no times of the store's own. What was
    written down is not kept: nothing shows it, and it may name persons.
    """

    __tablename__ = "note"

    rid: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    staff: Mapped[str | None]
    at: Mapped[datetime]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    micro: Mapped[str | None]
    row_version: Mapped[int] = mapped_column(default=1)
    batch: Mapped[int | None] = mapped_column(ForeignKey("import_batch.rid"))
