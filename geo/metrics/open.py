"""未办结: events reported and not yet closed, at each moment."""

import numpy as np

from geo.metrics.base import Daily, How, Inputs, Metric
from geo.rules.status import day_bins


def compute(inputs: Inputs) -> Daily:
    """Events open at each moment: those reported so far less those closed so far."""
    rows = inputs.events["row"].to_numpy()
    came = inputs.counted(rows, day_bins(inputs.events["reported_at"], inputs.as_of, inputs.moments))
    went = inputs.counted(rows, closed_bins(inputs))
    return Daily(np.cumsum(came - went, axis=1))


def closed_bins(inputs: Inputs) -> np.ndarray:
    """First moment at which each event is closed; closed without a time counts from as-of on."""
    closed = day_bins(inputs.events["closed_at"], inputs.as_of, inputs.moments)
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
    why="没有事件数据",
)
