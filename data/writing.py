"""Writes records of one load: new codes in, known ones changed, and what they said before kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, bindparam, insert, select, type_coerce, update

from data.dialects import sqlite
from data.records import Records, rows
from data.tables import ImportBefore
from data.ulid import ulids
from data.vault import dump

Progress = Callable[[float, str], None]
Record = dict[str, Any]

CHUNK = 20_000
OWN = {"rid", "id", "row_version", "created_at", "updated_at", "batch"}  # not told by a file
VALID, RECORDED = "valid_to", "superseded_at"
# How a changed record of a dated table makes room: a border changed in the field, a tag was corrected
CLOSES = {"grid": VALID, "resident_tag": RECORDED, "staff": RECORDED}


class Writer:
    """One batch inside one transaction; counts what it inserted and updated."""

    def __init__(
        self, connection: Connection, batch: int, now: datetime, progress: Progress | None = None, total: int = 0
    ) -> None:
        self.inserted = self.updated = 0
        self._connection = connection
        self._batch = batch
        self._now = now
        self._progress = progress
        self._total = max(total, 1)
        self._done = 0

    def store(self, table: Table, made: Records) -> None:
        """Insert new codes, change known ones that say something else."""
        open_end = CLOSES.get(table.name)
        here = self._present(table, open_end)
        if not here:
            self._insert(table, made)
            self.inserted += len(made["code"])
            return
        everything = rows(made)
        new = [row for row in everything if row["code"] not in here]
        known = [(here[row["code"]], row) for row in everything if row["code"] in here]
        changed = [(old, row) for old, row in known if any(old[name] != value for name, value in row.items())]
        self._remember(table, [old for old, _ in changed])
        if open_end:
            self._succeed(table, changed, open_end)
        else:
            self._change(table, changed)
        self._tell(len(known))
        self._insert(table, {name: [row[name] for row in new] for name in made})
        self.inserted += len(new)
        self.updated += len(changed)

    def _present(self, table: Table, open_end: str | None) -> dict[str, Record]:
        # geometry is compared and kept as bytes
        columns = [
            (type_coerce(column, LargeBinary) if name == "wkb" else column).label(name)
            for name, column in table.c.items()
        ]
        query = select(*columns)
        if open_end:
            query = query.where(table.c.superseded_at.is_(None))
        if open_end == VALID:
            query = query.where(table.c.valid_to.is_(None))
        return {row["code"]: dict(row) for row in self._connection.execute(query).mappings()}

    def _succeed(self, table: Table, changed: list[tuple[Record, Record]], open_end: str) -> None:
        """Close the old versions and begin new ones, which inherit what the file does not tell."""
        if not changed:
            return
        closing = update(table).where(table.c.rid == bindparam("at_rid"))
        closing = closing.values({open_end: bindparam("ends"), "row_version": table.c.row_version + 1})
        self._connection.execute(closing, [{"at_rid": old["rid"], "ends": self._now} for old, _ in changed])
        begins: Record = {"valid_from": self._now, "valid_to": None} if open_end == VALID else {}
        whole = [{k: v for k, v in old.items() if k not in OWN} | row | begins for old, row in changed]
        self._insert(table, {name: [row[name] for row in whole] for name in whole[0]}, tell=False)

    def _change(self, table: Table, changed: list[tuple[Record, Record]]) -> None:
        if not changed:
            return
        names = list(changed[0][1])
        changing = update(table).where(table.c.rid == bindparam("at_rid"))
        changing = changing.values(
            {
                **{name: bindparam(f"new_{name}") for name in names},
                **({"updated_at": self._now} if "updated_at" in table.c else {}),
                "row_version": table.c.row_version + 1,
            }
        )
        values = [{"at_rid": old["rid"]} | {f"new_{k}": v for k, v in row.items()} for old, row in changed]
        self._connection.execute(changing, values)

    def _insert(self, table: Table, made: Records, *, tell: bool = True) -> None:
        count = len(made["code"])
        own: Record = {"row_version": 1, "created_at": self._now, "updated_at": self._now, "batch": self._batch}
        common = {name: value for name, value in own.items() if name in table.c}
        if "recorded_at" in table.c:
            common |= {"recorded_at": self._now, "superseded_at": None}
        for name, column in table.c.items():
            if column.default is not None and name not in common and name not in made:
                common[name] = getattr(column.default, "arg", None)
        columns = {name: values for name, values in made.items() if name not in common}
        if "id" in table.c:
            columns["id"] = ulids(count, self._now)
        for start in range(0, count, CHUNK):
            part = {name: values[start : start + CHUNK] for name, values in columns.items()}
            sqlite.bulk_insert(self._connection, table, part, common)
            if tell:
                self._tell(len(part["code"]))

    def _remember(self, table: Table, olds: list[Record]) -> None:
        kept = [
            {
                "batch": self._batch,
                "table": table.name,
                "row": old["rid"],
                "body": dump({k: v.hex() if isinstance(v, bytes) else v for k, v in old.items() if k not in OWN}),
            }
            for old in olds
        ]
        if kept:
            self._connection.execute(insert(ImportBefore), kept)

    def _tell(self, count: int) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(min(self._done / self._total, 1.0), f"写入 {self._done:,} 行")
