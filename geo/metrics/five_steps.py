"""五步: how far the compounds nobody manages have come on the five steps (seed 000, 54145)."""

from geo.metrics.base import Daily, How, Inputs, Metric

STEPS = 5  # 党建引领 依法入驻 社区参与 整治提升 表彰奖励


def compute(inputs: Inputs) -> Daily:
    """Sum the steps done and the steps to do."""
    done, yards = (inputs.per_grid(inputs.compounds, column) for column in ("steps", "unmanaged"))
    return Daily(done, STEPS * yards)


METRIC = Metric(
    key="five_steps",
    title="五步推进",
    unit="%",
    grain="微网格",
    formula="已走完的步数 / 无主管楼院×5 步",
    source="楼院",
    good="up",
    how=How.NOW,
    compute=compute,
    breaks=(20, 40, 60, 80),
    why="没有无主管楼院",
    more=True,
)
