"""人均事件基尼系数: how unevenly the events of a period fall on the workers of the L3 grids of a place."""

from dataclasses import replace

from geo.metrics import worker_cv
from geo.rules.evenness import gini

METRIC = replace(
    worker_cv.METRIC,  # the same loads, measured another way
    key="worker_gini",
    title="人均事件基尼",
    unit="",
    formula="任意两格之差的平均数 / 平均数的两倍（各三级网格期内立案的事件 ÷ 在岗网格员；没有网格员的不计）",
    breaks=(0.1, 0.2, 0.3, 0.4),
    per=1.0,
    spread=gini,
)
