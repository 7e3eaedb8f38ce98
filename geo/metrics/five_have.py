"""五有: compounds nobody managed that now have all five: guards, green, repair, parking, cleaning (seed 000)."""

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Count compounds with five of five and all of them."""
    return Daily(inputs.per_grid(inputs.compounds, "complete"), inputs.per_grid(inputs.compounds, "unmanaged"))


METRIC = Metric(
    key="five_have",
    title="五有达标",
    unit="%",
    grain="微网格",
    formula="五有俱全的楼院 / 无主管楼院（安防、绿化、维修、车辆、保洁）",
    source="楼院",
    good="up",
    how=How.NOW,
    compute=compute,
    breaks=(20, 40, 60, 80),
    why="没有无主管楼院",
    more=True,
)
