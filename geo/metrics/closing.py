"""办结率: of the events filed in a period, those closed by its end."""

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Count closed ones and all of the cohort, on the day they were filed."""
    rows, bins = inputs.events["row"].to_numpy(), inputs.bins("filed_at")
    untimed = (inputs.events["done"] & inputs.events["closed_at"].isna()).to_numpy()
    done = untimed | inputs.by_then("closed_at", bins)
    return Daily(inputs.counted(rows[done], bins[done]), inputs.counted(rows, bins))


METRIC = Metric(
    key="closing",
    title="办结率",
    unit="%",
    grain="微网格",
    formula="其中到期末已办结 / 期内立案的事件（作废、重复不计）",
    source="事件",
    good="up",
    how=How.FLOW,
    compute=compute,
    breaks=(70, 80, 90, 98),
    why="期内没有立案的事件",
    more=True,
)
