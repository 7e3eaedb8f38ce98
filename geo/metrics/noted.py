"""人均随手记: notes in the period per grid worker on duty."""

import numpy as np

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Take notes of this period and the one before, and workers on duty where notes are kept: per grid of any level."""
    none, posts = np.zeros(len(inputs.units)), inputs.units
    return Daily(
        np.column_stack([none, posts["notes_before"], posts["notes"]]),
        np.column_stack([none, posts["noting"], posts["noting"]]),
    )


METRIC = Metric(
    key="noted",
    title="人均随手记",
    unit="条",
    grain="网格（各级）",
    formula="期内随手记条数 / 在岗网格员",
    source="随手记、网格员",
    good="up",
    how=How.FLOW,
    compute=compute,
    breaks=(30, 60, 90, 120),
    why="没有在岗网格员，或随手记流水未导入",
    more=True,
    grids=True,
    per=1.0,
)
