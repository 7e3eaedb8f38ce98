"""All figures of all places at once: now, the period before, and day by day."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from geo.metrics import METRICS, covered
from geo.metrics.base import Daily, How, Inputs, Metric, Numbers
from geo.metrics.tree import tree
from geo.metrics.units import units
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.status import DONE, VOID
from geo.ports import Reads
from geo.rules import nine
from geo.rules.coverage import NOTE
from geo.rules.scope import PREFIX
from geo.rules.workdays import CHINA, Calendar

WORDS = ("status", "dispatch", "rating", "callback", "type")  # few words told often: compared as numbers
TIMES = ("reported_at", "filed_at", "feedback_at", "due_at", "closed_at")
Mixed = tuple[tuple[float, Metric], ...]
ROLL = 7  # days of the moving window behind each point of a share's spark


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
    split: dict[str, pd.DataFrame] = field(default_factory=dict)  # metric -> places x words: the parts of `num`
    at: dict[str, str] = field(default_factory=dict)  # metric -> 数据截至 of its oldest source, to the minute
    reach: str = NOTE  # rule by which people count as covered
    mixed: dict[str, Mixed] = field(default_factory=dict)  # metric -> weights and shares it is mixed of

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
    whole = inputs.whole()
    above = tree(places, inputs.micro, inputs.units.index)
    codes = above.codes
    known_since = inputs.events["reported_at"].min() if len(inputs.events) else pd.NaT
    reaches = bool(known_since <= pd.Timestamp(inputs.as_of) - pd.Timedelta(2 * days - 1, "D"))
    columns: dict[str, tuple[Numbers, ...]] = {}
    daily, split = {}, {}
    mixed = {metric.key: metric.mixed(inputs.profile) for metric in METRICS if metric.mixed}
    for metric in METRICS:
        if metric.compute is None:
            columns[metric.key] = _mix(mixed[metric.key], columns)
            continue
        cells = metric.compute(whole if metric.more else inputs)
        into = above.units if metric.grids else above.micro
        told = _placed(metric, cells, into)
        columns[metric.key] = _period(metric, told, 1 if metric.more else days, reaches=reaches)
        if metric.how is not How.NOW and not metric.more:
            daily[metric.key] = _daily(metric, told, days)
        if cells.split is not None:
            split[metric.key] = pd.DataFrame({word: into @ part for word, part in cells.split.items()}, index=codes)
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
        split=split,
        at=_at(store.freshness()),
        reach=inputs.reach,
        mixed=mixed,
    )


def _mix(parts: Mixed, columns: dict[str, tuple[Numbers, ...]]) -> tuple[Numbers, ...]:
    """Mix shares of the same place, now and before; NaN wherever one of them is not known."""
    now, before = (np.sum([weight * columns[part.key][n] for weight, part in parts], axis=0) for n in (0, 1))
    nothing = np.full(len(now), np.nan)
    return now, before, nothing, nothing


def _placed(metric: Metric, cells: Daily, into: csr_matrix) -> Daily:
    """Sum cells by place, or tell how unevenly they lie there."""
    if metric.spread is not None and cells.known is not None:
        known = np.broadcast_to(cells.known[:, None], cells.num.shape)
        return Daily(*metric.spread(into, cells.num, known))
    num = into @ cells.num
    if cells.known is not None:
        num[(into @ cells.known.astype(np.float64)) == 0] = np.nan
    return Daily(num, None if cells.den is None else into @ cells.den)


def _at(freshness: pd.DataFrame) -> dict[str, str]:
    """Find how far the data behind each figure reach: as far as the oldest of its sources with a time."""
    times = dict(zip(freshness["title"], pd.to_datetime(freshness["at"]), strict=True))
    found = {}
    for metric in METRICS:
        known = [times[name] for name in metric.source.split("、") if pd.notna(times.get(name, pd.NaT))]
        if known:
            found[metric.key] = f"{min(known):%m-%d %H:%M}"
    return found


def loads(store: Reads, scope: Scope, places: pd.DataFrame, days: int) -> pd.DataFrame:
    """Count what the figures of unevenness are about, by grid of any level: workers on duty, filed (in the period)."""
    inputs = gather(store, scope, days, places=places)
    whole = inputs.whole()
    events = whole.in_l3(whole.counted(whole.events["row"].to_numpy(), whole.bins("filed_at")))
    return pd.DataFrame({"workers": inputs.units["workers"], "filed": events[:, -1]}, index=inputs.units.index)


def gather(store: Reads, scope: Scope, days: int, *, places: pd.DataFrame, calendar: Calendar = CHINA) -> Inputs:
    """Read what the metrics are computed from; `places` are those of the scope."""
    profile, as_of = store.profile(), store.as_of()
    micro = pd.Index(places.index[places["level"] == Level.MICRO].astype(str)).sort_values()
    raw = store.events(scope)
    events = pd.DataFrame(raw[[*WORDS, *TIMES]]).astype(dict.fromkeys(WORDS, "category"))
    events = events.assign(row=micro.get_indexer(raw["micro"]), done=events["status"].isin(DONE))
    gone = events["status"].isin(VOID) | (events["reported_at"] > as_of)
    month = datetime(as_of.year, as_of.month, 1)
    homes, reach = covered.homes(store, scope)
    table = units(store, scope, places, days)
    return Inputs(
        micro=micro,
        events=events[~gone],
        homes=homes,
        reach=reach,
        visits=store.visit_counts(scope, since=month),
        ledger=store.ledger_counts(scope),
        units=table,
        compounds=_yards(store.compounds(scope)),
        as_of=as_of,
        days=days,
        moments=2 * days + 1,
        calendar=calendar,
        profile=profile,
        is_l3=(table["level"] == Level.L3).to_numpy(dtype=bool),
        l3=table.index.get_indexer(micro.str[: PREFIX[Level.L3]]),
    )


def _yards(compounds: pd.DataFrame) -> pd.DataFrame:
    """Sum the compounds nobody manages by micro grid: how many, their steps, and those that have all five."""
    own = (compounds["unmanaged"].astype(bool) & compounds["micro"].notna()).to_numpy()
    at, codes = pd.factorize(compounds["micro"].to_numpy(dtype=object)[own])
    steps = compounds["step"].fillna(0).to_numpy(dtype=float)[own]
    complete = (compounds["five_have"].astype(str) == "11111").to_numpy(dtype=float)[own]
    columns = {"unmanaged": np.ones(len(at)), "steps": steps, "complete": complete}
    n = len(codes)
    return pd.DataFrame(
        {name: np.bincount(at, values, minlength=n) for name, values in columns.items()},
        index=pd.Index(codes, dtype="str", name="micro"),
    )


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


def _summed(cells: Daily, start: int, stop: int | None) -> Daily:
    part = slice(start, stop)
    return Daily(cells.num[:, part].sum(axis=1), None if cells.den is None else cells.den[:, part].sum(axis=1))


def _daily(metric: Metric, cells: Daily, days: int) -> Numbers:
    if metric.how is How.STOCK:
        return cells.num[:, -days - 1 :]
    shown = days + 1
    rolled = Daily(_rolled(cells.num, shown), None if cells.den is None else _rolled(cells.den, shown))
    return _value(rolled, metric.per)


def _rolled(values: Numbers, shown: int) -> Numbers:
    """Sum the last ROLL days, for each of the last so many days."""
    reach = min(shown + ROLL, values.shape[1])
    total = np.cumsum(values[:, -reach:], axis=1)
    total[:, ROLL:] -= total[:, :-ROLL].copy()
    return total[:, -shown:]


def _value(cells: Daily, per: float) -> Numbers:
    if cells.den is None:
        return cells.num.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(cells.den > 0, per * cells.num / cells.den, np.nan)
