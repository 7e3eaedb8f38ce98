"""One figure of the rail, declared once and computed for all places together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model.profile import Profile
from geo.rules.status import day_bins
from geo.rules.workdays import Calendar

Numbers = NDArray[np.float64]


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
    posts: pd.DataFrame  # index grid of any level below the district: posts staff workers patrols patrols_before
    compounds: pd.DataFrame  # index micro: of the unmanaged compounds unmanaged (how many) steps complete
    as_of: datetime
    days: int
    moments: int  # daily moments kept, the last one is as-of
    calendar: Calendar
    profile: Profile
    told: dict[str, NDArray[np.int64]] = field(default_factory=dict)  # moments of times, found once

    def bins(self, column: str) -> NDArray[np.int64]:
        """Moments of one column of times of the events, `moments` where there is none."""
        if column not in self.told:
            self.told[column] = day_bins(self.events[column], self.as_of, self.moments)
        return self.told[column]

    def by_then(self, column: str, bins: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell what had happened when the period of each event ended: so that both cohorts had as much time."""
        end = np.datetime64(self.as_of, "s")
        ends = np.where(bins >= self.moments - self.days, end, end - np.timedelta64(self.days, "D"))
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


@dataclass(frozen=True, slots=True)
class Daily:
    """Numerator, and for shares denominator, per micro grid and moment.

    One column for How.NOW; a flow without a spark may answer three: none, the period before, this one.
    """

    num: Numbers
    den: Numbers | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure: what it says, where it comes from and how it is computed.

    `compute` answers sums per micro grid; places are their sums, shares are sum over sum. A share
    without denominator is None, never 0. `good` is the direction that is better.
    """

    key: str
    title: str
    unit: str
    grain: str
    formula: str
    source: str
    good: str  # "up" or "down"
    how: How
    compute: Callable[[Inputs], Daily]
    why: str  # the sentence where there is no denominator
    period: str = ""  # in words, where it is not that of the page
    version: int = 1
    persons: bool = False  # counts people of a kind: rounded at T0
    grids: bool = False  # counted per grid of any level (rows of `Inputs.posts`), not per micro grid
    per: float = 100.0  # a share is told in percent, a ratio (1.0) as it is
    more: bool = False  # not among the tiles of the rail: shown where somebody asks for more
