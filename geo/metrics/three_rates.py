"""三率综合: 响应率, 解决率 and 满意率 of one place and period, by the weights of the district."""

from geo.metrics import closing, responded, satisfied
from geo.metrics.base import How, Metric
from geo.model.profile import Profile

PARTS = (responded.METRIC, closing.METRIC, satisfied.METRIC)


def parts(profile: Profile) -> tuple[tuple[float, Metric], ...]:
    """Weigh the three: they count different things (answered, closed, rated), so only their shares are mixed."""
    return tuple((profile.three_rates[part.key], part) for part in PARTS)


METRIC = Metric(
    key="three_rates",
    title="三率综合",
    unit="%",
    grain="微网格",
    formula="响应率、解决率（即办结率）、满意率按权重相加，各用本地自己的分子 / 分母，不由下级平均",
    source="事件",
    good="up",
    how=How.FLOW,
    compute=None,
    mixed=parts,
    breaks=(70, 80, 90, 95),
    why="三率缺一不计",
    more=True,
)
