"""超期事件: open past their deadline, at each moment; paused ones never."""

import numpy as np
import pandas as pd

from geo.metrics.base import Daily, How, Inputs, Metric
from geo.metrics.open import closed_bins
from geo.rules.status import PAUSED


def compute(inputs: Inputs) -> Daily:
    """Events overdue at each moment: from the first one after the deadline until they are closed."""
    events = inputs.events
    late = inputs.bins_of(pd.to_datetime(events["due_at"]) + pd.Timedelta(1, "s"))
    late = np.maximum(late, inputs.bins("reported_at"))
    closed = closed_bins(inputs)
    rows = np.where((late < closed) & ~events["status"].isin(PAUSED).to_numpy(), events["row"].to_numpy(), -1)
    return Daily(np.cumsum(inputs.counted(rows, late) - inputs.counted(rows, closed), axis=1))


METRIC = Metric(
    key="overdue",
    title="超期事件",
    unit="件",
    grain="微网格",
    formula="未办结且已过截止时间的事件（挂起不计）",
    source="事件",
    good="down",
    how=How.STOCK,
    compute=compute,
    breaks=(1, 2, 4, 8),
    why="没有事件数据",
)
