"""Deadlines in working days."""

from datetime import datetime

import pandas as pd
import pytest

from geo.model.errors import BadInput
from geo.rules.sla import days_late, due_at, due_days
from geo.rules.workdays import CHINA


@pytest.mark.parametrize(
    ("start", "due"),
    [  # domain note, 2.8: measured vectors of +2 working days
        ("2024-09-27", "2024-09-30"),  # Friday; Sunday the 29th is worked
        ("2024-09-30", "2024-10-09"),
        ("2024-10-04", "2024-10-09"),
        ("2024-10-11", "2024-10-14"),  # Saturday the 12th is worked
        ("2026-09-30", "2026-10-09"),
        ("2026-11-20", "2026-11-24"),
    ],
)
def test_two_working_days_skip_holidays_and_count_makeup_days(start, due):
    answer = due_at(datetime.fromisoformat(start + "T10:00"), 2, CHINA)
    assert answer == datetime.fromisoformat(due + "T18:00")


def test_a_part_of_a_day_counts_as_a_whole_one():
    start = datetime(2026, 11, 18, 9)
    assert due_at(start, 0.5, CHINA) == due_at(start, 1, CHINA) == datetime(2026, 11, 19, 18)


def test_zero_days_end_with_the_office():
    assert due_at(datetime(2026, 11, 21, 9), 0, CHINA) == datetime(2026, 11, 23, 18)  # a Saturday


def test_working_hours_pause_at_noon_and_overnight():
    assert due_at(datetime(2026, 11, 19, 11), 2, CHINA, unit="h") == datetime(2026, 11, 19, 15)
    assert due_at(datetime(2026, 11, 19, 17), 4, CHINA, unit="h") == datetime(2026, 11, 20, 11, 30)
    assert due_at(datetime(2026, 11, 20, 20), 1, CHINA, unit="h") == datetime(2026, 11, 23, 9, 30)


def test_unknown_units_and_negative_limits_are_refused():
    with pytest.raises(BadInput, match="单位"):
        due_at(datetime(2026, 11, 19), 1, CHINA, unit="w")
    with pytest.raises(BadInput, match="为负"):
        due_at(datetime(2026, 11, 19), -1, CHINA)


def test_a_column_keeps_its_index_and_its_gaps():
    starts = pd.Series(pd.to_datetime(["2024-09-27 23:00", None]), index=["a", "b"])
    due = due_days(starts, 2, CHINA)
    assert due["a"] == pd.Timestamp("2024-09-30 18:00")
    assert pd.isna(due["b"])


def test_days_late_are_working_days():
    friday = datetime(2026, 11, 13, 18)
    assert days_late(friday, datetime(2026, 11, 13, 17), CHINA) == 0
    assert days_late(friday, datetime(2026, 11, 14, 9), CHINA) == 1  # a weekend still is late
    assert days_late(friday, datetime(2026, 11, 17, 9), CHINA) == 2


def test_years_without_an_order_are_told_apart():
    assert CHINA.published(datetime(2026, 1, 1).date())
    assert not CHINA.published(datetime(2031, 1, 1).date())
