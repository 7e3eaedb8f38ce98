"""未办结: events reported and not yet closed, at each moment."""

import numpy as np

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Events open at each moment: those reported so far less those closed so far."""
    rows = inputs.events["row"].to_numpy()
    came = inputs.counted(rows, inputs.bins("reported_at"))
    went = inputs.counted(rows, closed_bins(inputs))
    return Daily(np.cumsum(came - went, axis=1))


def closed_bins(inputs: Inputs) -> np.ndarray:
    """First moment at which each event is closed; closed without a time counts from as-of on."""
    closed = inputs.bins("closed_at")
    untimed = inputs.events["done"].to_numpy() & inputs.events["closed_at"].isna().to_numpy()
    return np.where(untimed, inputs.moments - 1, closed)


METRIC = Metric(
    key="open",
    title="未办结",
    unit="件",
    grain="微网格",
    formula="已上报、未办结的事件（作废、重复不计）",
    source="事件",
    good="down",
    how=How.STOCK,
    compute=compute,
    breaks=(3, 8, 15, 30),
    why="没有事件数据",
)
