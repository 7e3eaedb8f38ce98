"""每格户数基尼系数: how unevenly households lie over the L3 grids of a place."""

from dataclasses import replace

from geo.metrics import grid_cv
from geo.rules.evenness import gini

METRIC = replace(
    grid_cv.METRIC,  # the same loads, measured another way
    key="grid_gini",
    title="每格户数基尼",
    unit="",
    formula="任意两格之差的平均数 / 平均数的两倍（各三级网格的户数；会议口径先取整到十户）",
    breaks=(0.05, 0.1, 0.2, 0.4),
    per=1.0,
    spread=gini,
)
