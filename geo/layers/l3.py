"""三级网格: borders from the middle scale on, strongest at street scale."""

from geo.layers import grids
from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Line
from geo.model.codes import Level

LAYER = Layer(
    key="l3",
    title="三级网格",
    group="网格",
    kind=Kind.AREA,
    load=grids.of(Level.L3),
    style=(
        Line(
            "l3_line",
            ((12.5, 0.6), (13.5, 1.0), (14.5, 1.8)),
            opacity=((12.5, 0.0), (13.5, 0.7), (14.5, 1.0)),
            casing=("panel", ((13.5, 0.0), (14.5, 4.0))),
            zoom=(12.5, 24.0),
        ),
    ),
    legend=(Entry("line", "三级网格界", "l3_line"),),
    source="网格",
    tooltip=grids.TIP,
    on=True,
    minzoom=12.5,
    simplify_m=2.0,
    tiling=Level.L3,
    hit=True,
)
