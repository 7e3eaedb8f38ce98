"""All figures of all places at once: now, the period before, and day by day."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from geo.metrics import METRICS, covered
from geo.metrics.base import Daily, How, Inputs, Metric, Numbers
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.status import DONE, VOID
from geo.ports import Reads
from geo.rules import nine
from geo.rules.coverage import NOTE
from geo.rules.scope import ancestry
from geo.rules.workdays import CHINA, Calendar

WORDS = ("status", "dispatch", "rating", "type")  # few words told often: compared as numbers
ROLL = 7  # days of the moving window behind each point of a share's spark
LEVELS = (Level.DISTRICT, Level.ZONE, Level.L1, Level.L2, Level.L3, Level.MICRO)


@dataclass(frozen=True, slots=True)
class Board:
    """Figures by place (index code) and metric (columns their keys).

    `now` and `before` are values (percent for shares; NaN where a share has no denominator or the
    data do not reach back), `num` and `den` the parts of `now` (den NaN for counts). `daily` holds,
    per metric with a past, places x days+1 values, the last one being now. `nine` is the nine colours as
    `geo.rules.nine.published` lets the asker see them.
    """

    now: pd.DataFrame
    before: pd.DataFrame
    num: pd.DataFrame
    den: pd.DataFrame
    daily: dict[str, Numbers]
    days: int
    nine: pd.DataFrame
    reach: str = NOTE  # rule by which people count as covered

    def part(self, frame: pd.DataFrame, code: str, key: str) -> float:
        """Find one number of one of the frames; NaN where there is none."""
        return float(frame[key].to_numpy(dtype=np.float64)[self.now.index.get_loc(code)])

    def spark(self, key: str, code: str) -> list[float | None] | None:
        """Daily values of a metric at a place; None where it has no past."""
        if key not in self.daily:
            return None
        values = self.daily[key][self.now.index.get_loc(code)]
        return [None if np.isnan(value) else round(float(value), 2) for value in values]


def board(store: Reads, scope: Scope, days: int, *, calendar: Calendar = CHINA) -> Board:
    """Compute every metric for every place of the scope.

    Parameters
    ----------
    days
        Length of the period in days, ending at as-of; the one before has the same length.
    calendar
        Working days for the deadlines of answers.

    Returns
    -------
    Board
        Rows: district, zones, l1, l2, l3, micro of the scope. Dedicated grids overlay the others
        and are not counted. A partial ancestor (the district of a street's account) is not a row.
    """
    inputs = gather(store, scope, days, calendar=calendar)
    family = ancestry(store.places(scope)).reindex(inputs.micro)
    codes, sums = _incidence(family, set(store.places(scope).index))
    known_since = inputs.events["reported_at"].min() if len(inputs.events) else pd.NaT
    reaches = bool(known_since <= pd.Timestamp(inputs.as_of) - pd.Timedelta(2 * days - 1, "D"))
    columns: dict[str, tuple[Numbers, ...]] = {}
    daily = {}
    for metric in METRICS:
        cells = metric.compute(inputs)
        if metric.more and metric.how is How.FLOW:  # no spark is drawn: two windows instead of all days
            cells = Daily(_halves(cells.num, days), None if cells.den is None else _halves(cells.den, days))
        num = sums @ cells.num
        den = None if cells.den is None else sums @ cells.den
        columns[metric.key] = _period(metric, Daily(num, den), 1 if metric.more else days, reaches=reaches)
        if metric.how is not How.NOW and not metric.more:
            daily[metric.key] = _daily(metric, Daily(num, den), days)
    frames = [pd.DataFrame({key: parts[n] for key, parts in columns.items()}, index=codes) for n in range(4)]
    now, before, num, den = frames
    return Board(
        now=now,
        before=before,
        num=num,
        den=den,
        daily=daily,
        days=days,
        nine=nine.published(store, scope),
        reach=inputs.reach,
    )


def gather(store: Reads, scope: Scope, days: int, *, calendar: Calendar = CHINA) -> Inputs:
    """Read what the metrics are computed from."""
    profile, as_of = store.profile(), store.as_of()
    places = store.places(scope)
    micro = pd.Index(places.index[places["level"] == Level.MICRO].astype(str)).sort_values()
    raw = store.events(scope)
    keep = ["status", "dispatch", "reported_at", "filed_at", "feedback_at", "due_at", "closed_at", "rating", "type"]
    events = pd.DataFrame(raw[keep]).astype(dict.fromkeys(WORDS, "category"))
    events = events.assign(row=micro.get_indexer(raw["micro"]), done=events["status"].isin(DONE))
    gone = events["status"].isin(VOID) | (events["reported_at"] > as_of)
    month = datetime(as_of.year, as_of.month, 1)
    homes, reach = covered.homes(store, scope)
    return Inputs(
        micro=micro,
        events=events[~gone],
        homes=homes,
        reach=reach,
        visits=store.visit_counts(scope, since=month),
        ledger=store.ledger_counts(scope),
        as_of=as_of,
        days=days,
        moments=2 * days + 1,
        calendar=calendar,
        profile=profile,
    )


def _incidence(family: pd.DataFrame, seen: set[str]) -> tuple[pd.Index, csr_matrix]:
    """Places x micro grids, 1 where the grid lies in the place."""
    codes: list[str] = []
    rows, cols = [], []
    for level in LEVELS:
        place, names = pd.factorize(family[level.value], sort=True)
        inside = np.array([name in seen for name in names], dtype=bool)
        number = np.cumsum(inside) - 1 + len(codes)
        kept = inside[place]
        rows.append(number[place[kept]])
        cols.append(np.flatnonzero(kept))
        codes += list(np.asarray(names)[inside])
    row, col = np.concatenate(rows), np.concatenate(cols)
    matrix = csr_matrix((np.ones(len(row)), (row, col)), shape=(len(codes), len(family)))
    return pd.Index(codes, name="code"), matrix


def _period(metric: Metric, cells: Daily, days: int, *, reaches: bool) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Value now, value before, numerator and denominator now."""
    if metric.how is How.FLOW:
        now, before = _summed(cells, -days, None), _summed(cells, 1, -days)
    else:
        now = Daily(cells.num[:, -1], None if cells.den is None else cells.den[:, -1])
        before = Daily(cells.num[:, -1 - days]) if metric.how is How.STOCK else now
    nothing = np.full(len(cells.num), np.nan)
    past = nothing if metric.how is How.NOW or not reaches else _value(before)
    return _value(now), past, now.num, nothing if now.den is None else now.den


def _halves(cells: Numbers, days: int) -> Numbers:
    """Stand the period before and this one as two columns behind an empty one, as if a period were a day."""
    return np.column_stack([np.zeros(len(cells)), cells[:, 1:-days].sum(axis=1), cells[:, -days:].sum(axis=1)])


def _summed(cells: Daily, start: int, stop: int | None) -> Daily:
    part = slice(start, stop)
    return Daily(cells.num[:, part].sum(axis=1), None if cells.den is None else cells.den[:, part].sum(axis=1))


def _daily(metric: Metric, cells: Daily, days: int) -> Numbers:
    if metric.how is How.STOCK:
        return cells.num[:, -days - 1 :]
    rolled = Daily(_rolled(cells.num), None if cells.den is None else _rolled(cells.den))
    return _value(rolled)[:, -days - 1 :]


def _rolled(values: Numbers) -> Numbers:
    total = np.cumsum(values, axis=1)
    total[:, ROLL:] -= total[:, :-ROLL].copy()
    return total


def _value(cells: Daily) -> Numbers:
    if cells.den is None:
        return cells.num.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(cells.den > 0, 100.0 * cells.num / cells.den, np.nan)
