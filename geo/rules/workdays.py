"""Working days in China: weekends, statutory holidays and make-up days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days of work as data.

    `holidays` are weekdays off, `makeup` weekend days worked, `years` those whose order was
    published; `hours` are the office's parts of a day, the last end is its close.
    """

    holidays: frozenset[date]
    makeup: frozenset[date]
    years: frozenset[int]
    hours: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(14), time(18)))  # (p) 待核

    def is_work(self, day: date) -> bool:
        """Whether the office is open on a day; weekends alone decide where no order was published."""
        return day in self.makeup or (day.weekday() < SATURDAY and day not in self.holidays)

    def published(self, day: date) -> bool:
        """Tell whether the order is out; False means 调休未公布: a deadline on this day is provisional."""
        return day.year in self.years

    @property
    def close(self) -> time:
        """When a working day ends."""
        return self.hours[-1][1]


def _days(*spans: tuple[date, int]) -> Iterable[date]:
    return (start + timedelta(n) for start, length in spans for n in range(length))


# 国务院办公厅关于部分节假日安排的通知, one a year (public); weekend days inside a holiday do no harm.
CHINA = Calendar(
    holidays=frozenset(
        [
            *_days((date(2024, 1, 1), 1), (date(2024, 2, 10), 8), (date(2024, 4, 4), 3), (date(2024, 5, 1), 5)),
            *_days((date(2024, 6, 10), 1), (date(2024, 9, 15), 3), (date(2024, 10, 1), 7)),
            *_days((date(2025, 1, 1), 1), (date(2025, 1, 28), 8), (date(2025, 4, 4), 3), (date(2025, 5, 1), 5)),
            *_days((date(2025, 5, 31), 3), (date(2025, 10, 1), 8)),
            *_days((date(2026, 1, 1), 3), (date(2026, 2, 15), 9), (date(2026, 4, 4), 3), (date(2026, 5, 1), 5)),
            *_days((date(2026, 6, 19), 3), (date(2026, 9, 25), 3), (date(2026, 10, 1), 7)),
        ]
    ),
    makeup=frozenset(
        [
            *(date(2024, m, d) for m, d in ((2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12))),
            *(date(2025, m, d) for m, d in ((1, 26), (2, 8), (4, 27), (9, 28), (10, 11))),
            *(date(2026, m, d) for m, d in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))),
        ]
    ),
    years=frozenset({2024, 2025, 2026}),
)
