"""本月走访: of the households that are owed a monthly visit, those that had it (docs/decisions/005)."""

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Households visited since the month began, and households due; both have somebody with a monthly colour."""
    return Daily(inputs.per_grid(inputs.visits, "households_visited"), inputs.per_grid(inputs.visits, "due"))


METRIC = Metric(
    key="visits",
    title="本月走访",
    unit="%",
    grain="微网格",
    formula="本月已走访的重点户 / 应走访的重点户（有每月走访人群的户）",
    source="走访、九色标签",
    good="up",
    how=How.NOW,
    compute=compute,
    breaks=(50, 60, 70, 80),
    why="没有应每月走访的户",
    period="本月至今",
)
