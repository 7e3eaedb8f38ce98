"""One figure of the rail, declared once and computed for all places together."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from geo.model.profile import Profile
from geo.rules.status import day_bins
from geo.rules.workdays import Calendar

Numbers = NDArray[np.float64]
Marks = NDArray[np.bool_]
Spread = Callable[[csr_matrix, Numbers, Marks], tuple[Numbers, Numbers]]  # of geo.rules.evenness


class How(StrEnum):
    """How values of days make the value of a period."""

    STOCK = "stock"  # what is there at the moment
    FLOW = "flow"  # what happened in the window
    NOW = "now"  # known today only: no past, no spark


@dataclass(frozen=True, slots=True)
class Inputs:
    """What all figures are computed from, read once; rows are micro grids in the order of `micro`."""

    micro: pd.Index
    events: pd.DataFrame  # voids left out; words as categories; further columns `row` (-1 = no grid) and `done`
    homes: pd.DataFrame  # index micro: located, covered
    reach: str  # rule by which homes are covered: geo.rules.coverage.WALKED or NOTE
    visits: pd.DataFrame  # index micro: since the month began
    ledger: pd.DataFrame  # index micro: households verified_30d
    units: pd.DataFrame  # index grid of any level below the district: columns of geo.metrics.units
    compounds: pd.DataFrame  # index micro: of the unmanaged compounds unmanaged (how many) steps complete
    as_of: datetime
    days: int
    moments: int  # daily moments kept, the last one is as-of; three where periods are told whole (`whole`)
    calendar: Calendar
    profile: Profile
    is_l3: Marks  # which rows of `units` are L3 grids
    l3: NDArray[np.int64]  # row of `units` of each micro grid's L3, -1 = none
    told: dict[str, NDArray[np.int64]] = field(default_factory=dict)  # days of times, found once

    @property
    def period(self) -> int:
        """Moments of this period; as many lie in the one before, and the first moment of all before both."""
        return self.moments // 2

    def whole(self) -> "Inputs":
        """Answer the same with three moments only, all before, the period before and this one: no days are drawn."""
        return replace(self, moments=3)

    def bins_of(self, times: "pd.Series[pd.Timestamp]") -> NDArray[np.int64]:
        """Moments of times, `moments` where there is none or it lies after as-of."""
        return self._told_whole(day_bins(times, self.as_of, 2 * self.days + 1))

    def bins(self, column: str) -> NDArray[np.int64]:
        """Moments of one column of times of the events, `moments` where there is none."""
        if column not in self.told:
            self.told[column] = day_bins(self.events[column], self.as_of, 2 * self.days + 1)
        return self._told_whole(self.told[column])

    def _told_whole(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        return days if self.period == self.days else -(-days // self.days)

    def by_then(self, column: str, bins: NDArray[np.int64]) -> Marks:
        """Tell what had happened when the period of each event ended: so that both cohorts had as much time."""
        end = np.datetime64(self.as_of, "s")
        ends = np.where(bins >= self.moments - self.period, end, end - np.timedelta64(self.days, "D"))
        return np.asarray(self.events[column].to_numpy() <= ends, dtype=bool)

    def counted(self, rows: NDArray[np.int64], bins: NDArray[np.int64]) -> Numbers:
        """Events per micro grid and moment: rows and bins (0..moments-1; others fall away) of equal length."""
        keep = (rows >= 0) & (bins >= 0) & (bins < self.moments)
        flat = np.bincount(rows[keep] * self.moments + bins[keep], minlength=len(self.micro) * self.moments)
        return flat.reshape(len(self.micro), self.moments).astype(np.float64)

    def per_grid(self, frame: pd.DataFrame, column: str) -> Numbers:
        """One column of a frame by micro grid, 0 where it has no row; shape (grids, 1)."""
        values = frame[column].reindex(self.micro).fillna(0).to_numpy(dtype=np.float64)
        return values[:, None]

    def in_l3(self, values: Numbers) -> Numbers:
        """Sum values per micro grid by their L3; rows of `units`, 0 for grids of other levels."""
        made = np.zeros((len(self.units), values.shape[1]))
        np.add.at(made, self.l3[self.l3 >= 0], values[self.l3 >= 0])
        return made


@dataclass(frozen=True, slots=True)
class Daily:
    """Numerator, and for shares denominator, per micro grid (or grid of any level) and moment.

    One column for How.NOW. `known` marks the cells of which the figure can be told: a place without
    any has none. `split` says the last numerator in parts, by word.
    """

    num: Numbers
    den: Numbers | None = None
    known: Marks | None = None
    split: dict[str, Numbers] | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure: what it says, where it comes from and how it is computed.

    `compute` answers sums per micro grid; places are their sums, shares are sum over sum. A share
    without denominator is None, never 0. `good` is the direction that is better. With `spread` it
    answers the load of each grid, and places tell how unevenly it lies there: those do not add up.
    One told in parts (`Daily.split`) colours by the gravest part: its breaks are 1, 2, 3, its `classes` their names.
    One `mixed` of other shares computes nothing: it is their weighted sum at the same place and has no numerator or
    denominator of its own; where one of them is not known, neither is it.
    """

    key: str
    title: str
    unit: str
    grain: str
    formula: str
    source: str
    good: str  # "up" or "down"
    how: How
    compute: Callable[[Inputs], Daily] | None  # None: mixed
    breaks: tuple[float, ...]  # of the classes that colour communities, rising; fixed: periods and places compare
    why: str  # the sentence where there is no denominator
    classes: tuple[str, ...] = ()  # names of the classes, lowest first, where they are no numbers
    period: str = ""  # in words, where it is not that of the page
    version: int = 1
    persons: bool = False  # counts people of a kind: rounded at T0
    grids: bool = False  # counted per grid of any level (rows of `Inputs.units`), not per micro grid
    per: float = 100.0  # a share is told in percent, a ratio (1.0) as it is
    more: bool = False  # not among the tiles of the rail: shown where somebody asks for more
    spread: Spread | None = None
    mixed: Callable[[Profile], "tuple[tuple[float, Metric], ...]"] | None = None  # weights and shares listed before it
