"""Working time as one axis: hours the offices were open, so that delays can be added and taken back."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from geo.rules.sla import due_days
from geo.rules.workdays import CHINA

Times = np.ndarray  # datetime64[s]


class WorkTime:
    """Hours of work since a start day; nights, weekends and holidays (CHINA) stand still."""

    def __init__(self, first: datetime, days: int) -> None:
        moments, hours, total = [np.datetime64(first, "s")], [0.0], 0.0
        for n in range(days):
            day = first + timedelta(n)
            if not CHINA.is_work(day.date()):
                continue
            for begin, end in CHINA.hours:
                a, b = datetime.combine(day.date(), begin), datetime.combine(day.date(), end)
                moments += [np.datetime64(a, "s"), np.datetime64(b, "s")]
                hours += [total, total + (b - a).total_seconds() / 3600]
                total = hours[-1]
        self._at = np.array(moments).astype("int64").astype(float)
        self._hours = np.array(hours)

    def hours(self, times: Times) -> np.ndarray:
        """Working hours from the start to each moment."""
        return np.asarray(np.interp(times.astype("datetime64[s]").astype("int64").astype(float), self._at, self._hours))

    def moment(self, hours: np.ndarray) -> Times:
        """Find the moment when so many working hours have passed."""
        # Flat parts of the axis (nights) belong to the evening before: nudge each step up by nothing visible.
        steps = self._hours + np.arange(len(self._hours)) * 1e-9
        return np.asarray(np.interp(hours, steps, self._at).astype("int64").astype("datetime64[s]"))


def due(times: Times, days: np.ndarray) -> Times:
    """Close of the n-th working day after each moment, by the house's own rule (geo.rules.sla)."""
    out = np.empty(len(times), "datetime64[s]")
    for n in np.unique(days):
        mine = days == n
        out[mine] = due_days(pd.Series(times[mine]), float(n), CHINA).to_numpy().astype("datetime64[s]")
    return out


def minutes(times: Times) -> Times:
    """Whole minutes."""
    return times.astype("datetime64[m]").astype("datetime64[s]")
