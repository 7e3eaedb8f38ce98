"""九色待访: tags of the nine colours whose visit is past due."""

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Tags past their date of visit."""
    return Daily(inputs.per_grid(inputs.visits, "overdue_tags"))


METRIC = Metric(
    key="nine_overdue",
    title="九色待访",
    unit="人次",
    grain="微网格",
    formula="已过应访日期的九色标签",
    source="九色标签、走访",
    good="down",
    how=How.NOW,
    compute=compute,
    breaks=(10, 20, 40, 80),
    why="没有九色标签",
    persons=True,
)
