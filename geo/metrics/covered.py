"""15 分钟覆盖: people who walk to a centre in fifteen minutes, home by home; a straight line without roads."""

import pandas as pd

from geo.metrics.base import Daily, How, Inputs, Metric
from geo.model.scope import Scope
from geo.ports import Reads
from geo.rules.coverage import NOTE, WALKED, homes_covered, homes_walked
from geo.walk.presets import ADULT_KMH, radius_m

MINUTES = 15.0


def homes(store: Reads, scope: Scope) -> tuple[pd.DataFrame, str]:
    """People located and covered by micro grid, and by which rule (`WALKED` or `NOTE`)."""
    walks = store.walks(scope)
    if walks is not None:
        return homes_walked(store.home_points(scope), walks, limit_m=radius_m(MINUTES, ADULT_KMH)), WALKED
    profile = store.profile()
    found = homes_covered(
        store.home_points(scope), store.centers(scope), radius_m=profile.circle_radius_m, crs=profile.measure_crs
    )
    return found, NOTE


def compute(inputs: Inputs) -> Daily:
    """People covered and people with a home point."""
    return Daily(inputs.per_grid(inputs.homes, "covered"), inputs.per_grid(inputs.homes, "located"))


METRIC = Metric(
    key="covered",
    title="15 分钟覆盖",
    unit="%",
    grain="微网格",
    formula="中心圈内人数 / 有住址点的人数",
    source="户底册、党群服务中心",
    good="up",
    how=How.NOW,
    compute=compute,
    breaks=(60, 75, 90, 99),
    why="没有带住址点的人口",
    version=2,
)
