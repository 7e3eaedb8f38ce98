"""满编率: posts of the grids that are filled; what one grid has too many does not fill another."""

from geo.metrics.base import Daily, How, Inputs, Metric


def compute(inputs: Inputs) -> Daily:
    """Count posts filled and posts planned, per grid of any level."""
    posts = inputs.units["posts"].to_numpy(dtype=float)
    return Daily(inputs.units["staff"].clip(upper=posts).to_numpy(dtype=float)[:, None], posts[:, None])


METRIC = Metric(
    key="staffed",
    title="满编率",
    unit="%",
    grain="网格（各级）",
    formula="已到岗 / 编制（按网格计，超编不抵缺编）",
    source="网格员、网格",
    good="up",
    how=How.NOW,
    compute=compute,
    breaks=(80, 90, 95, 100),
    why="没有编制数",
    more=True,
    grids=True,
)
