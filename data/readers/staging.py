"""What waits for a person's yes: tables read and checked, with every fault in its place."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.readers.match import Mapping
from geo.model.errors import GovernanceError
from geo.schema import Fault, Kind
from geo.schema.fault import masked


class Cancelled(GovernanceError):
    """The person stopped the staging."""


@dataclass(slots=True)
class StagedTable:
    """One layer or sheet, read and checked: what is good, what is not, and why."""

    file: str
    layer: str
    kind: Kind | None
    rows: int
    mapping: Mapping
    good: pd.DataFrame  # columns of the kind (+ geometry, lon, lat, micro, placed), index = position in the file
    numbers: NDArray[np.int64]  # row numbers as the person sees them, by position
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)  # what a person must confirm before this is stored
    crs: str | None = None
    needs_datum: bool = False
    encoding: str = ""
    sha256: str = ""

    def fault(
        self, at: int | None, column: str, value: object, code: str, message: str, *, hint: str = "", drops: bool = True
    ) -> None:
        """Add a fault at a position; a column of the store is named by the file's header."""
        person = bool(self.kind and any(f.person and f.name == column for f in self.kind.fields))
        header = self.mapping.headers.get(column, column)
        row = None if at is None else int(self.numbers[at])
        self.faults.append(
            Fault(self.file, self.layer, row, header, masked(value, person=person), code, message, hint, drops)
        )

    def drop(self, positions: list[int]) -> None:
        """Leave rows out."""
        if positions:
            self.good = self.good[~self.good.index.isin(positions)]

    def dropped(self) -> list[int]:
        """Positions of rows that a fault keeps out."""
        at = {int(number): position for position, number in enumerate(self.numbers)}
        return sorted({at[f.row] for f in self.faults if f.drops and f.row is not None and f.row in at})

    @property
    def refused(self) -> int:
        """Rows that stay out."""
        return self.rows - len(self.good)


@dataclass(slots=True)
class Staging:
    """Everything of one load, waiting for a yes."""

    tables: list[StagedTable]
    datum: str | None
    faults: list[Fault] = field(default_factory=list)  # of whole files

    @property
    def all_faults(self) -> list[Fault]:
        """Faults of files and tables in reading order."""
        return [*self.faults, *(fault for table in self.tables for fault in table.faults)]

    @property
    def doubts(self) -> list[str]:
        """Sentences a person must agree to before anything is stored."""
        return [doubt for table in self.tables for doubt in table.doubts]

    @property
    def undeclared(self) -> list[StagedTable]:
        """Tables whose coordinate system nobody told."""
        return [table for table in self.tables if table.needs_datum]

    def of(self, kind: str) -> list[StagedTable]:
        """Tables of a kind."""
        return [table for table in self.tables if table.kind is not None and table.kind.key == kind]
