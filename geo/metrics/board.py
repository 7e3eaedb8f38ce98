"""All figures of all places at once: now, the period before, and day by day."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

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
from geo.rules.scope import PREFIX, ancestry
from geo.rules.workdays import CHINA, Calendar

WORDS = ("status", "dispatch", "rating", "type")  # few words told often: compared as numbers
MICRO_DIGITS = 18
WORKER = "网格员"
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
    at: dict[str, str] = field(default_factory=dict)  # metric -> 数据截至 of its oldest source, to the minute
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
    places = store.places(scope)
    inputs = gather(store, scope, days, places=places, calendar=calendar)
    family = ancestry(places).reindex(inputs.micro)
    codes, sums = _incidence(family, set(places.index))
    over = _above(codes, inputs.posts.index, family)
    known_since = inputs.events["reported_at"].min() if len(inputs.events) else pd.NaT
    reaches = bool(known_since <= pd.Timestamp(inputs.as_of) - pd.Timedelta(2 * days - 1, "D"))
    columns: dict[str, tuple[Numbers, ...]] = {}
    daily = {}
    for metric in METRICS:
        cells = metric.compute(inputs)
        if (
            metric.more and metric.how is How.FLOW and cells.num.shape[1] == inputs.moments
        ):  # no spark is drawn: two windows instead of all days
            cells = Daily(_halves(cells.num, days), None if cells.den is None else _halves(cells.den, days))
        into = over if metric.grids else sums
        num = into @ cells.num
        den = None if cells.den is None else into @ cells.den
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
        at=_at(store.freshness()),
        reach=inputs.reach,
    )


def _at(freshness: pd.DataFrame) -> dict[str, str]:
    """Find how far the data behind each figure reach: as far as the oldest of its sources with a time."""
    times = dict(zip(freshness["title"], pd.to_datetime(freshness["at"]), strict=True))
    found = {}
    for metric in METRICS:
        known = [times[name] for name in metric.source.split("、") if pd.notna(times.get(name, pd.NaT))]
        if known:
            found[metric.key] = f"{min(known):%m-%d %H:%M}"
    return found


def gather(store: Reads, scope: Scope, days: int, *, places: pd.DataFrame, calendar: Calendar = CHINA) -> Inputs:
    """Read what the metrics are computed from; `places` are those of the scope."""
    profile, as_of = store.profile(), store.as_of()
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
        posts=_posts(store, scope, places, days),
        compounds=_yards(store.compounds(scope)),
        as_of=as_of,
        days=days,
        moments=2 * days + 1,
        calendar=calendar,
        profile=profile,
    )


def _posts(store: Reads, scope: Scope, places: pd.DataFrame, days: int) -> pd.DataFrame:
    """Count posts, people and patrols per grid; a patrol belongs to its micro grid."""
    grids = places[~places["level"].isin([Level.DISTRICT, Level.ZONE])]
    staff, as_of = store.staff(scope), store.as_of()
    recent, both = (store.patrol_counts(scope, since=as_of - timedelta(days=n * days))["patrols"] for n in (1, 2))
    made = pd.DataFrame({"posts": grids.get("posts", 0.0)}, index=grids.index.astype(str))
    made["staff"] = staff.groupby("grid").size().astype(float)
    made["workers"] = staff[staff["role"] == WORKER].groupby("grid").size().astype(float)
    made["patrols"] = recent.astype(float)
    made["patrols_before"] = (both - recent.reindex(both.index).fillna(0)).astype(float)
    return made.fillna(0.0)


def _yards(compounds: pd.DataFrame) -> pd.DataFrame:
    """Sum the compounds nobody manages by micro grid: how many, their steps, and those that have all five."""
    own = compounds[compounds["unmanaged"].astype(bool) & compounds["micro"].notna()]
    table = pd.DataFrame(
        {
            "unmanaged": 1.0,
            "steps": own["step"].fillna(0).astype(float),
            "complete": (own["five_have"].astype(str) == "11111").astype(float),
            "micro": own["micro"],
        }
    )
    return table.groupby("micro").sum()


def _above(codes: pd.Index, grids: pd.Index, family: pd.DataFrame) -> csr_matrix:
    """Places x grids of any level, 1 where the grid is the place or lies below it."""
    zones = family.drop_duplicates("l2").set_index("l2")["zone"]
    size = grids.str.len()
    above = [grids.str[:digits].where(size >= digits, "") for digits in PREFIX.values()]
    above += [grids.where(size == MICRO_DIGITS, ""), pd.Index(zones.reindex(grids.str[:12]).fillna("").astype(str))]
    rows = np.concatenate([codes.get_indexer(names) for names in above])
    cols = np.tile(np.arange(len(grids)), len(above))
    kept = rows >= 0
    shape = (len(codes), len(grids))
    return csr_matrix((np.ones(int(kept.sum())), (rows[kept], cols[kept])), shape=shape)


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
    past = nothing if metric.how is How.NOW or not reaches else _value(before, metric.per)
    return _value(now, metric.per), past, now.num, nothing if now.den is None else now.den


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
    return _value(rolled, metric.per)[:, -days - 1 :]


def _rolled(values: Numbers) -> Numbers:
    total = np.cumsum(values, axis=1)
    total[:, ROLL:] -= total[:, :-ROLL].copy()
    return total


def _value(cells: Daily, per: float) -> Numbers:
    if cells.den is None:
        return cells.num.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(cells.den > 0, per * cells.num / cells.den, np.nan)
