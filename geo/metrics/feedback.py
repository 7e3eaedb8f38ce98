"""2 日反馈: share of events answered within two working days of filing (seed 004)."""

import pandas as pd

from geo.metrics.base import Daily, How, Inputs, Metric
from geo.rules.sla import due_days

WORKING_DAYS = 2
ON_THE_SPOT = "自办"


def compute(inputs: Inputs) -> Daily:
    """Answers in time and answers due, on the day each was due; solved on the spot does not count."""
    events = inputs.events[inputs.events["filed_at"].notna() & (inputs.events["dispatch"] != ON_THE_SPOT)]
    due = due_days(events["filed_at"], WORKING_DAYS, inputs.calendar)
    bins = inputs.bins_of(due)
    rows = events["row"].to_numpy()
    in_time = (pd.to_datetime(events["feedback_at"]) <= due).to_numpy()
    return Daily(inputs.counted(rows[in_time], bins[in_time]), inputs.counted(rows, bins))


METRIC = Metric(
    key="feedback",
    title="2 日反馈",
    unit="%",
    grain="微网格",
    formula="2 个工作日内反馈 / 期内到反馈时限的事件（自办、作废、重复不计）",
    source="事件",
    good="up",
    how=How.FLOW,
    compute=compute,
    breaks=(70, 80, 90, 98),
    why="期内没有到反馈时限的事件",
)
