"""满意率: of the closed events residents have rated, those rated well; unrated ones stand apart."""

from geo.metrics.base import Daily, How, Inputs, Metric

GOOD = ("满意", "基本满意")
RATED = (*GOOD, "不满意")


def compute(inputs: Inputs) -> Daily:
    """Rated well and rated at all, on the day each was closed."""
    rows, bins = inputs.events["row"].to_numpy(), inputs.bins("closed_at")
    rated, well = (inputs.events["rating"].isin(words).to_numpy() for words in (RATED, GOOD))
    return Daily(inputs.counted(rows[well], bins[well]), inputs.counted(rows[rated], bins[rated]))


METRIC = Metric(
    key="satisfied",
    title="满意率",
    unit="%",
    grain="微网格",
    formula="满意与基本满意 / 期内办结且已评价的事件（未评不计入）",
    source="事件",
    good="up",
    how=How.FLOW,
    compute=compute,
    breaks=(70, 80, 90, 95),
    why="期内没有已评价的事件",
    more=True,
)
