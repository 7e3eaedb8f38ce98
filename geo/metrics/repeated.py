"""重复率: events that say again what the same grid has said within ninety days."""

import numpy as np
import pandas as pd

from geo.metrics.base import Daily, How, Inputs, Metric

WITHIN_DAYS = 90


def compute(inputs: Inputs) -> Daily:
    """Repeated ones and all reported, on the day of report.

    Repeated = the same small class was reported from the same micro grid within the 90 days before.
    """
    events, bins = inputs.events, inputs.bins("reported_at")
    rows, at = events["row"].to_numpy(), events["reported_at"].to_numpy().astype("datetime64[s]").astype(np.int64)
    kind = pd.factorize(events["type"])[0]
    order = np.lexsort((at, kind, rows))
    same = (np.diff(rows[order]) == 0) & (np.diff(kind[order]) == 0)
    again = order[1:][same & (np.diff(at[order]) <= WITHIN_DAYS * 86_400)]
    return Daily(inputs.counted(rows[again], bins[again]), inputs.counted(rows, bins))


METRIC = Metric(
    key="repeated",
    title="重复率",
    unit="%",
    grain="微网格",
    formula="同一微网格、同一小类 90 日内再次上报 / 期内上报的事件（作废不计）",
    source="事件",
    good="down",
    how=How.FLOW,
    compute=compute,
    breaks=(10, 20, 30, 40),
    why="期内没有上报的事件",
    more=True,
)
