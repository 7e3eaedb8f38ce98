"""按期办结率: of the events whose deadline fell on a day, those closed by then."""

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Count closed in time and due, on the day each was due; deadlines still to come do not count."""
    rows, bins = inputs.events["row"].to_numpy(), inputs.bins("due_at")
    in_time = (inputs.events["closed_at"] <= inputs.events["due_at"]).to_numpy()
    return Daily(inputs.counted(rows[in_time], bins[in_time]), inputs.counted(rows, bins))


METRIC = Metric(
    key="on_time",
    title="按期办结",
    unit="%",
    grain="微网格",
    formula="时限内办结 / 期内到办结时限的事件（作废、重复不计）",
    source="事件",
    good="up",
    how=How.FLOW,
    compute=compute,
    breaks=(70, 80, 90, 98),
    why="期内没有到办结时限的事件",
    more=True,
)
