"""57 项达标: of the items listed for the communities, those passed (seed 000: 10 大项 57 小项)."""

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Count items passed and items listed, at the community they are listed for."""
    passed, listed = (inputs.units[column].to_numpy(dtype=float)[:, None] for column in ("passed", "items"))
    return Daily(passed, listed)


METRIC = Metric(
    key="star_items",
    title="57 项达标",
    unit="%",
    grain="社区(村)",
    formula="已达标的小项 / 清单所列的小项（每个创星社区 57 项，整改中、未达标不计）",
    source="57项清单",
    good="up",
    how=How.NOW,
    compute=compute,
    breaks=(75, 85, 95, 100),
    why="没有 57 项清单（按社区列，三级网格及以下没有）",
    more=True,
    grids=True,
)
