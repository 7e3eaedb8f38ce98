"""In which of the four states an event stands, now and on any day before."""

from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model.status import DONE, VOID, WAITING, State

NONE = -1  # void or not yet reported: never counted
PAUSED = frozenset({"挂起"})  # the clock stands still


def states(events: pd.DataFrame, as_of: datetime) -> pd.Series:
    """State of every event at a moment.

    Parameters
    ----------
    events
        Columns status, reported_at, due_at, closed_at (times local, naive; missing allowed).
    as_of
        The moment. A closing after it does not count; the word in `status` is today's.

    Returns
    -------
    Series of int8, same index
        `geo.model.status.State`, or -1 for void events and those reported later.
    """
    status = events["status"].astype(str)
    closed = pd.to_datetime(events["closed_at"])
    due = pd.to_datetime(events["due_at"])
    done = (closed <= as_of) | (closed.isna() & status.isin(DONE))
    late = (due < as_of) & ~status.isin(PAUSED)
    out = np.select(
        [done.to_numpy(), late.to_numpy(), status.isin(WAITING).to_numpy()],
        [State.DONE, State.OVERDUE, State.WAITING],
        State.DOING,
    )
    gone = status.isin(VOID).to_numpy() | (pd.to_datetime(events["reported_at"]) > as_of).to_numpy()
    return pd.Series(np.where(gone, NONE, out).astype(np.int8), index=events.index, name="state")


def day_bins(times: pd.Series, as_of: datetime, days: int) -> NDArray[np.int64]:
    """First of `days` daily moments (the last one is as-of) at or after each time.

    0 is the oldest moment and takes everything before it; `days` means after as-of or never (NaT).
    """
    ago = (pd.Timestamp(as_of) - pd.to_datetime(times)).dt.total_seconds().to_numpy() / 86_400
    never = np.isnan(ago) | (ago < 0)
    bins = days - 1 - np.floor(np.where(never, 0.0, ago))
    return np.where(never, days, np.clip(bins, 0, days)).astype(np.int64)
