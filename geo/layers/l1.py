"""镇街: the six offices that answer for what happens."""

from geo.layers import grids
from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Line
from geo.model.codes import Level

LAYER = Layer(
    key="l1",
    title="镇街界",
    group="网格",
    kind=Kind.AREA,
    load=grids.of(Level.L1),
    style=(
        Line(
            "l1_line",
            ((11.0, 1.3), (14.5, 2.4)),
            dash=(7.0, 2.0, 1.5, 2.0),
            casing=("panel", ((11.0, 2.6), (14.5, 5.0))),
        ),
    ),
    legend=(Entry("dash", "镇街界", "l1_line"),),
    source="网格",
    tooltip=grids.TIP,
    simplify_m=5.0,
    tiling=Level.L1,
    hit=True,
)
