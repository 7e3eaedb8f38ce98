"""人均事件变异系数: how unevenly the events of a period fall on the workers of the L3 grids of a place."""

import numpy as np

from geo.metrics.base import Daily, How, Inputs, Metric
from geo.rules.evenness import variation


def compute(inputs: Inputs) -> Daily:
    """Give the events filed per worker of every L3 grid that has one, in the period before and this one."""
    rows, bins = inputs.events["row"].to_numpy(), inputs.bins("filed_at")
    workers = inputs.units["workers"].to_numpy(dtype=float)[:, None]
    events = inputs.in_l3(inputs.counted(rows, bins))
    return Daily(events / np.maximum(workers, 1), known=(workers[:, 0] > 0) & inputs.is_l3)


METRIC = Metric(
    key="worker_cv",
    title="人均事件离散",
    unit="%",
    grain="三级网格",
    formula="标准差 / 平均数（各三级网格期内立案的事件 ÷ 在岗网格员；没有网格员的不计）",
    source="事件、网格员",
    good="down",
    how=How.FLOW,
    compute=compute,
    breaks=(10, 20, 40, 80),
    why="有网格员的三级网格不足两个，或期内没有立案",
    more=True,
    grids=True,
    per=100.0,
    spread=variation,
)
