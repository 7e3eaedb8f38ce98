"""微网格: the smallest tier, from street scale on."""

from geo.layers import grids
from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Line
from geo.model.codes import Level

LAYER = Layer(
    key="micro",
    title="微网格",
    group="网格",
    kind=Kind.AREA,
    load=grids.of(Level.MICRO),
    style=(Line("micro_line", 0.9, opacity=((14.0, 0.0), (14.5, 1.0)), zoom=(14.0, 24.0)),),
    legend=(Entry("line", "微网格界", "micro_line"),),
    source="网格",
    tooltip=(("名称", "name"), ("规模", "size")),
    on=True,
    minzoom=14.0,
    simplify_m=1.5,
    tiling=Level.MICRO,
    hit=True,
)
