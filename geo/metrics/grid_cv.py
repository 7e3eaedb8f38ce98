"""每格户数变异系数: how unevenly households lie over the L3 grids of a place."""

from geo.metrics.base import Daily, How, Inputs, Metric
from geo.rules.evenness import variation


def compute(inputs: Inputs) -> Daily:
    """Give the households of every L3 grid (at T0 in tens: the figure must not tell what the grid hides)."""
    return Daily(inputs.units[["households"]].to_numpy(dtype=float), known=inputs.is_l3)


METRIC = Metric(
    key="grid_cv",
    title="每格户数离散",
    unit="%",
    grain="三级网格",
    formula="标准差 / 平均数（各三级网格的户数；会议口径先取整到十户）",
    source="网格",
    good="down",
    how=How.NOW,
    compute=compute,
    breaks=(5, 10, 20, 40),
    why="不足两个三级网格，无从比较",
    more=True,
    grids=True,
    per=100.0,
    spread=variation,
)
