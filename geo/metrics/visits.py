"""本月走访: households visited this month over households in the ledger."""

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Distinct households visited since the month began, and households of the ledger."""
    return Daily(inputs.per_grid(inputs.visits, "households_visited"), inputs.per_grid(inputs.ledger, "households"))


METRIC = Metric(
    key="visits",
    title="本月走访",
    unit="%",
    grain="微网格",
    formula="本月走访到的户 / 底册户数",
    source="走访、户底册",
    good="up",
    how=How.NOW,
    compute=compute,
    why="底册没有住户",
)
