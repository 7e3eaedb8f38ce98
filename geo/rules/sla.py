"""Deadlines in working days: the day of receipt is not counted, the day closes with the office."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from geo.model.errors import BadInput
from geo.rules.workdays import Calendar


def due_at(start: datetime, n: float, calendar: Calendar, *, unit: str = "d") -> datetime:
    """When something received at `start` must be done.

    Parameters
    ----------
    start
        Local time of receipt, any day and hour.
    n
        Length: working days for unit "d" (a part of a day counts as a whole one), working hours for
        "h". 0 days end with the office of the same day, or of the next working one.
    calendar
        Days and hours of work.

    Returns
    -------
    datetime
        For days the close of the n-th working day after `start` (domain note, 2.8: received Friday
        2024-09-27, 2 days, worked Sunday the 29th: due Monday the 30th).
    """
    if n < 0:
        raise BadInput(f"办理时限 {n} 为负。", remedy="时限应为 0 或更大的工作日数或工作时数。")
    if unit == "d":
        return _days(start, n, calendar)
    if unit == "h":
        return _hours(start, n, calendar)
    raise BadInput(f"时限单位“{unit}”不认识。", remedy="应为 d（工作日）或 h（工作时）。")


def _days(start: datetime, n: float, calendar: Calendar) -> datetime:
    day, left = start.date(), -int(-n // 1)
    while left or not calendar.is_work(day):
        day += timedelta(1)
        left -= left > 0 and calendar.is_work(day)
    return datetime.combine(day, calendar.close)


def _hours(start: datetime, n: float, calendar: Calendar) -> datetime:
    now, left = start, timedelta(hours=n)
    while True:
        if calendar.is_work(now.date()):
            for opens, closes in calendar.hours:
                begin = max(now, datetime.combine(now.date(), opens))
                end = datetime.combine(now.date(), closes)
                if begin <= end and begin + left <= end:
                    return begin + left
                left -= max(end - begin, timedelta(0))
        now = datetime.combine(now.date() + timedelta(1), calendar.hours[0][0])


def due_days(starts: pd.Series, n: float, calendar: Calendar) -> pd.Series:
    """`due_at` in working days for a column of times; missing stays missing; same index."""
    days = pd.to_datetime(starts).dt.normalize()
    at, seen = pd.factorize(days)  # missing: -1
    known = [due_at(pd.Timestamp(day).to_pydatetime(), n, calendar) for day in seen]
    due = np.array([*known, "NaT"], dtype="datetime64[s]")
    return pd.Series(due[at], index=starts.index, name=starts.name)


def days_late(due: datetime, now: datetime, calendar: Calendar) -> int:
    """Working days begun since a deadline passed; 0 while it has not."""
    if now <= due:
        return 0
    span = (now.date() - due.date()).days
    return max(1, sum(calendar.is_work(due.date() + timedelta(n + 1)) for n in range(span)))
