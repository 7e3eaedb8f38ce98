"""每格户数基尼系数: how unevenly households lie over the L3 grids of a place."""

from geo.metrics.base import How, Metric
from geo.metrics.grid_cv import compute
from geo.rules.evenness import gini

METRIC = Metric(
    key="grid_gini",
    title="每格户数基尼",
    unit="",
    grain="三级网格",
    formula="任意两格之差的平均数 / 平均数的两倍（各三级网格的户数；会议口径先取整到十户）",
    source="网格",
    good="down",
    how=How.NOW,
    compute=compute,
    why="不足两个三级网格，无从比较",
    more=True,
    grids=True,
    per=1.0,
    spread=gini,
)
