"""挂牌: communities with a yellow, orange or red card in force (seed 000)."""

import numpy as np

from geo.metrics.base import Daily, How, Inputs, Metric
from geo.model.status import CARDS


def compute(inputs: Inputs) -> Daily:
    """Count communities with a card, when this period began and now; one with several cards counts once.

    Places without a community that could have one (a grid below it, a store without cards) have no figure.
    """
    now = {word: inputs.units[f"card_{word}"].to_numpy(dtype=float) for word in CARDS}
    hung = np.column_stack([inputs.units["carded_before"].to_numpy(dtype=float), sum(now.values())])
    return Daily(hung, known=inputs.units["may_hang"].to_numpy(dtype=bool), split=now)


METRIC = Metric(
    key="star_cards",
    title="挂牌社区",
    unit="个",
    grain="社区(村)",
    formula="挂着黄、橙、红牌且未摘牌的社区（一个社区有几张时，按最重的一张计一次）",
    source="挂牌",
    good="down",
    how=How.STOCK,
    compute=compute,
    breaks=(1, 2, 3),
    classes=("没有", *(f"{word}牌" for word in CARDS)),
    why="没有挂牌数据（按社区挂，三级网格及以下没有）",
    more=True,
    grids=True,
)
