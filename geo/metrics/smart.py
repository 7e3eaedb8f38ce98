"""智能派单占比: of the events filed on a day, those a rule has sent to their worker."""

from geo.metrics.base import Daily, How, Inputs, Metric

BY_RULE = "智能"


def compute(inputs: Inputs) -> Daily:
    """Sent by rule and all of the cohort, on the day they were filed."""
    rows, bins = inputs.events["row"].to_numpy(), inputs.bins("filed_at")
    sent = (inputs.events["dispatch"] == BY_RULE).to_numpy()
    return Daily(inputs.counted(rows[sent], bins[sent]), inputs.counted(rows, bins))


METRIC = Metric(
    key="smart",
    title="智能派单",
    unit="%",
    grain="微网格",
    formula="其中智能派单 / 期内立案的事件（作废、重复不计）",
    source="事件",
    good="up",
    how=How.FLOW,
    compute=compute,
    breaks=(10, 20, 30, 40),
    why="期内没有立案的事件",
    more=True,
)
