"""社区(村): the borders a leader counts by."""

from geo.layers import grids
from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Line
from geo.model.codes import Level

LAYER = Layer(
    key="l2",
    title="社区(村)界",
    group="网格",
    kind=Kind.AREA,
    load=grids.of(Level.L2),
    style=(
        Line(
            "l2_line",
            ((11.0, 0.6), (12.0, 0.8), (14.5, 2.0)),
            casing=("panel", ((11.0, 1.4), (12.0, 1.9), (14.5, 4.5))),
        ),
    ),
    legend=(Entry("line", "社区(村)界", "l2_line"),),
    source="网格",
    tooltip=grids.TIP,
    on=True,
    simplify_m=3.0,
    tiling=Level.L2,
    hit=True,
)
