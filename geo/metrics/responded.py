"""响应率: of the events filed in a period, those somebody has answered by its end."""

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Answered ones and all of the cohort, on the day they were filed."""
    rows, bins = inputs.events["row"].to_numpy(), inputs.bins("filed_at")
    told = inputs.by_then("feedback_at", bins)
    return Daily(inputs.counted(rows[told], bins[told]), inputs.counted(rows, bins))


METRIC = Metric(
    key="responded",
    title="响应率",
    unit="%",
    grain="微网格",
    formula="其中到期末已首次反馈 / 期内立案的事件（作废、重复不计）",
    source="事件",
    good="up",
    how=How.FLOW,
    compute=compute,
    breaks=(70, 80, 90, 98),
    why="期内没有立案的事件",
    more=True,
)
