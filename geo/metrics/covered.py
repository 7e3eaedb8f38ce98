"""15 分钟覆盖: people within the circle of a centre, home by home, as a straight-line estimate."""

from geo.metrics.base import Daily, How, Inputs, Metric
from geo.rules.coverage import NOTE


def compute(inputs: Inputs) -> Daily:
    """People covered and people with a home point."""
    return Daily(inputs.per_grid(inputs.homes, "covered"), inputs.per_grid(inputs.homes, "located"))


METRIC = Metric(
    key="covered",
    title="15 分钟覆盖",
    unit="%",
    grain="微网格",
    formula="中心圈内人数 / 有住址点的人数",
    source=f"户底册、党群服务中心；{NOTE}",
    good="up",
    how=How.NOW,
    compute=compute,
    why="没有带住址点的人口",
)
