"""人均事件基尼系数: how unevenly the events of a period fall on the workers of the L3 grids of a place."""

from geo.metrics.base import How, Metric
from geo.metrics.worker_cv import compute
from geo.rules.evenness import gini

METRIC = Metric(
    key="worker_gini",
    title="人均事件基尼",
    unit="",
    grain="三级网格",
    formula="任意两格之差的平均数 / 平均数的两倍（各三级网格期内立案的事件 ÷ 在岗网格员；没有网格员的不计）",
    source="事件、网格员",
    good="down",
    how=How.FLOW,
    compute=compute,
    why="有网格员的三级网格不足两个，或期内没有立案",
    more=True,
    grids=True,
    per=1.0,
    spread=gini,
)
