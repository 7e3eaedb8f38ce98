"""What every reader gives back: tables of raw cells, with the place of each row in the file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.schema import Fault

MOST_BYTES = 300 * 1024 * 1024


@dataclass(slots=True)
class RawTable:
    """One layer or sheet as the file gives it: cells unread, headers as written."""

    file: str
    layer: str
    cells: pd.DataFrame  # index 0..n-1
    rows: NDArray[np.int64]  # number of each row as the person sees it
    geometry: NDArray[np.object_] | None = None
    crs: str | None = None  # authority code or WKT; None = the file does not say
    assumed: bool = False  # the system follows from the format, nobody wrote it down
    encoding: str = ""
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)  # lines that could not even be split into cells


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: its endings, its word, and how it is read."""

    key: str
    suffixes: tuple[str, ...]
    title: str
    read: Callable[[Path, str], list[RawTable]]  # (where the bytes are, the name the person knows) -> tables
