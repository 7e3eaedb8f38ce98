"""How the store keeps account of itself: imports, settings, audit, versions."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class ImportBatch(Base):
    """One confirmed load of files; its rows carry the number."""

    __tablename__ = "import_batch"

    rid: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account: Mapped[str]
    state: Mapped[str]  # confirmed or undone
    synthetic: Mapped[bool]
    datum: Mapped[str | None]
    files: Mapped[str] = mapped_column(Text)  # JSON: [{file, layer, kind, sha256, encoding, crs, rows, good}]
    inserted: Mapped[int]
    updated: Mapped[int]
    refused: Mapped[int]


class ImportFault(Base):
    """A row that was not taken, as the person saw it in the file."""

    __tablename__ = "import_error"

    rid: Mapped[int] = mapped_column(primary_key=True)
    batch: Mapped[int] = mapped_column(ForeignKey("import_batch.rid"), index=True)
    file: Mapped[str]
    layer: Mapped[str | None]
    row: Mapped[int | None]
    column: Mapped[str | None] = mapped_column("column_name", key="column")
    value: Mapped[str | None]  # masked
    code: Mapped[str]
    message: Mapped[str]
    hint: Mapped[str | None]


class ImportBefore(Base):
    """What a row said before a batch changed it: the way back."""

    __tablename__ = "import_before"

    rid: Mapped[int] = mapped_column(primary_key=True)
    batch: Mapped[int] = mapped_column(ForeignKey("import_batch.rid"), index=True)
    table: Mapped[str] = mapped_column("table_name", key="table")
    row: Mapped[int] = mapped_column("row_rid", key="row")
    body: Mapped[str] = mapped_column(Text)  # JSON of the columns; bytes as hex


class Setting(Base):
    """One named value of the store: synthetic, store id ..."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Audit(Base):
    """Who did what; a chain of hashes, and triggers refuse to change or delete a line."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str | None]
    action: Mapped[str]
    object: Mapped[str | None]
    reason: Mapped[str | None]
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    prev: Mapped[bytes] = mapped_column(LargeBinary)
    h: Mapped[bytes] = mapped_column(LargeBinary)


class DataVersion(Base):
    """One line per command that changed data; the newest is the version everybody caches by."""

    __tablename__ = "data_version"

    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str]
    tag: Mapped[str]  # random, so that an undone and redone number is not the same version
