"""专属网格: works, schools, hospitals laid over the tiling grids."""

from geo.layers import grids
from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Fill, Line, Text
from geo.model.codes import Level

LAYER = Layer(
    key="dedicated",
    title="专属网格",
    group="网格",
    kind=Kind.AREA,
    load=grids.of(Level.DEDICATED),
    style=(
        Fill("dedicated", opacity=0.45),
        Line("dedicated_line", ((12.0, 0.8), (15.0, 1.4)), dash=(5.0, 2.0)),
        Text("name", 12, "dedicated_line", zoom=(16.0, 24.0)),
    ),
    legend=(Entry("fill", "专属网格", "dedicated", "dedicated_line"),),
    source="网格",
    tooltip=(("名称", "name"), ("编码", "code"), ("类型", "kind")),
    simplify_m=1.5,
    hit=True,
)
