"""办结率: of the events filed on a day, those that are closed by now."""

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Count closed ones and all of the cohort, on the day they were filed."""
    rows, bins = inputs.events["row"].to_numpy(), inputs.bins("filed_at")
    done = (inputs.events["done"] & ~(inputs.events["closed_at"] > inputs.as_of)).to_numpy()
    return Daily(inputs.counted(rows[done], bins[done]), inputs.counted(rows, bins))


METRIC = Metric(
    key="closing",
    title="办结率",
    unit="%",
    grain="微网格",
    formula="其中已办结 / 期内立案的事件（作废、重复不计）",
    source="事件",
    good="up",
    how=How.FLOW,
    compute=compute,
    why="期内没有立案的事件",
    more=True,
)
