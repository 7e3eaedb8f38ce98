"""人均巡查: patrols in the period per grid worker on duty."""

import numpy as np

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Take patrols of this period and the one before, and workers on duty: both per grid of any level.

    A patrol counts at the micro grid it was walked in, a worker at the grid of the post.
    """
    none, posts = np.zeros(len(inputs.units)), inputs.units
    return Daily(
        np.column_stack([none, posts["patrols_before"], posts["patrols"]]),
        np.column_stack([none, posts["workers"], posts["workers"]]),
    )


METRIC = Metric(
    key="patrolled",
    title="人均巡查",
    unit="次",
    grain="网格（各级）",
    formula="期内巡查次数 / 在岗网格员",
    source="巡查、网格员",
    good="up",
    how=How.FLOW,
    compute=compute,
    breaks=(20, 30, 40, 60),
    why="没有在岗网格员（网格员按三级网格配备）",
    more=True,
    grids=True,
    per=1.0,
)
