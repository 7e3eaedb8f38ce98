"""底册时效: households whose entry was verified within thirty days."""

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Households verified within 30 days of as-of, and all in the register."""
    return Daily(inputs.per_grid(inputs.ledger, "verified_30d"), inputs.per_grid(inputs.ledger, "households"))


METRIC = Metric(
    key="ledger",
    title="底册时效",
    unit="%",
    grain="微网格",
    formula="30 日内核实的户 / 户底册的户",
    source="户底册",
    good="up",
    how=How.NOW,
    compute=compute,
    breaks=(50, 65, 80, 95),
    why="没有户底册",
    more=True,
)
